"""Semantic fields and concepts as features: what a passage is about, whatever the words and the language.

`fields.yaml` (this package) holds everyday fields of life, `data/concepts.yaml` the concepts of collaboration.
A Danish compound that no list knows belongs to the field of its head: 'ungdomsboligforening' -> 'boligforening'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ci_text.language import SUPPORTED, lemma, supported
from ci_text.plain_yaml import packed

SHORTEST_HEAD = 4  # of a compound


@dataclass(slots=True)
class Lexicon:
    """Entries of one language: whole lemmas, beginnings, endings and phrases, each with the fields it belongs to."""

    lang: str
    whole: dict[str, list[int]] = field(default_factory=dict)
    starts: dict[str, list[int]] = field(default_factory=dict)
    ends: dict[str, list[int]] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    phrase_sizes: set[int] = field(default_factory=set)
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def add(self, entry: str, number: int) -> None:
        text = entry.strip().lower()
        words = text.replace("*", "").split()
        if not words:
            return
        if len(words) > 1:
            self.phrase_sizes.add(len(words))
            self.phrases.setdefault(tuple(lemma(w, self.lang) for w in words), []).append(number)
        elif text.startswith("*"):
            self.ends.setdefault(words[0], []).append(number)
        elif text.endswith("*"):
            self.starts.setdefault(words[0], []).append(number)
        else:
            for form in {words[0], lemma(words[0], self.lang)}:
                self.whole.setdefault(form, []).append(number)

    def of_word(self, word: str) -> tuple[int, ...]:
        """The fields of a lemma, sorted."""
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = tuple(sorted(self._look(word)))
        return found

    def _look(self, word: str) -> set[int]:
        numbers = set(self.whole.get(word, ()))
        for cut in range(2, len(word)):
            numbers.update(self.starts.get(word[:cut], ()), self.ends.get(word[cut:], ()))
        numbers.update(self.starts.get(word, ()), self.ends.get(word, ()))
        if not numbers and self.lang == "da":
            for cut in range(2, len(word) - SHORTEST_HEAD + 1):
                if word[cut:] in self.whole:
                    return set(self.whole[word[cut:]])
        return numbers


@dataclass(frozen=True, slots=True)
class Fields:
    """`entries` maps a field to its entries by language."""

    entries: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.entries)

    def profile(self, lemmas: Sequence[str], lang: str) -> dict[int, float]:
        """Field number -> how many words of the passage speak of it; a word in k fields counts 1/k in each."""
        lexicon = _lexicon(supported(lang))
        found: dict[int, float] = {}
        for word in lemmas:
            numbers = lexicon.of_word(word)
            for number in numbers:
                found[number] = found.get(number, 0.0) + 1 / len(numbers)
        if lexicon.phrases:
            for number in _phrases(lemmas, lexicon.phrases, sorted(lexicon.phrase_sizes)):
                found[number] = found.get(number, 0.0) + 1.0
        return found


def _phrases(
    lemmas: Sequence[str], phrases: Mapping[tuple[str, ...], list[int]], sizes: Iterable[int]
) -> Iterable[int]:
    for size in sizes:
        for start in range(len(lemmas) - size + 1):
            yield from phrases.get(tuple(lemmas[start : start + size]), ())


@cache
def all_fields() -> Fields:
    """The fields and concepts that ship with the program."""
    entries = _entries(packed("ci_text.themes", "fields.yaml")["fields"])
    concepts = _entries(packed("ci_text.data", "concepts.yaml")["concepts"])
    return Fields(entries | {f"concept:{name}": languages for name, languages in concepts.items()})


@cache
def _lexicon(lang: str) -> Lexicon:
    """Made for the languages of the corpus only: the lemmas of a language take a second to load."""
    lexicon = Lexicon(lang)
    for number, languages in enumerate(all_fields().entries.values()):
        for entry in languages.get(lang, ()):
            lexicon.add(entry, number)
    return lexicon


def _entries(data: Mapping[Any, Any]) -> dict[str, dict[str, list[str]]]:
    return {
        str(name): {
            lang: [e.strip() for e in v.split(",")] if isinstance(v, str) else [str(e) for e in v]
            for lang, v in languages.items()
            if lang in SUPPORTED
        }
        for name, languages in data.items()
    }
