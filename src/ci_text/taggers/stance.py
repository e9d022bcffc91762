"""Stance by a small trained model: what the words at the evidence, and around it, speak for.

Features of the sentence that carries the evidence begin with 's:', those of the whole passage with 'p:': the words,
words under a negation, and the kinds of marker of `stance_rules`. Concepts and pivots were tried and left out:
they speak of the subject, and made it worse on real text (.49 right with them, .65 without).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ci_text.language import DEFAULT, Tokens
from ci_text.records import STANCES
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
        for name in _names(passage, begin, end):
            key = f"{prefix}:{name}"
            found[key] = found.get(key, 0.0) + scale
    return found


def _names(tokens: Tokens, begin: int, end: int) -> list[str]:
    names: list[str] = []
    lists = {stance: by_lang.get(tokens.lang, by_lang[DEFAULT]) for stance, by_lang in markers().items()}
    negations = NEGATIONS.get(tokens.lang, NEGATIONS[DEFAULT])
    negated = 0
    for place in range(begin, end):
        word, lemma = tokens.words[place], tokens.lemmas[place]
        names.append(f"w:{word}")
        names += [f"m:{stance}" for stance, known in lists.items() if word in known or lemma in known]
        if negated:
            names.append(f"n:{lemma}")
        negated = SCOPE if word in negations else max(0, negated - 1)
    return names


def predict_stance(
    features: dict[str, float], columns: dict[str, int], weights: np.ndarray, bias: np.ndarray
) -> tuple[str, float]:
    """The most likely stance and its probability."""
    import numpy as np

    logits = bias.astype(np.float64).copy()
    for name, value in features.items():
        column = columns.get(name)
        if column is not None:
            logits += weights[column] * value
    odds = np.exp(logits - logits.max())
    best = int(odds.argmax())
    return STANCES[best], float(odds[best] / odds.sum())
