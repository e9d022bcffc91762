"""What the table-like exports share: the rows of their sheets, and the words at the top of them."""

from __future__ import annotations

import math
import os
from collections import Counter
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote as percent

from ci_text import column_words
from ci_text.causes import failure
from ci_text.citations import has_pages, short
from ci_text.codebook import Codebook, Labels
from ci_text.findings import Findings
from ci_text.plain_yaml import packed
from ci_text.records import Metadata, Quote

Row = dict[str, Any]


def _words() -> dict[str, dict[str, dict[str, str]]]:
    words: dict[str, dict[str, dict[str, str]]] = packed("ci_text.exporters", "words.yaml")
    return words


def word(part: str, name: str, lang: str) -> str:
    """The word for a sheet, a column or a piece of text; the name itself where none is known."""
    return _words()[part].get(name, {}).get(lang, name)


def label(labels: Labels, lang: str, name: str) -> str:
    """The label in the language, or in any other, or the bare id."""
    return labels.get(lang) or next(iter(labels.values()), name)


def code_name(book: Codebook, code: str, lang: str) -> str:
    return label(book[code].name, lang, code) if code in book.code_ids else code


def stance_name(book: Codebook, stance: str, lang: str) -> str:
    return label(book.stances.get(stance, {}), lang, stance)


def quote_rows(findings: Findings, lang: str) -> list[Row]:
    """One row a quote, with code, stance and source line in words."""
    known = findings.corpus.metadata()
    return [_quote_row(q, known.get(q.document_id, Metadata()), findings.codebook, lang) for q in findings.quotes]


def _quote_row(q: Quote, metadata: Metadata, book: Codebook, lang: str) -> Row:
    return {
        "initiative": q.initiative,
        "code": q.code,
        "code_name": code_name(book, q.code, lang),
        "stance": stance_name(book, q.stance, lang),
        "text": q.text,
        "short": short(q, metadata, lang),
        "speaker": q.speaker,
        "role": column_words.value("role", q.role, lang),
        "document": q.document,
        "page": q.page if has_pages(q.document) else None,
        "page_end": q.page_end if has_pages(q.document) else None,
        "recognised": q.words_sure,
        "heading": " > ".join(q.heading),
        "evidence_words": " | ".join(e.text for e in q.evidence),
        "score": q.score,
        "source": q.source,
        "rank": q.rank,
        "starred": "★" if q.starred else "",
        "note": q.note,
        "lang": q.lang,
        "citation": q.citation,
    }


KNOWN = ("initiative", "kind", "year", "language", "author", "organisation", "voice", "place", "citation")


def document_rows(findings: Findings, lang: str = "") -> list[Row]:
    """One row a file that was read: metadata, pages by verdict, passages, coded passages; for people in a language,
    with the usual kinds and voices in its words."""
    corpus = findings.corpus
    passages = Counter(p.document_id for p in corpus.passages)
    coded_ids = {t.passage_id for t in corpus.tags}
    coded = Counter(p.document_id for p in corpus.passages if p.id in coded_ids)
    rows = []
    for file in corpus.files:
        if file.document_id is None:
            continue
        m, pages = file.metadata, corpus.pages.get(file.document_id, ())
        verdicts = Counter(page.verdict for page in pages)
        rows.append(
            {
                "document": file.path,
                **{n: column_words.value(n, getattr(m, n), lang) if lang else getattr(m, n) for n in KNOWN},
                "pages": len(pages),
                "doubtful_pages": verdicts["doubtful"],
                "unreadable_pages": verdicts["unreadable"],
                "passages": passages[file.document_id],
                "coded_passages": coded[file.document_id],
            }
        )
    return rows


UNREAD = ("document", "initiative", "error_kind", "error", "remedy")


def unread_rows(findings: Findings, lang: str = "en") -> list[Row]:
    """One row a file that could not be read, with cause and remedy; as the reader told them by default."""
    rows = []
    for f in findings.corpus.files:
        if f.document_id is None:
            error, remedy = failure(f.error_kind, f.error, f.remedy, lang)
            told = (f.path, f.metadata.initiative, f.error_kind, error, remedy)
            rows.append(dict(zip(UNREAD, told, strict=True)))
    return rows


