"""Rows of a table as text: each says its column's name with each cell, so that it can be read alone."""

from __future__ import annotations

from collections.abc import Sequence

from ci_text.readers.flow import Flow, Piece, ink


class Again(str):
    """A cell that repeats one above it: no characters of the source."""

    __slots__ = ()


def add_rows(rows: Sequence[Sequence[str]], flow: Flow, head: bool = True) -> None:
    """Add one piece a row, 'Name: cell; Name: cell'; `head` says that the first row holds the names. Rows of two cells
    without names over them are a name and what belongs to it: 'cell: cell'.

    The names are set aside once as `table_head`; where they are repeated they are no characters of the source.
    """
    table = [
        [Again(cell) if isinstance(cell, Again) else " ".join(flow.clean(cell).split()) for cell in row] for row in rows
    ]
    table = [row for row in table if any(row)]
    names: list[str] = []
    if head and len(table) > 1:
        names, table = list(table[0]), table[1:]
        flow.set_aside("table_head", " ".join(names))
    for row in table:
        cells = [
            f"{names[i].rstrip(':')}: {cell}" if i < len(names) and names[i] and names[i] != cell else cell
            for i, cell in enumerate(row)
            if cell
        ]
        pair = not names and _is_pair(row)
        text = f"{row[0].rstrip(': ')}: {row[1]}" if pair else "; ".join(cells)
        own = " ".join(cell for cell in row if not isinstance(cell, Again))
        flow.add(Piece(text, "table_row", generated=ink(text) - ink(own)))


def _is_pair(row: Sequence[str]) -> bool:
    return len(row) == 2 and all(row) and 0 < len(row[0].rstrip(": ")) <= 60 and row[0][-1] not in ".!?;"
