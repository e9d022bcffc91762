"""What the trained taggers see of a passage: named features with the tokens each comes from.

    l:da:fælles    a lemma, in the passage's own language
    x:common       the English word that a lemma stands for: shared by both languages
    c:meeting      a concept of the bilingual thesaurus
    q:meeting      a concept in the question that an answer was given to
    k:CODE         the cues of a code

Pairs of lemmas and of concepts were tried and left out: F1 out of fold .637 with, .635 without, twice the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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


def word_features(tokens: Tokens, vectors: Vectors | None) -> Iterator[Found]:
    """Lemmas, and the English words they stand for."""
    lang = tokens.lang
    for place, (word, lemma) in enumerate(zip(tokens.words, tokens.lemmas, strict=True)):
        if not lemma[:1].isalpha():
            continue
        yield Found(f"l:{lang}:{lemma}", 1.0, place, place + 1)
        if vectors is not None:
            for english in vectors.english(word, lemma, lang):
                yield Found(f"x:{english}", 1.0, place, place + 1)


def concept_features(tokens: Tokens) -> Iterator[Found]:
    """The concepts that the words are about."""
    for hit in concepts_of(tokens):
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


def counted(found: Iterable[Found]) -> dict[str, float]:
    """Feature -> log(1 + sum of its values)."""
    total: dict[str, float] = {}
    for name, value, _, _ in found:
        total[name] = total.get(name, 0.0) + value
    return {name: log1p(value) for name, value in total.items()}
