"""Running headers, footers, page numbers, line numbers and stacked letters: found over the document, set aside."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ci_text.readers.pdf.chars import PageWords, Style
from ci_text.readers.pdf.lines import LIST_MARK, Seg, ink
from ci_text.readers.pdf.order import ends_sentence
from ci_text.records import Furniture

EDGE = 0.14  # of the page's height: furniture stands in this much at the top and the bottom
PEEL = 5  # at most so many rows at one edge
BESIDE = 80  # characters: what is longer is no running title
_NUMBER = re.compile(
    r"^[-–—|•·\s]*(?:(?:side|page|s\.|p\.|pg\.?)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:af|of|/|\|)\s*\d{1,4})?[-–—|•·\s]*$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?(?:\s|(?=[A-ZÆØÅ\"“h]))")
_WORDED = re.compile(r"(?:side|page)\s+\d+(?:\s+(?:af|of)\s+\d+)?", re.IGNORECASE)


@dataclass(slots=True)
class PageSegs:
    """A page on its way: its segments and what was set aside from it."""

    page: PageWords
    segs: list[Seg]
    aside: Counter[str] = field(default_factory=Counter)
    furniture: list[Furniture] = field(default_factory=list)

    def clear(self) -> None:
        """Let go of what is known once the page is laid out."""
        page = self.page
        self.segs, page.frames, page.rules, page.dots, page.turned = [], [], [], [], []
        page.shapes, page.pictures = [], []

    def set_aside(self, seg: Seg, kind: str) -> None:
        text = seg.text + "".join(f" {mark}" for _, mark in seg.notes)
        self.furniture.append(Furniture(kind, seg.page, text, self.page.shown(seg.box)))
        self.aside[kind] += seg.ink + sum(len(mark) for _, mark in seg.notes)


@dataclass(slots=True)
class _Row:
    segs: list[Seg]
    gap: float  # to the next row inwards, in sizes
    key: str = ""


def _key(text: str) -> str:
    """A text with its numbers taken out, so that 'Side 3' and 'Side 4' are the same."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())


def set_aside(pages: list[PageSegs], body_size: float) -> None:
    """Move the furniture of all pages from `segs` to `furniture`."""
    for item in pages:
        _turned(item)
        _line_numbers(item)
        _stacked(item)
    for top in (True, False):
        _running(pages, top, body_size)


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


def _rows(item: PageSegs, top: bool) -> list[_Row]:
    """The outermost rows of a page, from the edge inwards."""
    height = item.page.height
    zone = [s for s in item.segs if (s.base < EDGE * height if top else s.base > (1 - EDGE) * height)]
    inner = [s for s in item.segs if (s.base >= EDGE * height if top else s.base <= (1 - EDGE) * height)]
    ordered = sorted(zone, key=lambda s: s.base, reverse=not top)
    rows: list[_Row] = []
    for seg in ordered:
        if rows and abs(rows[-1].segs[0].base - seg.base) < 0.5 * seg.style.size:
            rows[-1].segs.append(seg)
        else:
            rows.append(_Row([seg], 9.0))
    edge = min((s.base for s in inner), default=None) if top else max((s.base for s in inner), default=None)
    for index, row in enumerate(rows[:PEEL]):
        row.segs.sort(key=lambda s: s.x0)
        row.key = _key(" ".join([s.text for s in row.segs]))
        after = rows[index + 1].segs[0].base if index + 1 < len(rows) else edge
        if after is not None:
            row.gap = abs(after - row.segs[0].base) / max(s.style.size for s in row.segs)
    return rows[:PEEL]


