"""The concept lexicon: words of both languages to what they are about.

A self-made bilingual thesaurus (`data/concepts.yaml`): Danish and English words of one concept are one feature, so that
what is learnt in one language holds in the other, and a word that no exemplar holds still means something.
"""

from __future__ import annotations

from functools import cache

from ci_text.language import Tokens, supported
from ci_text.plain_yaml import packed
from ci_text.taggers.cues import CueMatcher, Hit, parse_cue


@cache
def concept_matcher(lang: str) -> CueMatcher:
    """Finds the concepts of a language; the key of each hit is the concept."""
    concepts = packed("ci_text.data", "concepts.yaml")["concepts"]
    return CueMatcher(
        parse_cue(concept, str(entry), lang) for concept, words in concepts.items() for entry in words.get(lang, ())
    )


def concepts_alone(word: str, lemma: str, lang: str) -> list[str]:
    """The concepts that a token is by itself."""
    return [cue.key for cue in concept_matcher(supported(lang)).alone(word, lemma)]


def longer_concepts(tokens: Tokens) -> list[Hit]:
    """The concepts of several tokens, in the order of the text."""
    return concept_matcher(supported(tokens.lang)).find(tokens, longer_only=True)
