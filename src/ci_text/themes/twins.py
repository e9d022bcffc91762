"""One word in two languages: 'skole' and 'school' say one thing, and are shown as one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ci_text.language import lemma
from ci_text.themes.words import Words

BETWEEN = " / "
SHORTEST_NOUN = 3  # letters


@lru_cache(maxsize=20_000)
def english_of(word: str) -> frozenset[str]:
    """The English word that a Danish lemma stands for by the glossary, and its lemma; none where the gloss is more than
    a word ('rådhus': 'town hall' is neither) or a compound is glossed by its parts."""
    from ci_text.vectors import packed_vectors

    vectors = packed_vectors()
    if vectors is None or len(vectors.rows_of(word, word, "da")) != 1:
        return frozenset()
    gloss = vectors.english(word, word, "da")
    return frozenset((gloss[0], lemma(gloss[0], "en"))) if len(gloss) == 1 else frozenset()


def translates(one: str, two: str, words: Words) -> bool:
    """Whether two lemmas of the texts are one word in two languages by the glossary."""
    danish = {words.lang_of.get(w): w for w in (one, two)}
    return len(danish) == 2 and "da" in danish and "en" in danish and danish["en"] in english_of(danish["da"])


def akin(one: str, two: str, words: Words) -> bool:
    """Whether two Danish lemmas are a noun and its verb: 'test' and 'teste', 'mål' and 'måle'."""
    short, long = sorted((one, two), key=len)
    danish = words.lang_of.get(one) == words.lang_of.get(two) == "da"
    return danish and len(short) >= SHORTEST_NOUN and long == short + "e"


def entries(lemmas: Sequence[str], words: Words, most: int) -> list[tuple[str, ...]]:
    """The first `most` lemmas, each with its translation where that stands further down; of a noun and its verb the
    noun; of the words of a phrase ('town hall') the first that is shown by it."""
    found: list[tuple[str, ...]] = []
    used: set[str] = set()
    parts: set[str] = set()
    for place, word in enumerate(lemmas):
        showing = words.surface.get(word, word)
        if word in used or parts.issuperset(showing.split()):
            continue
        if len(found) == most:
            break
        kin = next((w for w in lemmas[place + 1 :] if w not in used and akin(word, w, words)), word)
        used.update((word, kin))
        word = min(word, kin, key=len)
        twin = next((w for w in lemmas[place + 1 :] if w not in used and translates(word, w, words)), None)
        pair = (word,) if twin is None else (word, twin)
        used.update(pair)
        found.append(pair)
        phrases = (words.surface.get(w, w).split() for w in pair)
        parts.update(part for phrase in phrases if len(phrase) > 1 for part in phrase)
    return found


def shown(lemmas: Sequence[str], words: Words) -> tuple[str, ...]:
    """Keywords as real words of the texts: 'skole / school'."""
    pairs = entries(lemmas, words, len(lemmas))
    return tuple(BETWEEN.join(words.surface.get(w, w) for w in pair) for pair in pairs)


def apart(keywords: Sequence[str]) -> list[str]:
    """The words of shown keywords, one by one."""
    return [word for shown_one in keywords for phrase in shown_one.split(BETWEEN) for word in phrase.split()]
