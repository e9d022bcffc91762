"""The Word annex with a chapter an initiative: 'initiatives.docx', or any name that ends so."""

from __future__ import annotations

from pathlib import Path

from ci_text.exporters.annex_docx import write_annex
from ci_text.findings import Findings

SUFFIX = "initiatives.docx"


def write(path: Path, findings: Findings, lang: str) -> None:
    """Write the annex, chapters by initiative, then code."""
    write_annex(path, findings, lang, "initiative")
