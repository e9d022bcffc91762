"""What the trained taggers see of a passage: named features with the tokens each comes from.

    l:da:fælles    a lemma, in the passage's own language
    x:common       the English word that a lemma stands for: shared by both languages
    c:meeting      a concept of the bilingual thesaurus
    q:meeting      a concept in the question that an answer was given to
    k:CODE         the cues of a code

Pairs of lemmas and of concepts were tried and left out: F1 out of fold .637 with, .635 without, twice the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from math import log1p
from typing import NamedTuple

from ci_text.language import Tokens
from ci_text.taggers.concepts import concepts_of
from ci_text.taggers.cues import Hit
from ci_text.vectors import Vectors


class Found(NamedTuple):
    """A feature, its value, and the tokens `first:last` it comes from."""

    name: str
    value: float
    first: int
    last: int


def word_features(tokens: Tokens, vectors: Vectors | None) -> list[tuple[str, ...]]:
    """For each token the features it is: its lemma, and the English words that it stands for."""
    lang = tokens.lang
    return [_word_names(w, m, lang, vectors) for w, m in zip(tokens.words, tokens.lemmas, strict=True)]


@lru_cache(maxsize=200_000)
def _word_names(word: str, lemma: str, lang: str, vectors: Vectors | None) -> tuple[str, ...]:
    if not lemma[:1].isalpha():
        return ()
    english = vectors.english(word, lemma, lang) if vectors is not None else ()
    return (f"l:{lang}:{lemma}", *(f"x:{e}" for e in english))


def placed(words: Sequence[Sequence[str]], concepts: Sequence[Hit]) -> Iterator[Found]:
    """The features of words and of concepts with the tokens each comes from."""
    for place, names in enumerate(words):
        for name in names:
            yield Found(name, 1.0, place, place + 1)
    for hit in concepts:
        yield Found(f"c:{hit.cue.key}", 1.0, hit.first, hit.last)


def question_features(tokens: Tokens) -> Iterator[Found]:
    """The concepts of the question before an answer; they stand nowhere in the passage itself."""
    for hit in concepts_of(tokens):
        yield Found(f"q:{hit.cue.key}", 1.0, 0, 0)


def cue_features(hits: Mapping[str, list[Hit]]) -> Iterator[Found]:
    """How strongly the cues of each code speak: each different cue once."""
    for code, found in hits.items():
        seen: set[str] = set()
        for hit in found:
            yield Found(f"k:{code}", 0.0 if hit.cue.text in seen else hit.cue.weight, hit.first, hit.last)
            seen.add(hit.cue.text)


def counted(words: Sequence[Sequence[str]], concepts: Sequence[Hit], others: Sequence[Found]) -> dict[str, float]:
    """Feature -> log(1 + sum of its values), of the features of words, of the concepts, and of the others."""
    names = chain(chain.from_iterable(words), [f"c:{hit.cue.key}" for hit in concepts])
    total: dict[str, float] = Counter(names)  # type: ignore[assignment]
    for name, value, _, _ in others:
        total[name] = total.get(name, 0.0) + value
    return {name: log1p(value) for name, value in total.items()}
