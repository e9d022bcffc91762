"""Tables without a grid whose cells run over several lines: rows told by what is on the page between them.

A row ends at a level rule or the edge of a stripe across the table, at white space wider than that between the lines
of a cell, or where the first column begins anew. It is believed only where the cells of each row begin on one baseline,
the first column holds short names, and the lines within the cells are broken for want of room, as wrapped words are:
the lines of an address or of a form end early. Tables with one line a row are left to `open_tables`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ci_text.readers.pdf.chars import PageWords
from ci_text.readers.pdf.lines import LIST_MARK, Seg, by_baseline, merge
from ci_text.readers.pdf.open_tables import ALIGNED, LEAST_ROWS, LONGEST_CELL, is_head
from ci_text.readers.pdf.order import begins_small
from ci_text.readers.pdf.paragraphs import Para
from ci_text.records import Box

LEAST_COLUMNS = 3
BETWEEN = 0.6  # of the size: the least white between two columns
WIDER = 0.28  # of the size: so much wider than between lines is the white between rows
EVEN = 0.15  # of the size: by no more differ the steps between lines
FARTHEST = 4.0  # sizes from one line of a table to the next
ENDS_EARLY = 0.25  # of the breaks: where more leave room for the next word, the lines are no wrapped ones
LONGEST_BESIDE = 200  # characters of a cell beside a name, on average: longer is running text with its labels
GOES_ON = 0.5  # of the breaks: so many are followed by a small letter, or follow a line longer than a name
LONG_LINE = 30  # characters

Cells = dict[int, Seg]
"""The lines on one baseline, by column."""


@dataclass(slots=True)
class Ongoing:
    """The table that ends a page: its columns and their names, by which few rows are known on the next page."""

    lefts: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Region:
    """Lines that stand in the same columns, top down; a column is its left and right edge."""

    columns: list[tuple[float, float]]
    lines: list[Cells]
    size: float
    first: int  # number of its first line on the page
    goes_on: bool = False  # from the page before

    def base(self, index: int) -> float:
        return next(iter(self.lines[index].values())).base

    def step(self, index: int) -> float:
        return self.base(index) - self.base(index - 1)

    def usual(self) -> float:
        """The least step between two lines under each other in one column."""
        bases: dict[int, list[float]] = {}
        for line in self.lines:
            for column, seg in line.items():
                bases.setdefault(column, []).append(seg.base)
        return min((b - a for found in bases.values() for a, b in itertools.pairwise(found)), default=0.0)


def take_wrapped(segs: list[Seg], page: PageWords, ongoing: Ongoing) -> tuple[list[Seg], list[tuple[Box, list[Para]]]]:
    """The segments outside of such tables, and the tables as rows, each with its box.

    `ongoing` is the table that ended the page before, and then the one that ends this page.
    """
    lefts, names = ongoing.lefts, ongoing.names
    ongoing.lefts, ongoing.names = [], []
    edges = [*page.rules, *page.frames]
    least = LEAST_COLUMNS - 1 if len(edges) >= LEAST_ROWS - 1 else LEAST_COLUMNS
    lines = by_baseline(segs)
    if not lefts and sum(len(line) >= least for line in lines) < LEAST_ROWS - 1:
        return segs, []
    tables: list[tuple[Box, list[Para]]] = []
    taken: set[int] = set()
    start = done = 0
    while start < len(lines):
        region = _grown(lines, start, done, least) if len(lines[start]) >= least else None
        if region is None:
            start += 1
            continue
        region.goes_on = not tables and _goes_on(region, lines[: region.first], lefts)
        rows = _believed(region, lines, edges)
        done = region.first + (sum(map(len, rows)) or len(region.lines))
        start = max(start + 1, done)
        if rows:
            taken.update(id(seg) for line in lines[region.first : done] for seg in line)
            names = names if region.goes_on else _names(rows)
            tables.append(_made(rows, names))
            if done == len(lines):
                ongoing.lefts, ongoing.names = [x0 for x0, _ in region.columns], names
    return ([seg for seg in segs if id(seg) not in taken] if taken else segs), tables


def _goes_on(region: _Region, above: list[list[Seg]], lefts: list[float]) -> bool:
    """Whether a table has the columns of that before, and over it is no more than the rest of a row."""
    same = len(lefts) == len(region.columns) and all(
        abs(x - c[0]) < ALIGNED for x, c in zip(lefts, region.columns, strict=True)
    )
    return same and all(seg.x0 > region.columns[0][1] for line in above for seg in line)


def _believed(region: _Region, lines: list[list[Seg]], edges: Sequence[Box]) -> list[list[Cells]]:
    """The rows of a region, [] where it is no table."""
    drawn = _drawn(region, edges)
    rows = _rows(region, drawn)
    if len(rows) < (1 if region.goes_on else LEAST_ROWS) or not _is_wrapped(rows, region):
        return []
    ends = region.first, region.first + sum(map(len, rows))
    return rows if len(drawn) + 1 >= LEAST_ROWS or all(_apart(lines, end, region) for end in ends) else []


def _apart(lines: list[list[Seg]], index: int, region: _Region) -> bool:
    """Whether more white than between lines is over a line; the end of the last cell's words may be over the first."""
    if index in (0, len(lines)):
        return True
    over = lines[index - 1][0]
    step = lines[index][0].base - over.base - region.usual()
    rest = index == region.first and over.x0 > region.columns[-1][0] - ALIGNED
    return rest or step > WIDER * region.size


