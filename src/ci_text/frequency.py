"""How frequent a word is in Danish or English, from wordfreq's small lists.

The lists are read from wordfreq's data files without importing the package: its tokenizers cost .15 s at the start of
every worker, the two lists .02 s. Format ('cBpack', from wordfreq's README): a header, then the words by falling
frequency, one list for each centibel.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def frequencies(language: str) -> dict[str, float]:
    """Word -> Zipf frequency (log10 of occurrences per billion words); empty where there is no list."""
    import msgpack  # type: ignore[import-untyped]

    spec = find_spec("wordfreq")
    if spec is None or spec.origin is None:
        return {}
    path = Path(spec.origin).parent / "data" / f"small_{language}.msgpack.gz"
    if not path.exists():
        return {}
    with gzip.open(path, "rb") as handle:
        _, *bins = msgpack.load(handle, raw=False)
    return {word: (900 - centibels) / 100 for centibels, words in enumerate(bins) for word in words}


def zipf(word: str, languages: tuple[str, ...] = ("da", "en")) -> float:
    """The highest Zipf frequency of a lower-case word in any of the languages; 0 where none knows it."""
    return max((frequencies(language).get(word, 0.0) for language in languages), default=0.0)


@cache
def _words_of(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(frequencies(language) for language in languages))


def known_share(text: str, languages: tuple[str, ...]) -> tuple[float | None, int]:
    """The share of the words of a text that a language knows, and how many words there are."""
    words = _WORD.findall(text.lower())
    if not words:
        return None, 0
    known = sum(map(_words_of(languages).__contains__, words))
    return known / len(words), len(words)
