"""Intervals for a share when passages nest in documents.

Few documents: Wilson's interval (Wilson 1927) on the effective sample size, with a t quantile for the uncertainty of
the design effect (Korn & Graubard 1998, Survey Methodology 24:193; Franco et al. 2019, JSSAM 7:334). Many documents:
the bootstrap over documents. A bootstrap over passages is never made: it covers the truth half of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ci_text.statistics.clusters import Clustering, effective_size

if TYPE_CHECKING:
    import numpy as np

LEVEL = 0.95
BOOTSTRAP_DOCUMENTS = 80
"""Documents with the code, and documents without it, from which on the bootstrap is used (benchmarks/coverage.py)."""
DRAWS = 2000
SEED = 20140


def wilson(share: np.ndarray, size: np.ndarray, quantile: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval for a share seen in `size` (effective, need not be whole) independent passages."""
    import numpy as np
    from scipy.stats import norm
    from statsmodels.stats.proportion import proportion_confint

    alpha = 2 * norm.sf(quantile)
    share, size = np.broadcast_arrays(np.asarray(share, dtype=float), np.asarray(size, dtype=float))
    low, high = proportion_confint(share * size, size, alpha=alpha, method="wilson")
    low, high = np.asarray(low), np.asarray(high)
    return np.where(share <= 0, 0.0, np.clip(low, 0, 1)), np.where(share >= 1, 1.0, np.clip(high, 0, 1))


def quantile(df: float, level: float = LEVEL) -> float:
    """The two-sided t quantile."""
    from scipy.stats import t

    return float(t.ppf(0.5 + level / 2, df))


def document_bootstrap(
    hits: np.ndarray, sizes: np.ndarray, draws: int = DRAWS, seed: int = SEED, level: float = LEVEL
) -> tuple[np.ndarray, np.ndarray]:
    """Percentile interval of the share per code, documents drawn with replacement (Davison & Hinkley 1997, 3.8)."""
    import numpy as np

    documents = len(sizes)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(documents, np.full(documents, 1 / documents), size=draws)
    shares = (times @ hits) / (times @ sizes)[:, None]
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high


def share_intervals(
    hits: np.ndarray, sizes: np.ndarray, clustering: Clustering
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(share, low, high, whether it is a bootstrap) per code for one group; `hits` is documents x codes.

    A group without passages has NaN throughout.
    """
    import numpy as np

    codes, whole = hits.shape[1], sizes.sum()
    if not whole:
        nothing = np.full(codes, np.nan)
        return nothing, nothing, nothing, np.zeros(codes, dtype=bool)
    share = hits.sum(axis=0) / whole
    low, high = wilson(share, effective_size(sizes, clustering.icc), quantile(clustering.df))
    with_code = (hits > 0).sum(axis=0)
    enough = np.minimum(with_code, len(sizes) - (hits == sizes[:, None]).sum(axis=0)) >= BOOTSTRAP_DOCUMENTS
    if enough.any():
        boot_low, boot_high = document_bootstrap(hits[:, enough], sizes)
        low[enough], high[enough] = boot_low, boot_high
    return share, low, high, enough


def difference_interval(first: tuple[float, float, float], second: tuple[float, float, float]) -> tuple[float, float]:
    """Interval of a difference of two shares from their own (share, low, high): MOVER (Zou & Donner 2008)."""
    (a, a_low, a_high), (b, b_low, b_high) = first, second
    low = a - b - ((a - a_low) ** 2 + (b_high - b) ** 2) ** 0.5
    high = a - b + ((a_high - a) ** 2 + (b - b_low) ** 2) ** 0.5
    return max(-1.0, low), min(1.0, high)
