"""Shares corrected for the machine's error, with the passages that people have reviewed.

The share is estimated in two strata, where the machine sees the code and where it doesn't: the reviewed passages say
which part of each is right. For a yes/no label that is the regression (difference) estimator of survey sampling
(Särndal, Swensson & Wretman 1992, ch. 6 and 9) and prediction-powered inference with its best weight (Angelopoulos et
al. 2023, Science 382:669; PPI++, arXiv:2311.01453; library: `ppi-python`). The variance has both phases: which
documents there are, and which passages were reviewed; the interval is Wilson's on the passages that this variance is
worth. It holds where the reviewed passages are a random sample within each stratum.

A passage counts as reviewed where every code was decided on it: who only confirms or adds tags leaves no trace of
what they looked at and left alone, and the machine's misses would look like the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ci_text.corpus import Corpus
from ci_text.records import STANCES
from ci_text.statistics.aggregate import Clusters
from ci_text.statistics.clusters import PRIOR, Clustering, typical_size
from ci_text.statistics.counts import GENERAL, Counts, mark
from ci_text.statistics.intervals import quantile, wilson

if TYPE_CHECKING:
    import numpy as np

OWN_REVIEWED = 30  # reviewed passages of a group from which on its own error is measured
ALL_REVIEWED = 50  # and of the whole corpus, where the error of all groups together has to do
SOME = 5  # reviewed passages in each stratum, unless the stratum was reviewed whole
LEAST_SKILL = 0.3  # sensitivity + specificity - 1 below this blows intervals up without end


@dataclass(frozen=True, slots=True)
class Review:
    """Over the counted passages: where the machine sees evidence, where people have decided, what they decided."""

    machine: np.ndarray  # N x C
    reviewed: np.ndarray  # N x C
    truth: np.ndarray  # N x C, right where reviewed


@dataclass(frozen=True, slots=True)
class CorrectedShares:
    """Groups x codes; NaN and basis '' where nothing could be corrected. Basis: own | pooled."""

    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    basis: np.ndarray
    reviewed: np.ndarray  # groups x codes: reviewed passages of the group


def review_of(counts: Counts, corpus: Corpus, sample: frozenset[str] | None) -> Review:
    import numpy as np

    stance, _ = mark(counts.passages, counts.codes, corpus.machine_tags)
    machine = (stance >= 0) & (stance != STANCES.index(GENERAL)) & ~counts.asked[:, None]
    reviewed = np.zeros_like(machine)
    row = {p.id: n for n, p in enumerate(counts.passages)}
    for passage_id, decided in corpus.reviewed.items():
        complete = decided.issuperset(counts.codes) if sample is None else passage_id in sample
        if complete and passage_id in row:
            reviewed[row[passage_id]] = [c in decided for c in counts.codes]
    return Review(machine, reviewed, counts.evidence)


@dataclass(frozen=True, slots=True)
class _Strata:
    """Per code, index 0: the machine sees nothing, 1: it sees the code. Sizes, reviewed, and right among these."""

    size: np.ndarray  # 2 x C
    reviewed: np.ndarray
    true: np.ndarray

    @property
    def enough(self) -> np.ndarray:
        import numpy as np

        each = (self.reviewed >= SOME) | (self.reviewed == self.size)
        return np.asarray(each.all(axis=0))

    @property
    def rate(self) -> np.ndarray:
        import numpy as np

        rate: np.ndarray = np.divide(self.true, self.reviewed, out=np.zeros_like(self.true), where=self.reviewed > 0)
        return rate

    @property
    def spread(self) -> np.ndarray:
        """Variance of one passage's truth in each stratum; a stratum that looks pure is not believed to be."""
        import numpy as np

        rate = (self.true + 0.5) / (self.reviewed + 1)
        return np.asarray(rate * (1 - rate))


def _strata(review: Review, rows: np.ndarray | slice) -> _Strata:
    import numpy as np

    machine, reviewed, truth = review.machine[rows], review.reviewed[rows], review.truth[rows]
    sides = (~machine, machine)
    return _Strata(
        np.array([side.sum(axis=0) for side in sides], dtype=float),
        np.array([(side & reviewed).sum(axis=0) for side in sides], dtype=float),
        np.array([(side & reviewed & truth).sum(axis=0) for side in sides], dtype=float),
    )


