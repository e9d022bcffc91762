"""Tables whose cells are coloured by a number: initiative x code, year x code, code x code, theme x initiative."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote as percent_encoded

from ci_text.records import is_human
from ci_text.report.context import NAMELESS, Context
from ci_text.report.frames import Row, Rows, share, whole

LEVELS = 8
MOST_COLUMNS = 10  # more groups than this stand as rows, so that the page grows down and not sideways
MOST_GROUPS = 200  # initiatives in the map; its sheet has more
MOST_NOTES = 600  # cells that carry a whole sentence; with more of them the short form has to do
TILT_FROM = 7  # so many columns need their heads on end


@dataclass(frozen=True, slots=True)
class Cell:
    """`level` 0 is nothing, 1 to 8 ever darker; `label` says the cell aloud, `note` is shown beside it."""

    text: str
    level: int
    label: str = ""
    note: str = ""
    href: str = ""
    marked: bool = False
    under: str = ""  # a second line: the interval, the number of sources


@dataclass(frozen=True, slots=True)
class Line:
    head: str
    cells: tuple[Cell, ...]
    over: str = ""  # a heading over this and the following rows


@dataclass(frozen=True, slots=True)
class HeatTable:
    """One coloured table, or the reason why it is left out."""

    id: str = ""
    caption: str = ""
    corner: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    top: str = ""  # the number of the darkest cell
    reason: str = ""
    has_empty: bool = False
    has_marked: bool = False
    scale: str = ""  # what the colours say, where it is not 'from little to most'
    left_out: str = ""
    note: str = ""

    @property
    def tilted(self) -> bool:
        return len(self.columns) >= TILT_FROM


@dataclass
class Grid:
    """Cells by (row, column) before they are laid out; `over` gives the heading a row stands under."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: dict[tuple[str, str], Cell]
    over: dict[str, str] = field(default_factory=dict)

    def turned(self) -> Grid:
        return Grid(self.columns, self.rows, {(c, r): cell for (r, c), cell in self.cells.items()})

    def lines(self, head_of: dict[str, str]) -> tuple[Line, ...]:
        found, last = [], ""
        for row in self.rows:
            over = self.over.get(row, "")
            cells = tuple(self.cells.get((row, column), Cell("", 0)) for column in self.columns)
            found.append(Line(head_of.get(row, row), cells, over if over != last else ""))
            last = over
        return tuple(found)


def level(value: float, most: float) -> int:
    """0 for nothing, else 1 to 8 in equal steps up to the largest value shown."""
    if value <= 0 or most <= 0:
        return 0
    if value >= most:
        return LEVELS
    return max(1, min(LEVELS, math.ceil(value / most * LEVELS - 1e-9)))


def distinct(values: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(str(v) for v in values if v is not None))


def quotes_link(**chosen: str) -> str:
    """The address, within the page, of the quotes that a filter chooses."""
    return "#quotes?" + "&".join(f"{key}={percent_encoded(value, safe='')}" for key, value in chosen.items())


def best_share(row: Row) -> float | None:
    """The share to show: corrected for the machine's error where it could be, else as counted."""
    corrected = share(row.get("share_corrected")) if row.get("corrected") is True else None
    return corrected if corrected is not None else share(row.get("share"))


def matrix(context: Context) -> HeatTable:
    """Initiative x code; codes stand as rows under their family while the initiatives fit as columns."""
    found = context.rows("matrix", "group", "code", "passages", "share")
    if not found:
        return HeatTable(reason=found.reason)
    grid = _code_grid(context, found, "group", linked=True)
    groups = {g: context.group(g) for g in grid.columns}
    _sheet(context, "matrix", found, "sentence_da", "sentence_en")
    empty = any(whole(row["passages"]) == 0 or row.get("absence") for row in found.rows)
    note, marked = _correction(context, grid)
    top = context.words.percent(max((best_share(r) or 0.0 for r in found.rows), default=0.0))
    heads = {**context.names, **groups}
    caption, words = context.words("heat_caption"), context.words
    over = len(grid.columns) - MOST_GROUPS
    left_out = words.count("more_rows", over) if over > 0 else ""
    if len(grid.columns) > MOST_COLUMNS:
        grid.columns = grid.columns[:MOST_GROUPS]
        turned, corner = grid.turned(), words("initiative")
        columns = tuple(context.name(c) for c in turned.columns)
        return HeatTable(
            "matrix", caption, corner, columns, turned.lines(heads), top, "", empty, marked, "", left_out, note
        )
    columns = tuple(groups[c] for c in grid.columns)
    return HeatTable("matrix", caption, words("code"), columns, grid.lines(heads), top, "", empty, marked, note=note)


def _correction(context: Context, grid: Grid) -> tuple[str, bool]:
    """What the map says of the machine's error, and whether single cells carry a mark: only where they differ."""
    seen = [cell.marked for cell in grid.cells.values() if cell.level]
    corpus = context.findings.corpus
    if not seen or all(is_human(tag.source) for tag in (*corpus.tags, *corpus.machine_tags)):
        return "", False
    if all(seen):
        grid.cells = {place: replace(cell, marked=False) for place, cell in grid.cells.items()}
        return context.words("all_corrected"), False
    return ("", True) if any(seen) else (context.words("none_corrected"), False)


