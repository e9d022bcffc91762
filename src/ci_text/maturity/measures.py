"""What the evidence on one code in one initiative amounts to: the numbers that a rubric's needs are held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ci_text.records import STANCES, Metadata, Passage, Tag
from ci_text.statistics.counts import GENERAL, Counts

if TYPE_CHECKING:
    import numpy as np

AT_WORK, LACKING, ADVISED = 0, 1, 2
MOST_IDS = 50


@dataclass(frozen=True, slots=True)
class Measured:
    """`values` by measure of the rubric; passages of the evidence by stance, surest first."""

    values: dict[str, float]
    general: int
    for_: tuple[str, ...]
    against: tuple[str, ...]
    planned: tuple[str, ...]


def source_of(passage: Passage, metadata: Metadata) -> tuple[str, str]:
    """Who speaks: the speaker of an interview, else the organisation or author of the document, else the document."""
    if passage.speaker:
        return passage.document_id, passage.speaker
    return "", metadata.organisation or metadata.author or passage.document_id


def measure(counts: Counts, tags: Iterable[Tag], codes: tuple[str, ...]) -> dict[tuple[str, str], Measured]:
    """(initiative, code) -> what its evidence amounts to."""
    scores = {(t.passage_id, t.code): t for t in tags if t.code in codes}
    evidence, told = counts.evidence, counts.told
    found = {}
    for number, initiative in enumerate(counts.groups):
        rows = counts.rows_of(number)
        for code in codes:
            place = counts.codes.index(code)
            chosen = rows[evidence[rows, place]]
            general = int((told[rows, place] == STANCES.index(GENERAL)).sum())
            found[initiative, code] = _one(counts, chosen, place, general, scores)
    return found


def _one(counts: Counts, chosen: np.ndarray, place: int, general: int, scores: dict[tuple[str, str], Tag]) -> Measured:
    nothing = Metadata()
    code = counts.codes[place]
    passages = [counts.passages[r] for r in chosen]
    stances = counts.stance[chosen, place].tolist()
    known = [counts.metadata.get(p.document_id, nothing) for p in passages]
    documents = {
        s: {p.document_id for p, t in zip(passages, stances, strict=True) if t == s} for s in (AT_WORK, LACKING)
    }
    voices = {
        v: {p.document_id for p, m in zip(passages, known, strict=True) if m.voice == v}
        for v in ("independent", "self")
    }
    years = {m.year for p, m in zip(passages, known, strict=True) if m.year and p.document_id in documents[AT_WORK]}
    whole = max(1, len(passages))
    values: dict[str, float] = {
        "passages": len(passages),
        "documents": len({p.document_id for p in passages}),
        "sources": len({source_of(p, m) for p, m in zip(passages, known, strict=True)}),
        "speakers": len({(p.document_id, p.speaker) for p in passages if p.speaker}),
        "roles": len({p.role for p in passages if p.role}),
        **{STANCES[s]: stances.count(s) for s in (AT_WORK, LACKING, ADVISED)},
        "at_work_documents": len(documents[AT_WORK]),
        "lacking_documents": len(documents[LACKING]),
        "at_work_share": stances.count(AT_WORK) / whole,
        "lacking_share": stances.count(LACKING) / whole,
        "independent": len(voices["independent"]),
        "self": len(voices["self"]),
        "years": len(years),
        "reviewed_share": float(counts.human[chosen, place].sum()) / whole,
    }  # fmt: skip
    ranked = sorted(zip(passages, stances, strict=True), key=lambda item: (-scores[item[0].id, code].score, item[0].id))
    ids = {s: tuple(p.id for p, t in ranked if t == s)[:MOST_IDS] for s in (AT_WORK, LACKING, ADVISED)}
    return Measured(values, general, ids[AT_WORK], ids[LACKING], ids[ADVISED])
