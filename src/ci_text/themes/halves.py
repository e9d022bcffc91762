"""A theme whose Danish and English passages the fits don't put together is two themes.

As in `glued`, with the languages for halves and a higher bar: on 41 themes of four kinds of corpora in two languages
all four under JOINED had halves of different known classes; above it nothing told the wrong ones from the right ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ci_text.themes.glued import SHARE, joined

JOINED = 0.65


def parted(labels: Any, langs: Sequence[str], together: Any, least: int) -> Any:
    """Labels with such themes parted by language; a half has `least` passages or more."""
    import numpy as np

    labels = labels.copy()
    spoken = np.array(langs)
    for theme in range(int(labels.max()) + 1):
        inside = np.flatnonzero(labels == theme)
        halves = [spoken[inside] == lang for lang in sorted(set(langs))]
        halves = [half for half in halves if half.sum() >= max(least, SHARE * len(inside), 2)]
        if len(halves) == 2 and _apart(together, inside, halves) < JOINED:
            smaller = min(halves, key=lambda half: int(half.sum()))
            labels[inside[smaller]] = labels.max() + 1
    return labels


def _apart(together: Any, inside: Any, halves: Sequence[Any]) -> float:
    """How far two of the languages are joined, the passages of others left out."""
    either = halves[0] | halves[1]
    rows = inside[either]
    return joined(together[rows][:, rows], halves[0][either])
