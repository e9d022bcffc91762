"""Passages with their codes and themes as a Parquet file (pyarrow), for R, DuckDB and pandas."""

from __future__ import annotations

from pathlib import Path

from ci_text.exporters.passages_jsonl import passage_records
from ci_text.exporters.tables import write_parquet
from ci_text.findings import Findings

SUFFIX = ".parquet"


def write(path: Path, findings: Findings, lang: str) -> None:
    """One row a passage; `codes` is a list of records with `code` among their fields."""
    del lang  # a file for programs: the same names in every language
    rows = []
    for record in passage_records(findings.corpus):
        codes = [{"code": code, **said} for code, said in record["codes"].items()]
        rows.append({**record, "codes": codes})
    write_parquet(path, rows)
