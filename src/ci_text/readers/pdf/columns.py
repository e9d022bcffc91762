"""Columns: a page cut where white space runs down between two blocks of lines, again and again.

A cut is looked for at every x where several lines begin. It holds over a run of rows in which nothing crosses it and
both sides have lines beside each other; rows above and below the run are cut on their own. So a heading or a pull quote
across two columns splits them into an upper and a lower pair, as a reader sees it (XY-cut after Nagy and Seth, with
the cut's reach measured instead of the whole page's).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from ci_text.readers.pdf.lines import LIST_MARK, Seg, merge
from ci_text.records import Box

_SECTION = re.compile(r"\d+(?:\.\d{1,2})*\.?")
DEEPEST = 12
LEAST_LINES = 5  # of columns that are nowhere else in the document
NARROW = 0.7  # of the size: no narrower gap is a gutter
OFTEN = 3  # columns that begin at one x
ALIGNED = 2.0  # points: lines that begin this near to each other begin together


@dataclass(slots=True)
class Leaf:
    """Lines of one column, top down, and the edges of the column."""

    lines: list[Seg]
    left: float
    right: float


@dataclass(slots=True)
class Gutters:
    """Where columns began on the pages before: there two lines beside two are enough to make columns."""

    seen: Counter[int] = field(default_factory=Counter)

    def learn(self, x: float) -> None:
        """Remember a column that begins at x."""
        self.seen[round(x)] += 1

    def know(self, x: float) -> bool:
        """Whether columns began at x again and again."""
        at = round(x)
        return self.seen[at - 1] + self.seen[at] + self.seen[at + 1] >= OFTEN


@dataclass(slots=True)
class _Cut:
    x: float
    first: int
    last: int
    gap: float
    lines: int


def leaves(segs: list[Seg], walls: Sequence[Box] = (), gutters: Gutters | None = None) -> list[Leaf]:
    """The columns of one flow of a page in reading order, side-by-side pieces of a line put together.

    `walls` are level rules: no column runs through one that crosses its gutter. `gutters` are those of the document.
    """
    if not segs:
        return []
    found: list[Leaf] = []
    left, right = min(s.x0 for s in segs), max(s.x1 for s in segs)
    around = _Around(walls, gutters or Gutters())
    _split(sorted(segs, key=lambda s: (s.base, s.x0)), left, right, found, 0, around)
    return [Leaf(_rows(leaf.lines), leaf.left, leaf.right) for leaf in found if leaf.lines]


@dataclass(slots=True)
class _Around:
    walls: Sequence[Box]
    gutters: Gutters


def _split(segs: list[Seg], left: float, right: float, out: list[Leaf], depth: int, around: _Around) -> None:
    slabs = _slabs(segs)
    cut = _best_cut(slabs, segs, around) if depth < DEEPEST else None
    if cut is None:
        _add(out, segs, left, right)
        return
    if cut.lines >= LEAST_LINES:
        around.gutters.learn(cut.x)
    above = [s for slab in slabs[: cut.first] for s in slab]
    inside = [s for slab in slabs[cut.first : cut.last] for s in slab]
    below = [s for slab in slabs[cut.last :] for s in slab]
    if above:
        _split(above, left, right, out, depth + 1, around)
    west = [s for s in inside if s.x0 < cut.x - ALIGNED]
    east = [s for s in inside if s.x0 >= cut.x - ALIGNED]
    _split(west, left, max(s.x1 for s in west), out, depth + 1, around)
    _split(east, min(s.x0 for s in east), right, out, depth + 1, around)
    if below:
        _split(below, left, right, out, depth + 1, around)


def _add(out: list[Leaf], segs: list[Seg], left: float, right: float) -> None:
    out.append(Leaf(segs, left, right))


def _slabs(segs: list[Seg]) -> list[list[Seg]]:
    """Groups of lines that stand beside each other; between two groups a straight line can be drawn across."""
    slabs: list[list[Seg]] = []
    floor = float("-inf")
    for seg in sorted(segs, key=lambda s: s.base - 0.6 * s.style.size):
        if not slabs or seg.base - 0.6 * seg.style.size > floor:
            slabs.append([])
        slabs[-1].append(seg)
        floor = max(floor, seg.base + 0.1 * seg.style.size)
    return slabs


def _best_cut(slabs: list[list[Seg]], segs: list[Seg], around: _Around) -> _Cut | None:
    if len(slabs) == len(segs):
        return None
    size = sorted(s.style.size for s in segs)[len(segs) // 2]
    apart = [i for i in range(len(slabs)) if _stands_apart(slabs, i, size)]
    best: _Cut | None = None
    spans = [(s.x0, s.x1, i) for i, slab in enumerate(slabs) for s in slab]
    edges = [(min([s.x0 for s in slab]), max([s.x0 for s in slab])) for slab in slabs]
    stops = _stops(slabs, around.walls) if around.walls else []
    for x in _candidates(segs, size):
        edge, low = x - ALIGNED, x - NARROW * size
        crossed = [i for x0, x1, i in spans if x0 < edge and x1 > low]
        if len(crossed) > 0.9 * len(spans):
            continue  # nearly every line runs across
        walled = {i for i, wall in stops if wall.x0 < low - 4 * size and wall.x1 > x + 4 * size}
        for first, last in _runs(len(slabs), {*crossed, *apart}, walled):
            cut = _judge(slabs[first:last], edges[first:last], last < len(slabs), x, size, around.gutters.know(x))
            if cut is not None:
                cut.first, cut.last = cut.first + first, cut.last + first
            if cut is not None and (best is None or (cut.lines, cut.gap) > (best.lines, best.gap)):
                best = cut
    return best


def _candidates(segs: list[Seg], size: float) -> list[float]:
    starts = sorted(s.x0 for s in segs)
    clusters: list[list[float]] = []
    for x in starts:
        if clusters and x - clusters[-1][0] <= ALIGNED:
            clusters[-1].append(x)
        else:
            clusters.append([x])
    return [c[0] for c in clusters[1:] if len(c) >= 2]


def _stands_apart(slabs: list[list[Seg]], i: int, size: float) -> bool:
    """A row of larger letters with white space over and under it all across: a pull quote or a heading over all."""
    if min([s.style.size for s in slabs[i]]) < 1.15 * size:
        return False
    over = i == 0 or _step(slabs, i) > 1.5 or min(s.style.size for s in slabs[i - 1]) >= 1.15 * size
    under = i + 1 == len(slabs) or _step(slabs, i + 1) > 1.5 or min(s.style.size for s in slabs[i + 1]) >= 1.15 * size
    return over and under


def _runs(rows: int, shut: set[int], walled: set[int]) -> list[tuple[int, int]]:
    """The runs of rows (first, last + 1) which a gutter goes through: none of them `shut`, no wall over one inside."""
    runs: list[tuple[int, int]] = []
    start = 0
    for stop in sorted({*shut, *walled, rows}):
        if stop > start:
            runs.append((start, stop))
        start = stop if stop not in shut else stop + 1
    return runs


def _stops(slabs: list[list[Seg]], walls: Sequence[Box]) -> list[tuple[int, Box]]:
    """Walls that run between two rows, each with the lower one."""
    stops: list[tuple[int, Box]] = []
    for i in range(1, len(slabs)):
        low, high = max([s.base for s in slabs[i - 1]]), min([s.base for s in slabs[i]])
        stops += [(i, wall) for wall in walls if low < wall.top < high]
    return stops


def _judge(
    slabs: list[list[Seg]], edges: list[tuple[float, float]], more: bool, x: float, size: float, known: bool
) -> _Cut | None:
    """The cut at x through these rows; `more` follow. A `known` gutter needs two lines beside two."""
    edge = x - ALIGNED
    sides = [(least < edge, most >= edge) for least, most in edges]
    both = [i for i, (a, b) in enumerate(sides) if a and b]
    if not both:
        return None
    low, high = _reach(slabs, sides, both, more)
    lines = [s for slab in slabs[low:high] for s in slab]
    west = [s for s in lines if s.x0 < edge]
    east = [s for s in lines if s.x0 >= edge]
    if len(west) < 2 or len(east) < 2 or (len(lines) < LEAST_LINES and not known):
        return None
    under, beside = [s.base for s in west], [s.base for s in east]
    if min(max(under), max(beside)) - max(min(under), min(beside)) < 0.8 * size:
        return None
    aligned = len([1 for s in east if s.x0 - x <= ALIGNED])
    gap = min([s.x0 for s in east]) - max([s.x1 for s in west])
    if gap < NARROW * size or aligned < max(2, 0.3 * _bases(east)):
        return None
    if gap < 1.2 * size and (len(lines) < 8 or aligned < 0.5 * _bases(east)):
        return None
    if _is_table(west, east, size):
        return None
    return _Cut(x, low, high, gap, len(lines))


def _bases(segs: list[Seg]) -> int:
    return len({round(s.base) for s in segs})


def _reach(slabs: list[list[Seg]], sides: list[tuple[bool, bool]], both: list[int], more: bool) -> tuple[int, int]:
    """Rows with text on one side only belong to the columns, unless a wide gap parts them from the rest."""
    low, high = 0, len(slabs)
    for i in range(both[0], 0, -1):
        if sides[i - 1][1] and _step(slabs, i) > 1.7:
            low = i
            break
    for i in range(both[-1] + 1, len(slabs)):
        if _step(slabs, i) > (1.5 if more and not sides[i][1] else 3.5):
            high = i
            break
    return low, high


def _step(slabs: list[list[Seg]], i: int) -> float:
    """White space between two rows, in line heights."""
    above = max([s.base for s in slabs[i - 1]])
    below = min(slabs[i], key=lambda s: s.base)
    return (below.base - above) / (1.2 * below.style.size)


def _is_table(west: list[Seg], east: list[Seg], size: float) -> bool:
    """Cells of rows, or labels hanging beside a text, are read across, not down."""
    mean_west = sum([len(s.text) for s in west]) / len(west)
    mean_east = sum([len(s.text) for s in east]) / len(east)
    if mean_east <= 7 and mean_west > 7 and _shared(east, west) >= 0.7:  # page numbers, amounts
        return True
    if _shared(west, east) < 0.7:
        return False
    if all(LIST_MARK.match(s.text) or _SECTION.fullmatch(s.text) for s in west):
        return True
    if sum([s.text.endswith((":", "]")) for s in west]) >= 0.6 * len(west):  # speakers or times beside what they say
        return True
    if mean_west < 16 and mean_east < 16:
        return True
    return mean_west < 26 and _bases(west) <= 0.6 * _bases(east)


def _shared(some: list[Seg], others: list[Seg]) -> float:
    """The share of some lines that have one of the others on their baseline."""
    own = {round(s.base) for s in others}
    bases = own | {base - 1 for base in own} | {base + 1 for base in own}
    return len([1 for s in some if round(s.base) in bases]) / len(some)


def _rows(segs: list[Seg]) -> list[Seg]:
    """The lines of a column: pieces on one baseline made one line."""
    rows: list[list[Seg]] = []
    for seg in sorted(segs, key=lambda s: s.base):
        if rows and seg.base - rows[-1][0].base <= 0.3 * min(seg.style.size, rows[-1][0].style.size):
            rows[-1].append(seg)
        else:
            rows.append([seg])
    return [line for row in rows for line in _sides(row)]


def _sides(row: list[Seg]) -> list[Seg]:
    if len(row) == 1:
        return row
    row.sort(key=lambda s: s.x0)
    lines: dict[int, list[Seg]] = defaultdict(list)
    current = 0
    for index, seg in enumerate(row):
        if index and seg.x0 < row[index - 1].x1 - 0.5 * seg.style.size:
            current += 1  # they overlap: two texts, not two pieces of one
        lines[current].append(seg)
    return [merge(parts) for parts in lines.values()]
