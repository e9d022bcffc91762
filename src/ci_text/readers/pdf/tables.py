"""Ruled tables: a grid of lines or frames on the page, read as rows of cells.

A grid may be open: columns parted by rules and no rule at the sides, rows parted from their head only.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

from ci_text.readers.pdf.chars import PageWords, Word
from ci_text.readers.pdf.drawings import THIN
from ci_text.records import Box

TOUCH = 3.0  # points: edges this near to each other meet
OVERHANG = 20.0  # points by which rules run on where a border is not drawn


@dataclass(slots=True)
class Table:
    """Rows of cells; a cell is its lines, a line its words."""

    box: Box
    rows: list[list[list[list[Word]]]]


@dataclass(slots=True)
class _Grid:
    ys: list[float]  # borders of the rows
    xs: list[float]  # borders of the columns
    box: Box
    open_below: bool = False  # no rule under the last row: it may hold several


def take_tables(page: PageWords) -> list[Table]:
    """Take the words of ruled tables off the page and return the tables."""
    tables: list[Table] = []
    if not page.gridded:
        return tables
    for grid in _grids(*_edges(page.frames, page.rules, page.width, page.height)):
        table = None if _is_striped(page, grid) else _table(page, grid)
        if table is not None:
            tables.append(table)
    return tables


def may_hold_table(frames: list[Box], rules: list[Box], width: float, height: float) -> bool:
    """Whether the drawn parts of a page make a grid, or three level rules under each other as open tables have."""
    level = Counter((round(r.x0 / 4), round(r.x1 / 4)) for r in rules if r.x1 - r.x0 > 40)
    return max(level.values(), default=0) >= 3 or bool(_grids(*_edges(frames, rules, width, height)))


def _edges(frames: list[Box], rules: list[Box], width: float, height: float) -> tuple[list[Box], list[Box]]:
    across: list[Box] = []
    down: list[Box] = []
    for rule in rules:
        (across if rule.x1 - rule.x0 >= rule.bottom - rule.top else down).append(rule)
    for f in frames:
        if f.x1 - f.x0 > 0.97 * width or f.bottom - f.top > 0.9 * height:
            continue
        across += [Box(f.x0, f.top, f.x1, f.top), Box(f.x0, f.bottom, f.x1, f.bottom)]
        down += [Box(f.x0, f.top, f.x0, f.bottom), Box(f.x1, f.top, f.x1, f.bottom)]
    return across, down


def _grids(across: list[Box], down: list[Box]) -> list[_Grid]:
    """Connected sets of edges that make rows and columns."""
    edges = across + down
    if len(across) < 2 or len(down) < 2 or len(edges) > 900:
        return []
    parent = list(range(len(edges)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(across), len(edges)), key=lambda j: edges[j].x0)
    lefts = [edges[j].x0 for j in order]
    for i, a in enumerate(across):
        for j in order[bisect_left(lefts, a.x0 - TOUCH) : bisect_right(lefts, a.x1 + TOUCH)]:
            if edges[j].top - TOUCH <= a.top <= edges[j].bottom + TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(edges)):
        groups[root(i)].append(i)
    grids = []
    for members in groups.values():
        grid = _grid([edges[i] for i in members if i < len(across)], [edges[i] for i in members if i >= len(across)])
        if grid is not None:
            grids.append(grid)
    return grids


def _grid(across: list[Box], down: list[Box]) -> _Grid | None:
    """The grid of connected edges, with the borders that nothing is drawn for; None where it is no table."""
    ys, xs = _distinct([e.top for e in across]), _distinct([e.x0 for e in down])
    if len(ys) < 2 or len(xs) < 2:
        return None
    left, right, low = min(e.x0 for e in across), max(e.x1 for e in across), max(e.bottom for e in down)
    if left < xs[0] - OVERHANG and sum(e.x0 < left + TOUCH for e in across) > 1:
        xs.insert(0, left)
    if right > xs[-1] + OVERHANG and sum(e.x1 > right - TOUCH for e in across) > 1:
        xs.append(right)
    open_below = low > ys[-1] + OVERHANG / 2
    if open_below:
        ys.append(low)
    if len(ys) < 3 or len(xs) < 3:
        return None
    return _Grid(ys, xs, Box(xs[0], ys[0], xs[-1], ys[-1]), open_below)


def _distinct(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > THIN + 2.5:
            kept.append(value)
    return kept


def _table(page: PageWords, grid: _Grid) -> Table | None:
    ys, xs, box = grid.ys, grid.xs, grid.box
    inside: list[Word] = []
    rest: list[Word] = []
    for word in page.words:
        middle, height = (word.x0 + word.x1) / 2, word.base - 0.3 * word.style.size
        hit = box.x0 - 1 <= middle <= box.x1 + 1 and box.top - 1 <= height <= box.bottom + 1
        (inside if hit else rest).append(word)
    if len(inside) < 3:
        return None
    cells: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in inside:
        row = _slot(ys, word.base - 0.3 * word.style.size)
        column = _slot(xs, (word.x0 + word.x1) / 2)
        cells[row, column].append(word)
    if grid.open_below:
        _part_rows(cells, len(ys) - 2)
    rows_used = {r for r, _ in cells}
    columns_used = {c for _, c in cells}
    full = sum(1 for r in rows_used if sum((r, c) in cells for c in columns_used) >= 2)
    if len(rows_used) < 2 or len(columns_used) < 2 or full < 0.5 * len(rows_used):
        return None
    if sum(len(w.text) for w in inside) > 220 * len(cells):  # boxes of running text, not cells
        return None
    page.words = rest
    return Table(box, [[_in_lines(cells.get((r, c), [])) for c in sorted(columns_used)] for r in sorted(rows_used)])


def _is_striped(page: PageWords, grid: _Grid) -> bool:
    """Whether a grid is the first stripes of a table: under it stand cells without a frame, then the next stripe."""
    box, xs = grid.box, grid.xs
    if any(box.top - 1 < r.top < box.bottom + 1 and r.x0 < box.x1 and r.x1 > box.x0 for r in page.rules):
        return False
    below = [f.top for f in page.frames if f.top > box.bottom + TOUCH and {f.x0, f.x1} <= set(xs)]
    floor = min(below, default=box.bottom)
    between = [w for w in page.words if box.bottom < w.base - 0.3 * w.style.size < floor and box.x0 < w.x1 < box.x1]
    crossing = any(w.x0 < x < w.x1 for w in between for x in xs)
    tallest = max(b - a for a, b in itertools.pairwise(grid.ys))
    return not crossing and floor - box.bottom < 3 * tallest and len({_slot(xs, w.x0) for w in between}) > 1


def _part_rows(cells: dict[tuple[int, int], list[Word]], last: int) -> None:
    """Part the last row, under which no rule is: a row begins where the first column does, beside another."""
    words = [(word, column) for (row, column), found in cells.items() if row == last for word in found]
    edge = min((word.x0 for word, column in words if column == 0), default=0.0)
    for column in {column for _, column in words}:
        del cells[last, column]
    lines: list[list[tuple[Word, int]]] = []
    for word, column in sorted(words, key=lambda pair: pair[0].base):
        if lines and word.base - lines[-1][0][0].base <= 0.45 * word.style.size:
            lines[-1].append((word, column))
        else:
            lines.append([(word, column)])
    row = last
    for number, line in enumerate(lines):
        opens = any(column == 0 and word.x0 < edge + 0.5 * word.style.size for word, column in line)
        row += number > 0 and opens and any(column > 0 for _, column in line)
        for word, column in line:
            cells[row, column].append(word)


def _slot(borders: list[float], value: float) -> int:
    return min(max(sum(1 for b in borders if b <= value) - 1, 0), len(borders) - 2)


def _in_lines(words: list[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.base, w.x0)):
        if lines and abs(word.base - lines[-1][0].base) <= 0.45 * word.style.size:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]
