"""Where passages went when a document was read anew: what people decided on them follows their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from ci_text.records import Passage

Place = tuple[str, str]
"""A passage by its id, and its text."""


def moved(old: Sequence[Place], new: Sequence[Passage]) -> dict[str, str]:
    """Old passage -> new passage of the same words; both in the order of their document.

    Words may come twice ('Ja, det gør vi.'): a passage whose id is still there stays what it is, others go where their
    neighbours went, what then is left in order. No new passage takes up two old ones.
    """
    before = [(place, same_words(text)) for place, text in old]
    after = [(p.id, same_words(p.text)) for p in new]
    words_of = dict(after)
    found = {place: place for place, words in before if words_of.get(place) == words}
    matcher = SequenceMatcher(None, [words for _, words in before], [words for _, words in after], autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        _pair(found, before[first : first + size], after[second : second + size])
    taken, left = set(found.values()), defaultdict[str, list[Place]](list)
    for place in after:
        if place[0] not in taken:
            left[place[1]].append(place)
    for words in {words for place, words in before if place not in found}:
        _pair(found, [place for place in before if place[1] == words and place[0] not in found], left[words])
    return found


def _pair(found: dict[str, str], before: Sequence[Place], after: Sequence[Place]) -> None:
    """Put passages that stand beside each other together, where neither has its place yet."""
    taken = set(found.values())
    for (old, _), (new, _) in zip(before, after, strict=False):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)


def same_words(text: str) -> str:
    """What two texts have in common that differ in blanks and capitals only."""
    return " ".join(text.lower().split())
