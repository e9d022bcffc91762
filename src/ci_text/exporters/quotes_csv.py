"""quotes as CSV, for a spreadsheet: ';' and decimal comma in Danish."""

from __future__ import annotations

from pathlib import Path

from ci_text.exporters.rows import quote_rows
from ci_text.exporters.tables import write_csv
from ci_text.findings import Findings

SUFFIX = ".csv"


def write(path: Path, findings: Findings, lang: str) -> None:
    """One line a quote, columns as in the sheet of quotes."""
    write_csv(path, quote_rows(findings, lang), lang)
