"""Stance by a small trained model: what the words at the evidence, and around it, speak for.

Features of the sentence that carries the evidence begin with 's:', those of the whole passage with 'p:': the words,
words under a negation, and the kinds of marker of `stance_rules`. Tried and left out: concepts and pivots, which speak
of the subject (.49 right on real text with them, .65 without), and the few words around the evidence (.71 out of fold
with them, .735 without).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ci_text.language import DEFAULT, Tokens
from ci_text.taggers.stance_rules import markers

if TYPE_CHECKING:
    import numpy as np

SCOPE = 4  # tokens after a negation that it reaches
NEGATIONS = {
    "da": frozenset({"ikke", "ingen", "intet", "aldrig", "uden", "hverken"}),
    "en": frozenset({"not", "no", "never", "none", "without", "nobody", "nothing", "n't"}),
}


def stance_features(passage: Tokens, sentence: tuple[int, int]) -> dict[str, float]:
    """Feature -> value, for evidence that lies in the tokens `sentence` of a passage."""
    found: dict[str, float] = {}
    first, last = sentence
    for prefix, begin, end in (("p", 0, len(passage.words)), ("s", first, last)):
        scale = max(1, end - begin) ** -0.5
        for name in _names(passage, begin, end, prefix):
            found[name] = found.get(name, 0.0) + scale
    return found


def _names(tokens: Tokens, begin: int, end: int, prefix: str) -> list[str]:
    names: list[str] = []
    negations = NEGATIONS.get(tokens.lang, NEGATIONS[DEFAULT])
    negated = 0
    for word, lemma in zip(tokens.words[begin:end], tokens.lemmas[begin:end], strict=True):
        names += _word_names(word, lemma, tokens.lang, prefix)
        if negated:
            names.append(f"{prefix}:n:{lemma}")
        negated = SCOPE if word in negations else max(0, negated - 1)
    return names


@lru_cache(maxsize=200_000)
def _word_names(word: str, lemma: str, lang: str, prefix: str) -> tuple[str, ...]:
    """The word itself and the kinds of marker it is."""
    lists = {stance: by_lang.get(lang, by_lang[DEFAULT]) for stance, by_lang in markers().items()}
    kinds = (stance for stance, known in lists.items() if word in known or lemma in known)
    return (f"{prefix}:w:{word}", *(f"{prefix}:m:{stance}" for stance in kinds))


def stance_log_odds(
    features: dict[str, float], columns: dict[str, int], weights: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """What the words speak for each stance, in the order of STANCES."""
    import numpy as np

    known = [(columns[name], value) for name, value in features.items() if name in columns]
    values = np.array([value for _, value in known], dtype=weights.dtype)
    gains = weights[[column for column, _ in known]] * values[:, None]
    odds: np.ndarray = np.concatenate([bias[None], gains]).astype(np.float64).sum(axis=0)
    return odds
