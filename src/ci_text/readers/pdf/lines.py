"""Words to lines: runs of words on one baseline, with note marks taken out and double print set aside."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ci_text.readers.pdf.chars import EOL_HYPHEN, PageWords, Style, Word
from ci_text.records import Box

RISE = 0.74  # of the size: height of a line's box over its baseline
DROP = 0.24
JOIN_GAP = 1.0  # of the size: words further apart are different segments until columns are known
SURE_GAP = 0.42  # of the size: words nearer than this belong together, whatever the stream says

BULLETS = "•‣◦▪▫■□●○–—-*·∙►▶➢➤✓✔❖◆◇→\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d§o"
LIST_MARK = re.compile(
    r"(?:[•‣◦▪▫■□●○·∙►▶➢➤✓✔❖◆◇→➥➔\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d*–—-]|o|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,4}[.)])$"
)
_NOTE = re.compile(r"\(?[\d]{1,3}\)?$|[*†‡§]{1,3}$|\(?[a-z]\)?$|\d{1,3}(,\d{1,3})+$")
_UNITS = re.compile(r"(?:^|\d)(?:[kcdm]?m|CO|H|10|R)$")
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

    @property
    def top(self) -> float:
        return self.base - RISE * self.style.size

    @property
    def bottom(self) -> float:
        return self.base + DROP * self.style.size

    @property
    def box(self) -> Box:
        return Box(self.x0, self.top, self.x1, self.bottom)


def ink(text: str) -> int:
    """Non-blank characters."""
    return len("".join(text.split()))


def segments(page: PageWords, aside: Counter[str]) -> list[Seg]:
    """The segments of a page in stream order. What is printed twice goes into `aside['duplicate']`."""
    words = _once(page.words, aside)
    runs: list[list[Word]] = []
    last: Word | None = None
    for word in words:
        if last is not None and word.base == last.base and word.style is last.style:
            usual = -0.35 * word.style.size <= word.x0 - last.x1 <= JOIN_GAP * word.style.size
        else:
            usual = False
        if usual or (runs and _follows(runs[-1], word)):
            runs[-1].append(word)
        else:
            runs.append([word])
        last = word
    runs = _joined(runs)
    return [segment(run, page.number) for run in runs]


def _once(words: list[Word], aside: Counter[str]) -> list[Word]:
    """Words without those printed a second time on (nearly) the same spot, as poor man's bold and shadows are."""
    kept: list[Word] = []
    seen: dict[tuple[str, int], list[Word]] = {}
    for word in words:
        key = (word.text, int(word.x0) >> 4)
        others = seen.get(key)
        if others is None:
            seen[key] = others = []
        reach = 0.22 * word.style.size
        beside = seen.get((word.text, key[1] - 1 if word.x0 % 16 < 8 else key[1] + 1))
        for other in (*others, *beside) if beside else others:
            if abs(other.x0 - word.x0) < reach and abs(other.base - word.base) < reach:
                aside["duplicate"] += ink(word.text)
                break
        else:
            others.append(word)
            kept.append(word)
    return kept


def _follows(run: list[Word], word: Word) -> bool:
    last = run[-1]
    size = max(last.style.size, word.style.size)
    if len(run) == 1 and _is_cap(last, word.style.size):
        return False
    rise = abs(word.base - last.base)
    if rise > 0.15 * size:
        small = min(last.style.size, word.style.size) < 0.87 * size
        anchor = max(run[-3:], key=lambda w: w.style.size)
        if not ((small and rise < 0.75 * size and _near(last, word)) or abs(word.base - anchor.base) <= 0.15 * size):
            return False
    gap = word.x0 - last.x1
    if gap < -0.35 * size:
        return word.glued and gap > -1.2 * size
    if gap <= JOIN_GAP * min(last.style.size, word.style.size) or word.glued:
        return True
    return len(run) == 1 and gap < 4 * size and LIST_MARK.match(last.text) is not None and not last.text.isalpha()


def _is_cap(word: Word, size: float) -> bool:
    """A drop cap: one letter that is much larger than the text beside it."""
    return len(word.text) <= 2 and word.style.size > 1.6 * size and word.text[-1].isalpha()


def _near(last: Word, word: Word) -> bool:
    return word.glued or abs(word.x0 - last.x1) < 0.35 * max(last.style.size, word.style.size)


