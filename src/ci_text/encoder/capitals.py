"""Stretches printed in capitals, as boxes and headings are: the network was taught small letters and hears nothing."""

from __future__ import annotations

from collections.abc import Sequence

LOUD = 3  # words in capitals in a row, from which they are no abbreviations


def calm(words: Sequence[str]) -> list[str]:
    """The words, those of each stretch in capitals in small letters after its first; numbers belong to either."""
    found = list(words)
    first, stretch = 0, 0
    for place, word in enumerate([*words, "end"]):
        if not word.isupper() and any(c.isalpha() for c in word):
            if stretch >= LOUD:
                found[first:place] = [words[first].capitalize(), *(w.lower() for w in words[first + 1 : place])]
            first, stretch = place + 1, 0
        else:
            stretch += word.isupper() and sum(c.isalpha() for c in word) > 1
    return found
