"""Hyphens at line ends: which were put there by the line break and which belong to the word.

The rules, in this order: a soft or typesetter's hyphen (U+00AD, U+2010) goes; 'silo- og' keeps its hyphen and
its blank;
before a capital or a digit the hyphen stays; then the document's own words decide, then word frequency (wordfreq,
Danish and English), and else the word is joined.
"""

from __future__ import annotations

import re
from collections import Counter

from ci_text.frequency import zipf
from ci_text.readers.pdf.calls import EOL_HYPHEN

HYPHENS = "-\u2010\u00ad" + EOL_HYPHEN
_LINKS = {"og", "eller", "samt", "til", "and", "or", "to", "und", "oder", "henholdsvis", "hhv.", "as"}
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)$")
_FIRST = re.compile(r"[^\W\d_]+")


_ADDRESS = re.compile(r"(?:https?://|www\.|\b[a-z]{3,}\.(?:com|org|dk|net|eu)\b)\S*$", re.IGNORECASE)


def is_address(before: str) -> bool:
    """True where a text ends within a web address: nothing is put in or taken out at a line break there."""
    return _ADDRESS.search(before) is not None


class Hyphens:
    """Repairs line ends with the words of the document itself as the first witness."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()

    def learn(self, text: str) -> None:
        """Count the words of a line that stand whole on it."""
        found = _TOKEN.findall(text.lower())
        if found and text[-1:] in HYPHENS:
            found.pop()
        self.words.update(found)

    def join(self, before: str, after: str) -> tuple[str, str]:
        """How a line that ends with a hyphen meets the next: (what is put for the hyphen, the blank after it)."""
        sign = before[-1]
        kept = "-" if sign in EOL_HYPHEN + "\u2010" else sign
        if is_address(before):
            return self._in_address(before, sign, after)
        last, first = _LAST.search(before[:-1]), _FIRST.match(after)
        if sign == "\u00ad":
            return "", ""
        if before[-2:-1].isdigit() and first is not None and first.group().lower() not in _LINKS:
            return kept, ""
        if last is None or first is None:
            return kept, "" if after[:1].isdigit() or last is not None else " "
        head, tail = last.group(), first.group()
        joined = (head + tail).lower()
        if tail.lower() in _LINKS and not self.words[joined]:
            return kept, " "
        if tail[0].isupper():
            whole = self.words[joined] > self.words[f"{head}-{tail}".lower()] or head in ("Mc", "Mac")
            return ("", "") if whole and (tail.isupper() or len(head) < 4) else (kept, "")
        if sign == "\u2010":
            return "", ""
        return ("", "") if self._is_one_word(head, tail) else (kept, "")

    def _is_one_word(self, head: str, tail: str) -> bool:
        joined, hyphened = (head + tail).lower(), f"{head}-{tail}".lower()
        ours, theirs = self.words[joined], self.words[hyphened]
        if ours != theirs:
            return ours > theirs
        if head.isupper() and len(head) > 1:  # 'EU-landene'
            return False
        part = joined.rsplit("-", 1)[-1]  # of 'self-organi-zing' the piece that was cut
        if self._known(part):
            return hyphened not in _COMPOUNDS
        if _is_fixed(hyphened):
            return False
        first = head.rsplit("-", 1)[-1].lower()
        if "-" in head:
            return not (self._stands(first) and self._stands(tail.lower()))
        # 'values-writing': English writes two words that no list knows as one with a hyphen, Danish writes them as one
        if not any(c in "aeiouyæøå" for c in first):  # 'cpr-numre'
            return False
        last = tail.lower()
        english = zipf(first, ("en",)) >= 3.2 and max(zipf(last, ("en",)), zipf(last.removesuffix("s"), ("en",))) >= 3.2
        return not (english and self.words["the"] > self.words["og"] and len(first) > 2 and len(tail) > 2)

    def _in_address(self, before: str, sign: str, after: str) -> tuple[str, str]:
        """A hyphen in a web address stays, unless the typesetter cut a word or put it after a full stop."""
        head, tail = re.search(r"[a-z]+$", before[:-1]), re.match(r"[a-z]+", after)
        if sign == EOL_HYPHEN and before[-2] in "./":
            return "", ""
        if sign == EOL_HYPHEN and head is not None and tail is not None and zipf(head.group() + tail.group()) > 0:
            return "", ""
        return ("-" if sign == EOL_HYPHEN else sign), ""

    def _known(self, word: str) -> bool:
        forms = [word] + [word[: -len(end)] for end in ("s", "en", "er", "et", "e", "ing", "ed") if word.endswith(end)]
        return any(self.words[form] > 0 or zipf(form) > 0 for form in forms)

    def _stands(self, word: str) -> bool:
        return self.words[word] > 0 or zipf(word) >= 3.0


_COMPOUNDS = frozenset(
    [
        "e-mail",
        "on-going",
        "long-term",
        "short-term",
        "well-being",
        "follow-up",
        "decision-making",
        "so-called",
        "co-operation",
        "non-profit",
        "real-time",
        "full-time",
        "part-time",
        "high-level",
        "low-cost",
        "open-source",
        "up-to-date",
        "self-organizing",
        "bottom-up",
        "top-down",
        "one-on-one",
        "face-to-face",
        "day-to-day",
        "cross-functional",
        "decision-makers",
        "problem-solving",
    ]
)


_PREFIXES = frozenset(["self", "non", "ex", "cross", "co", "well", "e", "ikke"])


def _is_fixed(word: str) -> bool:
    """Compounds that are written with a hyphen."""
    first, _, rest = word.partition("-")
    return word in _COMPOUNDS or (first in _PREFIXES and zipf(rest) >= 3.0)
