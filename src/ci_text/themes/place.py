"""Passages placed in kept themes: the rest of a large corpus, and new material."""

from __future__ import annotations

from typing import Any

SHARPNESS = 12.0  # of the cosine in the weights
LEAST_SHOWN = 0.15
MOST_SHOWN = 3


def centroids(vectors: Any, labels: Any, themes: int) -> Any:
    """The mean vector of each theme, length 1."""
    import numpy as np

    found = np.stack([vectors[labels == t].mean(axis=0) for t in range(themes)])
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def closeness(vectors: Any, middles: Any) -> Any:
    """Cosine of passages and themes."""
    import numpy as np

    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return (vectors / lengths) @ middles.T


def weights(close: Any) -> Any:
    """Softmax of the cosines: rows add up to 1."""
    import numpy as np

    raised = np.exp(SHARPNESS * (close - close.max(axis=1, keepdims=True)))
    return raised / raised.sum(axis=1, keepdims=True)


def shown(row: Any) -> list[tuple[int, float]]:
    """(theme, weight) of a passage, heaviest first: those of LEAST_SHOWN or more, at most MOST_SHOWN."""
    import numpy as np

    order = np.argsort(-row, kind="stable")[:MOST_SHOWN]
    return [(int(t), float(row[t])) for t in order if row[t] >= LEAST_SHOWN or t == order[0]]
