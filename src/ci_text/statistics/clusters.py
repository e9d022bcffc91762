"""How alike passages of one document are, and how many independent passages that leaves.

The intra-document correlation is the ANOVA estimator of each group and code (Donner 1986, Int. Stat. Rev. 54:67),
pooled as a ratio of sums over groups: one cell with five documents says next to nothing of it, a corpus does. Where a
code is seen in few documents it leans on the other codes and on a prior, upwards only: too little clustering makes
intervals too short, too much makes them somewhat wide. The constants were set with benchmarks/coverage.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

PRIOR = 0.2
"""The correlation assumed where nothing can be estimated: the middle of what coded interviews and reports show."""
PRIOR_DOCUMENTS = 10  # the prior weighs as much as this many documents that hold a code
LEAN_DOCUMENTS = 12  # a code seen in this many documents leans half on the others
CODES_THAT_HELP = 3  # other codes lend degrees of freedom, but not each as many as its own documents


@dataclass(frozen=True, slots=True)
class Clustering:
    """Intra-document correlation per code, and the degrees of freedom with which it is known."""

    icc: np.ndarray  # C
    df: float


def icc_parts(hits: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Between-document variance and total variance per code; `hits` is documents x codes, `sizes` passages a document.

    Needs two documents and more passages than documents; zeros otherwise.
    """
    import numpy as np

    documents, passages = len(sizes), float(sizes.sum())
    if documents < 2 or passages <= documents:
        nothing = np.zeros(hits.shape[1])
        return nothing, nothing
    share = hits.sum(axis=0) / passages
    own = hits / sizes[:, None]
    between = (sizes[:, None] * (own - share) ** 2).sum(axis=0) / (documents - 1)
    within = (sizes[:, None] * own * (1 - own)).sum(axis=0) / (passages - documents)
    typical = (passages - (sizes**2).sum() / passages) / (documents - 1)
    variance = (between - within) / typical
    return variance, variance + within


def clustering(hits: Sequence[np.ndarray], sizes: Sequence[np.ndarray]) -> Clustering:
    """Pool the correlation over groups; one array of documents x codes and one of document sizes for each group."""
    import numpy as np

    codes = hits[0].shape[1] if hits else 0
    between, total, seen = np.zeros(codes), np.zeros(codes), np.zeros(codes)
    for own_hits, own_sizes in zip(hits, sizes, strict=True):
        variance, whole = icc_parts(own_hits, own_sizes)
        weight = len(own_sizes) - 1
        between += weight * variance
        total += weight * whole
        if len(own_sizes) > 1:
            seen += (own_hits > 0).sum(axis=0)
    own = np.clip(np.divide(between, total, out=np.zeros(codes), where=total > 0), 0, 1)
    over_all = float(np.clip(between.sum() / total.sum(), 0, 1)) if total.sum() > 0 else PRIOR
    over_all = (seen.sum() * over_all + PRIOR_DOCUMENTS * PRIOR) / (seen.sum() + PRIOR_DOCUMENTS)
    trust = seen / (seen + LEAN_DOCUMENTS)
    icc = trust * own + (1 - trust) * np.maximum(own, over_all)
    freedom = sum(len(s) - 1 for s in sizes) * max(1, min(codes, CODES_THAT_HELP))
    return Clustering(icc, float(max(freedom, 3)))


def typical_size(sizes: np.ndarray) -> float:
    """Passages per document as Kish's design effect weighs them: the size of the document of a random passage."""
    whole = float(sizes.sum())
    return float((sizes.astype(float) ** 2).sum() / whole) if whole else 0.0


def effective_size(sizes: np.ndarray, icc: np.ndarray) -> np.ndarray:
    """Independent passages that the passages are worth, per code: n / (1 + (m - 1) icc) (Kish 1965)."""
    import numpy as np

    return np.asarray(sizes.sum() / (1 + np.maximum(typical_size(sizes) - 1, 0) * icc))
