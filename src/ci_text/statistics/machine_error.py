"""Shares corrected for the machine's error, with the passages that people have reviewed.

The share is estimated in two strata, where the machine sees the code and where it doesn't: the reviewed passages say
which part of each is right. For a yes/no label that is the regression (difference) estimator of survey sampling
(Särndal, Swensson & Wretman 1992, ch. 6 and 9) and prediction-powered inference with its best weight (Angelopoulos et
al. 2023, Science 382:669; PPI++, arXiv:2311.01453; library: `ppi-python`). The variance has both phases: which
documents there are, and which passages were reviewed; the interval is Wilson's on the effective number of passages
that the variance amounts to (Korn & Graubard 1998, Survey Methodology 24:193; Franco et al. 2019, JSSAM 7:334). It
holds where the reviewed passages are a random sample within each stratum. A group with too few reviewed passages
borrows the machine's sensitivity and false alarms from all groups (Rogan & Gladen 1978, Am. J. Epidemiol. 107:71),
which supposes that the machine errs alike everywhere. Its interval is a score interval too: it takes the variance at
the share that is asked about, not at the estimate (Fieller 1954, J. R. Stat. Soc. B 16:175), since the estimate of a
small share makes it far too large below and too small above.

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
from ci_text.statistics.intervals import quantile

if TYPE_CHECKING:
    import numpy as np

OWN_REVIEWED = 30  # reviewed passages of a group from which on its own error is measured
ALL_REVIEWED = 50  # and of the whole corpus, where the error of all groups together has to do
SOME = 5  # reviewed passages in each stratum, unless the stratum was reviewed whole
MOST_CURVED = 0.4  # Fieller's g: where it nears 1 the score interval opens, and the variance is taken at the estimate
LEAST_SKILL = 0.3  # sensitivity + specificity - 1; below it the machine tells too little to be corrected


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
    def cautious(self) -> np.ndarray:
        """The rate for variances: a stratum that looks pure is not believed to be (half a passage each way)."""
        import numpy as np

        return np.asarray((self.true + 0.5) / (self.reviewed + 1))

    @property
    def spread(self) -> np.ndarray:
        """Variance of one passage's truth in each stratum."""
        import numpy as np

        return np.asarray(self.cautious * (1 - self.cautious))


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
    every = _strata(review, np.flatnonzero(~counts.asked))
    shared = _Rates.of(every)
    for g, group in enumerate(groups):
        rows = counts.told_by(g)
        if not len(rows):
            continue
        own = _strata(review, rows)
        numbers[g] = own.reviewed.sum(axis=0)
        use_own = own.enough & ((numbers[g] >= OWN_REVIEWED) | (numbers[g] == len(rows)))
        use_shared = shared.enough & ~use_own
        if not (use_own | use_shared).any():
            continue
        by_own = _own_error(own, group, clustering.icc, _drift(review, rows, labels))
        by_shared = _shared_error(own, shared, group, clustering)
        chosen = [np.where(use_own, x, y) for x, y in zip(by_own, by_shared, strict=True)]
        bounds = score_interval(chosen[0], chosen[1], chosen[2], chosen[3], quantile(clustering.df))
        basis[g] = np.where(use_own, "own", np.where(use_shared, "pooled", ""))
        for into, values in ((share, chosen[0]), (low, bounds[0]), (high, bounds[1])):
            into[g] = np.where(use_own | use_shared, np.clip(values, 0, 1), np.nan)
    return CorrectedShares(share, low, high, basis, numbers)


def score_interval(
    estimate: np.ndarray, square: np.ndarray, linear: np.ndarray, constant: np.ndarray, quantile: float
) -> tuple[np.ndarray, np.ndarray]:
    """The shares p that a test on the estimate does not refuse; the variance at p is square p2 + linear p + constant.

    That is Wilson's interval where the variance is p(1 - p) / n.
    """
    import numpy as np

    q2 = quantile**2
    lead, middle, last = 1 - q2 * square, 2 * estimate + q2 * linear, estimate**2 - q2 * constant
    root = np.sqrt(np.maximum(middle**2 - 4 * lead * last, 0))
    return (middle - root) / (2 * lead), (middle + root) / (2 * lead)


Estimated = tuple["np.ndarray", "np.ndarray", "np.ndarray", "np.ndarray"]
"""Estimate per code, and its variance as a function of the share: the coefficients of p2, p and 1."""


def _own_error(own: _Strata, group: Clusters, icc: np.ndarray, drift: np.ndarray) -> Estimated:
    """Two-phase estimate with the group's own reviewed passages (Särndal et al. 1992, 9.7)."""
    import numpy as np

    whole = own.size.sum(axis=0)
    weight = own.size / whole
    estimate = (weight * own.rate).sum(axis=0)
    unseen = np.clip(1 - own.reviewed / np.maximum(own.size, 1), 0, 1)
    phase_two = (weight**2 * own.spread * unseen / np.maximum(own.reviewed, 1)).sum(axis=0)
    true_icc = _icc_of_truth(own, estimate, icc)
    phase_one = (1 + np.maximum(typical_size(group.sizes) - 1, 0) * true_icc) / whole
    left = (weight * own.spread).sum(axis=0)
    around = (weight * own.cautious).sum(axis=0)
    each = phase_one + (phase_two + left * true_icc * drift) / (around * (1 - around))
    return estimate, -each, each, np.zeros_like(each)


