"""One table to one file: .csv, .xlsx, .parquet, .json or .md."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ci_text.codebook import Codebook
from ci_text.column_words import head
from ci_text.errors import MissingDependency, UsageError
from ci_text.exporters.markdown import safe
from ci_text.exporters.rows import Row, frame_rows, shown_rows, word
from ci_text.exporters.spreadsheet import Sheet, write_book
from ci_text.whole_file import whole_file

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What Excel takes for the beginning of a formula in a CSV file (OWASP, 'CSV Injection')."""


def write_table(
    path: Path,
    frame: Any,
    lang: str = "en",
    book: Codebook | None = None,
    name: str = "table",
    by: str = "initiative",
) -> None:
    """Write a pandas DataFrame: as it is to .parquet and .json; to the others as people read it, heads and values in
    `lang`, without the texts of the other language, codes of `book` with their names, groups of `by` in words, a sheet
    called after `name`.

    Raises UsageError for another ending and MissingDependency where .parquet wants pyarrow.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(f"{path}: no table has this ending.", f"Endings: {', '.join(WRITERS)}.")
    with whole_file(path) as unfinished:
        if path.suffix.lower() in (".parquet", ".json"):
            write(unfinished, frame_rows(frame), lang, name)
        else:
            write(unfinished, shown_rows(frame, book, lang, by), lang, name)


def write_csv(path: Path, rows: Sequence[Row], lang: str) -> None:
    """UTF-8 with a byte order mark; ';' and decimal comma for Danish, as Danish Excel reads them.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";" if lang == "da" else ",")
        writer.writerow([head(name, lang) for name in columns])
        writer.writerows([_csv_value(row.get(name), lang) for name in columns] for row in rows)


def _csv_value(value: Any, lang: str) -> Any:
    if isinstance(value, float):
        return str(value).replace(".", ",") if lang == "da" else value
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def markdown_table(rows: Sequence[Row], lang: str) -> str:
    """A pipe table; line breaks and pipes inside cells are kept harmless."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [[head(name, lang) for name in columns], ["---"] * len(columns)]
    lines += [[_markdown_value(row.get(name)) for name in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _markdown_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return safe(" ".join(str(value).split()))


def write_parquet(path: Path, rows: Sequence[Row]) -> None:
    """Raises MissingDependency where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingDependency("Parquet files want pyarrow.", "pip install 'ci-text[parquet]'") from error
    pq.write_table(pa.Table.from_pylist(list(rows)), path)


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _write_book(path: Path, rows: Sequence[Row], lang: str, name: str) -> None:
    write_book(path, [Sheet(word("sheets", name, lang), rows)], lang)


WRITERS: dict[str, Callable[[Path, Sequence[Row], str, str], None]] = {
    ".csv": lambda path, rows, lang, name: write_csv(path, rows, lang),
    ".xlsx": _write_book,
    ".parquet": lambda path, rows, lang, name: write_parquet(path, rows),
    ".json": lambda path, rows, lang, name: write_json(path, list(rows)),
    ".md": lambda path, rows, lang, name: _write_markdown(path, rows, lang),
}


def _write_markdown(path: Path, rows: Sequence[Row], lang: str) -> None:
    path.write_text(markdown_table(rows, lang), "utf-8")
