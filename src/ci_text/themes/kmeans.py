"""k-means on few rows, many times: the fits are so small that a library's checks take longer than its sums."""

from __future__ import annotations

from typing import Any

ROUNDS = 60


def starts(rows: Any, chance: Any, count: int) -> list[int]:
    """Rows to start from: k-means++ (Arthur & Vassilvitskii 2007) with the dice of the passages (exponential races), so
    that a passage that goes leaves the choice of the others as it was."""
    import numpy as np

    half = 0.5 * np.einsum("ij,ij->i", rows, rows)

    def from_row(row: int) -> Any:
        return half + half[row] - rows @ rows[row]  # half the squared distance: a third of the time

    race = -np.log(chance)
    chosen = [int(np.argmin(race))]
    away = from_row(chosen[0])
    while len(chosen) < count:
        times = race / np.maximum(away, 1e-12)
        times[chosen] = np.inf
        chosen.append(int(np.argmin(times)))
        away = np.minimum(away, from_row(chosen[-1]))
    return chosen


def lloyd(rows: Any, middles: Any) -> Any:
    """The middles after Lloyd's rounds (1982) until no row moves; a group that loses its rows stays where it was."""
    import numpy as np

    before = None
    for _ in range(ROUNDS):
        labels = nearest(rows, middles)
        if before is not None and np.array_equal(labels, before):
            break
        before = labels
        member = np.zeros((len(middles), len(rows)), dtype=rows.dtype)
        member[labels, np.arange(len(rows))] = 1
        sizes = member.sum(axis=1)[:, None]
        middles = np.where(sizes > 0, (member @ rows) / np.maximum(sizes, 1), middles)
    return middles


def nearest(rows: Any, middles: Any) -> Any:
    """The number of the nearest middle for each row; of two as near the first."""
    return (rows @ middles.T - 0.5 * (middles**2).sum(axis=1)).argmax(axis=1)
