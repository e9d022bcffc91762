"""The matrix: one row a group and code, with counts, share, interval, machine error, absence, and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ci_text.codebook import Codebook
from ci_text.compare.sentences import add_sentences
from ci_text.corpus import Corpus
from ci_text.records import STANCES, Metadata
from ci_text.statistics.absence import absences, counted_elsewhere
from ci_text.statistics.aggregate import cluster_labels, clusters
from ci_text.statistics.clusters import clustering
from ci_text.statistics.counts import Counts
from ci_text.statistics.intervals import share_intervals
from ci_text.statistics.machine_error import corrected_shares, review_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

VOICES = ("self", "independent")


def by_machine(corpus: Corpus, codes: Sequence[str]) -> bool:
    """Whether a machine has tagged with one of the codes, so that its error may be in every cell."""
    return not {t.code for t in corpus.machine_tags}.isdisjoint(codes)


def matrix_table(
    counts: Counts, corpus: Corpus, codebook: Codebook, by: str, sample: frozenset[str] | None = None
) -> pd.DataFrame:
    """A DataFrame, group x code in the order of the groups and the codebook:

    passages        with the code, whatever the stance
    evidence        of these, those that say something of the case: not 'general', not the interviewer's own words
    of_passages     all counted passages of the group, the interviewer's own words left out
    share, low, high  evidence / of_passages with a 95 % interval over documents; NaN without passages
    interval        wilson | bootstrap
    icc             the intra-document correlation that the interval was made with
    share_words     words in evidence / words of these passages
    present         whether there is evidence
    documents, of_documents, speakers, roles   distinct, with evidence (a speaker is counted per document)
    at_work, lacking, advised                  evidence by stance: they add up to it
    general, asked                             the other passages: general talk, and the interviewer's own words
    self, independent                          documents with evidence, by whose voice they are
    human           passages whose tag is a human's
    corrected       whether the machine's error could be carried in; then share_corrected, low_corrected,
                    high_corrected are the figures to cite, and correction says from what: own | pooled
    reviewed        passages of the group that people have decided the code on
    absence         '' | no-evidence | little-text | unreadable | never-asked | counted-elsewhere
                    | asker (the interviewer's words alone)
    sentence_da, sentence_en   the cell in words
    """
    import numpy as np
    import pandas as pd

    groups = clusters(counts, by)
    alike = clustering([g.hits for g in groups if len(g.sizes)], [g.sizes for g in groups if len(g.sizes)])
    if not any(len(g.sizes) for g in groups):
        alike = type(alike)(np.zeros(len(counts.codes)), 3.0)
    error = corrected_shares(counts, review_of(counts, corpus, sample), groups, cluster_labels(counts, by), alike)
    reasons = absences(counts, corpus, codebook, by)
    parts = []
    for number, (name, group) in enumerate(zip(counts.groups, groups, strict=True)):
        share, low, high, boot = share_intervals(group.hits, group.sizes, alike)
        cells = {
            "group": name,
            "code": counts.codes,
            **_counts_of(counts, counts.rows_of(number), counts.told_by(number)),
            "share": share,
            "low": low,
            "high": high,
            "interval": np.where(boot, "bootstrap", "wilson"),
            "icc": alike.icc,
            "corrected": error.basis[number] != "",
            "share_corrected": error.share[number],
            "low_corrected": error.low[number],
            "high_corrected": error.high[number],
            "correction": error.basis[number],
            "reviewed": error.reviewed[number],
            "absence": reasons[number],
        }
        parts.append(pd.DataFrame(cells))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS])
    elsewhere = counted_elsewhere(counts, corpus, by)
    return add_sentences(table, codebook, by, by_machine(corpus, counts.codes), elsewhere)[list(COLUMNS)]


COLUMNS = (
    "group", "code", "passages", "evidence", "of_passages", "share", "low", "high", "interval", "icc", "share_words",
    "present", "documents", "of_documents", "speakers", "roles", *STANCES, "asked", *VOICES, "human", "corrected",
    "share_corrected", "low_corrected", "high_corrected", "correction", "reviewed", "absence",
    "sentence_da", "sentence_en",
)  # fmt: skip


def _counts_of(counts: Counts, rows: np.ndarray, told: np.ndarray) -> dict[str, Any]:
    evidence, stance = counts.evidence[rows], counts.told[rows]
    words, all_words = counts.words[rows], counts.words[told].sum()
    document = counts.document[rows]
    passages = [counts.passages[r] for r in rows]
    speaker = _numbers([(p.document_id, p.speaker) if p.speaker else None for p in passages])
    role = _numbers([p.role for p in passages])
    nothing = Metadata()
    voice = [counts.metadata.get(p.document_id, nothing).voice for p in passages]
    found: dict[str, Any] = {
        "passages": counts.marked[rows].sum(axis=0),
        "evidence": evidence.sum(axis=0),
        "of_passages": len(told),
        "share_words": (evidence * words[:, None]).sum(axis=0) / all_words if all_words else float("nan"),
        "present": evidence.any(axis=0),
        "documents": _distinct(document, evidence),
        "of_documents": len(set(document.tolist())),
        "speakers": _distinct(speaker, evidence),
        "roles": _distinct(role, evidence),
        "human": counts.human[rows].sum(axis=0),
        "asked": (counts.marked & counts.asked[:, None])[rows].sum(axis=0),
    }
    for number, name in enumerate(STANCES):
        found[name] = (stance == number).sum(axis=0)
    for name in VOICES:
        found[name] = _distinct(document, evidence & _column([v == name for v in voice]))
    return found


def _column(values: list[bool]) -> np.ndarray:
    import numpy as np

    return np.array(values, dtype=bool).reshape(-1, 1)


def _numbers(values: list[Any]) -> np.ndarray:
    """A number for each distinct value, -1 for None."""
    import numpy as np

    known: dict[Any, int] = {}
    return np.array([-1 if v is None else known.setdefault(v, len(known)) for v in values], dtype=np.int64)


def _distinct(labels: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Per column of `chosen`: how many distinct labels its rows have; -1 is no label."""
    import numpy as np

    return np.array(
        [len(np.unique(labels[chosen[:, c] & (labels >= 0)])) for c in range(chosen.shape[1])], dtype=np.int64
    )
