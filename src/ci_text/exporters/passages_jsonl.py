"""passages.jsonl: one object a passage, with its codes and themes. Written line by line."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ci_text.corpus import Corpus
from ci_text.findings import Findings
from ci_text.records import Metadata, Tag, ThemeShare

SUFFIX = ".jsonl"


def write(path: Path, findings: Findings, lang: str) -> None:
    """Write the passages of all documents, in their order."""
    del lang  # a file for programs: the same in every language
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in passage_records(findings.corpus):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def passage_records(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """One dictionary a passage, in the order of the corpus."""
    metadata, paths = corpus.metadata(), corpus.paths()
    tags: dict[str, list[Tag]] = defaultdict(list)
    for tag in corpus.tags:
        tags[tag.passage_id].append(tag)
    shares: dict[str, list[ThemeShare]] = defaultdict(list)
    for share in corpus.shares:
        shares[share.passage_id].append(share)
    for p in corpus.passages:
        yield {
            "document": paths.get(p.document_id, ""),
            "initiative": metadata.get(p.document_id, Metadata()).initiative,
            "kind": p.kind,
            "page": p.page,
            "page_end": p.page_end,
            "start": p.start,
            "end": p.end,
            "text": p.text,
            "heading": list(p.heading),
            "speaker": p.speaker,
            "lang": p.lang,
            "words_sure": p.words_sure,  # null where the text was in the file, else how sure its recognition was
            "codes": {t.code: _tag(t) for t in tags.get(p.id, ())},
            "themes": [{"id": s.theme_id, "weight": round(s.weight, 4)} for s in shares.get(p.id, ())],
            "id": p.id,
            "document_id": p.document_id,
            "role": p.role,
            "time": p.time,
            "duplicate_of": corpus.duplicates.get(p.id),  # counted in its place
        }


def _tag(tag: Tag) -> dict[str, Any]:
    return {
        "score": tag.score,
        "stance": tag.stance,
        "source": tag.source,
        "evidence": [{"start": e.start, "end": e.end, "text": e.text} for e in tag.evidence],
    }
