"""quotes.jsonl: one object a quote, all fields of the record, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from ci_text.citations import in_text, short
from ci_text.findings import Findings
from ci_text.records import Metadata

SUFFIX = "quotes.jsonl"


def write(path: Path, findings: Findings, lang: str) -> None:
    """Fields of `Quote`, with `short` and `in_text`, the citation forms in the language."""
    known = findings.corpus.metadata()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for quote in findings.quotes:
            metadata = known.get(quote.document_id, Metadata())
            forms = {"short": short(quote, metadata, lang), "in_text": in_text(quote, metadata, lang)}
            file.write(json.dumps({**asdict(quote), **forms}, ensure_ascii=False) + "\n")
