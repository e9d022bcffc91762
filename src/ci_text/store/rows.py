"""Records to rows and back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from ci_text.records import (
    Block,
    Box,
    Document,
    Evidence,
    Furniture,
    Line,
    Metadata,
    PageAccount,
    Passage,
    SourceFile,
    Tag,
    Theme,
    is_human,
)

MOST = 500_000_000  # bytes of one field, unpacked: a book of a thousand pages has a hundredth


def to_json(value: Any, default: Callable[[Any], str] | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=default)


def _pack(value: Any) -> bytes:
    return zlib.compress(to_json(value).encode(), 6)


def _unpack(blob: bytes) -> Any:
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(blob, MOST)
    if not unpacking.eof:
        raise zlib.error("too long, or cut off")
    return json.loads(data)


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [round(v, 1) for v in (box.x0, box.top, box.x1, box.bottom)]


def _to_box(values: list[float] | None) -> Box | None:
    return None if values is None else Box(*values)


def document_row(document: Document) -> tuple[Any, ...]:
    return (
        document.id,
        document.format,
        document.title,
        document.reader,
        document.text,
        _pack([[x.start, x.end, x.page, _box(x.box)] for x in document.lines]),
        _pack([asdict(b) for b in document.blocks]),
        _pack([[f.kind, f.page, f.text, _box(f.box)] for f in document.furniture]),
        to_json(list(document.notes)),
    )


def to_document(row: sqlite3.Row, path: str, pages: tuple[PageAccount, ...]) -> Document:
    return Document(
        id=row["id"],
        path=path,
        format=row["format"],
        title=row["title"],
        reader=row["reader"],
        text=row["text"],
        lines=tuple(Line(s, e, p, _to_box(b)) for s, e, p, b in _unpack(row["lines"])),
        blocks=tuple(Block(**{**b, "heading": tuple(b["heading"])}) for b in _unpack(row["blocks"])),
        furniture=tuple(Furniture(k, p, t, _to_box(b)) for k, p, t, b in _unpack(row["furniture"])),
        pages=pages,
        notes=tuple(json.loads(row["notes"])),
    )


def account_json(account: PageAccount) -> str:
    record = {name: getattr(account, name) for name in account.__slots__}
    return to_json({**record, "set_aside": dict(account.set_aside)})


def to_account(text: str) -> PageAccount:
    return PageAccount(**json.loads(text))


def metadata_json(metadata: Metadata) -> str:
    record = {name: getattr(metadata, name) for name in metadata.__slots__}
    whole = {**record, "speakers": dict(metadata.speakers), "extra": dict(metadata.extra)}
    return to_json(whole, default=str)  # a list may hold dates


def to_file(row: sqlite3.Row) -> SourceFile:
    return SourceFile(
        path=row["path"],
        status=row["status"],
        document_id=row["document_id"],
        error_kind=row["error_kind"],
        error=row["error"],
        remedy=row["remedy"],
        metadata=Metadata(**json.loads(row["metadata"])),
    )


PASSAGE_COLUMNS = (
    'id, document_id, position, kind, start, "end", text, page, page_end, boxes, heading, '
    "speaker, role, context, time, lang, words_sure"
)


def passage_row(p: Passage) -> tuple[Any, ...]:
    return (
        p.id, p.document_id, p.position, p.kind, p.start, p.end, p.text, p.page, p.page_end,
        to_json([[page, *(_box(box) or [])] for page, box in p.boxes]), to_json(list(p.heading)),
        p.speaker, p.role, p.context, p.time, p.lang, p.words_sure,
    )  # fmt: skip


def to_passage(row: sqlite3.Row) -> Passage:
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        position=row["position"],
        kind=row["kind"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        page=row["page"],
        page_end=row["page_end"],
        boxes=tuple((b[0], Box(*b[1:])) for b in json.loads(row["boxes"])),
        heading=tuple(json.loads(row["heading"])),
        speaker=row["speaker"],
        role=row["role"],
        context=row["context"],
        time=row["time"],
        lang=row["lang"],
        words_sure=row["words_sure"],
    )


def tag_row(tag: Tag) -> tuple[Any, ...]:
    evidence = [[e.start, e.end, e.text, round(e.weight, 3)] for e in tag.evidence]
    return (tag.passage_id, tag.code, tag.source, tag.stance, round(tag.score, 4), to_json(evidence))


def to_tag(row: sqlite3.Row) -> Tag:
    return Tag(
        passage_id=row["passage_id"],
        code=row["code"],
        stance=row["stance"],
        score=row["score"],
        source=row["source"],
        evidence=tuple(Evidence(*e) for e in json.loads(row["evidence"])),
    )


def theme_row(theme: Theme) -> tuple[int, str]:
    return theme.id, to_json({name: getattr(theme, name) for name in theme.__slots__})


def to_theme(text: str) -> Theme:
    record = json.loads(text)
    for name in ("keywords", "representative"):
        record[name] = tuple(record[name])
    return Theme(**record)


def one_tag_each(tags: Iterable[Tag]) -> list[Tag]:
    """The tag in force for each (passage, code): a human's before a machine's, the later of two humans'."""
    best: dict[tuple[str, str], Tag] = {}
    for tag in tags:
        key = (tag.passage_id, tag.code)
        if key not in best or is_human(tag.source) or not is_human(best[key].source):
            best[key] = tag
    return list(best.values())
