"""How far a theme is the material's and not the draw's.

For every fit, each of its groups is named after the theme that most of its seen passages belong to. A passage that
the fit did not see is then placed by it; the stability of a theme is how often its unseen passages come back to it.
"""

from __future__ import annotations

from typing import Any

from ci_text.themes.consensus import Fits

METHOD = (
    "share of held-out placements (each fit leaves out about 10 % of the passages) in which a passage of the theme "
    "falls into a group that mostly holds the theme's other passages"
)


def theme_stability(fits: Fits, labels: Any) -> list[float | None]:
    """Per theme the share of held-out placements that come back to it, 0-1; None where no passage was ever left out.
    A label below 0 is of no theme."""
    import numpy as np

    themes = int(labels.max()) + 1
    back, tries = np.zeros(themes), np.zeros(themes)
    for groups, seen, size in zip(fits.labels, fits.seen, fits.sizes, strict=True):
        if size < themes:
            continue  # a coarser fit can't tell all themes apart
        table = np.zeros((size, themes))
        known = seen & (labels >= 0)
        np.add.at(table, (groups[known], labels[known]), 1)
        stands_for = table.argmax(axis=1)
        stands_for[table.sum(axis=1) == 0] = -1
        out = ~seen & (labels >= 0)
        np.add.at(tries, labels[out], 1)
        np.add.at(back, labels[out], stands_for[groups[out]] == labels[out])
    return [float(b / t) if t else None for b, t in zip(back, tries, strict=True)]
