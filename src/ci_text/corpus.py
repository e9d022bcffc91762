"""All that is known of a project's passages, in memory, and as tables at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ci_text.records import Metadata, PageAccount, Passage, SourceFile, Tag, Theme, ThemeShare

OWN_COLUMNS = (
    "passage_id", "document_id", "document", "passage_kind", "position", "page", "speaker", "role", "lang", "words",
    "duplicate_of", "text",
)  # fmt: skip
"""The columns of the table of passages that the program fills in: a column of the same name in a list is hidden."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the stages after tagging work on: everything but the pictures, in memory without document texts.

    `tags` are the tags in force: one per (passage, code), a human's before a machine's, those with a human's 'no'
    left out. `machine_tags` keep what the machine said, `reviewed` the passages that a human has decided on
    (passage id -> codes decided), so that the machine's error can be measured.
    `duplicates` maps a passage to the passage that is counted in its place.
    """

    files: tuple[SourceFile, ...]
    passages: tuple[Passage, ...]
    tags: tuple[Tag, ...]
    themes: tuple[Theme, ...] = ()
    shares: tuple[ThemeShare, ...] = ()
    machine_tags: tuple[Tag, ...] = ()
    reviewed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    duplicates: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, tuple[PageAccount, ...]] = field(default_factory=dict)  # document id -> accounts

    def metadata(self) -> dict[str, Metadata]:
        """Document id -> metadata."""
        return {f.document_id: f.metadata for f in self.files if f.document_id}

    def paths(self) -> dict[str, str]:
        """Document id -> path as given."""
        return {f.document_id: f.path for f in self.files if f.document_id}

    def to_frame(self) -> Any:
        """A pandas DataFrame, one row a passage: id, document, metadata columns, place, text, words, duplicate_of."""
        import pandas as pd

        known, paths = self.metadata(), self.paths()
        rows = []
        for p in self.passages:
            m = known.get(p.document_id, Metadata())
            rows.append(
                {
                    "passage_id": p.id,
                    "document_id": p.document_id,
                    "document": paths.get(p.document_id, ""),
                    "initiative": m.initiative,
                    "kind": m.kind,
                    "year": m.year,
                    "place": m.place,
                    "voice": m.voice,
                    "organisation": m.organisation,
                    **{name: value for name, value in m.extra.items() if name not in OWN_COLUMNS},
                    "passage_kind": p.kind,
                    "position": p.position,
                    "page": p.page,
                    "speaker": p.speaker,
                    "role": p.role,
                    "lang": p.lang,
                    "words": len(p.text.split()),
                    "duplicate_of": self.duplicates.get(p.id),
                    "text": p.text,
                }
            )
        return pd.DataFrame(rows)

    def tag_frame(self) -> Any:
        """A pandas DataFrame, one row a tag in force: passage_id, code, stance, score, source."""
        import pandas as pd

        columns = ["passage_id", "code", "stance", "score", "source"]
        return pd.DataFrame([[getattr(t, c) for c in columns] for t in self.tags], columns=columns)
