"""Which passages count, for which group, and what is said on them: the arrays that every table is summed from.

Counted are the passages that are no near-duplicate of another and of a kind that is coded. Of the tags in force,
*evidence* are those that say something of the case: not the stance 'general' (the framework explained), and not the
interviewer's own words (a question is no testimony). Presence, shares and intervals are of evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ci_text.corpus import Corpus
from ci_text.records import STANCES, UNCODED_KINDS, Metadata, Passage, Tag, is_human

if TYPE_CHECKING:
    import numpy as np

UNKNOWN = "—"
"""The group of passages for which the column says nothing."""
GENERAL = "general"
ASKER = "interviewer"
METADATA_COLUMNS = ("initiative", "kind", "year", "language", "author", "organisation", "voice", "place")
PASSAGE_COLUMNS = ("document", "speaker", "role", "lang")


@dataclass(frozen=True, slots=True)
class Counts:
    """Arrays over the N counted passages and C codes. `document` and `group` are numbers into `documents`, `groups`."""

    passages: tuple[Passage, ...]
    documents: tuple[str, ...]
    groups: tuple[str, ...]
    codes: tuple[str, ...]
    document: np.ndarray
    group: np.ndarray
    words: np.ndarray
    asked: np.ndarray  # said by the interviewer
    stance: np.ndarray  # N x C, -1 without the code, else its place in STANCES
    human: np.ndarray  # N x C, the tag in force is a human's
    metadata: dict[str, Metadata]

    @property
    def marked(self) -> np.ndarray:
        """N x C: the passage carries the code, whatever the stance."""
        return self.stance >= 0

    @property
    def evidence(self) -> np.ndarray:
        """N x C: the passage says something of the case on the code."""
        import numpy as np

        return np.asarray(self.marked & (self.stance != STANCES.index(GENERAL)) & ~self.asked[:, None])

    @property
    def told(self) -> np.ndarray:
        """N x C: the stance, -1 too where only the interviewer speaks of the code."""
        import numpy as np

        return np.asarray(np.where(self.asked[:, None], -1, self.stance))

    def rows_of(self, group: int) -> np.ndarray:
        import numpy as np

        return np.flatnonzero(self.group == group)

    def told_by(self, group: int) -> np.ndarray:
        """The rows of a group that can hold evidence: not the interviewer's words. Shares are shares of these."""
        import numpy as np

        return np.flatnonzero((self.group == group) & ~self.asked)


def counted(corpus: Corpus) -> list[Passage]:
    """The passages that count: no near-duplicates, no headings or other context."""
    return [p for p in corpus.passages if p.id not in corpus.duplicates and p.kind not in UNCODED_KINDS]


def group_of(passage: Passage, metadata: Metadata, path: str, by: str) -> str:
    """The group of a passage by a column of the metadata or of the passage; UNKNOWN where it says nothing."""
    if by in METADATA_COLUMNS:
        value: Any = getattr(metadata, by)
    elif by == "document":
        value = path or passage.document_id
    elif by in PASSAGE_COLUMNS:
        value = getattr(passage, by)
    else:
        value = metadata.extra.get(by)
    return _label(value) or UNKNOWN


def _label(value: Any) -> str:
    """The value as a group's name: the parts of a list with commas between; '' where it says nothing."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def columns_of(corpus: Corpus) -> tuple[str, ...]:
    """The columns that passages can be grouped by."""
    extra = {key for f in corpus.files for key in f.metadata.extra}
    return METADATA_COLUMNS + PASSAGE_COLUMNS + tuple(sorted(extra))


def count(corpus: Corpus, codes: Iterable[str], by: str = "initiative") -> Counts:
    """Sum up who says what: the arrays for one grouping. Tags on other codes than `codes` are left out."""
    import numpy as np

    codes = tuple(codes)
    passages = counted(corpus)
    known, paths = corpus.metadata(), corpus.paths()
    nothing = Metadata()
    labels = [group_of(p, known.get(p.document_id, nothing), paths.get(p.document_id, ""), by) for p in passages]
    if by == "speaker":
        labels = _one_voice_each(labels, [paths.get(p.document_id, p.document_id) for p in passages])
    groups = tuple(sorted(set(labels) | _groups_without_text(corpus, by)))
    documents = tuple(dict.fromkeys(p.document_id for p in passages))
    group_number = {g: n for n, g in enumerate(groups)}
    document_number = {d: n for n, d in enumerate(documents)}
    stance, human = mark(passages, codes, corpus.tags)
    return Counts(
        passages=tuple(passages),
        documents=documents,
        groups=groups,
        codes=codes,
        document=np.array([document_number[p.document_id] for p in passages], dtype=np.int64),
        group=np.array([group_number[g] for g in labels], dtype=np.int64),
        words=np.array([len(p.text.split()) for p in passages], dtype=np.int64),
        asked=np.array([p.role == ASKER for p in passages], dtype=bool),
        stance=stance,
        human=human,
        metadata=known,
    )


def _one_voice_each(names: list[str], paths: list[str]) -> list[str]:
    """Speakers called alike in several documents, told apart by the document: 'A' here is not 'A' there."""
    heard: dict[str, set[str]] = {}
    for name, path in zip(names, paths, strict=True):
        heard.setdefault(name, set()).add(path)
    return [
        name if name == UNKNOWN or len(heard[name]) == 1 else f"{name} ({path})"
        for name, path in zip(names, paths, strict=True)
    ]


def mark(passages: Iterable[Passage], codes: tuple[str, ...], tags: Iterable[Tag]) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays, passages x codes: the stance of each tag (-1: no tag), and whether a human gave it."""
    import numpy as np

    row = {p.id: n for n, p in enumerate(passages)}
    column = {c: n for n, c in enumerate(codes)}
    place = {s: n for n, s in enumerate(STANCES)}
    stance = np.full((len(row), len(codes)), -1, dtype=np.int8)
    human = np.zeros((len(row), len(codes)), dtype=bool)
    for tag in tags:
        r, c = row.get(tag.passage_id), column.get(tag.code)
        if r is not None and c is not None:
            stance[r, c] = place.get(tag.stance, place[GENERAL])
            human[r, c] = is_human(tag.source)
    return stance, human


def _groups_without_text(corpus: Corpus, by: str) -> set[str]:
    """Groups that only the file list knows: all their files failed, or hold no passage that counts."""
    if by in METADATA_COLUMNS:
        values: list[Any] = [getattr(f.metadata, by) for f in corpus.files]
    elif by == "document":
        values = [*corpus.paths().values(), *(f.path for f in corpus.files if not f.document_id)]
    elif by in PASSAGE_COLUMNS:
        return set()
    else:
        values = [f.metadata.extra.get(by) for f in corpus.files]
    return {label for value in values if (label := _label(value))}
