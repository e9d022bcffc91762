"""Tables of a Word file: rows and cells wherever they are wrapped, wide and merged cells, heads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from ci_text.readers.rows import Again
from ci_text.readers.word_styles import Styles, all_under, child, children, local, value

WRAPPERS: Final = frozenset({"sdt", "sdtContent", "customXml", "ins"})
LONG_CELL: Final = 400  # characters: a cell longer than this is prose in a layout table


def rows_of(table: Any) -> Iterable[Any]:
    for one in table:
        if local(one) == "tr":
            yield one
        elif local(one) in WRAPPERS:
            yield from rows_of(one)


def paragraphs_of(container: Any) -> Iterable[Any]:
    """The paragraphs of a cell or note, also those in content controls."""
    for one in container:
        if local(one) == "p":
            yield one
        elif local(one) in WRAPPERS:
            yield from paragraphs_of(one)


def cells_of(row: Any) -> Iterable[Any]:
    for one in row:
        if local(one) == "tc":
            yield one
        elif local(one) in WRAPPERS:
            yield from cells_of(one)


def _span(cell: Any) -> int:
    span = value(child(cell, "tcPr", "gridSpan"))
    return min(int(span), 100) if span and span.isdecimal() else 1


def spread(row: Sequence[Any], texts: Sequence[str]) -> list[str]:
    """The texts of a row at their columns: a wide cell fills its first column and leaves the others blank."""
    spread: list[str] = []
    for cell, text in zip(row, texts, strict=True):
        spread += [text, *[""] * (_span(cell) - 1)]
    return spread


def filled_down(cells: Sequence[Sequence[Any]], texts: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows in which a cell that goes on from the row above says what stands there."""
    filled: list[list[str]] = []
    for row, plain in zip(cells, texts, strict=True):
        new, at = list(plain), 0
        for cell in row:
            merged = child(cell, "tcPr", "vMerge")
            if merged is not None and value(merged) != "restart" and filled and at < len(filled[-1]) and not new[at]:
                new[at] = Again(filled[-1][at])
            at += _span(cell)
        filled.append(new)
    return filled


Rows = Sequence[Sequence[Any]]


def has_head(table: Any, cells: Rows, texts: Sequence[Sequence[str]], bold: Rows, styles: Styles) -> bool:
    """Whether the first row holds names: all cells filled (the first may be blank), short, and none a number. Two
    columns as often hold a name and what belongs to it in each row; there the first row must look like names, too."""
    first = texts[0][1:] if len(texts[0]) > 2 else texts[0]
    names = all(0 < len(c) <= 60 and not c[0].isdigit() and c[-1] not in ".!?" for c in first)
    pairs = max(map(len, texts)) == 2
    return len(texts) > 1 and names and (not pairs or _stands_out(table, cells, bold, styles))


def _stands_out(table: Any, cells: Rows, bold: Rows, styles: Styles) -> bool:
    """Whether the first row looks unlike the last: bold, on another ground, or set off by the style of the table."""
    shaded = [[_is_shaded(cell) for cell in row] for row in (cells[0], cells[-1])]
    unlike = any(all(look[0]) and not all(look[-1]) for look in (bold, shaded))
    return unlike or styles.sets_off_first_row(_style_with_first_row(table))


def _is_shaded(cell: Any) -> bool:
    """Whether the cell has a ground of another colour than the page."""
    fill = value(child(cell, "tcPr", "shd"), "fill")
    return fill is not None and fill.lower() not in ("auto", "ffffff")


def _style_with_first_row(table: Any) -> str | None:
    """The style of the table if it is told to set its first row off (`tblLook`, bit 0x20), else None."""
    properties = child(table, "tblPr")
    look = child(properties, "tblLook")
    bits = re.fullmatch(r"[0-9A-Fa-f]{1,8}", value(look) or "")
    on = value(look, "firstRow") in ("1", "true", "on") or (bits is not None and int(bits[0], 16) & 0x20)
    return value(child(properties, "tblStyle")) if on else None


def is_layout(cells: Sequence[Sequence[Any]]) -> bool:
    """A table that only places text: one column, or cells that hold headings, lists, tables or long prose."""
    if max((len(row) for row in cells), default=0) < 2:
        return True
    long = 0
    for row in cells:
        for cell in row:
            if any(True for _ in all_under(cell, "tbl")):
                return True
            paragraphs = [p for p in children(cell, "p") if any((t.text or "").strip() for t in all_under(p, "t"))]
            long += len(paragraphs) > 3 or sum(len(t.text or "") for t in all_under(cell, "t")) > LONG_CELL
    return len(cells) < 4 and long > 0
