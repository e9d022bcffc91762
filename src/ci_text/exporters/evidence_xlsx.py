"""evidence.xlsx: quotes, the matrix long and wide, every further table, documents, unread files, codebook."""

from __future__ import annotations

from pathlib import Path

from ci_text.exporters.rows import (
    UNREAD,
    codebook_rows,
    document_rows,
    link,
    quote_rows,
    shown_rows,
    unread_rows,
    wide_rows,
    word,
)
from ci_text.exporters.spreadsheet import Sheet, write_book
from ci_text.findings import Findings

SUFFIX = ".xlsx"


def write(path: Path, findings: Findings, lang: str) -> None:
    """Write the workbook, sheets and columns named in the language; the citation of a quote opens its source."""
    links = [link(findings.source(q.document), q.page, path) for q in findings.quotes]
    sheets = [Sheet(word("sheets", "quotes", lang), quote_rows(findings, lang), {"short": links} if links else {})]
    for name, frame in sorted(findings.tables.items(), key=lambda item: item[0] != "matrix"):
        rows = shown_rows(frame, findings.codebook, lang)
        sheets.append(Sheet(word("sheets", name, lang), rows, columns=[str(column) for column in frame.columns]))
        if name == "matrix":
            wide = wide_rows(rows, findings.codebook, lang)
            sheets.append(Sheet(word("sheets", "matrix_wide", lang), wide, percent=True))
    sheets += [
        Sheet(word("sheets", "documents", lang), document_rows(findings, lang)),
        Sheet(word("sheets", "unread", lang), unread_rows(findings, lang), columns=UNREAD),
        Sheet(word("sheets", "codebook", lang), codebook_rows(findings.codebook, lang)),
    ]
    write_book(path, sheets, lang)
