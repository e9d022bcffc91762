"""The same passage in several documents, and documents that are versions of each other.

MinHash with locality-sensitive hashing (Broder 1997; library datasketch) finds candidates among 50,000 passages
without comparing all pairs; each candidate is then compared word by word.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

SHORT: Final = 8  # words: below this only equal passages are the same
SHINGLE: Final = 3  # words
PERMUTATIONS: Final = 64
SEED: Final = 1
_WORD: Final = re.compile(r"[^\W_]+")
_NOT: Final = frozenset(
    {"ikke", "ej", "aldrig", "ingen", "intet", "uden", "not", "no", "never", "none", "without", "nor", "don"}
)


@dataclass(frozen=True, slots=True)
class Versions:
    """Two documents that share so much of their text that one is a version of the other."""

    first: str
    other: str
    share: float  # of the passages of the shorter of the two that are also in the other one


def find_duplicates(passages: Iterable[tuple[str, str]], threshold: float = 0.9) -> list[list[str]]:
    """Groups of passage ids that say the same in different documents, the one that comes first at the head.

    `passages` are (id, text); the part of an id before ':' is its document, and passages of one document are never
    the same. Two passages are the same where the words that match in order (`difflib`) are at least `threshold` of
    all, and numbers and negations agree; passages under eight words only where all words agree. Each passage is
    compared with heads of groups alone, so likeness never wanders from link to link.
    """
    groups: dict[str, list[str]] = {}
    heads = _Heads(threshold)
    for passage_id, text in passages:
        head = heads.like(passage_id, _words(text))
        if head is not None:
            groups.setdefault(head, [head]).append(passage_id)
    return list(groups.values())


def find_versions(
    passages: Iterable[tuple[str, str]], groups: Sequence[Sequence[str]], share: float = 0.5
) -> list[Versions]:
    """Pairs of documents of which the shorter has at least `share` of its passages in the other, in stable order.

    `passages` are (id, text) as for `find_duplicates`, `groups` what that found. Passages under eight words do not
    count.
    """
    sizes = Counter(_document(one) for one, text in passages if len(_words(text)) >= SHORT)
    order = {document: n for n, document in enumerate(sizes)}
    common: Counter[tuple[str, str]] = Counter()
    for group in groups:
        held = Counter(_document(one) for one in group)
        members = sorted((d for d in held if d in order), key=order.__getitem__)
        for i, first in enumerate(members):
            for other in members[i + 1 :]:
                common[first, other] += min(held[first], held[other])
    found = []
    for (first, other), n in common.items():
        part = min(1.0, n / min(sizes[first], sizes[other]))
        if part >= share:
            found.append(Versions(first, other, round(part, 3)))
    return sorted(found, key=lambda v: (order[v.first], order[v.other]))


def _document(passage_id: str) -> str:
    return passage_id.partition(":")[0]


def _words(text: str) -> tuple[str, ...]:
    """The words of a passage: letters and digits only, whatever case, width or ligature they came in."""
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    return tuple(_WORD.findall(plain))


class _Heads:
    """The passages that came first, to be found again by what is like them."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self.equal: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        self.words: dict[str, tuple[str, ...]] = {}
        self.held: dict[str, list[str]] = {}
        self.bands = _Bands()

    def like(self, passage_id: str, words: tuple[str, ...]) -> str | None:
        """The head that says the same, None where this passage becomes a head itself."""
        if not words:
            return None
        own = _document(passage_id)
        equal = next((h for h in self.equal[words] if _document(h) != own), None)
        if equal is not None:
            return equal
        sketch = None
        if len(words) >= SHORT:
            sketch, held = self.bands.sketch(words), _held(words)
            for head in self.bands.near(sketch):
                agrees = self.held[head] == held and _document(head) != own
                if agrees and _same(self.words[head], words, self.threshold):
                    return head
            self.held[passage_id] = held
        self.equal[words].append(passage_id)
        if sketch is not None:
            self.words[passage_id] = words
            self.bands.add(passage_id, sketch)
        return None


class _Bands:
    """datasketch's index. Its threshold is low: a word changed in twenty costs three of the shingles around it."""

    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH

        self.index = MinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, weights=(0.2, 0.8))
        self.model = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=zlib.crc32)
        self.order: dict[str, int] = {}

    def sketch(self, words: tuple[str, ...]) -> Any:
        text = [" ".join(words[i : i + SHINGLE]).encode() for i in range(len(words) - SHINGLE + 1)]
        sketch = self.model.copy()
        sketch.update_batch(text)
        return sketch

    def near(self, sketch: Any) -> list[str]:
        return sorted(self.index.query(sketch), key=self.order.__getitem__)

    def add(self, passage_id: str, sketch: Any) -> None:
        self.order[passage_id] = len(self.order)
        self.index.insert(passage_id, sketch, check_duplication=False)


def _same(one: tuple[str, ...], two: tuple[str, ...], threshold: float) -> bool:
    if 2 * min(len(one), len(two)) < threshold * (len(one) + len(two)):
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.quick_ratio() >= threshold and matcher.ratio() >= threshold


def _held(words: tuple[str, ...]) -> list[str]:
    """What must be the same whatever else differs: 'i 2019' is not 'i 2020', 'lykkedes ikke' not 'lykkedes'."""
    return sorted(word for word in words if word in _NOT or not word.isalpha())


def links(groups: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """Each passage that is not the head of its group -> the head."""
    return {other: group[0] for group in groups for other in group[1:]}
