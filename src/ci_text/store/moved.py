"""Where passages went when a document was read anew: what people decided on them follows their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from ci_text.records import Passage


def moved(old: Iterable[Passage], new: Iterable[Passage]) -> dict[str, str]:
    """Old passage -> new passage of the same words; both in the order of their document.

    Words may come twice ('Ja, det gør vi.'): a passage whose id is still there stays what it is, others go where their
    neighbours went, what then is left in order. No new passage takes up two old ones.
    """
    before = [(p.id, same_words(p.text)) for p in old]
    after = [(p.id, same_words(p.text)) for p in new]
    words_of = dict(after)
    found = {place: place for place, words in before if words_of.get(place) == words}
    taken = set(found)
    matcher = SequenceMatcher(None, [words for _, words in before], [words for _, words in after], autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        for (place, _), (now, _) in zip(before[first : first + size], after[second : second + size], strict=True):
            if place not in found and now not in taken:
                found[place] = now
                taken.add(now)
    free: dict[str, list[str]] = defaultdict(list)
    for now, words in after:
        if now not in taken:
            free[words].append(now)
    for place, words in before:
        if place not in found and free[words]:
            found[place] = free[words].pop(0)
    return found


def same_words(text: str) -> str:
    """What two texts have in common that differ in blanks and capitals only."""
    return " ".join(text.lower().split())
