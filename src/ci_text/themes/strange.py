"""New passages that speak of what the fitted ones do not: in words that the fit has not seen.

Closeness can't tell: a passage of eleven words of which the fit knows one lies wherever that one word lies.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ci_text.themes.words import Words

LEAST_USES = 2  # passages that use a word, from which the fit knows it


def known_share(words: Words) -> float:
    """The share of the words of a fitted passage that the others know: what to expect of a new one."""
    uses = Counter(word for lemmas in words.lemmas for word in set(lemmas))
    every = [word for lemmas in words.lemmas for word in lemmas]
    return sum(uses[word] > LEAST_USES for word in every) / max(len(every), 1)


def likelihood(words: Words, vocabulary: tuple[str, ...], share: float) -> Any:
    """How likely a passage of the fitted kind is to hold so few known words or fewer (binomial tail), 0-1."""
    import numpy as np
    from scipy.stats import binom

    known = set(vocabulary)
    found = np.array([sum(word in known for word in lemmas) for lemmas in words.lemmas])
    return binom.cdf(found, [len(lemmas) for lemmas in words.lemmas], share)
