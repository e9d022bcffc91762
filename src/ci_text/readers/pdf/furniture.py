"""Furniture that a page shows by itself: turned text, line numbers, stacked letters. See `running` for the rest."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ci_text.readers.pdf.chars import PageWords
from ci_text.readers.pdf.lines import Seg, ink
from ci_text.readers.pdf.paragraphs import Para
from ci_text.records import Box, Furniture


@dataclass(slots=True)
class Row:
    """Segments on one baseline at the edge of a page."""

    segs: list[Seg]
    gap: float  # to the next row inwards, in sizes
    key: str = ""


@dataclass(slots=True)
class PageSegs:
    """A page on its way: its segments and what was set aside from it."""

    page: PageWords
    segs: list[Seg]
    aside: Counter[str] = field(default_factory=Counter)
    furniture: list[Furniture] = field(default_factory=list)
    tables: list[tuple[Box, list[Para]]] = field(default_factory=list)
    edges: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))  # rows at the top and the bottom

    def bare(self) -> PageSegs:
        """The page with what is set aside, without all that is laid out."""
        page = self.page
        bare = PageWords(
            page.number, page.width, page.height, page.shown_width, page.shown_height, page.characters,
            picture_share=page.picture_share, orientation=page.orientation, ocr=page.ocr, sure=page.sure,
        )  # fmt: skip
        return PageSegs(bare, [], self.aside, self.furniture)

    def set_aside(self, seg: Seg, kind: str) -> None:
        text = seg.text + "".join(f" {mark}" for _, mark in seg.notes)
        self.furniture.append(Furniture(kind, seg.page, text, self.page.shown(seg.box)))
        self.aside[kind] += seg.ink + sum(len(mark) for _, mark in seg.notes)


def set_aside(item: PageSegs) -> None:
    """Move what a page shows to be furniture from its `segs` to its `furniture`."""
    _turned(item)
    _line_numbers(item)
    _stacked(item)


def _turned(item: PageSegs) -> None:
    for turned in item.page.turned:
        item.furniture.append(Furniture("display", item.page.number, turned.text, turned.box))
        item.aside["display"] += ink(turned.text)


def _line_numbers(item: PageSegs) -> None:
    """Numbers down one edge that count upwards, outside of the text."""
    numbers = [s for s in item.segs if s.text.isdigit() and len(s.text) <= 4]
    if len(numbers) < 5:
        return
    rest = [s for s in item.segs if not s.text.isdigit()]
    edges: dict[int, list[Seg]] = defaultdict(list)
    for seg in numbers:
        edges[round(seg.x1 / 4)].append(seg)
    for key in list(edges):
        column = sorted(edges[key] + edges.get(key + 1, []), key=lambda s: s.base)
        values = [int(s.text) for s in column]
        steps = {b - a for a, b in itertools.pairwise(values)}
        if len(column) < 5 or len(steps) > 1 or steps not in ({1}, {5}):
            continue
        left = all(s.x0 > max(n.x1 for n in column) for s in rest if _beside(s, column))
        right = all(s.x1 < min(n.x0 for n in column) for s in rest if _beside(s, column))
        if left or right:
            taken = {id(s) for s in column}
            for seg in column:
                item.set_aside(seg, "line_number")
            item.segs = [s for s in item.segs if id(s) not in taken]
            return


def _beside(seg: Seg, column: list[Seg]) -> bool:
    return column[0].top - 2 <= seg.base <= column[-1].bottom + 2


def _stacked(item: PageSegs) -> None:
    """Letters one under the other, as on a spine or a tab."""
    columns: dict[int, list[Seg]] = defaultdict(list)
    for seg in item.segs:
        if len(seg.text) <= 3 and seg.text.isalpha():
            columns[round((seg.x0 + seg.x1) / 12)].append(seg)
    taken: set[int] = set()
    for column in columns.values():
        column.sort(key=lambda s: s.base)
        chain: list[Seg] = []
        for seg in column:
            if chain and 0.3 < (seg.base - chain[-1].base) / seg.style.size < 1.7:
                chain.append(seg)
            else:
                taken.update(_stack(chain, item.segs))
                chain = [seg]
        taken.update(_stack(chain, item.segs))
    for seg in item.segs:
        if id(seg) in taken:
            item.set_aside(seg, "display")
    item.segs = [s for s in item.segs if id(s) not in taken]


def _stack(chain: list[Seg], segs: list[Seg]) -> set[int]:
    if len(chain) < 4:
        return set()
    longer = [o for o in segs if len(o.text) > 3]
    return set() if any(_has_company(s, longer) for s in chain) else {id(s) for s in chain}


def _has_company(seg: Seg, longer: list[Seg]) -> bool:
    """Whether one of the longer segments stands beside it."""
    reach, base, end = 4 * seg.style.size, seg.base, seg.x1
    level = [o for o in longer if -2 < o.base - base < 2]
    return any(o is not seg and -reach < o.x0 - end < reach for o in level)
