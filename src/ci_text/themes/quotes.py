"""Verbatim quotes of a theme: the sentences that say most of its words, from different documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ci_text.language import lemma, sentences
from ci_text.records import Passage
from ci_text.themes.model import ThemeModel
from ci_text.themes.twins import apart
from ci_text.themes.words import WORD

PER_THEME = 3
SHORTEST, LONGEST = 60, 320  # characters


@dataclass(frozen=True, slots=True)
class ThemeQuote:
    """A span of a passage: `text == passage.text[start:end]`."""

    passage_id: str
    document_id: str
    start: int
    end: int
    text: str
    page: int


def theme_quotes(model: ThemeModel, passages: Sequence[Passage], most: int = PER_THEME) -> dict[int, list[ThemeQuote]]:
    """Theme id -> quotes, from the theme's representative passages, best first."""
    by_id = {p.id: p for p in passages}
    return {t.id: [_quote(by_id[i], t.keywords) for i in t.representative if i in by_id][:most] for t in model.themes}


def _quote(passage: Passage, keywords: Sequence[str]) -> ThemeQuote:
    """The whole passage where it is short, else the run of whole sentences with most of the theme's words."""
    lang = passage.lang or "da"
    spans = sentences(passage.text, lang) or [(0, len(passage.text))]
    wanted = {lemma(k.lower(), lang) for k in apart(keywords)}
    best, place = (-1.0, 0), (spans[0][0], spans[-1][1])
    if place[1] - place[0] > LONGEST:
        for first in range(len(spans)):
            for last in range(first, len(spans)):
                start, end = spans[first][0], spans[last][1]
                if end - start > LONGEST and last > first:
                    break
                inside = {lemma(w.lower(), lang) for w in WORD.findall(passage.text[start:end])}
                value = (len(wanted & inside) + min(end - start, SHORTEST) / SHORTEST, start - end)
                if value > best:
                    best, place = value, (start, end)
    start, end = place
    return ThemeQuote(passage.id, passage.document_id, start, end, passage.text[start:end], passage.page)
