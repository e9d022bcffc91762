"""Paragraphs that run on over columns, boxes and pages are made one again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from ci_text.readers.pdf.lines import Seg, ends_hyphened
from ci_text.readers.pdf.order import begins_small, ends_sentence
from ci_text.readers.pdf.paragraphs import BEARING, Para, Speaks

WINDOW = 14  # blocks looked through for the rest of a paragraph
PASSED = ("side_box", "pull_quote", "caption", "footnote", "table_row", "figure_text")


def stitched(paras: Iterable[Para], speaks: Speaks) -> Iterator[Para]:
    """The same paragraphs in order, with those that were cut joined at the place of their first part.

    Nothing is joined to a paragraph that opens a turn, which `speaks` knows.
    """
    coming = iter(paras)
    ahead: list[Para] = []
    for para in coming:
        ahead.append(para)
        if len(ahead) > WINDOW:
            first = ahead.pop(0)
            _join_rest(first, ahead, coming, speaks)
            yield first
    while ahead:
        first = ahead.pop(0)
        _join_rest(first, ahead, coming, speaks)
        yield first


def _join_rest(para: Para, ahead: list[Para], coming: Iterator[Para], speaks: Speaks) -> None:
    """Take what goes on with a paragraph from those ahead of it, which `coming` fills up."""
    while True:
        rest = _rest(para, ahead)
        if rest is None or ahead[rest].label or speaks(ahead[rest].first):
            return
        para.lines.extend(ahead.pop(rest).lines)
        ahead.extend(itertools.islice(coming, 1))


def _rest(para: Para, ahead: list[Para]) -> int | None:
    """The place of the paragraph that goes on where this one stops; None where it is whole."""
    if para.kind in ("heading", "table_row", "caption") or (para.kind == "pull_quote" and ends_sentence(para.plain)):
        return None
    for place, then in enumerate(ahead[:WINDOW]):
        if then.page > para.last.page + (2 if then.kind == "footnote" else 1):
            return None
        if _fits(para, then):
            return place if _goes_on(para, then, place > 0) else None
        if para.kind in PASSED or then.kind in PASSED or then.flow != para.flow:
            continue
        if ends_hyphened(para.last.text) and then.kind == "heading":
            continue
        return None
    return None


def _fits(para: Para, then: Para) -> bool:
    """The same sort of text: could be one paragraph."""
    kinds = {para.kind, then.kind}
    one, two = para.style, then.style
    if abs(one[1] - two[1]) > 0.04 * one[1] or one[2] != two[2]:
        return False
    if kinds == {"footnote"}:
        return not then.mark
    return len(kinds) == 1 or (kinds <= {"paragraph", "list_item", "turn"} and then.kind == "paragraph")


def _goes_on(para: Para, then: Para, passed: bool) -> bool:
    """`passed`: a figure, a table or a box stands between them."""
    a, b = para.last, then.first
    if then.kind == "list_item" or (a.page == b.page and a.leaf == b.leaf and 0 < b.base - a.base < 30 * a.style.size):
        return _around_box(para, then, passed)
    if ends_hyphened(a.text):
        return begins_small(b.text)
    if para.kind == "list_item" and (_outside(para, then) or (len(para.lines) == 1 and not begins_small(b.text))):
        return False  # an item of one line is whole where a capital follows in the next column
    if begins_small(b.text) and not _enumerated(b.text):
        return not ends_sentence(a.text) or (a.text.endswith((":", ";", ".")) and not _short(a, b))
    if not then.flush and not _same_inset(a, b):
        return False
    return not _short(a, b)


def _around_box(para: Para, then: Para, passed: bool) -> bool:
    a, b = para.last.text, then.first.text
    if then.kind == "list_item" or not begins_small(b):
        return False
    if ends_hyphened(a):
        return True
    return passed and not ends_sentence(a) and not _enumerated(b) and not _short(para.last, then.first)


def _outside(item: Para, then: Para) -> bool:
    """What comes next stands further out than the text of the item."""
    a, b = item.last, then.first
    inset = (a.x0 if len(item.lines) > 1 else item.first.mark_gap or a.x0) - a.left
    return inset - (b.x0 - b.left) > 0.7 * a.style.size and ends_sentence(a.text)


def _enumerated(text: str) -> bool:
    return len(text) > 1 and text[1] in ".)"


def _same_inset(a: Seg, b: Seg) -> bool:
    return abs((a.x0 - a.left) - (b.x0 - b.left)) < 0.3 * a.style.size and a.x0 - a.left > 0.5 * a.style.size


def _short(a: Seg, b: Seg) -> bool:
    """The last line had room for the first word of the next: the paragraph ended there."""
    if a.even and ends_sentence(a.text):
        return a.right - a.x1 > BEARING * a.style.size
    slack = 0.28 if ends_sentence(a.text) else 1.5
    return a.right - a.x1 > b.first_width + slack * a.style.size
