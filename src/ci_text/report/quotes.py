"""The quotes as the page's script wants them: short rows that point into lists, trimmed to what a page can carry."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded

from ci_text.citations import in_text, short
from ci_text.records import Metadata, Quote, is_human
from ci_text.report.budget import size
from ci_text.report.context import Context


def quotes_data(context: Context, budget: int) -> dict[str, Any]:
    """{'codes', 'initiatives', 'stances', 'roles', 'documents', 'rows', 'all'}; rows are the fittest first.

    A row is [code, initiative, stance, role, human, document, lang, text pieces, short citation, citation in
    brackets, page, starred, note]; the first six numbers point into the lists. Text pieces alternate: plain,
    evidence, plain …
    """
    known = {key: _Numbered() for key in ("codes", "initiatives", "stances", "roles", "documents")}
    kept = _trimmed([(q, _row(context, q, known)) for q in context.findings.quotes], budget)
    documents = [_document(context, d) for d in known["documents"].values]
    return {
        "codes": [[c, context.name(c)] for c in known["codes"].values],
        "initiatives": [[i, context.group(i)] for i in known["initiatives"].values],
        "stances": [[s, context.stances.get(s, s)] for s in known["stances"].values],
        "roles": [[r, _role(context, r)] for r in known["roles"].values],
        "documents": documents,
        "rows": kept,
        "all": len(context.findings.quotes),
    }


class _Numbered:
    """Values in order of first appearance, each with its number."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def __getitem__(self, value: str) -> int:
        return self.places.setdefault(value, len(self.places))

    @property
    def values(self) -> list[str]:
        return list(self.places)


def _row(context: Context, q: Quote, known: dict[str, _Numbered]) -> list[Any]:
    metadata = context.metadata.get(q.document_id, Metadata())
    return [
        known["codes"][q.code],
        known["initiatives"][q.initiative],
        known["stances"][q.stance],
        known["roles"][q.role or ""],
        int(is_human(q.source)),
        known["documents"][f"{q.document_id}\n{q.document}\n{q.citation}"],
        q.lang,
        pieces(q, _shift(context, q)),
        short(q, metadata, context.lang),
        in_text(q, metadata, context.lang),
        q.page,
        int(q.starred),
        q.note,
    ]


def _shift(context: Context, q: Quote) -> int:
    passage = context.passages.get(q.passage_id)
    return q.start - passage.start if passage else 0


def pieces(q: Quote, shift: int = 0) -> list[str]:
    """The quote's text cut at its evidence: plain, evidence, plain …; joined, the text itself.

    Evidence counts from the quote's start, or from its passage's (`shift` apart); words that are in neither place are
    left unmarked.
    """
    spans = []
    for words in q.evidence:
        for move in (0, shift):
            start, end = words.start - move, words.end - move
            if start >= 0 and q.text[start:end] == words.text and words.text:
                spans.append((start, end))
                break
    cut, at = [], 0
    for start, end in sorted(set(spans)):
        if start < at:
            continue
        cut += [q.text[at:start], q.text[start:end]]
        at = end
    return [*cut, q.text[at:]]


def _trimmed(rows: Sequence[tuple[Quote, list[Any]]], budget: int) -> list[list[Any]]:
    """Rows until the budget is spent: the best of every cell, then the second best of each …; then by fitness."""
    depth: dict[tuple[str, str], int] = {}
    order: list[tuple[int, float, int, list[Any]]] = []
    for q, row in sorted(rows, key=lambda pair: (not pair[0].starred, -pair[0].rank)):
        cell = (q.initiative, q.code)
        depth[cell] = depth.get(cell, 0) + 1
        order.append((depth[cell] - q.starred, -q.rank, len(order), row))
    kept: list[tuple[float, int, int, list[Any]]] = []
    spent = 0
    for turn, rank, place, row in sorted(order, key=lambda o: o[:3]):
        spent += size(row) + 1
        if spent > budget:
            break
        kept.append((rank, turn, place, row))
    return [row for *_, row in sorted(kept, key=lambda k: k[:3])]


def _document(context: Context, key: str) -> list[str]:
    _, path, citation = key.split("\n", 2)
    return [citation, source_link(context.findings.source(path), context.folder)]


def source_link(source: Path, folder: Path) -> str:
    """The address of a source file as seen from the page's folder, '' where the file isn't there."""
    if not source.is_file():
        return ""
    try:
        relative = os.path.relpath(source.resolve(), folder.resolve())
    except ValueError:  # another drive, on Windows
        return source.resolve().as_uri()
    return percent_encoded(Path(relative).as_posix())


def _role(context: Context, role: str) -> str:
    return context.words.either(f"role_{role}", role) if role else context.words("role_none")
