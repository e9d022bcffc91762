"""Words to lines: runs of words on one baseline, with note marks taken out and double print set aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from ci_text.readers.pdf.calls import EOL_HYPHEN
from ci_text.readers.pdf.chars import Style, Word
from ci_text.records import Box

RISE = 0.74  # of the size: height of a line's box over its baseline
DROP = 0.24

LIST_MARK = re.compile(
    r"(?:[•‣◦▪▫■□●○·∙►▶➢➤✓✔❖◆◇→➥➔\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d*–—-]|o|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,4}[.)])$"
)
NOTE_MARK = re.compile(r"\(?[\d]{1,3}\)?$|[*†‡§]{1,3}$|\(?[a-z]\)?$|\d{1,3}(,\d{1,3})+$")
_UNITS = re.compile(r"(?:^|\d[ \u00a0]?)(?:[kcdm]?m|CO|H|10|R)$")
_BULLET_SIGNS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076", "•") | {"\uf02d": "-"})


@dataclass(slots=True)
class Seg:
    """A stretch of words on one baseline of one page."""

    page: int
    text: str
    x0: float
    x1: float
    base: float
    style: Style
    order: int  # place in the content stream
    first_width: float  # width of its first word
    notes: list[tuple[int, str]] = field(default_factory=list)  # (offset in text, mark taken out)
    bold_prefix: int = 0  # characters of bold text at its start, where the rest is not bold
    starts: list[tuple[int, float]] = field(default_factory=list)  # (offset, x) of words after a wide gap
    height: float = 0.0
    leaf: int = -1
    left: float = 0.0  # of its column
    right: float = 0.0
    flow: int = 0  # 0 the main text, else the number of its frame
    rank: int = 0
    ink: int = 0  # non-blank characters in `text`
    sure: float | None = None
    row: int = -1
    mark_gap: float = 0.0  # x where the text after a list mark begins
    bold_first: bool = False
    bold_last: bool = False
    even: bool = False  # its column is justified: a line that stops short is a paragraph's last
    dotted: bool = False  # a bullet is drawn before it
    second: Style | None = None  # of the words in another style, if it has such

    def __reduce__(self) -> tuple[type[Seg], tuple[Any, ...]]:
        return Seg, _FIELDS(self)  # packed three times as fast as field by field

    @property
    def top(self) -> float:
        return self.base - RISE * self.style.size

    @property
    def bottom(self) -> float:
        return self.base + DROP * self.style.size

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)


_FIELDS = attrgetter(*(f.name for f in fields(Seg)))


def ink(text: str) -> int:
    """Non-blank characters."""
    return len("".join(text.split()))


def segment(run: list[Word], page: int, sure: float | None = None) -> Seg:
    """One segment from words in order; note marks (small, raised) are taken out of the text and remembered."""
    simple = _simple(run, page, sure)
    if simple is not None:
        return simple
    main = _main_style(run)
    base = next((w.base for w in run if w.style.size >= 0.9 * main.size), run[0].base)
    text = ""
    notes: list[tuple[int, str]] = []
    starts: list[tuple[int, float]] = []
    previous: Word | None = None
    for word in run:
        raised = base - word.base > 0.12 * main.size and word.style.size < 0.9 * main.size
        if raised and previous is not None and NOTE_MARK.match(word.text) and not _UNITS.search(text[-6:]):
            notes.append((len(text), word.text))
            previous = word
            continue
        gap = word.x0 - previous.x1 if previous is not None else 0.0
        if previous is not None and not (word.glued or (gap < 0.1 * main.size and _tight(previous, word, main))):
            text += " "
        if gap > 1.2 * main.size:
            starts.append((len(text), word.x0))
        text += word.text
        previous = word
    if not text and notes:
        text, notes = "".join(mark for _, mark in notes), []
    text = text.translate(_BULLET_SIGNS)
    seg = Seg(
        page, text, min([w.x0 for w in run]), max([w.x1 for w in run]), base, main, min([w.place for w in run]),
        _head(run[0]), notes, _bold_prefix(run, text), starts,
    )  # fmt: skip
    seg.ink = len(text) - text.count(" ")
    seg.sure = sure
    seg.bold_first, seg.bold_last = run[0].style.bold, run[-1].style.bold
    seg.second = next((w.style for w in run if w.style is not main and len(w.text) > 1 and w.base == base), None)
    if len(run) > 1 and LIST_MARK.match(run[0].text):
        seg.mark_gap = run[1].x0
    return seg


def _simple(run: list[Word], page: int, sure: float | None) -> Seg | None:
    """The segment of words of one style on one baseline with common gaps, as most are; else None."""
    first = run[0]
    style, base, end = first.style, first.base, first.x0
    widest, narrow, place = 1.2 * style.size, 0.1 * style.size, first.place - 1
    for _, x0, x1, level, letters, glued, then, _ in run:
        gap = x0 - end
        if letters is not style or level != base or glued or gap > widest or (gap < narrow and then != place + 1):
            return None
        end, place = x1, then
    text = " ".join([word[0] for word in run]) if len(run) > 1 else first.text
    if not text.isascii():
        text = text.translate(_BULLET_SIGNS)
    seg = Seg(page, text, first.x0, end, base, style, min([w.place for w in run]), _head(first))
    seg.ink = len(text) - text.count(" ")
    seg.sure = sure
    seg.bold_first = seg.bold_last = style.bold
    if len(run) > 1 and len(first.text) < 5 and LIST_MARK.match(first.text):
        seg.mark_gap = run[1].x0
    return seg


def _head(word: Word) -> float:
    return word.head or word.x1 - word.x0


def _tight(previous: Word, word: Word, main: Style) -> bool:
    """Two pieces of a word that came in two drawing operations: no room for a blank between them."""
    moved = abs(word.base - previous.base) > 0.12 * main.size  # a raised sign behind a lowered figure
    return word.place != previous.place + 1 or previous.style != word.style or moved


def _main_style(run: list[Word]) -> Style:
    first = run[0].style
    if all(w.style is first for w in run):
        return first
    votes: Counter[Style] = Counter()
    for word in run:
        votes[word.style] += len(word.text)
    return votes.most_common(1)[0][0]


def _bold_prefix(run: list[Word], text: str) -> int:
    if not run[0].style.bold or all(w.style.bold for w in run):
        return 0
    bold = 0
    for word in run:
        if not word.style.bold:
            break
        bold += ink(word.text)
    seen = 0
    for offset, char in enumerate(text):
        if seen == bold:
            return offset
        seen += not char.isspace()
    return len(text)


def merge(parts: Iterable[Seg]) -> Seg:
    """One line from segments that stand side by side in one column."""
    ordered = sorted(parts, key=lambda s: s.x0)
    first = ordered[0]
    for other in ordered[1:]:
        shift = len(first.text) + 1
        if other.x0 - first.x1 > 1.2 * first.style.size:
            first.starts.append((shift, other.x0))
        if not first.bold_prefix and first.style.bold and not other.style.bold:
            first.bold_prefix = len(first.text)
        if LIST_MARK.match(first.text):
            first.mark_gap = other.x0
        bigger = len(other.text) > len(first.text)
        if first.second is None and other.style != first.style:
            first.second = first.style if bigger else other.style
        first.text = f"{first.text} {other.text}"
        first.notes.extend((shift + at, mark) for at, mark in other.notes)
        first.starts.extend((shift + at, x) for at, x in other.starts)
        first.x1 = max(first.x1, other.x1)
        first.order = min(first.order, other.order)
        first.ink += other.ink
        first.bold_last = other.bold_last
        if bigger:
            first.style, first.base = other.style, other.base
    return first


def ends_hyphened(text: str) -> bool:
    return text.endswith(("-", "\u2010", "\u00ad", EOL_HYPHEN)) and len(text) > 1 and text[-2].isalpha()


def by_baseline(segs: list[Seg]) -> list[list[Seg]]:
    """The segments by baseline, each line from left to right."""
    lines: list[list[Seg]] = []
    for seg in sorted(segs, key=lambda s: s.base):
        if lines and seg.base - lines[-1][0].base <= 0.3 * seg.style.size:
            lines[-1].append(seg)
        else:
            lines.append([seg])
    for line in lines:
        line.sort(key=lambda s: s.x0)
    return lines
