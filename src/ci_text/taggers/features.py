"""What the trained taggers see of a passage: named features with the tokens each comes from.

l:da:fælles       a lemma, b:da:fælles mål two that follow each other, in the passage's own language
x:common          the English word that a lemma stands for: shared by both languages
c:meeting         a concept of the bilingual thesaurus, cc:meeting+regular two in one sentence
q:c:meeting       a concept in the question that an answer was given to
k:CODE            the cues of a code
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log1p

from ci_text.language import Tokens
from ci_text.taggers.concepts import concepts_of
from ci_text.taggers.cues import Hit
from ci_text.vectors import Vectors

FAR = 25  # concepts further apart than this many tokens are no pair


@dataclass(frozen=True, slots=True)
class Found:
    """A feature, its value, and the tokens `first:last` it comes from."""

    name: str
    value: float
    first: int
    last: int


def word_features(tokens: Tokens, vectors: Vectors | None) -> Iterable[Found]:
    """Lemmas, pairs of lemmas, and the English words they stand for."""
    lang = tokens.lang
    before = ""
    for place, (word, lemma) in enumerate(zip(tokens.words, tokens.lemmas, strict=True)):
        if not (lemma[:1].isalpha()):
            before = ""
            continue
        yield Found(f"l:{lang}:{lemma}", 1.0, place, place + 1)
        if before:
            yield Found(f"b:{lang}:{before} {lemma}", 1.0, place - 1, place + 1)
        before = lemma
        if vectors is not None:
            for english in vectors.english(word, lemma, lang):
                yield Found(f"x:{english}", 1.0, place, place + 1)


def concept_features(hits: list[Hit]) -> Iterable[Found]:
    """Concepts, and the pairs of concepts that stand near each other."""
    for number, hit in enumerate(hits):
        yield Found(f"c:{hit.cue.key}", 1.0, hit.first, hit.last)
        for other in hits[number + 1 :]:
            if other.first - hit.first > FAR:
                break
            if other.cue.key != hit.cue.key:
                one, two = sorted((hit.cue.key, other.cue.key))
                yield Found(f"cc:{one}+{two}", 1.0, hit.first, other.last)


def question_features(tokens: Tokens) -> Iterable[Found]:
    """The concepts of the question before an answer; they stand nowhere in the passage itself."""
    for hit in concepts_of(tokens):
        yield Found(f"q:c:{hit.cue.key}", 1.0, 0, 0)


def cue_features(hits: Mapping[str, list[Hit]]) -> Iterable[Found]:
    """How strongly the cues of each code speak, a feature a code."""
    for code, found in hits.items():
        for hit in found:
            yield Found(f"k:{code}", hit.cue.weight, hit.first, hit.last)


def counted(found: Iterable[Found]) -> dict[str, float]:
    """Feature -> log(1 + sum of its values)."""
    total: dict[str, float] = {}
    for one in found:
        total[one.name] = total.get(one.name, 0.0) + one.value
    return {name: log1p(value) for name, value in total.items()}