def _icc_of_truth(own: _Strata, estimate: np.ndarray, icc: np.ndarray) -> np.ndarray:
    """The correlation of the truth: the machine's errors make passages of a document look less alike than they are.

    A document's share of tags in force moves by J = sensitivity + specificity - 1 for each step of its true share
    where the machine decides, and by the step itself where people did.
    """
    import numpy as np

    whole = own.size.sum(axis=0)
    machine, by_people = own.size[1] / whole, own.reviewed.sum(axis=0) / whole
    truth = np.clip(estimate, 0.01, 0.99)
    sensitivity = np.clip(machine * own.rate[1] / truth, 0, 1)
    false_alarm = np.clip(machine * (1 - own.rate[1]) / (1 - truth), 0, 1)
    skill = np.clip(sensitivity - false_alarm, LEAST_SKILL, 1)
    moved = by_people + (1 - by_people) * skill
    in_force = by_people * truth + (1 - by_people) * machine
    ratio = in_force * (1 - in_force) / (moved**2 * truth * (1 - truth))
    return np.asarray(np.clip(icc * np.maximum(ratio, 1), 0, np.maximum(icc, 2 * PRIOR)))


@dataclass(frozen=True, slots=True)
class _Rates:
    """Sensitivity and false alarms per code over all groups, and how they move with what review finds in the strata."""

    sensitivity: np.ndarray
    false_alarm: np.ndarray
    slopes: tuple[tuple[np.ndarray, np.ndarray], ...]  # by stratum: of the sensitivity, of the false alarms
    variance: np.ndarray  # 2 x C, of the right part of the whole in each stratum
    enough: np.ndarray

    @staticmethod
    def of(every: _Strata) -> _Rates:
        import numpy as np

        weight = every.size / np.maximum(every.size.sum(axis=0), 1)
        missed, found = weight * every.rate
        truth = np.clip(missed + found, 1e-6, 1 - 1e-6)
        sensitivity, false_alarm = found / truth, (weight[1] - found) / (1 - truth)
        slopes = (
            (-found / truth**2, (weight[1] - found) / (1 - truth) ** 2),
            (missed / truth**2, -(weight[0] - missed) / (1 - truth) ** 2),
        )
        variance = weight**2 * every.spread / np.maximum(every.reviewed, 1)
        enough = every.enough & (every.reviewed.sum(axis=0) >= ALL_REVIEWED)
        skilled = sensitivity - false_alarm >= LEAST_SKILL
        return _Rates(sensitivity, false_alarm, slopes, variance, enough & skilled)

    def variance_at(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The variance of p sensitivity + (1 - p) false alarms: the coefficients of p2, p and 1."""
        import numpy as np

        zero = np.zeros_like(self.sensitivity)
        square, linear, constant = zero, zero, zero
        for variance, (of_sensitivity, of_alarm) in zip(self.variance, self.slopes, strict=True):
            step = of_sensitivity - of_alarm
            square = square + variance * step**2
            linear = linear + 2 * variance * step * of_alarm
            constant = constant + variance * of_alarm**2
        return square, linear, constant


def _shared_error(own: _Strata, shared: _Rates, group: Clusters, clustering: Clustering) -> Estimated:
    """Estimate with the sensitivity and false alarms of all groups (Rogan & Gladen 1978).

    These are the machine's own; which part of its findings is right would change with how common the code is. The
    machine's share at a true share p is m = false alarms + skill p, and its variance m(1 - m) over what documents
    leave of the passages; what review leaves unsure of sensitivity and false alarms counts p and 1 - p times.
    """
    import numpy as np

    whole = own.size.sum(axis=0)
    machine, alarm = own.size[1] / whole, shared.false_alarm
    skill = np.maximum(shared.sensitivity - alarm, LEAST_SKILL)
    estimate = (machine - alarm) / skill
    each = (1 + np.maximum(typical_size(group.sizes) - 1, 0) * clustering.icc) / whole / skill**2
    sampled = (-each * skill**2, each * skill * (1 - 2 * alarm), each * alarm * (1 - alarm))
    rates = [r / skill**2 for r in shared.variance_at()]
    at_estimate = np.polyval(rates, np.clip(estimate, 0, 1))
    curved = quantile(clustering.df) ** 2 * (sampled[0] + rates[0]) >= MOST_CURVED
    fixed = (np.zeros_like(estimate), np.zeros_like(estimate), at_estimate)
    parts = [s + np.where(curved, f, r) for s, f, r in zip(sampled, fixed, rates, strict=True)]
    return estimate, parts[0], parts[1], parts[2]


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
