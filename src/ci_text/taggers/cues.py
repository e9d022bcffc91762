"""Cue terms over lemmas: the little pattern language of the codebook, compiled and matched.

    fælles (mål|vision)     words that follow each other, with alternatives
    koordinator*  *råd      prefix and suffix: Danish writes compounds in one word; *råd* is either
    _  ..  ...              any one token; a gap of up to 4 tokens; of up to 8
    small win ^2            a weight at the end, 1 where none is given

spaCy's Matcher tries every pattern at every token: 1,000 cues take 3 ms a passage. Here the first word of each cue is
an index, and a passage takes a tenth of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ci_text.language import Tokens, lemma

GAPS = {"..": 4, "...": 8}
ANYTHING = -1  # in a plan: any one token; the lengths of gaps are the other negative numbers
NOTHING: frozenset[int] = frozenset()
MOST_WORDS = 100_000  # of which it is kept what they fit
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


Plan = tuple[int, ...]
"""The elements of a cue by their numbers, gaps and anything as negative numbers."""


@dataclass(frozen=True, slots=True)
class Start:
    """What may begin at a word: cues of that word alone, and longer ones by the next element they need.

    `adjacent` cues need it at the next token, `distant` ones anywhere later. `fits`: elements the word itself fits.
    """

    fits: frozenset[int]
    single: tuple[int, ...]
    adjacent: dict[int, list[int]]
    distant: dict[int, list[int]]
    nothing: bool


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
        prefixes=tuple(o.strip("*") for o in options if o.endswith("*")),
        suffixes=tuple(o.strip("*") for o in options if o.startswith("*")),
    )


class CueMatcher:
    """Finds the cues of one language in tokens.

    What a word may start, and which elements of longer cues it fits, is worked out once a word; a longer cue is tried
    only where the next word it needs is there.
    """

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(cue for cue in cues if cue.elements and not cue.elements[0].gap)
        numbers: dict[Element, int] = {}
        self._plans: list[Plan] = []
        self._starting: dict[int, list[int]] = {}
        for cue_number, cue in enumerate(self.cues):
            plan = tuple(_step(e, numbers) for e in cue.elements)
            self._plans.append(plan)
            self._starting.setdefault(plan[0], []).append(cue_number)
        self._words: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._suffixes: dict[str, list[int]] = {}
        self._inner = frozenset(n for plan in self._plans for n in plan[1:] if n >= 0)
        self._distant = any(len(plan) > 1 and plan[1] < 0 for plan in self._plans)
        for element, number in numbers.items():
            self._index(element, number)
        self._lengths = sorted({len(part) for part in (*self._prefixes, *self._suffixes)})
        self._known: dict[tuple[str, str], Start] = {}

    def _index(self, element: Element, number: int) -> None:
        for index, keys in (
            (self._words, element.words),
            (self._prefixes, element.prefixes),
            (self._suffixes, element.suffixes),
        ):
            for key in keys:
                index.setdefault(key, []).append(number)

    def alone(self, word: str, lemma: str) -> tuple[Cue, ...]:
        """The cues that a token is by itself."""
        start = self._known.get((word, lemma)) or self._look_up((word, lemma))
        return tuple(self.cues[number] for number in start.single)

    def find(self, tokens: Tokens, longer_only: bool = False) -> list[Hit]:
        """All hits, in the order of the text, or those of more than one token; of one cue from one token the
        shortest."""
        known = [self._known.get(pair) or self._look_up(pair) for pair in zip(tokens.words, tokens.lemmas, strict=True)]
        fitting = [start.fits for start in known]
        present: frozenset[int] = NOTHING.union(*fitting) if self._distant else NOTHING
        fitting.append(NOTHING)
        hits: list[Hit] = []
        for place, start in enumerate(known):
            if start.nothing:
                continue
            after = place + 1
            longer: list[tuple[int, int]] = []
            if start.adjacent and not start.adjacent.keys().isdisjoint(fitting[after]):
                longer += self._longer(start.adjacent, start.adjacent.keys() & fitting[after], fitting, after)
            if start.distant and not start.distant.keys().isdisjoint(present):
                longer += self._longer(start.distant, start.distant.keys() & present, fitting, after)
            single = () if longer_only else start.single
            if longer:
                found = sorted([*((number, after) for number in single), *longer])
                hits += [Hit(self.cues[number], place, last) for number, last in found]
            elif single:
                hits += [Hit(self.cues[number], place, after) for number in single]
        return hits

    def _longer(
        self, cues: dict[int, list[int]], needs: Iterable[int], fitting: Sequence[frozenset[int]], place: int
    ) -> Iterator[tuple[int, int]]:
        """(cue, token after it) for the cues, by what they need, that go on at `place`."""
        for needed in needs:
            for number in cues[needed]:
                last = _match(self._plans[number], 1, fitting, place)
                if last is not None:
                    yield number, last

    def _look_up(self, pair: tuple[str, str]) -> Start:
        numbers = {ANYTHING}
        for form in set(pair):
            numbers.update(self._words.get(form, ()))
            for cut in self._lengths:
                if cut > len(form):
                    break
                numbers.update(self._prefixes.get(form[:cut], ()), self._suffixes.get(form[-cut:], ()))
        single: list[int] = []
        adjacent: dict[int, list[int]] = {}
        distant: dict[int, list[int]] = {}
        for cue_number in (c for n in numbers for c in self._starting.get(n, ())):
            rest = self._plans[cue_number][1:]
            needed = next((n for n in rest if n >= 0), None)
            if not rest:
                single.append(cue_number)
            elif needed is not None:
                (adjacent if rest[0] == needed else distant).setdefault(needed, []).append(cue_number)
        nothing = not (single or adjacent or distant)
        start = Start(frozenset(numbers) & self._inner, tuple(sorted(single)), adjacent, distant, nothing)
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        self._known[pair] = start
        return start


def _step(element: Element, numbers: dict[Element, int]) -> int:
    """A place of a cue in its plan: the number of its element, or what stands for anything or for a gap."""
    if element.gap:
        return -element.gap
    return ANYTHING if element.anything else numbers.setdefault(element, len(numbers))


def _match(plan: Plan, step: int, fitting: Sequence[frozenset[int]], place: int) -> int | None:
    """The token after the match of `plan[step:]` at `place`, None where it does not fit; the last of `fitting` stands
    for the end of the text, where nothing fits."""
    if step == len(plan):
        return place
    element = plan[step]
    if element < ANYTHING:
        following = plan[step + 1] if step + 1 < len(plan) else ANYTHING
        for at in range(place, min(place + 1 - element, len(fitting))):
            if following >= 0 and following not in fitting[at]:
                continue
            last = _match(plan, step + 1, fitting, at)
            if last is not None:
                return last
        return None
    if place >= len(fitting) - 1 or (element != ANYTHING and element not in fitting[place]):
        return None
    return _match(plan, step + 1, fitting, place + 1)
