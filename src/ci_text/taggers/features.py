"""What the trained taggers see of a passage: named features.

    l:da:fælles    a lemma, in the passage's own language
    x:common       the English word that a lemma stands for: shared by both languages
    c:meeting      a concept of the bilingual thesaurus
    q:meeting      a concept in the question that an answer was given to
    k:CODE         the cues of a code; no trained weight has these

Pairs of lemmas and of concepts were tried and left out: F1 out of fold .637 with, .635 without, twice the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ci_text.language import Tokens
from ci_text.taggers.concepts import concepts_alone, longer_concepts
from ci_text.taggers.cues import Hit
from ci_text.vectors import Vectors

BLOCKS = "lxcq"  # what features begin with; each block is scaled for itself


class Found(NamedTuple):
    """A feature, its value, and the tokens `first:last` it comes from."""

    name: str
    value: float
    first: int
    last: int


def word_names(word: str, lemma: str, lang: str, vectors: Vectors | None) -> list[str]:
    """The features that a token is: its lemma, the English words that it stands for, and its concepts."""
    concepts = concept_names(word, lemma, lang)
    if not lemma[:1].isalpha():
        return concepts
    english = vectors.english(word, lemma, lang) if vectors is not None else ()
    return [f"l:{lang}:{lemma}", *(f"x:{e}" for e in english), *concepts]


def concept_names(word: str, lemma: str, lang: str, question: bool = False) -> list[str]:
    """The features that the concepts of a token are, where it stands in the passage or in the question before it."""
    return [concept_name(key, question) for key in concepts_alone(word, lemma, lang)]


def concept_name(key: str, question: bool = False) -> str:
    """The feature that a concept is."""
    return f"{'q' if question else 'c'}:{key}"


def question_names(tokens: Tokens) -> list[str]:
    """The features of the question before an answer: its concepts, as often as they are there."""
    pairs = zip(tokens.words, tokens.lemmas, strict=True)
    alone = [name for word, lemma in pairs for name in concept_names(word, lemma, tokens.lang, question=True)]
    return alone + [concept_name(hit.cue.key, question=True) for hit in longer_concepts(tokens)]


def cue_features(hits: Mapping[str, list[Hit]]) -> Iterator[Found]:
    """How strongly the cues of each code speak: each different cue once."""
    for code, found in hits.items():
        seen: set[str] = set()
        for hit in found:
            yield Found(f"k:{code}", 0.0 if hit.cue.text in seen else hit.cue.weight, hit.first, hit.last)
            seen.add(hit.cue.text)
