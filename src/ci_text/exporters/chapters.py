"""What the annexes share: quotes in chapters, their source lines, and the list of sources."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter

from ci_text.citations import reference, short
from ci_text.exporters.rows import stance_name
from ci_text.findings import Findings
from ci_text.records import Metadata, Quote

Chapter = tuple[str, list[tuple[str, list[Quote]]]]


def chapters(findings: Findings, by: str = "code") -> list[Chapter]:
    """(code, [(initiative, quotes)]), or the other way round with `by` 'initiative'.

    Codes as in the codebook, initiatives by name, quotes as they were ranked.
    """
    place = {code: n for n, code in enumerate(findings.codebook.code_ids)}

    def code_place(quote: Quote) -> tuple[int, str]:
        return place.get(quote.code, len(place)), quote.code

    inner = "initiative" if by == "code" else "code"
    ordered = sorted(findings.quotes, key=lambda q: (*code_place(q), q.initiative))
    if by == "initiative":
        ordered.sort(key=lambda q: q.initiative)
    return [
        (name, [(under, list(quotes)) for under, quotes in groupby(group, key=attrgetter(inner))])
        for name, group in groupby(ordered, key=attrgetter(by))
    ]


def source_lines(findings: Findings, lang: str) -> Callable[[Quote], tuple[str, str]]:
    """A function that gives (citation, stance in words) for the line under a quote."""
    known = findings.corpus.metadata()

    def line(quote: Quote) -> tuple[str, str]:
        cited = short(quote, known.get(quote.document_id, Metadata()), lang)
        return cited, stance_name(findings.codebook, quote.stance, lang)

    return line


def references(findings: Findings, lang: str) -> list[tuple[str, str]]:
    """(reference, path) of the documents that are quoted, in alphabetical order."""
    quoted = {q.document_id for q in findings.quotes}
    found = {(reference(f.metadata, f.path, lang), f.path) for f in findings.corpus.files if f.document_id in quoted}
    return sorted(found, key=lambda item: (item[0].casefold(), item[1]))
