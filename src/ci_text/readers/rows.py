"""Rows of a table as text: each says its column's name with each cell, so that it can be read alone."""

from __future__ import annotations

from collections.abc import Sequence

from ci_text.readers.flow import Flow, Piece, ink


def add_rows(rows: Sequence[Sequence[str]], flow: Flow, head: bool = True) -> None:
    """Add one piece a row, 'Name: cell; Name: cell'; `head` says that the first row holds the names.

    The names are set aside once as `table_head`; where they are repeated they are no characters of the source.
    """
    rows = [[" ".join(flow.clean(cell).split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    names: list[str] = []
    if head and len(rows) > 1:
        names, rows = list(rows[0]), rows[1:]
        flow.set_aside("table_head", " ".join(names))
    for row in rows:
        cells = [
            f"{names[i].rstrip(':')}: {cell}" if i < len(names) and names[i] and names[i] != cell else cell
            for i, cell in enumerate(row)
            if cell
        ]
        text = "; ".join(cells)
        flow.add(Piece(text, "table_row", generated=ink(text) - ink(" ".join(row))))
