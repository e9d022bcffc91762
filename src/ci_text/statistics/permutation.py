"""Differences between two groups tested by exchanging documents, never passages.

Under the hypothesis that both groups' documents come from one source, every way of handing out the group labels is as
likely as the one seen. All are tried where they are few, a random sample otherwise, with the one seen counted among
them (Phipson & Smyth 2010, SAGMB 9:39).
"""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

EXACT = 20_000
DRAWS = 9_999
SEED = 20140
TIE = 1e-12  # differences this close are equal: floating-point sums differ by their order


def ways(first: int, second: int) -> int:
    """In how many ways documents can be handed out to two groups of these sizes."""
    return comb(first + second, first)


@lru_cache(maxsize=4)
def label_table(first: int, second: int, draws: int = DRAWS, seed: int = SEED) -> tuple[Any, bool]:
    """(arrangements x documents: 1 where the document goes to the first group, whether these are all arrangements)."""
    import numpy as np

    documents = first + second
    if ways(first, second) <= EXACT:
        from itertools import combinations

        chosen = np.array(list(combinations(range(documents), first)), dtype=np.int64)
        exact = True
    else:
        rng = np.random.default_rng(seed)
        chosen = np.argsort(rng.random((draws, documents)), axis=1)[:, :first]
        exact = False
    table = np.zeros((len(chosen), documents))
    np.put_along_axis(table, chosen, 1.0, axis=1)
    return table, exact


def permutation_test(hits: np.ndarray, sizes: np.ndarray, first: int, draws: int = DRAWS) -> np.ndarray:
    """Two-sided p per code of the difference in shares; the first `first` rows (documents) are the first group."""
    import numpy as np

    table, exact = label_table(first, len(sizes) - first, draws)
    whole, total = hits.sum(axis=0), sizes.sum()
    given = table @ np.column_stack([hits, sizes])
    given_hits, given_sizes = given[:, :-1], given[:, -1:]
    own, other = given_hits / given_sizes, (whole - given_hits) / (total - given_sizes)
    seen = hits[:first].sum(axis=0) / sizes[:first].sum() - hits[first:].sum(axis=0) / sizes[first:].sum()
    difference = own - other
    # two-sided as scipy's: twice the smaller tail
    above, below = (difference >= seen - TIE).sum(axis=0), (difference <= seen + TIE).sum(axis=0)
    extra = 0 if exact else 1
    p = 2 * (np.minimum(above, below) + extra) / (len(table) + extra)
    return np.asarray(np.minimum(p, 1.0))


def smallest_p(first: int, second: int) -> float:
    """The smallest two-sided p that documents of these numbers can give."""
    return min(1.0, 2 / ways(first, second))


def corrected(p: np.ndarray, method: str) -> np.ndarray:
    """p values corrected for their number: 'holm' or 'fdr_bh' (Benjamini & Hochberg), NaN left out."""
    import numpy as np
    from statsmodels.stats.multitest import multipletests

    out = np.full(len(p), np.nan)
    there = ~np.isnan(p)
    if there.any():
        out[there] = multipletests(p[there], method=method)[1]
    return out
