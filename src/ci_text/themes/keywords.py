"""The corpus' own telling words, for corpora too small for themes and as a first look at any."""

from __future__ import annotations

from collections import Counter
from math import log

from ci_text.themes.words import Words, zipf

MOST = 20
COMMON_WORD = 7.0  # Zipf value: 'og', 'the'


def corpus_keywords(words: Words, most: int = MOST) -> tuple[str, ...]:
    """Words by how many passages use them and how rare they are in the language at large (wordfreq)."""
    passages: Counter[str] = Counter()
    for lemmas in words.lemmas:
        passages.update(set(lemmas))
    rare = {w: max(0.2, COMMON_WORD - zipf(w, words.lang_of[w])) for w, _ in passages.most_common(400)}
    uses = Counter(w for lemmas in words.lemmas for w in lemmas)
    scores = {w: log(0.5 + passages[w] + 0.5 * uses[w]) * min(rare[w], 4.0) for w in rare}
    return tuple(words.surface[w] for w in sorted(scores, key=lambda w: (-scores[w], w))[:most])