def years(context: Context) -> HeatTable:
    """Year x code, all initiatives together (the rows whose group is empty)."""
    found = context.rows("years", "year", "code", "evidence", "share")
    if not found:
        return HeatTable(reason=found.reason)
    _sheet(context, "years", found)
    dated = tuple(row for row in found.rows if isinstance(row["year"], int | float) and not row.get("group"))
    found = Rows(tuple({**row, "year": str(int(row["year"]))} for row in dated), found.columns)
    if len({row["year"] for row in found.rows}) < 2:
        return HeatTable(reason=context.words("why_one_year"))
    grid = _code_grid(context, found, "year", linked=False)
    grid.columns = sorted(grid.columns)
    top = context.words.percent(max(best_share(r) or 0.0 for r in found.rows))
    caption, corner = context.words("years_caption"), context.words("code")
    documents = {str(row["year"]): whole(row.get("documents")) for row in found.rows}
    heads = tuple(
        context.words("year_head", year=y, documents=context.words.count("n_documents", documents[y]))
        for y in grid.columns
    )
    return HeatTable("years", caption, corner, heads, grid.lines(context.names), top)


def _code_grid(context: Context, found: Rows, by: str, linked: bool) -> Grid:
    most = max((best_share(row) or 0.0 for row in found.rows), default=0.0)
    order = [c for c in context.names if any(row["code"] == c for row in found.rows)]
    order += [c for c in distinct(row["code"] for row in found.rows) if c not in order]
    families = context.findings.codebook.families
    over = {
        code.id: families[code.family].get(context.lang, code.family)
        for code in context.findings.codebook.codes
        if code.family in families
    }
    cells = {}
    for row in found.rows:
        initiative = "" if row[by] in NAMELESS else str(row[by])
        link = quotes_link(code=str(row["code"]), initiative=initiative) if linked else ""
        cells[str(row["code"]), str(row[by])] = _cell(context, row, by, most, link, len(found.rows) <= MOST_NOTES)
    return Grid(order, distinct(row[by] for row in found.rows), cells, over if len(set(over.values())) > 1 else {})


def _cell(context: Context, row: Row, by: str, most: float, link: str, notes: bool) -> Cell:
    words, value = context.words, best_share(row)
    who = {"code": context.name(row["code"]), "group": context.group(row[by])}
    sentence = str(row.get(f"sentence_{context.lang}") or "") if notes else ""
    if row.get("absence"):
        reason = words.either(f"absence_{row['absence']}", str(row["absence"]))
        some = link if whole(row.get("passages")) else ""
        return Cell("–", 0, words("cell_none", **who, reason=reason), sentence, some)
    passages = words.count("n_passages", whole(row.get("evidence", row.get("passages"))))
    ending = "_corrected" if row.get("corrected") is True else ""
    low, high = share(row.get("low" + ending)), share(row.get("high" + ending))
    bare = {**who, "share": words.percent(value), "passages": passages}
    if low is None or high is None:
        label = words("cell_bare", **bare)
    else:
        label = words("cell", **bare, low=words.percent(low, bare=True), high=words.percent(high))
    text = words.percent(value, bare=True) if value else "–"
    some = link if whole(row.get("passages", row.get("evidence"))) else ""
    under = "" if low is None or high is None else f"{words.percent(low, bare=True)}–{words.percent(high, bare=True)}"
    return Cell(text, level(value or 0.0, most), label, sentence, some, bool(ending), under if notes else "")


def pairs(context: Context) -> HeatTable:
    """Code x code on the same passage: the lower half, as both halves are the same."""
    found = context.rows("cooccurrence", "a", "b", "passages")
    if not found:
        return HeatTable(reason=found.reason)
    counted = {(str(r["a"]), str(r["b"])): whole(r["passages"]) for r in found.rows if r["a"] != r["b"]}
    most = max(counted.values(), default=0)
    if not most:
        return HeatTable(reason=context.words("why_empty"))
    seen = {code for pair, n in counted.items() if n for code in pair}
    codes = [c for c in context.names if c in seen] + sorted(seen - set(context.names))
    cells = {}
    for place, row in enumerate(codes):
        for column in codes[:place]:
            n = max(counted.get((row, column), 0), counted.get((column, row), 0))
            spoken = context.words.count("n_passages", n)
            label = context.words("pair_cell", code=context.name(row), group=context.name(column), passages=spoken)
            cells[row, column] = Cell(context.words.number(n) if n else "–", level(n, most), label)
    _sheet(context, "pairs", found)
    grid = Grid(codes[1:], codes[:-1], cells)
    heads = tuple(context.name(c) for c in codes[:-1])
    caption, corner = context.words("pairs_caption"), context.words("code")
    return HeatTable("pairs", caption, corner, heads, grid.lines(context.names), context.words.number(most))


def _sheet(context: Context, name: str, found: Rows, *without: str) -> None:
    columns = [c for c in found.columns if c not in without]
    context.keep_sheet(name, columns, [[r[c] for c in columns] for r in found.rows])
