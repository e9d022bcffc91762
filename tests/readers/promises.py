"""What every reader must hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ci_text.records import BODY_KINDS, Document
from ci_text.segment import make_passages


def check(document: Document, path: Path) -> Document:
    """The promises of a document: identity, blocks in order and inside, balanced account, verbatim passages."""
    assert document.id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.path == str(path)
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert block.kind in BODY_KINDS
        words = document.text[block.start : block.end]
        assert words == words.strip()
        assert "\n" not in words
        end = block.end
    for line in document.lines:
        assert 0 <= line.start < line.end <= len(document.text)
    assert [page.unaccounted for page in document.pages] == [0] * len(document.pages)
    for passage in make_passages(document):
        assert document.text[passage.start : passage.end] == passage.text
    return document


def texts(document: Document, *kinds: str) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if not kinds or b.kind in kinds]


def said(document: Document) -> list[tuple[str | None, str]]:
    return [(b.speaker, document.text[b.start : b.end]) for b in document.blocks]
