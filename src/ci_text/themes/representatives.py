"""Which passages speak for a theme: near its middle, in its words, from several documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ci_text.entries import is_labelled, is_reference
from ci_text.records import Passage
from ci_text.themes.words import cased

MOST = 5
FEW_CHARACTERS = 100  # a passage too short to stand for a theme
SHORTEST = 60  # … and one too short to be quoted while there are others: an item of a list
PER_WORD, MOST_HITS = 0.15, 4  # what a keyword in a passage adds to its closeness
FEWEST_HITS = 2  # keywords in a passage that speaks for a theme
FIRST = 3  # keywords that speak for a theme anywhere
OWN = 0.125  # share of a theme's passages from which a document is one of its own
OUTER = 0.3  # quantile of closeness under which a passage is no typical one
LISTING = 0.3  # share of names and numbers, or of commas, to the words from which a passage is a list of who and when
FEWEST_COMMAS = 4  # of a list
WORD = re.compile(r"[\w'’-]+", re.UNICODE)


def representatives(
    inside: Sequence[int],
    passages: Sequence[Passage],
    lemmas: Sequence[Sequence[str]],
    keywords: Sequence[str],
    close: Any,
) -> tuple[str, ...]:
    """The ids of up to MOST passages of a theme, best first.

    `inside` are the numbers of its passages, `close` how near each of them is to its middle. Passages that speak for it
    come first, each from another document; then those of other documents that use at least one of its words; then
    second ones of a document; then whatever is left. Of a document that holds a passage or two of the theme only what
    uses one of its FIRST words counts, and comes after the theme's own documents.
    """
    import numpy as np

    if not len(inside):
        return ()
    near = np.round(close, 9)
    outer = float(np.quantile(near, OUTER))
    held = Counter(passages[i].document_id for i in inside)
    wanted, first = set(keywords), set(keywords[:FIRST])
    stray = {i for i in inside if held[passages[i].document_id] < OWN * len(inside)}
    astray = {i for i in stray if not first.intersection(lemmas[i])}
    hits = [0 if i in astray else len(wanted.intersection(lemmas[i])) for i in inside]
    rank = {
        i: (
            _tier(passages[i].text, hit, float(c) >= outer),
            i in stray,
            -float(c) * (1 + PER_WORD * min(hit, MOST_HITS)),
        )
        for i, hit, c in zip(inside, hits, near, strict=True)
    }
    ranked = sorted(inside, key=lambda i: (*rank[i], passages[i].id))
    firsts: list[int] = []
    seen: set[str] = set()
    for i in ranked:
        if rank[i][0] < 2 and passages[i].document_id not in seen:
            seen.add(passages[i].document_id)
            firsts.append(i)
    rest = [i for i in ranked if i not in firsts]
    return tuple(passages[i].id for i in (firsts + rest)[:MOST])


def _tier(text: str, hits: int, central: bool) -> int:
    """0 speaks for the theme, 1 belongs to it, 2 says little of it, 3 says nothing of anything."""
    if is_listing(text):
        return 3
    if not hits or not central or len(text) < (FEW_CHARACTERS if is_labelled(text) else SHORTEST):
        return 2
    return 0 if hits >= FEWEST_HITS and len(text) >= FEW_CHARACTERS else 1


def is_listing(text: str) -> bool:
    """Whether a text mostly names who and when: an imprint, a list of those present, a row of figures or of partners,
    an entry of a list of literature. The capital at the start of a sentence is no name."""
    if is_reference(text):
        return True
    words = list(WORD.finditer(text))
    marked = sum(w.group()[0].isdigit() or cased(w.group(), w.start(), text) for w in words)
    commas = text.count(",")
    return marked > LISTING * len(words) or (commas >= FEWEST_COMMAS and commas > LISTING * len(words))
