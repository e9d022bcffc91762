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
MOST_CANDIDATES: Final = 50  # only rows of tables have more, each like all others but for a name: its twin is closest
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
        self.equal: dict[tuple[str, ...], str] = {}
        self.words: dict[str, tuple[str, ...]] = {}
        self.bands = _Bands()
        self.document, self.waiting = "", list[tuple[str, list[Any]]]()

    def like(self, passage_id: str, words: tuple[str, ...]) -> str | None:
        """The head that says the same, None where this passage becomes a head itself or repeats one of its document."""
        if not words:
            return None
        own = _document(passage_id)
        if own != self.document:
            self._next(own)
        equal = self.equal.get(words)
        if equal is not None:
            return equal if _document(equal) != own else None
        if len(words) >= SHORT:
            keys = self.bands.keys(words)
            for head in self._closest(words, self.bands.near(keys)):
                if _document(head) != own and _same(self.words[head], words, self.threshold):
                    return head
            self.waiting.append((passage_id, keys))
            self.words[passage_id] = words
        self.equal[words] = passage_id
        return None

    def _closest(self, words: tuple[str, ...], heads: list[str]) -> list[str]:
        """All of them in their order, but of very many those that share most words, most first."""
        if len(heads) <= MOST_CANDIDATES:
            return heads
        own = set(words)
        return sorted(heads, key=lambda head: -len(own.intersection(self.words[head])))[:MOST_CANDIDATES]

    def _next(self, document: str) -> None:
        """The heads of a document are looked for from the next one on: the thousand like rows of a table are none of
        each other's candidates."""
        for head, keys in self.waiting:
            self.bands.add(head, keys)
        self.document, self.waiting = document, []


class _Bands:
    """Locality-sensitive hashing as datasketch does it, with numbers and negations in the key. Its threshold is low: a
    word changed in twenty costs three of the shingles around it."""

    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH

        index = MinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, weights=(0.2, 0.8))
        self.bands, self.width = int(index.b), int(index.r)
        self.model = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=zlib.crc32)
        self.heads: list[str] = []
        self.buckets: defaultdict[Any, list[int]] = defaultdict(list)

    def keys(self, words: tuple[str, ...]) -> list[Any]:
        """Under which a passage is kept, one a band; passages that share one may be the same."""
        text = [" ".join(words[i : i + SHINGLE]).encode() for i in range(len(words) - SHINGLE + 1)]
        sketch = self.model.copy()
        sketch.update_batch(text)
        values, held = sketch.hashvalues, _held(words)
        places = range(0, self.bands * self.width, self.width)
        return [(n, values[n : n + self.width].tobytes(), held) for n in places]

    def near(self, keys: list[Any]) -> list[str]:
        """The heads that may be the same, in their order."""
        found = set[int]().union(*(self.buckets.get(key, ()) for key in keys))
        return [self.heads[n] for n in sorted(found)]

    def add(self, head: str, keys: list[Any]) -> None:
        for key in keys:
            self.buckets[key].append(len(self.heads))
        self.heads.append(head)


def _same(one: tuple[str, ...], two: tuple[str, ...], threshold: float) -> bool:
    if 2 * min(len(one), len(two)) < threshold * (len(one) + len(two)):
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.quick_ratio() >= threshold and matcher.ratio() >= threshold


def _held(words: tuple[str, ...]) -> tuple[str, ...]:
    """What must be the same whatever else differs: 'i 2019' is not 'i 2020', 'lykkedes ikke' not 'lykkedes'."""
    return tuple(sorted(word for word in words if word in _NOT or not word.isalpha()))


def links(groups: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """Each passage that is not the head of its group -> the head."""
    return {other: group[0] for group in groups for other in group[1:]}
