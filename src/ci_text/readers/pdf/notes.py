"""Footnotes: lines at the foot of a column or page, split from the body and linked to their mark."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

from ci_text.readers.pdf.columns import Leaf
from ci_text.readers.pdf.lines import Seg
from ci_text.readers.pdf.paragraphs import Para
from ci_text.records import Box

SMALLER = 0.94  # of the body's size
NOTES_AFTER = 8  # pages: no note stands so far behind its mark
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


def hung(paras: Iterable[Para]) -> Iterator[Para]:
    """The paragraphs in order, each footnote behind the one that bears its mark, else behind the last of its page."""
    body: deque[Para] = deque()  # those that a note may still come to
    notes: deque[list[Para]] = deque()
    marks: dict[str, list[int]] = {}
    gone = 0  # how many have left `body`
    for para in paras:
        if para.kind != "footnote":
            for number in _marks_in(para):
                marks.setdefault(number, []).append(gone + len(body))
            body.append(para)
            notes.append([])
            while len(body) > 1 and body[0].last.page < para.page - NOTES_AFTER:
                gone += 1
                yield body.popleft()
                yield from notes.popleft()
        elif body:
            notes[_place(para, body, marks, gone)].append(para)
        else:
            yield para
    for para, own in zip(body, notes, strict=True):
        yield para
        yield from own


def _marks_in(para: Para) -> list[str]:
    return [number for line in para.lines for _, mark in line.notes for number in mark.strip("()").split(",")]


def _place(note: Para, body: deque[Para], marks: dict[str, list[int]], gone: int) -> int:
    """Where among the paragraphs the one stands to which a note belongs; its mark is used up."""
    label = note.mark.rstrip(".)")
    open_marks = marks.get(label, [])
    for at in reversed(range(len(open_marks))):
        place = open_marks[at] - gone
        if place < 0:
            break
        if body[place].page <= note.page <= body[place].last.page + NOTES_AFTER:
            marks[label] = [index for index in open_marks if index != open_marks[at]]
            return place
    return next((at for at in reversed(range(len(body))) if body[at].page <= note.page), 0)
