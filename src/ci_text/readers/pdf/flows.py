"""The flows of a page: the main text, and each framed box as a text of its own; laid out, and put in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from ci_text.frequency import zipf
from ci_text.readers.pdf.chars import PageWords
from ci_text.readers.pdf.columns import Gutters, Leaf, leaves
from ci_text.readers.pdf.furniture import PageSegs
from ci_text.readers.pdf.lines import Seg
from ci_text.readers.pdf.margins import marginal
from ci_text.readers.pdf.notes import are_notes, feet
from ci_text.readers.pdf.order import choose
from ci_text.readers.pdf.paragraphs import Para
from ci_text.readers.pdf.spacing import Column
from ci_text.readers.pdf.wrapped_tables import Ongoing, take_wrapped
from ci_text.records import Box


@dataclass(slots=True)
class PageFlows:
    """Lines of a page in reading order, by flow; `feet` are the lines of its footnotes."""

    page: PageWords
    main: list[Seg]
    boxes: list[tuple[Box, list[Seg]]]
    feet: list[Seg]
    tables: list[tuple[Box, list[Para]]] = field(default_factory=list)
    steps: dict[Column, float] = field(default_factory=dict)  # usual between the lines of its columns


def lay_out(item: PageSegs, body_size: float, counter: list[int], gutters: Gutters, ongoing: Ongoing) -> PageFlows:
    """Columns, boxes and footnotes of one page.

    `counter` numbers the columns of the document, `gutters` knows where those of the pages before began, `ongoing` is
    the table that may go on from the page before.
    """
    page = item.page
    if page.dots:
        _put_bullets(item.segs, page.dots)
    outside, wrapped = take_wrapped(_capped(item.segs, body_size), page, ongoing)
    main, boxed = _framed(outside, page)
    main, beside = marginal(main, body_size)
    boxed += beside
    feet_lines: list[Seg] = []
    lines: list[Seg] = []
    walls = [r for r in page.rules if r.x1 - r.x0 > r.bottom - r.top]
    walls += [
        edge for f in page.frames for edge in (Box(f.x0, f.top, f.x1, f.top), Box(f.x0, f.bottom, f.x1, f.bottom))
    ]
    for leaf in leaves(main, walls, gutters):
        feet_lines.extend(feet(leaf, body_size, page.height, page.rules + page.frames, bool(feet_lines)))
        counter[0] += 1
        right = _edge(leaf)
        even = _is_even(leaf.lines, right)
        for line in leaf.lines:
            line.leaf, line.left, line.right, line.even = counter[0], leaf.left, right, even
        lines.extend(leaf.lines)
    _narrow(lines, [box for box, _ in boxed])
    ordered, _ = choose(lines)
    boxes: list[tuple[Box, list[Seg]]] = []
    for number, (box, segs) in enumerate(boxed, 1):
        inner: list[Seg] = []
        for leaf in leaves(segs):
            counter[0] += 1
            right = _edge(leaf)
            for line in leaf.lines:
                line.leaf, line.left, line.right, line.flow = counter[0], leaf.left, right, number
            inner.extend(leaf.lines)
        if box.top > 0.5 * page.height and are_notes(inner, body_size):
            feet_lines.extend(inner)  # a rule over the notes can be drawn as the frame of them all
        else:
            boxes.append((box, choose(inner)[0]))
    for line in feet_lines:
        line.leaf = -page.number
    return PageFlows(page, ordered, boxes, feet_lines, item.tables + wrapped)


def _edge(leaf: Leaf) -> float:
    """The right edge of a column: where its own lines agree on one, else the edge of the room it has."""
    if not leaf.lines:
        return leaf.right
    own = max(s.x1 for s in leaf.lines)
    size = leaf.lines[0].style.size
    near = sum(1 for s in leaf.lines if s.x1 > own - 3 * size)
    exact = sum(1 for s in leaf.lines if s.x1 > own - 0.6)
    return own if near >= 3 or exact >= 2 else leaf.right


def _is_even(lines: list[Seg], right: float) -> bool:
    """Whether the lines of a column are justified: more than half of them end on its edge to the point."""
    return len(lines) > 4 and 2 * sum(1 for s in lines if abs(s.x1 - right) < 0.8) > len(lines)


def _put_bullets(segs: list[Seg], dots: list[Box]) -> None:
    """Mark the lines that a drawn bullet stands before."""
    spots = sorted(((dot.top + dot.bottom) / 2, dot.x1, dot.x1 - dot.x0) for dot in dots)
    heights = [middle for middle, _, _ in spots]
    for seg in segs:
        size, left = seg.style.size, seg.x0
        level = spots[bisect_right(heights, seg.base - 0.75 * size) : bisect_left(heights, seg.base - 0.05 * size)]
        seg.dotted = any(0 < left - end < 2.5 * size and wide < 0.6 * size for _, end, wide in level)


def _capped(segs: list[Seg], body_size: float) -> list[Seg]:
    """A drop cap joined to the line whose first letter it is."""
    caps = [s for s in segs if len(s.text) <= 2 and s.text[0].isalpha() and s.style.size >= 1.7 * body_size]
    caps += [
        s
        for s in segs
        if len(s.text) == 2 and s.text[0] in '"“”»«' and s.style.size >= 1.7 * body_size and s not in caps
    ]
    gone: set[int] = set()
    for cap in caps:
        size = cap.style.size
        beside = [
            s for s in segs
            if s.style.size < 0.7 * size and -0.2 * size < s.x0 - cap.x1 < 0.8 * size
            and cap.top - 0.3 * size < s.base < cap.bottom
        ]  # fmt: skip
        if len(beside) < 2:
            continue
        line = min(beside, key=lambda s: s.base)
        blank = "" if _one_word(cap.text, line.text) else " "
        shift = len(cap.text) + len(blank)
        line.text = cap.text + blank + line.text
        line.notes = cap.notes + [(at + shift, mark) for at, mark in line.notes]
        line.order, line.ink = min(line.order, cap.order), line.ink + cap.ink
        gone.add(id(cap))
    return [s for s in segs if id(s) not in gone]


def _one_word(cap: str, text: str) -> bool:
    """'A' before 's the nature' makes 'As', before 'few weeks' it is a word of its own."""
    head = re.match(r"[^\W\d_]*", text)
    rest = head.group().lower() if head else ""
    if cap[-1] not in "AIÅØ" or not rest:
        return True
    return not (zipf(rest) > zipf((cap[-1] + rest).lower()) and len(rest) > 1)


def _framed(segs: list[Seg], page: PageWords) -> tuple[list[Seg], list[tuple[Box, list[Seg]]]]:
    """The segments outside of frames, and those in each frame that holds a text beside the main one."""
    total = sum(s.ink for s in segs) or 1
    area = page.width * page.height
    frames = sorted(_united(page.frames), key=lambda f: -(f.x1 - f.x0) * (f.bottom - f.top))
    rest = segs
    boxed: list[tuple[Box, list[Seg]]] = []
    for frame in frames:
        if (frame.x1 - frame.x0) * (frame.bottom - frame.top) > 0.6 * area:
            continue
        inside = [s for s in rest if _in(s, frame)]
        if len(inside) < 2 or sum(s.ink for s in inside) < 25 or sum(s.ink for s in inside) > 0.6 * total:
            continue
        ids = {id(s) for s in inside}
        rest = [s for s in rest if id(s) not in ids]
        boxed.append((frame, inside))
    return rest, boxed


def _in(seg: Seg, frame: Box) -> bool:
    return (
        frame.x0 - 2 <= seg.x0
        and seg.x1 <= frame.x1 + 4
        and frame.top - 2 <= seg.base - 0.3 * seg.style.size <= frame.bottom + 2
    )


def _united(frames: list[Box]) -> list[Box]:
    """Frames of one width that touch are one box, drawn in pieces."""
    united: list[Box] = []
    for frame in sorted(frames, key=lambda f: (round(f.x0), f.top)):
        last = united[-1] if united else None
        if last and abs(last.x0 - frame.x0) < 2 and abs(last.x1 - frame.x1) < 2 and frame.top - last.bottom < 2:
            united[-1] = last.union(frame)
        else:
            united.append(frame)
    return united


def _narrow(lines: list[Seg], boxes: list[Box]) -> None:
    """Beside a box a column ends where its lines do."""
    for box in boxes:
        beside = [s for s in lines if s.top < box.bottom + 3 and s.bottom > box.top - 3 and s.x1 <= box.x0 + 1]
        if len(beside) >= 2:
            edge = max(s.x1 for s in beside)
            for line in beside:
                line.right = min(line.right, edge)
        for line in beside[:1] if len(beside) == 1 else []:
            line.right = min(line.right, box.x0 - 0.5 * line.style.size)
