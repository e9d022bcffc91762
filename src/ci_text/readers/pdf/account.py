"""The account of a page: every character of the source is in the text or set aside under a kind."""

from __future__ import annotations

import re
from collections import Counter

from ci_text.frequency import known_share
from ci_text.readers.pdf.chars import PageWords
from ci_text.records import PageAccount

_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")
FEW_WORDS = 12  # below this the share of known words says nothing
DOUBTFUL, UNREADABLE = 0.45, 0.2


Judgement = tuple[str, str, float | None]
"""Good, doubtful or unreadable; the reason; the share of known words."""


def account(page: PageWords, judgement: Judgement, out: int, aside: Counter[str]) -> PageAccount:
    """Balance and verdict of one page."""
    verdict, reason, quality = judgement
    return PageAccount(
        page=page.number,
        characters_in=page.characters,
        characters_out=out,
        set_aside={kind: n for kind, n in sorted(aside.items()) if n},
        quality=quality,
        verdict=verdict,
        reason=reason,
        width=round(page.shown_width, 2),
        height=round(page.shown_height, 2),
        ocr=page.ocr,
    )


def judge(page: PageWords, text: str, languages: tuple[str, ...]) -> Judgement:
    """How well a page reads; `text` is all that could be read on it."""
    if not page.characters:
        if page.picture_share > 0.05:
            return "unreadable", "a picture only, without text", None
        return "good", "", None
    unmapped = len(_UNMAPPED.findall(text))
    if unmapped > 0.3 * page.characters:
        return "unreadable", f"{unmapped} of {page.characters} characters have no meaning in the file", 0.0
    share, words = known_share(text, languages)
    if share is None:
        return "good", "", None
    quality = round(share, 3)
    if words < FEW_WORDS:
        if share < 0.6 and page.picture_share > 0.05:
            return "doubtful", f"a picture and {words} words, few of them known", quality
        return "good", "", quality
    if share < UNREADABLE and _looks_broken(text):
        return "unreadable", f"only {share:.0%} of the words are known words", quality
    if share < DOUBTFUL:
        return "doubtful", f"only {share:.0%} of the words are known words", quality
    if unmapped > 0.02 * page.characters:
        return "doubtful", f"{unmapped} characters have no meaning in the file", quality
    return "good", "", quality


def _looks_broken(text: str) -> bool:
    """Few vowels or many signs: a broken font map, not a foreign language."""
    letters = [c for c in text.lower() if c.isalpha()]
    if not letters:
        return False
    vowels = sum(c in "aeiouyæøåäöüéèêàáíóú" for c in letters) / len(letters)
    signs = sum(not c.isalnum() and not c.isspace() for c in text) / max(1, len(text))
    return vowels < 0.22 or vowels > 0.6 or signs > 0.25