def _grown(lines: list[list[Seg]], start: int, floor: int, least: int) -> _Region | None:
    """The lines around `start`, down from `floor`, that keep to its columns."""
    size = lines[start][0].style.size
    region = _Region([(s.x0, s.x1) for s in lines[start]], [], size, start)
    if any(b[0] - a[1] < BETWEEN * size for a, b in itertools.pairwise(region.columns)):
        return None
    last = start
    while last < len(lines) and _fits(lines, last, last - 1 if last > start else last, region):
        last += 1
    while region.first > floor and len(lines[region.first - 1]) >= least - 1 > 1:
        if not _fits(lines, region.first - 1, region.first, region):
            break
        region.first -= 1
    region.lines = [_cells(line, region) for line in lines[region.first : last]]
    return region


def _fits(lines: list[list[Seg]], index: int, beside: int, region: _Region) -> bool:
    """Whether the pieces of a line stand each in one column; then the columns are widened by them."""
    if abs(lines[index][0].base - lines[beside][0].base) > FARTHEST * region.size:
        return False
    columns = list(region.columns)
    for seg in lines[index]:
        if abs(seg.style.size - region.size) > 0.2 * region.size:
            return False
        over = [i for i, (x0, x1) in enumerate(columns) if seg.x0 < x1 and seg.x1 > x0]
        if len(over) != 1:
            return False
        x0, x1 = columns[over[0]]
        columns[over[0]] = min(x0, seg.x0), max(x1, seg.x1)
    if any(b[0] - a[1] < BETWEEN * region.size for a, b in itertools.pairwise(columns)):
        return False
    region.columns = columns
    return True


def _cells(line: list[Seg], region: _Region) -> Cells:
    parts: dict[int, list[Seg]] = {}
    for seg in line:
        column = next(i for i, (x0, x1) in enumerate(region.columns) if x0 <= seg.x0 <= x1)
        parts.setdefault(column, []).append(seg)
    return {i: found[0] if len(found) == 1 else merge(map(_copy, found)) for i, found in parts.items()}


def _copy(seg: Seg) -> Seg:
    """A segment to merge others into, while it is not sure that there is a table."""
    return replace(seg, notes=list(seg.notes), starts=list(seg.starts))


def _rows(region: _Region, drawn: set[int]) -> list[list[Cells]]:
    """The rows of a region, each with its lines, down to where they are none any more; [] where they are none."""
    ruled = len(drawn) + 1 >= LEAST_ROWS
    usual = region.usual()
    steps = {i: region.step(i) - usual for i in range(1, len(region.lines))}
    white = {i for i, step in steps.items() if step > WIDER * region.size}
    even = all(i in white | drawn or abs(step) <= EVEN * region.size for i, step in steps.items())
    if not (even or ruled):
        return []
    cuts = drawn | {i for i in white if not ruled or len(region.lines[i]) > 1}
    if len(cuts) + 1 < (2 if region.goes_on else LEAST_ROWS):
        return _anew(region)
    if len(region.columns) < LEAST_COLUMNS and not (ruled and cuts == drawn):
        return []
    borders = [0, *sorted(cuts), len(region.lines)]
    rows: list[list[Cells]] = []
    for first, last in itertools.pairwise(borders):
        row = region.lines[first:last]
        if len({column for line in row for column in line}) < 2:
            break  # words under the table
        level = all(column in row[0] for line in row for column in line)
        if not level or (first and 0 not in row[0]):
            return []
        rows.append(row)
    return rows


