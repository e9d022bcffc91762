"""Sheets written row by row with openpyxl: text stays text, a frozen header, columns as wide as they need."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ci_text.column_words import head
from ci_text.exporters.rows import Row

MAX_CELL = 32_767  # Excel's limit
MAX_TITLE = 31
WIDTHS = {
    "text": 80,
    "definition": 60,
    "include": 50,
    "exclude": 50,
    "citation": 60,
    "sentence": 70,
    "remedy": 50,
    "why": 50,
    "level_why": 40,
}
WIDEST = 48
A4 = 9  # paper, by the number that ECMA-376 (18.3.1.63) gives it
ON_PAPER = 220  # characters side by side on A4 across: some six points
WRAPPED = frozenset(WIDTHS)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 can't hold them
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its title, its rows, and for a column of links the addresses by row."""

    title: str
    rows: Sequence[Row]
    links: dict[str, list[str]] = field(default_factory=dict)
    columns: Sequence[str] = ()  # shown where there are no rows to take them from
    percent: bool = False  # every number with decimals is a share


def write_book(path: Path, sheets: Sequence[Sheet], lang: str) -> None:
    """Write a workbook; two titles that would be the same are told apart by a number."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, _title(sheet.title, taken), lang)
    book.save(path)
    book.close()


def _title(wanted: str, taken: set[str]) -> str:
    base = _NO_TITLE.sub(" ", wanted).strip("' ")[:MAX_TITLE] or "…"
    title, number = base, 2
    while title.lower() in taken:
        title = f"{base[: MAX_TITLE - 3]} {number}"
        number += 1
    taken.add(title.lower())
    return title


def _write_sheet(book: Any, sheet: Sheet, title: str, lang: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(title)
    columns = list(dict.fromkeys(name for row in sheet.rows for name in row)) or list(sheet.columns)
    heads = [head(name, lang) for name in columns]
    page.freeze_panes = "A2"
    for number, (name, title) in enumerate(zip(columns, heads, strict=True), start=1):
        page.column_dimensions[get_column_letter(number)].width = _width(name, title, sheet.rows)
    _on_paper(page, sum(dimension.width for dimension in page.column_dimensions.values()))
    if columns:
        page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(sheet.rows) + 1}"
    bold, shade = Font(bold=True), PatternFill("solid", fgColor="E8EDF2")
    header = [_cell(page, title) for title in heads]
    for cell in header:
        cell.font, cell.fill, cell.alignment = bold, shade, Alignment(vertical="top", wrap_text=True)
    page.append(header)
    wrap, top, linked = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top"), Font(color="0563C1")
    for number, row in enumerate(sheet.rows):
        cells = []
        for name in columns:
            cell = _cell(page, row.get(name))
            cell.alignment = wrap if name in WRAPPED else top
            if isinstance(cell.value, float):
                cell.number_format = "0.0%" if sheet.percent else _number_format(name, columns)
            if name in sheet.links:
                cell.hyperlink, cell.font = sheet.links[name][number], linked
            cells.append(cell)
        page.append(cells)


def _on_paper(page: Any, width: float) -> None:
    """A4 across, the heads on each page, and no more pages side by side than the columns need to be read."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = max(1, math.ceil(width / ON_PAPER)), 0  # 0: as many
    page.print_title_rows = "1:1"


def _cell(page: Any, value: Any) -> Any:
    """A cell that holds the value itself: text that begins with = is text, never a formula."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return WriteOnlyCell(page, value)
    clean = _UNPRINTABLE.sub("", value)
    cell = WriteOnlyCell(page)
    cell.value = clean if len(clean) <= MAX_CELL else clean[: MAX_CELL - 1] + "…"
    cell.data_type = "s"
    return cell


def _number_format(name: str, columns: Sequence[str]) -> str:
    """Shares and their bounds as per cent, any other number with three decimals."""
    bound = name in ("low", "high", "difference") and not {"share", "difference"}.isdisjoint(columns)
    share = "share" in name.split("_") or name.endswith("_corrected") or name == "recognised"
    return "0.0%" if bound or share else "0.000"


def _width(name: str, title: str, rows: Sequence[Row]) -> float:
    """Characters: as wide as its cells, no wider than a long head broken at its blanks wants."""
    if name in WIDTHS:
        return WIDTHS[name]
    longest = max((_length(row.get(name)) for row in rows[:200]), default=0)
    return min(WIDEST, max(longest, *map(len, title.split() or [""]), len(title) / 2) + 3)


def _length(value: Any) -> int:
    if isinstance(value, float):
        return 6
    return len(str(value)) if value is not None else 0
