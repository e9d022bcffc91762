"""Which quotes are wanted."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import Any

from ci_text.errors import UsageError
from ci_text.records import UNCODED_KINDS, Metadata, Passage, Tag

Choice = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """What a quote must be. Where a field is a text, a list of texts means any of them; None means any at all.

    Lengths are in words. `search` is for the store; `find_quotes` is given the passages that match.
    `per_cell` keeps the best n of each initiative x code, `limit` the best n in all. `against` lets in the other
    stances beside `stance` and sees that they get their turn. `tighten` cuts a quote to the sentences that carry the
    evidence; `ellipsis` lets it leave out sentences between them, marked '(…)'. `starred` keeps only starred ones,
    `min_score` only tags of that score or more (what has no code has no score: it stays). What somebody starred may be
    of any length and score. Texts are compared in Unicode NFC.
    """

    codes: tuple[str, ...] = ()
    initiative: Choice = None
    stance: Choice = None
    theme: int | tuple[int, ...] | None = None
    role: Choice = None
    speaker: Choice = None
    document: Choice = None
    lang: Choice = None
    search: str = ""
    min_words: int = 6
    max_words: int = 120
    limit: int | None = None
    per_cell: int | None = None
    against: bool = False
    tighten: bool = False
    ellipsis: bool = False
    starred: bool = False
    include_discarded: bool = False
    min_score: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (list, set, frozenset)):
                value = tuple(sorted(value) if not isinstance(value, list) else value)
            object.__setattr__(self, field.name, _composed(value))
        if isinstance(self.codes, str):
            object.__setattr__(self, "codes", (self.codes,))
        if self.min_words > self.max_words:
            raise UsageError(f"min_words {self.min_words} is more than max_words {self.max_words}.", "Swap them.")

    @property
    def per_code(self) -> bool:
        """Whether a passage with three codes is three quotes; else it is one, under its strongest code."""
        return bool(self.codes) or self.per_cell is not None

    def wants_untagged(self, searching: bool) -> bool:
        """Whether passages without a code count: free text and themes find them too."""
        return not self.per_code and self.stance is None and (searching or self.theme is not None)

    def fits_place(self, p: Passage, metadata: Metadata, path: str) -> bool:
        """Whether a passage comes from where quotes are wanted, and is of a kind that can be quoted."""
        names = (path, PurePath(path).name, p.document_id)
        return (
            p.kind not in UNCODED_KINDS
            and _among(metadata.initiative, self.initiative)
            and _among(p.role, self.role)
            and _among(p.speaker, self.speaker)
            and _among(p.lang, self.lang)
            and any(_among(name, self.document) for name in names)
        )

    def fits(self, tag: Tag, note: tuple[str, str] | None) -> bool:
        """Whether a tag is wanted with what people noted on it; what somebody starred need not be sure."""
        state = note[0] if note else ""
        noted = (state == "starred") if self.starred else (self.include_discarded or state != "discarded")
        sure = not tag.code or tag.score >= self.min_score or state == "starred"
        wanted = (not self.codes or _among(tag.code, self.codes)) and (self.against or _among(tag.stance, self.stance))
        return noted and sure and wanted

    def fits_length(self, words: int) -> bool:
        return self.min_words <= words <= self.max_words

    def fits_themes(self, themes: Collection[int]) -> bool:
        return self.theme is None or any(_among(theme, self.theme) for theme in themes)


def _among(value: Any, wanted: Any) -> bool:
    if wanted is None:
        return True
    value = _composed(value)
    return value in wanted if isinstance(wanted, tuple) else value == wanted


def _composed(value: Any) -> Any:
    """A text, or each of several, in Unicode NFC: a Mac may give letters and accents apart, as in names of files."""
    if isinstance(value, tuple):
        return tuple(map(_composed, value))
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def themes_of(shares: Collection[Any]) -> Mapping[str, set[int]]:
    """Passage -> the themes it has a share of."""
    found: dict[str, set[int]] = {}
    for share in shares:
        found.setdefault(share.passage_id, set()).add(share.theme_id)
    return found
