"""How well a passage stands alone as a quote, 0 to 1.

The parts are what editors ask of a quote: whole sentences, nothing that points outside it, something concrete, a length
that is read. The sum is scaled by how sure the code is (a fine sentence on something else is no evidence) and how sure
the words are where they were recognised from a picture. The weights were set by hand on the sample corpus; they order
quotes and decide nothing else.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from ci_text.entries import is_labelled, is_reference
from ci_text.language import supported
from ci_text.plain_yaml import packed
from ci_text.records import Passage

SHORT, GOOD_FROM, GOOD_TO, LONG = 6, 15, 60, 150  # words: too short, good, good, too long
WEIGHTS = {"whole": 0.35, "alone": 0.25, "concrete": 0.2, "length": 0.2}
UNCODED = 0.5  # certainty for a passage that was found by words or theme, without a code
KINDS = {"footnote": 0.8, "caption": 0.6, "pull_quote": 0.9, "side_box": 0.95}
INTERVIEWER = 0.5
QUESTION = 0.7
REFERENCE = 0.3  # an entry of a list of literature names a work and says nothing

_OPEN = re.compile(r"^[\"'“”„«»‘’(\[–—-]*\s*")
_END = re.compile(r"[.!?…][\"'“”’»)\]]*$")
_NUMBER = re.compile(r"\b\d")
_NAME = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][\w-]+")
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Openers:
    """What the language of a text says about its beginning and its verbs."""

    leaning: frozenset[str]
    joining: frozenset[str]
    empty: frozenset[str]
    verbs: frozenset[str]
    verb_endings: tuple[str, ...]


@cache
def openers(lang: str) -> Openers:
    """The lists of a language from `openers.yaml`; the default language's where there are none."""
    lists = packed("ci_text.quotes", "openers.yaml")[supported(lang)]
    words = {name: frozenset(lists[name].split()) for name in ("leaning", "joining", "empty", "verbs")}
    return Openers(**words, verb_endings=tuple(lists["verb_endings"].split()))


def fitness(text: str, p: Passage, score: float) -> float:
    """How fit `text` (a passage, or the part of it that is quoted) is to be quoted, 0 to 1.

    `score` is the tag's, 0 to 1; the kind, the role and the word confidence are the passage's.
    """
    words = [w.lower() for w in _WORD.findall(text)]
    if not words:
        return 0.0
    lists = openers(p.lang)
    parts = {
        "whole": whole(text, words, lists),
        "alone": alone(words, lists),
        "concrete": concrete(text),
        "length": length(len(words)),
    }
    value = sum(WEIGHTS[name] * part for name, part in parts.items()) * math.sqrt(score)
    value *= KINDS.get(p.kind, 1.0)
    if p.role == "interviewer":
        value *= INTERVIEWER
    if text.rstrip("\"'”’») ").endswith("?"):
        value *= QUESTION
    if is_reference(text):
        value *= REFERENCE
    if p.words_sure is not None:
        value *= p.words_sure
    return round(value, 4)


def whole(text: str, words: list[str], lists: Openers) -> float:
    """1 for whole sentences: begins like one, ends like one, and has a verb."""
    begins = text[_OPEN.match(text).end() :][:1] if _OPEN.match(text) else text[:1]  # type: ignore[union-attr]
    ends = bool(_END.search(text.rstrip()))
    verb = any(w in lists.verbs for w in words) or any(len(w) > 4 and w.endswith(lists.verb_endings) for w in words)
    value = (0.3 if begins.isupper() or begins.isdigit() else 0.0) + (0.4 if ends else 0.0) + (0.3 if verb else 0.0)
    return value / 2 if is_labelled(text) else value


def alone(words: list[str], lists: Openers) -> float:
    """1 where the first word points to nothing before it."""
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in lists.joining:
        return 0.4 if second not in lists.leaning else 0.2
    if first in lists.leaning:
        return 0.7 if second in lists.empty else 0.2
    return 1.0


def concrete(text: str) -> float:
    """1 for a text with a number and two names in it; proper names are capitals within a sentence."""
    names = len(set(_NAME.findall(text)))
    return min(1.0, 0.3 + 0.35 * bool(_NUMBER.search(text)) + 0.2 * min(names, 2))


def length(words: int) -> float:
    """1 between 15 and 60 words, falling to 0 at 6 and at 150."""
    if words < GOOD_FROM:
        return max(0.0, (words - SHORT + 1) / (GOOD_FROM - SHORT + 1))
    return 1.0 if words <= GOOD_TO else max(0.0, (LONG - words) / (LONG - GOOD_TO))
