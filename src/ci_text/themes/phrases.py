"""Words that hardly stand alone: 'hall' in texts that say 'town hall' is shown with its companion.

Danish writes such words together, English apart; readers who saw keywords alone took 'town' and 'hall' for two. Only
lower-case words: what people are called stays as short as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

FEWEST = 3  # times that a pair stands side by side
BOUND = 0.6  # share of the uses of a word that are in one pair, from which it is shown in it

Pair = tuple[str, str]


class Phrases:
    """Counts of words side by side (lemmas), and how the pairs are written."""

    def __init__(self) -> None:
        self.pairs: Counter[Pair] = Counter()
        self.written: dict[Pair, Counter[str]] = {}

    def add(self, found: Iterable[tuple[str, str, int, int]], text: str) -> None:
        """The content words of a passage: (lemma, word, start, end), in order."""
        before: tuple[str, str, int, int] | None = None
        for one in found:
            if before and text[before[3] : one[2]].isspace() and before[1].islower() and one[1].islower():
                pair = (before[0], one[0])
                self.pairs[pair] += 1
                self.written.setdefault(pair, Counter())[f"{before[1]} {one[1]}"] += 1
            before = one

    def bound(self, uses: Mapping[str, int]) -> dict[str, str]:
        """Lemma -> the pair as it is mostly written, for words that are mostly used in one; a word twice is none.

        `uses` says how often each lemma is used."""
        shown: dict[str, tuple[int, str]] = {}
        for pair, times in sorted(self.pairs.items()):
            if times < FEWEST or pair[0] == pair[1]:
                continue
            written = min(self.written[pair], key=lambda w: (-self.written[pair][w], w))
            for word in pair:
                if times >= BOUND * uses[word] and times > shown.get(word, (0, ""))[0]:
                    shown[word] = times, written
        return {word: written for word, (_, written) in shown.items()}
