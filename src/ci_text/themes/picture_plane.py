"""Places on the theme map: themes by how alike they are, passages around their themes."""

from __future__ import annotations

from typing import Any

SPREAD = 0.35


def plane(vectors: Any, middles: Any, pulls: Any) -> tuple[Any, Any]:
    """(passages x 2, themes x 2) in -1..1.

    Themes by classical scaling of their distances (Torgerson 1952); a passage stands between its themes, moved by its
    own leading components so that passages don't lie on one spot. A theme stands in the middle of the passages that are
    most of it.
    """
    import numpy as np

    themes = _scaled(1 - np.clip(middles @ middles.T, -1, 1))
    own = vectors - pulls @ middles
    own = own - own.mean(axis=0)
    _, _, axes = np.linalg.svd(own[:2000], full_matrices=False)
    moved = np.zeros((len(vectors), 2))
    found = own @ _signed(axes[:2]).T
    moved[:, : found.shape[1]] = found
    moved /= max(float(np.abs(moved).max()), 1e-9)
    passages = between(themes, pulls) + SPREAD * moved
    most = pulls.argmax(axis=1)
    for theme in np.unique(most):
        themes[theme] = passages[most == theme].mean(axis=0)
    reach = max(float(np.abs(passages).max()), float(np.abs(themes).max()), 1e-9)
    return passages / reach, themes / reach


def between(themes: Any, pulls: Any) -> Any:
    """Passages x 2: between the places of their themes by weight, squared, or all would gather in the middle."""
    import numpy as np

    squared = pulls**2
    return squared / np.maximum(squared.sum(axis=1, keepdims=True), 1e-12) @ themes


def _scaled(distances: Any) -> Any:
    import numpy as np

    n = len(distances)
    centre = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-0.5 * centre @ (distances**2) @ centre)
    places = np.zeros((n, 2))
    found = _signed(vectors[:, ::-1][:, :2].T).T * np.sqrt(np.maximum(values[::-1][:2], 0))
    places[:, : found.shape[1]] = found
    return places / max(float(np.abs(places).max()), 1e-9)


def _signed(axes: Any) -> Any:
    """Each axis with its largest entry positive: the sign of an eigenvector is nobody's choice."""
    import numpy as np

    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return axes * np.where(largest < 0, -1.0, 1.0)
