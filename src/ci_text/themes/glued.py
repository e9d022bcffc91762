"""A theme whose two halves the fits don't put together is two themes.

The last cut looks at all passages at once and may join what little holds together. Within each theme the affinity is
cut in two; the affinity across is set against that within each half. On 137 themes of nine corpora with known classes
(two draws of 300 passages each), of 15 under JOINED 7 had halves of different classes and none of the same, of the 122
others 20 and 36. Parted so, agreement with known classes rises by .00 to .01, stability stays (.830 to .833; five
corpora, three draws). At .6 agreement rises by as much again, with one or two themes more to read.

A smaller half without a word that a third of it shares is no theme but what was left over (greetings, items of lists):
its passages fit none. Three readers who saw such a half by its words and quotes had no idea of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ci_text.themes.consensus import cut, spectrum
from ci_text.themes.model import OUTLIER

JOINED = 0.5
SHARE = 0.2  # of a theme's passages that makes a half
SPOKEN = 1 / 3  # share of the passages of a half that use a word, from which it may be about something


def split(labels: Any, together: Any, keys: Any, lemmas: Sequence[Sequence[str]], seed: int, least: int) -> Any:
    """Labels with such themes parted, OUTLIER for what was left over; a half has `least` passages or more.

    `keys` and `lemmas` are those of the passages.
    """
    import numpy as np

    labels = labels.copy()
    for theme in range(int(labels.max()) + 1):
        inside = np.flatnonzero(labels == theme)
        if len(inside) < 2 * max(least, 2):
            continue
        block = together[np.ix_(inside, inside)]
        half = cut(spectrum(block, 2), 2, keys[inside], seed) == 0
        if min(half.sum(), (~half).sum()) >= max(least, SHARE * len(inside), 2) and joined(block, half) < JOINED:
            smaller = half if half.sum() <= (~half).sum() else ~half
            shared = _spoken([lemmas[i] for i in inside[smaller]])
            labels[inside[smaller]] = OUTLIER if shared < SPOKEN else labels.max() + 1
    return labels


def _spoken(passages: Sequence[Sequence[str]]) -> float:
    """The share of the passages that use the word that most of them use."""
    uses = Counter(word for lemmas in passages for word in set(lemmas))
    return max(uses.values(), default=0) / len(passages)


def joined(together: Any, half: Any) -> float:
    """The mean affinity across the halves over that within them (geometric mean): 1 where they are one.

    `half` says which rows are of the first half; each half has two or more."""
    import numpy as np

    across = float(together[np.ix_(half, ~half)].mean())
    return across / float(max(_within(together, half) * _within(together, ~half), 1e-18) ** 0.5)


def _within(together: Any, inside: Any) -> float:
    import numpy as np

    block = together[np.ix_(inside, inside)]
    size = len(block)
    return float((block.sum() - np.trace(block)) / (size * (size - 1)))