def _joined(runs: list[list[Word]]) -> list[list[Word]]:
    """Runs that touch on one baseline made one: words of a line often come in several drawing operations."""
    rows: dict[int, list[list[Word]]] = defaultdict(list)
    for run in runs:
        rows[round(_base(run))].append(run)
    result: list[list[Word]] = []
    pending: list[list[Word]] = []
    for key in sorted(rows):
        pending.extend(rows[key])
        if key + 1 not in rows:
            result.extend(_join_row(pending))
            pending = []
    result = _raised(result)
    result.sort(key=lambda run: min(w.place for w in run))
    return result


def _raised(runs: list[list[Word]]) -> list[list[Word]]:
    """Note marks that came apart from their word in the stream put back behind it."""
    marks = [r for r in runs if len(r) == 1 and _NOTE.match(r[0].text) and len(r[0].text) < 4]
    gone: set[int] = set()
    for run in marks:
        mark = run[0]
        for host in runs:
            if host is run or id(host) in gone or not 0 < _base(host) - mark.base < 0.75 * host[0].style.size:
                continue
            at = next((i for i, w in enumerate(host) if abs(mark.x0 - w.x1) < 0.3 * w.style.size), None)
            if at is not None and mark.style.size < 0.87 * host[at].style.size:
                host.insert(at + 1, mark._replace(glued=True))
                gone.add(id(run))
                break
    return [r for r in runs if id(r) not in gone]


def _base(run: list[Word]) -> float:
    return max(run, key=lambda w: (w.style.size, len(w.text))).base if len(run) > 1 else run[0].base


def _join_row(row: list[list[Word]]) -> list[list[Word]]:
    if len(row) == 1:
        return row
    row.sort(key=lambda run: run[0].x0)
    out = [row[0]]
    for run in row[1:]:
        for target in reversed(out[-6:]):
            if _touch(target, run):
                target.extend(run)
                break
        else:
            out.append(run)
    return out


def _touch(one: list[Word], two: list[Word]) -> bool:
    last, first = one[-1], two[0]
    if len(one) == 1 and _is_cap(last, first.style.size):
        return False
    small, size = sorted((last.style.size, first.style.size))
    gap = first.x0 - last.x1
    rise = abs(_base(one) - _base(two))
    if rise > 0.15 * size and not (small < 0.87 * size and rise < 0.6 * size and gap < 0.3 * size):
        return False
    if -0.3 * size <= gap <= SURE_GAP * size:
        return True
    mark = len(one) == 1 and LIST_MARK.match(last.text) is not None
    return mark and 0 < gap < 4 * size and not last.text.isalpha()


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
        if raised and previous is not None and _NOTE.match(word.text) and not _UNITS.search(text[-6:]):
            notes.append((len(text), word.text))
            previous = word
            continue
        gap = word.x0 - previous.x1 if previous is not None else 0.0
        if previous is not None and not (word.glued or gap < 0.1 * main.size and _tight(previous, word)):
            text += " "
        if gap > 1.2 * main.size:
            starts.append((len(text), word.x0))
        text += word.text
        previous = word
    if not text and notes:
        text, notes = "".join(mark for _, mark in notes), []
    text = text.translate(_BULLET_SIGNS)
    seg = Seg(
        page, text, min(w.x0 for w in run), max(w.x1 for w in run), base, main, min(w.place for w in run),
        _head(run[0]), notes, _bold_prefix(run, text), starts,
    )  # fmt: skip
    seg.ink = len(text) - text.count(" ")
    seg.sure = sure
    seg.bold_first, seg.bold_last = run[0].style.bold, run[-1].style.bold
    if len(run) > 1 and LIST_MARK.match(run[0].text):
        seg.mark_gap = run[1].x0
    return seg


def _simple(run: list[Word], page: int, sure: float | None) -> Seg | None:
    """The segment of words of one style on one baseline with common gaps, as most are; else None."""
    first = run[0]
    style, base, end = first.style, first.base, first.x0
    widest = 1.2 * style.size
    for word in run:
        if word.style is not style or word.base != base or word.glued or word.x0 - end > widest:
            return None
        end = word.x1
    text = " ".join([word.text for word in run])
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


def _tight(previous: Word, word: Word) -> bool:
    """Two pieces of a word that came in two drawing operations: no room for a blank between them."""
    return word.place != previous.place + 1 or previous.style != word.style


def _main_style(run: list[Word]) -> Style:
    if all(w.style is run[0].style for w in run):
        return run[0].style
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
