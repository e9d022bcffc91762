"""All tables of the comparison in one JSON object: name -> rows."""

from __future__ import annotations

from pathlib import Path

from ci_text.exporters.rows import document_rows, frame_rows, unread_rows
from ci_text.exporters.tables import write_json
from ci_text.findings import Findings

SUFFIX = ".json"


def write(path: Path, findings: Findings, lang: str) -> None:
    """The tables by name, with 'documents' and 'unread'; missing values are null."""
    del lang  # a file for programs: the same names in every language
    tables = {name: frame_rows(frame) for name, frame in findings.tables.items()}
    write_json(path, {**tables, "documents": document_rows(findings), "unread": unread_rows(findings)})
