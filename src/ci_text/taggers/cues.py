"""Cue terms over lemmas: the little pattern language of the codebook, compiled and matched.

    fælles (mål|vision)     words that follow each other, with alternatives
    koordinator*  *råd      prefix and suffix: Danish writes compounds in one word
    _  ..  ...              any one token; a gap of up to 4 tokens; of up to 8
    small win ^2            a weight at the end, 1 where none is given

spaCy's Matcher tries every pattern at every token: 1,000 cues take 3 ms a passage. Here the first word of each cue is
an index, and a passage takes a tenth of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ci_text.language import Tokens, lemma

GAPS = {"..": 4, "...": 8}
ELEMENT = re.compile(r"\(([^)]*)\)|(\S+)")


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a cue: words, prefixes and suffixes that may stand there, or a gap of up to `gap` tokens."""

    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    anything: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Cue:
    key: str
    text: str
    weight: float
    elements: tuple[Element, ...]


class Hit(NamedTuple):
    """A cue found at tokens `first:last`."""

    cue: Cue
    first: int
    last: int


def parse_cue(key: str, text: str, lang: str) -> Cue:
    """Compile one cue of the codebook."""
    body, _, weight = text.partition("^")
    if body.isalpha():  # most are a single word
        return Cue(key, body, float(weight or 1), (_element([body.lower()], lang),))
    elements = []
    for match in ELEMENT.finditer(body.lower()):
        group, single = match.groups()
        elements.append(_element(group.split("|") if group is not None else [single], lang))
    return Cue(key, body.strip(), float(weight or 1), tuple(elements))


def _element(options: list[str], lang: str) -> Element:
    if len(options) == 1 and options[0].isalpha():
        return Element(words=frozenset((options[0], lemma(options[0], lang))))
    options = [option.strip() for option in options]
    if options[0] in GAPS:
        return Element(gap=GAPS[options[0]])
    if options[0] == "_":
        return Element(anything=True)
    plain = [o for o in options if "*" not in o]
    return Element(
        words=frozenset(plain) | {lemma(o, lang) for o in plain},
        prefixes=tuple(o[:-1] for o in options if o.endswith("*")),
        suffixes=tuple(o[1:] for o in options if o.startswith("*") and not o.endswith("*")),
    )


class CueMatcher:
    """Finds the cues of one language in tokens.

    Which elements a word fits is worked out once a word; a cue is tried only where every one of its elements fits some
    word of the passage.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(cue for cue in cues if cue.elements and not cue.elements[0].gap)
        numbers: dict[Element, int] = {}
        self._plans: list[tuple[int, ...]] = []  # a cue as numbers of elements; gaps as negative numbers
        self._needs: list[frozenset[int]] = []
        self._starting: dict[int, list[int]] = {}
        for cue_number, cue in enumerate(self.cues):
            plan = tuple(-e.gap if e.gap else numbers.setdefault(e, len(numbers)) for e in cue.elements)
            self._plans.append(plan)
            self._needs.append(frozenset(n for n in plan if n >= 0))
            self._starting.setdefault(plan[0], []).append(cue_number)
        self._words: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._suffixes: dict[str, list[int]] = {}
        self._anything: list[int] = []
        for element, number in numbers.items():
            self._index(element, number)
        self._known: dict[tuple[str, str], tuple[frozenset[int], tuple[int, ...]]] = {}

    def _index(self, element: Element, number: int) -> None:
        for index, keys in (
            (self._words, element.words),
            (self._prefixes, element.prefixes),
            (self._suffixes, element.suffixes),
        ):
            for key in keys:
                index.setdefault(key, []).append(number)
        if element.anything:
            self._anything.append(number)

    def find(self, tokens: Tokens) -> list[Hit]:
        """All hits, in the order of the text; of one cue from one token the shortest."""
        known = [self._known.get(pair) or self._look_up(pair) for pair in zip(tokens.words, tokens.lemmas, strict=True)]
        fitting = [fits for fits, _ in known]
        present: frozenset[int] = frozenset().union(*fitting)
        hits = []
        for place, (_, starting) in enumerate(known):
            for cue_number in starting:
                plan = self._plans[cue_number]
                if len(plan) == 1:
                    hits.append(Hit(self.cues[cue_number], place, place + 1))
                elif self._needs[cue_number] <= present:
                    last = _match(plan, 1, fitting, place + 1)
                    if last is not None:
                        hits.append(Hit(self.cues[cue_number], place, last))
        return hits

    def _look_up(self, pair: tuple[str, str]) -> tuple[frozenset[int], tuple[int, ...]]:
        """The numbers of the elements that a word and its lemma fit, and of the cues that may start there."""
        numbers = set(self._anything)
        for form in pair:
            numbers.update(self._words.get(form, ()))
            for cut in range(1, len(form) + 1):
                numbers.update(self._prefixes.get(form[:cut], ()))
                numbers.update(self._suffixes.get(form[-cut:], ()))
        starting = tuple(sorted(c for n in numbers for c in self._starting.get(n, ())))
        self._known[pair] = found = (frozenset(numbers), starting)
        return found


def _match(plan: tuple[int, ...], step: int, fitting: list[frozenset[int]], place: int) -> int | None:
    """The token after the match of `plan[step:]` at `place`, None where it does not fit."""
    if step == len(plan):
        return place
    element = plan[step]
    if element < 0:
        for skipped in range(1 - element):
            last = _match(plan, step + 1, fitting, place + skipped)
            if last is not None:
                return last
        return None
    if place >= len(fitting) or element not in fitting[place]:
        return None
    return _match(plan, step + 1, fitting, place + 1)
