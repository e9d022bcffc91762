"""Text to the pieces of words that the network knows: the unigram model of SentencePiece (Kudo 2018), word by word.

No piece reaches over white space, so a word is cut by itself and remembered; a text costs a look-up a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3  # the first rows of every table of the XLM-RoBERTa family
MARK = "▁"  # stands before the first piece of a word
UNKNOWN_PENALTY = 10.0  # below the rarest piece, as in SentencePiece
REMEMBERED = 300_000  # words; the memory starts anew when it is full


@dataclass(slots=True)
class Pieces:
    """`names` and log probabilities `scores` of the pieces; their place is their number."""

    names: Sequence[str]
    scores: Sequence[float]
    _numbers: dict[str, int] = field(init=False)
    _longest: int = field(init=False)
    _unknown: float = field(init=False)
    _known: dict[str, tuple[int, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {name: n for n, name in enumerate(self.names) if n > UNKNOWN}
        self._longest = max(map(len, self._numbers), default=1)
        self._unknown = min(self.scores, default=0.0) - UNKNOWN_PENALTY

    def of_word(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a word without white space; UNKNOWN for a character that no piece holds."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            parts = unicodedata.normalize("NFKC", word.replace("\u00ad", "")).split()
            known = self._known[word] = tuple(n for part in parts for n in self._best(MARK + part))
        return known

    def is_word(self, number: int) -> bool:
        """Whether a piece holds a letter or a digit."""
        return number != UNKNOWN and any(c.isalnum() for c in self.names[number])

    def _best(self, word: str) -> list[int]:
        """The most probable cut (Viterbi)."""
        length = len(word)
        best = [0.0] + [float("-inf")] * length
        came: list[tuple[int, int]] = [(0, 0)] * (length + 1)  # (where the last piece begins, its number)
        for start in range(length):
            for end in range(start + 1, min(length, start + self._longest) + 1):
                number = self._numbers.get(word[start:end])
                if number is not None and best[start] + self.scores[number] > best[end]:
                    best[end], came[end] = best[start] + self.scores[number], (start, number)
            if best[start] + self._unknown > best[start + 1]:
                best[start + 1], came[start + 1] = best[start] + self._unknown, (start, UNKNOWN)
        numbers = []
        while length:
            length, number = came[length]
            numbers.append(number)
        return numbers[::-1]
