"""Stance by a small trained model: what the words at the evidence, and around it, speak for.

Features of the sentence that carries the evidence begin with 's:', those of the whole passage with 'p:'; markers of
`stance_rules` count twice over, as themselves and as their kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ci_text.language import DEFAULT, Tokens
from ci_text.records import STANCES
from ci_text.taggers.concepts import concepts_of
from ci_text.taggers.stance_rules import markers

if TYPE_CHECKING:
    import numpy as np

    from ci_text.vectors import Vectors

NEGATORS = frozenset(["ikke", "ingen", "intet", "aldrig", "uden", "hverken", "not", "no", "never", "none", "without", "nobody", "nothing", "n't"])
SCOPE = 4  # tokens after a negation that it reaches


def stance_features(passage: Tokens, sentence: tuple[int, int], code: str, vectors: Vectors | None) -> dict[str, float]:
    """Feature -> value, for one code whose evidence lies in the tokens `sentence` of a passage."""
    found: dict[str, float] = {"code:" + code: 1.0}
    first, last = sentence
    for prefix, begin, end in (("p", 0, len(passage.words)), ("s", first, last)):
        scale = max(1, end - begin) ** -0.5
        for name in _names(passage, begin, end, vectors):
            key = f"{prefix}:{name}"
            found[key] = found.get(key, 0.0) + scale
    for hit in concepts_of(passage):
        near = "s" if first <= hit.first < last else "p"
        key = f"{near}:c:{hit.cue.key}"
        found[key] = found.get(key, 0.0) + 0.3
    return found


def _names(tokens: Tokens, begin: int, end: int, vectors: Vectors | None) -> list[str]:
    names: list[str] = []
    negated = 0
    before = ""
    for place in range(begin, end):
        word, lemma = tokens.words[place], tokens.lemmas[place]
        names.append(f"w:{word}")
        names.append(f"b:{before} {word}")
        names += [f"m:{stance}" for stance, lists in markers().items() if _is_marker(lists, tokens.lang, word, lemma)]
        if vectors is not None:
            names += [f"x:{english}" for english in vectors.english(word, lemma, tokens.lang)]
        if negated:
            names.append(f"n:{lemma}")
        negated = SCOPE if word in NEGATORS else max(0, negated - 1)
        before = word
    return names


def _is_marker(lists: dict[str, frozenset[str]], lang: str, word: str, lemma: str) -> bool:
    known = lists.get(lang, lists[DEFAULT])
    return word in known or lemma in known


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