def _anew(region: _Region) -> list[list[Cells]]:
    """Rows that nothing parts: each begins in all columns, and no name in the first one goes on."""
    rows: list[list[Cells]] = []
    last = len(region.columns) - 1
    for line in region.lines:
        if len(line) > last:
            if rows and any(begins_small(seg.text) for seg in line.values()):
                return []
            rows.append([line])
        elif rows and 0 not in line:
            rows[-1].append(line)
        else:
            break
    return rows if last + 1 >= LEAST_COLUMNS else []


def _drawn(region: _Region, edges: Sequence[Box]) -> set[int]:
    """The lines over which a level edge is drawn across all the columns."""
    levels: dict[int, list[Box]] = {}
    for edge in edges:
        for y in {edge.top, edge.bottom}:
            levels.setdefault(round(y / 2), []).append(Box(edge.x0, y, edge.x1, y))
    found: set[int] = set()
    for pieces in levels.values():
        if not _spans(pieces, region.columns[0][0], region.columns[-1][1], region.size):
            continue
        for i in range(1, len(region.lines)):
            if region.base(i - 1) < pieces[0].top < region.base(i) - 0.3 * region.size:
                found.add(i)
    return found


def _spans(pieces: list[Box], left: float, right: float, size: float) -> bool:
    """Whether pieces of one level reach from the left to the right without a gap that a column would fill."""
    end = left + size
    for piece in sorted(pieces, key=lambda p: p.x0):
        if piece.x0 > end + size:
            return False
        end = max(end, piece.x1)
    return end >= right - size


def _is_wrapped(rows: list[list[Cells]], region: _Region) -> bool:
    """Short names in the first column, and lines broken for want of room."""
    names = [" ".join(line[0].text for line in row if 0 in line) for row in rows]
    if sum(map(len, names)) > LONGEST_CELL * len(names) or all(LIST_MARK.match(name) for name in names):
        return False
    if 2 * sum(name.endswith(":") for name in names) > len(names) or _are_texts(rows):
        return False
    beside = sum(len(seg.text) for row in rows for line in row for i, seg in line.items() if i)
    if len(region.columns) < LEAST_COLUMNS and beside > LONGEST_BESIDE * len(rows):
        return False
    breaks = early = ongoing = 0
    for row in rows:
        for column, (_, edge) in enumerate(region.columns):
            cell = [line[column] for line in row if column in line]
            for a, b in itertools.pairwise(cell):
                breaks += 1
                ongoing += begins_small(b.text) or len(a.text) > LONG_LINE
                early += a.x1 + b.first_width + 0.25 * region.size < edge or abs(a.x0 - b.x0) > ALIGNED
    return (breaks > 0 or region.goes_on) and early <= ENDS_EARLY * breaks and ongoing >= GOES_ON * breaks


def _are_texts(rows: list[list[Cells]]) -> bool:
    """Whether the first column holds as much as those beside it: texts side by side, as on cards, and no names."""
    sizes = [
        [sum(len(line[i].text) for line in row if i in line) for i in sorted(row[0])] for row in rows if len(row) > 1
    ]
    return 2 * sum(own > LONG_LINE and 2 * own > max(others, default=0) for own, *others in sizes) > len(sizes)


def _names(rows: list[list[Cells]]) -> list[str]:
    """The names of the columns, where the first row holds such."""
    names = [" ".join(line[i].text for line in rows[0] if i in line) for i in sorted(rows[0][0])]
    return names if is_head(names) else []


def _made(rows: list[list[Cells]], names: list[str]) -> tuple[Box, list[Para]]:
    paras: list[Para] = []
    for row in rows:
        cells = [[line[i] for line in row if i in line] for i in sorted(row[0])]
        is_names = names == [" ".join(line.text for line in cell) for cell in cells]
        heads = names if not is_names and len(cells) == len(names) else []
        lines = [line for cell in cells for line in cell]
        paras.append(Para(lines, "table_row", cells=[len(cell) for cell in cells], names=heads))
    box = paras[0].first.box
    for line in (line for para in paras for line in para.lines):
        box = box.union(line.box)
    return box, paras
