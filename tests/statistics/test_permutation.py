from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from ci_text.statistics.permutation import corrected, permutation_test, smallest_p


@pytest.mark.parametrize(("first", "second"), [(4, 5), (3, 8), (6, 6)])
def test_exact_p_is_scipys(first: int, second: int) -> None:
    rng = np.random.default_rng(first)
    documents = first + second
    sizes = rng.integers(5, 40, documents).astype(float)
    hits = rng.binomial(sizes.astype(int), np.where(np.arange(documents) < first, 0.4, 0.2)).astype(float)

    def difference(a: np.ndarray, b: np.ndarray) -> float:
        a, b = a.astype(int), b.astype(int)
        return hits[a].sum() / sizes[a].sum() - hits[b].sum() / sizes[b].sum()

    order = np.arange(documents)
    other = stats.permutation_test((order[:first], order[first:]), difference, n_resamples=np.inf, vectorized=False)
    assert permutation_test(hits[:, None], sizes, first)[0] == pytest.approx(other.pvalue, abs=1e-6)


def test_a_random_sample_of_arrangements_comes_near_and_counts_the_one_seen() -> None:
    rng = np.random.default_rng(0)
    sizes = np.full(40, 20.0)
    hits = rng.binomial(20, np.where(np.arange(40) < 20, 0.3, 0.2)).astype(float)
    ours = permutation_test(hits[:, None], sizes, 20)[0]
    other = stats.permutation_test(
        (hits[:20], hits[20:]), lambda a, b, axis: a.mean(axis) - b.mean(axis), n_resamples=20_000, vectorized=True,
        rng=np.random.default_rng(1),
    )  # fmt: skip
    assert ours == pytest.approx(other.pvalue, abs=0.01)
    far = permutation_test(np.where(np.arange(40) < 20, 20.0, 0.0)[:, None], sizes, 20)[0]
    assert far == pytest.approx(2 / 10_000)


def test_p_is_level_where_nothing_differs() -> None:
    rng = np.random.default_rng(5)
    sizes = np.full(10, 15.0)
    p = [permutation_test(rng.binomial(15, rng.beta(1, 4, (10, 1))).astype(float), sizes, 5)[0] for _ in range(400)]
    assert np.mean(np.array(p) <= 0.05) <= 0.08


def test_the_smallest_p_says_whether_a_test_can_find_anything() -> None:
    assert smallest_p(3, 3) == pytest.approx(0.1)
    assert smallest_p(1, 1) == 1.0
    assert smallest_p(4, 4) < 0.05


@pytest.mark.parametrize("method", ["holm", "fdr_bh"])
def test_corrections_leave_out_what_was_not_tested(method: str) -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03])
    found = corrected(p, method)
    assert np.isnan(found[1])
    assert found[[0, 2, 3]] == pytest.approx(multipletests(p[[0, 2, 3]], method=method)[1], abs=1e-12)
    by_hand = {"holm": [0.03, 0.06, 0.06], "fdr_bh": [0.03, 0.04, 0.04]}
    assert found[[0, 2, 3]] == pytest.approx(by_hand[method])
    assert np.isnan(corrected(np.array([np.nan]), method)).all()
