"""What kind of text a paragraph is: heading, list item, caption, pull quote, side box."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator

from ci_text.readers.pdf.order import ends_sentence
from ci_text.readers.pdf.paragraphs import Para, is_caption, list_mark
from ci_text.readers.pdf.sequence import settled_runs

LONGEST_HEADING = 200
STEPS_APART = 20  # pages: further apart, '2.1' and '2.2' are not of one list
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.|[A-Z]\.|(?:kapitel|chapter|del|part|bilag)\s+\w+[:.]?)\s+\S", re.I
)
_STEP = re.compile(r"((?:\d{1,2}\.){1,3})(\d{1,2})\.?\s+[^\W\d_a-zæøå]")
_QUOTES = "\"“”„»«‘’'"
_TOC = re.compile(r".{2,}?(?:[.·…_]\s?){4,}\s*\d{1,4}$|.{3,}\s\d{1,4}$")


def labelled(paras: Iterable[Para], body: tuple[str, float, bool]) -> Iterator[Para]:
    """The paragraphs of a document, in order, with kind and mark set."""
    return _numbered_items(_toc(_each(paras, body)))


def _each(paras: Iterable[Para], body: tuple[str, float, bool]) -> Iterator[Para]:
    for para in paras:
        if para.kind == "paragraph":
            _label(para, body)
        yield para


class Levels:
    """Levels of headings: the ranks that they have among each other, which are known when the last one is."""

    def __init__(self) -> None:
        self.ranks: set[tuple[bool, float, bool, int]] = set()
        self.levels: dict[tuple[bool, float, bool, int], int] = {}

    def learnt(self, paras: Iterable[Para]) -> Iterator[Para]:
        """The same paragraphs, while the ranks of the headings among them are learnt."""
        for para in paras:
            if para.kind == "heading":
                self.ranks.add(_rank(para))
            yield para

    def level(self, heading: Para) -> int:
        """1 for the highest headings of the document, down to 6."""
        if not self.levels:
            self.levels = {rank: min(6, i + 1) for i, rank in enumerate(sorted(self.ranks, reverse=True))}
        return self.levels[_rank(heading)]


def _numbered_items(paras: Iterable[Para]) -> Iterator[Para]:
    """'2.1 …', '2.2 …': items with numbers in steps, each after one of its own; a lone '2.1 millioner' is none."""
    seen: dict[str, Para] = {}
    held: deque[tuple[Para, str]] = deque()
    for para in paras:
        found = _STEP.match(para.plain) if para.kind == "paragraph" else None
        step = ""
        if found is not None:
            above, number = found.group(1), int(found.group(2))
            step = f"{above}{number}"
            seen[step] = para
            before = seen.get(f"{above}{number - 1}")
            for item in (before, para) if before is not None else ():
                item.kind, item.mark = "list_item", item.plain.split(" ", 1)[0]
        held.append((para, step))
        while held[0][0].page < para.page - STEPS_APART:
            settled, step = held.popleft()
            if step and seen.get(step) is settled:
                del seen[step]
            yield settled
    yield from (para for para, _ in held)


def _rank(para: Para) -> tuple[bool, float, bool, int]:
    _, size, bold = para.style
    numbered = re.match(r"\d+(?:\.\d+)*", para.plain)
    return (para.flow == 0, size, bold, -numbered.group().count(".") if numbered else 0)


def _label(para: Para, body: tuple[str, float, bool]) -> None:
    text = para.plain
    if _is_slanted_quote(para, text, body):
        para.kind = "pull_quote"
    elif _is_heading(para, text, body):
        para.kind = "heading"
    elif is_caption(text) and len(text) < 400 and para.style != body:
        para.kind = "caption"
    elif list_mark(text) or para.first.dotted:
        para.kind, para.mark = "list_item", list_mark(text)
    elif _is_pull_quote(para, text, body):
        para.kind = "pull_quote"
    elif para.flow:
        para.kind = "side_box"


def _is_heading(para: Para, text: str, body: tuple[str, float, bool]) -> bool:
    if len(text) > LONGEST_HEADING or len(para.lines) > 4 or not any(c.isalpha() for c in text):
        return False
    size, bold = para.style[1], para.style[2]
    bigger = size >= 1.1 * body[1]
    whole = all(line.bold_first and line.bold_last and line.style.bold for line in para.lines)
    if bigger and not bold and ((ends_sentence(text) and len(text) > 60) or text[0] in _QUOTES):
        return False
    if is_caption(text) and not bigger:
        return False
    if list_mark(text) and not _NUMBERED.match(text):
        return False
    if bigger and (len(text) < 120 or whole):
        return not (ends_sentence(text) and text[-1] in ".;" and len(text) > 80)
    if whole and not body[2] and (size >= 0.85 * body[1] or para.flow):
        return not (text[-1] in ".;," and len(text) > 60)
    capitals = text.upper() == text and sum(c.isalpha() for c in text) > 5
    return capitals and size >= 0.95 * body[1] and len(text) < 90 and text[-1] not in ".,;" and para.flow == 0


def _is_slanted_quote(para: Para, text: str, body: tuple[str, float, bool]) -> bool:
    """Large, sloped, and in quotation marks from end to end: words of somebody, not a title."""
    whole = text[0] in _QUOTES and text.rstrip(". ")[-1:] in _QUOTES and len(text.split()) > 3
    return whole and para.style[1] >= 1.12 * body[1] and all(s.style.italic for s in para.lines) and len(text) < 500


def _is_pull_quote(para: Para, text: str, body: tuple[str, float, bool]) -> bool:
    bigger = para.style[1] >= 1.12 * body[1]
    slanted = sum(len(s.text) for s in para.lines if s.style.italic) > 0.7 * len(text)
    quoted = text[0] in _QUOTES and text.rstrip(". ")[-1:] in _QUOTES
    return bigger and (slanted or quoted) and len(text) < 500


def _toc(paras: Iterable[Para]) -> Iterator[Para]:
    """Lines of a table of contents: a run of short entries that end with page numbers which never fall."""
    return settled_runs(paras, lambda para: len(para.plain) < 160 and bool(_TOC.match(para.plain)), _are_contents)


def _are_contents(run: list[Para]) -> None:
    numbers = [int(re.findall(r"\d+$", p.plain)[0]) for p in run]
    if len(run) >= 4 and sum(b >= a for a, b in itertools.pairwise(numbers)) >= 0.85 * (len(run) - 1):
        for entry in run:
            entry.kind, entry.mark = "table_row", ""
