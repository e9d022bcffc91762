"""Document -> passages: each block of the reading text is one passage, with its place, language and context."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ci_text.language import detect
from ci_text.records import Block, Box, Document, Line, Metadata, Passage


def make_passages(document: Document, metadata: Metadata | None = None) -> list[Passage]:
    """The passages of a document in reading order; `document.text[p.start:p.end] == p.text` for each.

    Page and boxes come from the line map, heading path and speaker from the reader; a speaker's role in the metadata
    goes before the reader's guess. A short passage inherits the language of the document.
    """
    metadata = metadata or Metadata()
    main = metadata.language or detect(document.text[:20_000])
    starts = [line.start for line in document.lines]
    passages: list[Passage] = []
    for block in document.blocks:
        start, end = _trimmed(document.text, block)
        if start >= end:
            continue
        text = document.text[start:end]
        touched = _lines_under(document.lines, starts, start, end)
        passages.append(
            Passage(
                id=f"{document.id[:12]}:{start}-{end}",
                document_id=document.id,
                position=len(passages),
                kind=block.kind,
                start=start,
                end=end,
                text=text,
                page=touched[0].page if touched else 1,
                page_end=max((line.page for line in touched), default=1),
                boxes=_boxes(touched),
                heading=block.heading,
                speaker=block.speaker,
                role=metadata.speakers.get(block.speaker or "", block.role),
                context=block.context,
                time=block.time,
                lang=detect(text, main),
                words_sure=block.words_sure,
            )
        )
    return passages


def _trimmed(text: str, block: Block) -> tuple[int, int]:
    start, end = block.start, block.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _lines_under(lines: Sequence[Line], starts: list[int], start: int, end: int) -> list[Line]:
    first = max(0, bisect_right(starts, start) - 1)
    last = bisect_right(starts, end - 1)
    return [line for line in lines[first:last] if line.start < end and line.end > start]


def _boxes(lines: list[Line]) -> tuple[tuple[int, Box], ...]:
    """One box per page and column: lines that follow downwards and overlap sideways share one."""
    boxes: list[tuple[int, Box]] = []
    for line in lines:
        if line.box is None:
            continue
        if boxes:
            page, last = boxes[-1]
            below = line.box.top >= last.top - 1
            beside = min(last.x1, line.box.x1) - max(last.x0, line.box.x0) > 0
            if page == line.page and below and beside:
                boxes[-1] = (page, last.union(line.box))
                continue
        boxes.append((line.page, line.box))
    return tuple(boxes)
