"""Lemmas by simplemma, without the 1.3 s and 150 MB in which it unpacks its Danish dictionary.

Two things are packed with ci-text (data/lemmas; models/build_lemmas.py makes them). The lemmas of common words, as
simplemma gives them, for its version that they were made with. And marks for all other words: simplemma's dictionary is
a sorted list, each entry told by how it differs from the one before, so that it has to go through all 790,000; a mark
says what stands before every 64th. Marks hold for one edition of a dictionary, known by its digest. Any other is read
as simplemma reads it, and so is this one after many words, when that costs less.
"""

from __future__ import annotations

import hashlib
import lzma
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import version
from typing import Any

MANY = 20_000  # lookups of some 30 µs each, after which the whole dictionary would have been quicker


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an entry begins in the stream (bytes), and the key and value before it, from which it is told."""

    start: int
    key: bytes
    value: bytes


def lemma_of(word: str, lang: str) -> str:
    """What `simplemma.lemmatize(word, lang)` gives."""
    found = _common(lang).get(word)
    return found if found is not None else str(lemmatizer().lemmatize(word, lang))


def digest(stream: bytes) -> str:
    return hashlib.sha256(stream).hexdigest()


class Marked(Mapping[str, str]):
    """A dictionary by its marks: word -> lemma. `marks` are the digest of the stream that they hold for, then a line a
    mark: start, key and value of the mark, and the key of the entry after it."""

    def __init__(self, stream: bytes, marks: bytes) -> None:
        """Raises ValueError where the marks are of another edition; ImportError or AttributeError where simplemma reads
        its streams otherwise."""
        from simplemma.strategies.dictionaries import frontcode

        edition, *lines = marks.split(b"\n")
        if edition.decode() != digest(stream):
            raise ValueError("marks of another edition of the dictionary")
        self._stream, self._entries, self._unpacked = stream, frontcode._iter_records, frontcode._decode_stream
        self._backwards, self._length, _ = frontcode._read_header(stream)
        fields = [line.split(b"\t") for line in lines]
        self._marks = [Mark(int(start), key, value) for start, key, value, _ in fields]
        self._firsts = [field[3] for field in fields]
        self._looked = 0
        self._whole: dict[bytes, bytes] | None = None

    def _find(self, word: str) -> bytes | None:
        key = word.encode()
        if self._whole is None and self._looked >= MANY:
            self._whole = self._unpacked(self._stream)
        if self._whole is not None:
            return self._whole.get(key)
        self._looked += 1
        if self._backwards:
            key = key[::-1]
        block = bisect_right(self._firsts, key) - 1
        if block < 0:
            return None
        mark = self._marks[block]
        for _, found, value in self._entries(self._stream, mark.start, mark.key, mark.value):
            if found >= key:
                return None if found != key else value[::-1] if self._backwards else value
        return None

    def __getitem__(self, word: str) -> str:
        found = self._find(word)
        if found is None:
            raise KeyError(word)
        return found.decode()

    def get(self, word: str, default: Any = None) -> Any:
        """As of any mapping, without an exception for each word that it lacks."""
        found = self._find(word)
        return default if found is None else found.decode()

    def __iter__(self) -> Iterator[str]:
        for key in self._unpacked(self._stream):
            yield key.decode()

    def __len__(self) -> int:
        return int(self._length)


class Dictionaries:
    """What simplemma asks for a language's dictionary."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return _dictionary(lang)


def _packed(name: str) -> bytes | None:
    file = resources.files("ci_text.data") / "lemmas" / name
    return lzma.decompress(file.read_bytes()) if file.is_file() else None


@cache
def _common(lang: str) -> Mapping[str, str]:
    """The lemmas of common words; none where another version of simplemma is installed."""
    edition, _, lines = (_packed(f"{lang}.common") or b"").decode().partition("\n")
    if edition != version("simplemma"):
        return {}
    words = lines.split("\n")
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def _dictionary(lang: str) -> Mapping[str, str]:
    from simplemma.strategies.dictionaries import dictionary_factory as theirs

    marks = _packed(f"{lang}.marks")
    if marks:
        try:
            return Marked(theirs._read_decompressed(lang), marks)
        except (AttributeError, ImportError, ValueError):
            pass  # another simplemma: its own reading is as right, and slower
    return theirs.DefaultDictionaryFactory().get_dictionary(lang)


@cache
def lemmatizer() -> Any:
    """simplemma's lemmatizer on these dictionaries; `lemmatize(word, lang)` gives what `simplemma.lemmatize` does."""
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=Dictionaries()))
