"""Footnotes: lines at the foot of a column or page, split from the body and linked to their mark."""

from __future__ import annotations

import re

from ci_text.readers.pdf.columns import Leaf
from ci_text.readers.pdf.lines import Seg
from ci_text.readers.pdf.paragraphs import Para
from ci_text.records import Box

SMALLER = 0.94  # of the body's size
MARK = re.compile(
    r"(\d{1,3}(?=[.)]?(?:\s|[A-ZÆØÅ\"“”«»(]|https?:|www))|[*†‡§]{1,3}(?=\s?\S)|[a-z](?=[.)]\s))[.)]?\s*"
)  # LibreOffice sets no blank between number and note


def feet(leaf: Leaf, body_size: float, page_height: float, rules: list[Box], more: bool = False) -> list[Seg]:
    """Take the footnote lines off the end of a column and return them; none where there are none.

    `more`: a column before it on the page has notes, the last of which may go on here.
    """
    lines = leaf.lines
    tail = len(lines)
    while tail > 0 and lines[tail - 1].style.size <= SMALLER * body_size:
        tail -= 1
    start: int | None = tail if more and tail else _first_marked(lines, tail)
    if start is None or (start == len(lines)):
        start = _under_rule(lines, rules, body_size)
    if start is None or lines[start].base < 0.35 * page_height:
        return []
    if start and lines[start].base - lines[start - 1].base < 0.8 * body_size:
        return []
    taken = lines[start:]
    del lines[start:]
    return taken


def are_notes(lines: list[Seg], body_size: float) -> bool:
    """Whether lines are footnotes and nothing else."""
    return bool(lines) and bool(MARK.match(lines[0].text)) and all(s.style.size <= SMALLER * body_size for s in lines)


def _first_marked(lines: list[Seg], start: int) -> int | None:
    for index in range(start, len(lines)):
        if MARK.match(lines[index].text):
            return index
    return None


def _under_rule(lines: list[Seg], rules: list[Box], body_size: float) -> int | None:
    """The first line under a short rule, where it bears a note's mark."""
    for index, line in enumerate(lines):
        if not MARK.match(line.text) or line.style.size > 1.01 * body_size:
            continue
        above = [r for r in rules if 0 <= line.top - r.top < 2.2 * body_size and r.x0 < line.x1 and r.x1 - r.x0 > 30]
        clear = [r for r in above if not any(o.base > r.bottom + 1 for o in lines[:index])]
        if clear:
            return index
    return None


def split_notes(lines: list[Seg]) -> list[Para]:
    """One paragraph for each note; lines before the first mark go on with a note of the page before."""
    paras: list[Para] = []
    numbers: list[int] = []
    for line in lines:
        mark = MARK.match(line.text)
        if mark is not None and _next_number(mark.group(1), numbers):
            if mark.group(1).isdigit():
                numbers.append(int(mark.group(1)))
            paras.append(Para([line], "footnote", mark=mark.group().strip()))
        elif paras:
            paras[-1].lines.append(line)
        else:
            paras.append(Para([line], "footnote"))
    return paras


def _next_number(mark: str, numbers: list[int]) -> bool:
    return not mark.isdigit() or not numbers or int(mark) in (numbers[-1] + 1, numbers[-1] + 2)


def hang(paras: list[Para]) -> list[Para]:
    """Put each footnote behind the paragraph that bears its mark, else behind the last one of its page."""
    body = [p for p in paras if p.kind != "footnote"]
    pages = [p.page for p in body]
    marks: dict[str, list[int]] = {}
    for index, para in enumerate(body):
        for line in para.lines:
            for _, mark in line.notes:
                for number in mark.strip("()").split(","):
                    marks.setdefault(number, []).append(index)
    after: dict[int, list[Para]] = {}
    used: set[tuple[str, int]] = set()
    for note in (p for p in paras if p.kind == "footnote"):
        label = note.mark.rstrip(".)")
        places = [i for i in marks.get(label, []) if pages[i] <= note.page and (label, i) not in used]
        near = [i for i in places if body[i].last.page >= note.page - 8]
        if near:
            place = near[-1]
            used.add((label, place))
        else:
            page = note.page
            place = next((i for i in range(len(pages) - 1, -1, -1) if pages[i] <= page), -1)
        after.setdefault(place, []).append(note)
    result = list(after.get(-1, []))
    for index, para in enumerate(body):
        result.append(para)
        result.extend(after.get(index, []))
    return result
