"""Every passage of hard documents comes out whole, of its kind, with its speaker; every character is accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hard_pages import REPORTS, Made
from hard_talks import TALKS
from pdf_makers import Read
from typeset import True_

from ci_text.records import Document

TURN = re.compile(r"^(?:\[(?P<time>[\d:]+)\] )?(?P<who>[A-ZÆØÅ][\w.æøåÆØÅ'\- ]{0,40}?): (?P<text>.*)$", re.S)


def found(document: Document) -> list[tuple[str, str, str | None]]:
    """(kind, text, speaker) of the blocks; a mark counts as part of an item, and quotation marks of a pull quote."""
    result = []
    for block in document.blocks:
        text = document.text[block.start : block.end]
        result.append((block.kind, text, block.speaker))
        if block.mark and block.kind == "list_item":
            result.append((block.kind, f"{block.mark} {text}", None))
        if block.mark and block.kind == "pull_quote":
            result.append((block.kind, f"»{text}«", None))
    return result


def missing(document: Document, truth: list[True_]) -> list[True_]:
    have = Counter(found(document))
    rows = [text for kind, text, _ in have if kind == "table_row"]
    lost = []
    for one in truth:
        if one.kind == "cell":
            lost += [] if any(one.text in row for row in rows) else [one]
        elif have[one.kind, one.text, one.speaker] < 1:
            lost.append(one)
        else:
            have[one.kind, one.text, one.speaker] -= 1
    return lost


@pytest.mark.parametrize("maker", [*REPORTS, *TALKS], ids=lambda maker: maker.__name__)
def test_every_passage_is_whole(maker: Callable[[], Made], read: Read) -> None:
    data, truth = maker()
    document = read(data, ocr="never")
    assert missing(document, truth) == []
    assert [page.page for page in document.pages if page.unaccounted] == []
    assert len(truth) > 20