def corrected_shares(
    counts: Counts, review: Review, groups: list[Clusters], labels: np.ndarray, clustering: Clustering
) -> CorrectedShares:
    """Correct the share of every group and code that enough passages were reviewed for."""
    import numpy as np

    shape = (len(groups), len(counts.codes))
    share, low, high = (np.full(shape, np.nan) for _ in range(3))
    basis, numbers = np.full(shape, "", dtype=object), np.zeros(shape, dtype=np.int64)
    all_ = _strata(review, slice(None))
    all_enough = all_.enough & (all_.reviewed.sum(axis=0) >= ALL_REVIEWED)
    for g, group in enumerate(groups):
        rows = counts.rows_of(g)
        if not len(rows):
            continue
        own = _strata(review, rows)
        numbers[g] = own.reviewed.sum(axis=0)
        own_enough = own.enough & ((numbers[g] >= OWN_REVIEWED) | (numbers[g] == len(rows)))
        for name, from_, chosen in (("own", own, own_enough), ("pooled", all_, all_enough & ~own_enough)):
            if not chosen.any():
                continue
            drift = _drift(review, rows, labels) if name == "own" else 0.0
            estimate, variance = _two_phase(own.size, from_, group, clustering, drift, name == "own")
            independent = _spread(estimate, variance) / variance
            bounds = wilson(estimate, independent, quantile(clustering.df))
            share[g, chosen] = estimate[chosen]
            low[g, chosen], high[g, chosen] = bounds[0][chosen], bounds[1][chosen]
            basis[g, chosen] = name
    return CorrectedShares(share, low, high, basis, numbers)


def _spread(share: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """p(1 - p), with p drawn a little to the middle so that an estimate of 0 keeps a variance to divide."""
    import numpy as np

    worth = np.maximum(1 / np.maximum(4 * variance, 1e-9), 1)
    pulled = (share * worth + 0.5) / (worth + 1)
    return np.asarray(pulled * (1 - pulled))


def _two_phase(
    size: np.ndarray, error: _Strata, group: Clusters, clustering: Clustering, drift: np.ndarray | float, own: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate and variance per code. `size` are the group's strata, `error` where the rates come from."""
    import numpy as np

    whole = size.sum(axis=0)
    weight = size / whole
    estimate = (weight * error.rate).sum(axis=0)
    unseen = np.clip(1 - error.reviewed / np.maximum(error.size, 1), 0, 1) if own else 1.0
    phase_two = (weight**2 * error.spread * unseen / np.maximum(error.reviewed, 1)).sum(axis=0)
    icc = _icc_of_truth(weight[1], estimate, error, clustering.icc)
    pulled = (estimate * whole + 0.5) / (whole + 1)
    inflated = 1 + np.maximum(typical_size(group.sizes) - 1, 0) * icc
    phase_one = pulled * (1 - pulled) * inflated / whole
    left = (weight * error.spread).sum(axis=0)
    return estimate, phase_one + phase_two + left * icc * drift


def _icc_of_truth(machine: np.ndarray, estimate: np.ndarray, error: _Strata, icc: np.ndarray) -> np.ndarray:
    """The correlation of the truth: the machine's errors make passages of a document look less alike than they are.

    A document's machine share moves by J = sensitivity + specificity - 1 for each step of its true share.
    """
    import numpy as np

    truth = np.clip(estimate, 0.01, 0.99)
    sensitivity = np.clip(machine * error.rate[1] / truth, 0, 1)
    false_alarm = np.clip(machine * (1 - error.rate[1]) / (1 - truth), 0, 1)
    skill = np.clip(sensitivity - false_alarm, LEAST_SKILL, 1)
    ratio = machine * (1 - machine) / (skill**2 * truth * (1 - truth))
    return np.asarray(np.clip(icc * np.maximum(ratio, 1), 0, np.maximum(icc, 2 * PRIOR)))


def _drift(review: Review, rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How far the reviewed passages lie from the group's spread over documents: the sum of squared differences of
    weights, beyond what a random sample of that size differs by."""
    import numpy as np

    _, place = np.unique(labels[rows], return_inverse=True)
    reviewed = review.reviewed[rows]
    drawn = np.maximum(reviewed.sum(axis=0), 1)
    spread = np.bincount(place) / len(rows)
    out = np.zeros(reviewed.shape[1])
    for code in range(reviewed.shape[1]):
        own = np.bincount(place, weights=reviewed[:, code], minlength=len(spread)) / drawn[code]
        expected = (1 - (spread**2).sum()) / drawn[code]
        out[code] = max(((own - spread) ** 2).sum() - expected, 0.0)
    return out