def codebook_rows(book: Codebook, lang: str) -> list[Row]:
    return [
        {
            "code": code.id,
            "name": label(code.name, lang, code.id),
            "family": label(book.families.get(code.family, {}), lang, code.family),
            "definition": label(code.definition, lang, ""),
            "include": "\n".join(code.include.get(lang, ())),
            "exclude": "\n".join(code.exclude.get(lang, ())),
        }
        for code in book.codes
    ]


def frame_rows(frame: Any) -> list[Row]:
    """The rows of a pandas DataFrame as plain values; a named index becomes columns."""
    if frame.index.name or any(frame.index.names):
        frame = frame.reset_index()
    return [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


CODE_COLUMNS = ("a", "b", "near")
"""Columns that may hold a code by its id (pairs of groups are called a and b too)."""
GROUP_COLUMNS = ("group", "a", "b")


def shown_rows(frame: Any, book: Codebook | None, lang: str, by: str = "initiative") -> list[Row]:
    """The rows of a DataFrame for people: texts of the other language left out, codes and values with their names.

    `by` is the column that the groups of a comparison are of.
    """
    other = tuple(f"_{name}" for name in ("da", "en") if name != lang)
    rows = []
    for row in frame_rows(frame):
        shown: Row = {}
        for name, value in row.items():
            if name.endswith(other) or f"{name}_{lang}" in row:  # the id of what has a name
                continue
            known = name.removesuffix(f"_{lang}")
            shown[known] = _shown_value(known, value, book, lang, by)
            if name == "code" and book is not None:
                shown["code_name"] = code_name(book, str(value), lang)
        rows.append(shown)
    return rows


def _shown_value(name: str, value: Any, book: Codebook | None, lang: str, by: str) -> Any:
    if book is not None and name == "stance":
        return stance_name(book, str(value), lang)
    if book is not None and name in CODE_COLUMNS and value in book.code_ids:
        return code_name(book, str(value), lang)
    if name in GROUP_COLUMNS:
        return column_words.group(by, value, lang)
    return column_words.value(name, value, lang)


def plain(value: Any) -> Any:
    """A value that a cell can hold: None for missing, text for lists, Python's own numbers."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return "; ".join(str(v) for v in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value))
    if isinstance(value, dict):
        return "; ".join(f"{k}: {v}" for k, v in value.items())
    if hasattr(value, "item"):  # numpy's scalars
        value = value.item()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if str(value) in ("<NA>", "NaT", "nan") else str(value)


def wide_rows(rows: list[Row], book: Codebook, lang: str) -> list[Row]:
    """The matrix with a row a group and a column a code, filled with shares: those corrected for the machine's error
    where they could be."""
    if not rows or "code" not in rows[0] or "share" not in rows[0]:
        return []
    group = "group" if "group" in rows[0] else "initiative"
    codes = list(dict.fromkeys([*book.code_ids, *(r["code"] for r in rows)]))
    found: dict[Any, Row] = {}
    for row in rows:
        corrected = row.get("share_corrected")
        found.setdefault(row[group], {})[row["code"]] = row["share"] if corrected is None else corrected
    names = [code_name(book, code, lang) for code in codes]
    heads = {c: n if names.count(n) == 1 else f"{n} ({c})" for c, n in zip(codes, names, strict=True)}
    return [{group: g, **{heads[c]: cells.get(c) for c in codes}} for g, cells in found.items()]


def link(source: Path, page: int, target: Path) -> str:
    """A link from the export to the page of the source, relative so that a folder can be moved as a whole."""
    source = source.absolute()
    try:
        address = percent(PurePath(os.path.relpath(source, target.parent.absolute())).as_posix())
    except ValueError:  # another drive
        address = source.as_uri()
    return f"{address}#page={page}" if source.suffix.lower() == ".pdf" else address
