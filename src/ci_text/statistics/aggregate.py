"""Sums over passages by document: what intervals and tests are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ci_text.statistics.counts import Counts

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries with text keys."""
    return cast("list[dict[str, Any]]", table.to_dict("records"))


@dataclass(frozen=True, slots=True)
class Clusters:
    """The clusters of one group: documents x codes of passages with evidence, and passages per document."""

    hits: np.ndarray
    sizes: np.ndarray
    names: np.ndarray  # number of the cluster in the corpus


def sum_by(labels: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(labels that occur, sums of the rows of `values` for each, number of rows of each)."""
    import numpy as np

    names, place, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.zeros((len(names), values.shape[1]))
    for column in range(values.shape[1]):
        sums[:, column] = np.bincount(place, weights=values[:, column], minlength=len(names))
    return names, sums, sizes.astype(float)


def cluster_labels(counts: Counts, by: str) -> np.ndarray:
    """What is drawn at random in a group: documents; within one document its speakers, else its chapters."""
    import numpy as np

    if by != "document":
        return counts.document
    labels: dict[tuple[str, str], int] = {}
    inside = [(p.document_id, p.speaker or (p.heading[0] if p.heading else "")) for p in counts.passages]
    return np.array([labels.setdefault(pair, len(labels)) for pair in inside], dtype=np.int64)


def clusters(counts: Counts, by: str) -> list[Clusters]:
    """For each group its clusters, of passages that can hold evidence; a group without any has none."""
    import numpy as np

    labels, evidence = cluster_labels(counts, by), counts.evidence
    found = []
    for number in range(len(counts.groups)):
        rows = counts.told_by(number)
        if len(rows):
            names, sums, sizes = sum_by(labels[rows], evidence[rows])
        else:
            names, sums, sizes = np.zeros(0, dtype=np.int64), np.zeros((0, len(counts.codes))), np.zeros(0)
        found.append(Clusters(sums, sizes, names))
    return found
