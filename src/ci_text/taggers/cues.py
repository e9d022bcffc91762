"""Cue terms over lemmas: the little pattern language of the codebook, compiled and matched.

    fælles (mål|vision)     words that follow each other, with alternatives
    koordinator*  *råd      prefix and suffix: Danish writes compounds in one word
    _  ..  ...              any one token; a gap of up to 4 tokens; of up to 8
    small win ^2            a weight at the end, 1 where none is given

spaCy's Matcher tries every pattern at every token: 1,000 cues take 3 ms a passage. Here the first word of each cue is
an index over the lemmas met so far, and a passage takes 0.05 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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

    def fits(self, word: str, dictionary_form: str) -> bool:
        return (
            self.anything
            or dictionary_form in self.words
            or word in self.words
            or (bool(self.prefixes) and (word.startswith(self.prefixes) or dictionary_form.startswith(self.prefixes)))
            or (bool(self.suffixes) and (dictionary_form.endswith(self.suffixes) or word.endswith(self.suffixes)))
        )


@dataclass(frozen=True, slots=True)
class Cue:
    key: str
    text: str
    weight: float
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Hit:
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
    """Finds the cues of one language in tokens."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(cue for cue in cues if cue.elements and not cue.elements[0].gap)
        self._words: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._suffixes: dict[str, list[int]] = {}
        self._anywhere: list[int] = []
        for number, cue in enumerate(self.cues):
            first = cue.elements[0]
            for index, keys in (
                (self._words, first.words),
                (self._prefixes, first.prefixes),
                (self._suffixes, first.suffixes),
            ):
                for key in keys:
                    index.setdefault(key, []).append(number)
            if first.anything:
                self._anywhere.append(number)
        self._starting: dict[tuple[str, str], tuple[Cue, ...]] = {}

    def find(self, tokens: Tokens) -> list[Hit]:
        """All hits, in the order of the text; of one cue from one token the shortest."""
        hits = []
        for place, pair in enumerate(zip(tokens.words, tokens.lemmas, strict=True)):
            starting = self._starting.get(pair)
            if starting is None:
                starting = self._starting[pair] = self._starting_with(pair)
            for cue in starting:
                last = _match(cue.elements, 1, tokens, place + 1)
                if last is not None:
                    hits.append(Hit(cue, place, last))
        return hits

    def _starting_with(self, pair: tuple[str, str]) -> tuple[Cue, ...]:
        """The cues whose first element fits a word and its lemma, in their order."""
        numbers = set(self._anywhere)
        for form in pair:
            numbers.update(self._words.get(form, ()))
            for cut in range(1, len(form) + 1):
                numbers.update(self._prefixes.get(form[:cut], ()))
                numbers.update(self._suffixes.get(form[-cut:], ()))
        return tuple(self.cues[number] for number in sorted(numbers))


def _match(elements: tuple[Element, ...], number: int, tokens: Tokens, place: int) -> int | None:
    """The token after the match of `elements[number:]` at `place`, None where they don't fit."""
    if number == len(elements):
        return place
    element = elements[number]
    if element.gap:
        for skipped in range(element.gap + 1):
            last = _match(elements, number + 1, tokens, place + skipped)
            if last is not None:
                return last
        return None
    if place >= len(tokens.words) or not element.fits(tokens.words[place], tokens.lemmas[place]):
        return None
    return _match(elements, number + 1, tokens, place + 1)
