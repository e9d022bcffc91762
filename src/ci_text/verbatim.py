"""Whether a quote is word for word in its document: the one rule that no quote and no export passes by."""

from __future__ import annotations

from ci_text.errors import NotVerbatim
from ci_text.records import Quote

GAP = " (…) "
"""Stands where a tightened quote leaves sentences out; put in only where the user asks for it."""


def parts(quote: Quote) -> list[str]:
    """The stretches of a quote between the marks of omission."""
    return quote.text.split(GAP)


def is_verbatim(quote: Quote, text: str, offset: int = 0) -> bool:
    """Whether the quote stands at its place in `text`, which begins at `offset` of the document.

    A quote with omissions must begin and end at its place, with all its stretches in order in between.
    """
    span = text[quote.start - offset : quote.end - offset] if quote.start >= offset else ""
    if span == quote.text:
        return bool(span)
    pieces = parts(quote)
    if len(pieces) < 2 or not span.startswith(pieces[0]) or not span.endswith(pieces[-1]):
        return False
    at = 0
    for piece in pieces:
        found = span.find(piece, at)
        if found < 0 or not piece.strip():
            return False
        at = found + len(piece)
    return True


def check_verbatim(quote: Quote, text: str, offset: int = 0) -> None:
    """Raises NotVerbatim where the quote is not word for word at its place."""
    if not is_verbatim(quote, text, offset):
        raise NotVerbatim(
            f"{quote.document}, page {quote.page}: the quote {quote.text[:60]!r} is not word for word in the document.",
            "Read the file again with `ci-text add`, then ask for the quotes again.",
        )
