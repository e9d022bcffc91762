"""The sources that are quoted, as CSL-JSON for Zotero, Mendeley or Pandoc."""

from __future__ import annotations

from pathlib import Path

from ci_text.citations import csl
from ci_text.exporters.tables import write_json
from ci_text.findings import Findings

SUFFIX = ".csl.json"


def write(path: Path, findings: Findings, lang: str) -> None:
    """One item a quoted document, all documents where nothing is quoted; ids are the first of the document's id."""
    del lang  # CSL has one language: the styles translate
    quoted = {q.document_id for q in findings.quotes}
    items = {
        f.document_id: csl(f.metadata, f.path, f.document_id[:12])
        for f in findings.corpus.files
        if f.document_id and (not quoted or f.document_id in quoted)
    }
    write_json(path, list(items.values()))