def _running(pages: list[PageSegs], top: bool, body_size: float) -> None:
    kind = "header" if top else "footer"
    rows = [_rows(item, top) for item in pages]
    texts: Counter[tuple[str, int]] = Counter()
    places: Counter[tuple[int, float]] = Counter()
    for page_rows in rows:
        for key in {(row.key, round(row.segs[0].base / 6)) for row in page_rows}:
            texts[key] += 1
        for place in {(round(row.segs[0].base / 3), row.segs[0].style.size) for row in page_rows[:1]}:
            places[place] += 1
    needed = 2 if len(pages) < 8 else 3
    offsets = _offsets(pages, rows)
    inside = _Inside(pages)
    for item, page_rows in zip(pages, rows, strict=True):
        taken: set[int] = set()
        again = [
            _again(row, texts) >= needed and not _is_note(row) and not _stands_inside(row, inside) for row in page_rows
        ]
        for index in reversed(range(len(page_rows))):  # a header ends where white space parts it from the text
            outer = index + 1 < len(again) and again[index + 1]
            again[index] = again[index] and (page_rows[index].gap > (1.3 if index else 1.15) or outer)
        for index, row in enumerate(page_rows):
            repeated = again[index]
            seen = places[round(row.segs[0].base / 3), row.segs[0].style.size]
            standing = index == 0 and len(pages) > 3 and seen >= 0.5 * len(pages) and row.gap > 1.9
            standing = standing and not _stands_inside(row, inside)
            unlike = abs(row.segs[0].style.size - body_size) > 0.08 * body_size or row.gap > 2.6
            number = [s for s in row.segs if _is_page_number(s, item, row, len(pages), offsets)]
            if repeated or (standing and unlike):
                for seg in row.segs:
                    item.set_aside(seg, "page_number" if _NUMBER.match(seg.text) else kind)
                taken.update(id(s) for s in row.segs)
            elif number:
                beside = (
                    [s for s in row.segs if _runs_along(s, body_size)] if row.gap > 1.8 and len(pages) <= needed else []
                )
                for seg in number:
                    item.set_aside(seg, "page_number")
                for seg in beside:  # what stands beside a page number runs along with it
                    if not any(seg is n for n in number):
                        item.set_aside(seg, kind)
                taken.update(id(s) for s in (*number, *beside))
            else:
                break  # from here inwards stands the text
        item.segs = [s for s in item.segs if id(s) not in taken]


def _runs_along(seg: Seg, body_size: float) -> bool:
    """Text beside a page number that could be a running title: short, no larger than the body, no sentence or note."""
    return len(seg.text) < BESIDE and seg.style.size <= body_size and not ends_sentence(seg.text)


class _Inside:
    """How often a text stands away from the edges, by style: a speaker's name, a label, no running title."""

    def __init__(self, pages: list[PageSegs]) -> None:
        self.texts: dict[Style, list[str]] = defaultdict(list)
        self.keys: dict[Style, Counter[str]] = {}
        for item in pages:
            low, high = EDGE * item.page.height, (1 - EDGE) * item.page.height
            for seg in item.segs:
                if low <= seg.base <= high and len(seg.text) < BESIDE:
                    self.texts[seg.style].append(seg.text)

    def times(self, seg: Seg) -> int:
        """How often the text of a segment stands there."""
        found = self.keys.get(seg.style)
        if found is None:
            found = self.keys[seg.style] = Counter(map(_key, self.texts.get(seg.style, ())))
        return found[_key(seg.text)]


def _stands_inside(row: _Row, inside: _Inside) -> bool:
    first = row.segs[0]
    return any(c.isalpha() for c in first.text) and inside.times(first) >= 2


def _again(row: _Row, texts: Counter[tuple[str, int]]) -> int:
    base = round(row.segs[0].base / 6)
    return max(texts[row.key, base + d] for d in (-1, 0, 1))


def _is_note(row: _Row) -> bool:
    """A numbered sentence is a footnote, even where the same one stands on every page ('1. See annex 1.')."""
    text = row.segs[0].text
    if len(row.segs) == 1 and LIST_MARK.match(text):
        return True
    if any(_NOTE.match(s.text) and len(s.text) > 30 and (ends_sentence(s.text) or s.style.size > 7) for s in row.segs):
        return not row.segs[-1].text.isdigit()
    return len(row.segs) == 2 and LIST_MARK.match(text) is not None and ends_sentence(row.segs[1].text)


def _offsets(pages: list[PageSegs], rows: list[list[_Row]]) -> Counter[int]:
    """How far printed page numbers are from the count of pages: a true page number shares its offset with others."""
    offsets: Counter[int] = Counter()
    for item, page_rows in zip(pages, rows, strict=True):
        found = {
            int(n) - item.page.number
            for row in page_rows[:3]
            for s in row.segs
            for n in re.findall(r"^\d{1,4}$", s.text)
        }
        offsets.update(found)
    return offsets


def _is_page_number(seg: Seg, item: PageSegs, row: _Row, pages: int, offsets: Counter[int]) -> bool:
    if not _NUMBER.match(seg.text):
        return False
    if _WORDED.search(seg.text):
        return True
    if sum(_NUMBER.match(s.text) is not None for s in row.segs) > 2:
        return False  # the head of a table whose columns are counted
    digits = re.search(r"\d+", seg.text)
    if digits and pages > 1:
        return offsets[int(digits.group()) - item.page.number] >= 2
    return row.gap > 1.8 and len(row.segs) <= 2 and digits is not None
