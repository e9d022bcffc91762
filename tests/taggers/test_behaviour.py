"""Passages whose reading must not change: what is lacking, what is advised, and what is no evidence at all."""

from __future__ import annotations

import pytest

from ci_text.codebook import default_codebook
from ci_text.evaluation import lone_passage
from ci_text.language import analyse, sentences
from ci_text.taggers import load_tagger
from ci_text.taggers.evidence import carrying_sentence
from ci_text.taggers.stance import is_wished_for

TAGGER = load_tagger("auto", default_codebook())


def stances(text: str, lang: str) -> dict[str, str]:
    return {tag.code: tag.stance for tag in TAGGER.tag([lone_passage("p", text, lang)])}


@pytest.mark.parametrize(
    ("lang", "text", "code", "stance"),
    [
        ("da", "Vi mangler fælles målemetoder", "shared_measurement", "lacking"),
        ("da", "Vi mangler fælles målemetoder, og hver kommune tæller stadig på sin egen måde.",
         "shared_measurement", "lacking"),
        ("da", "Parterne bør blive enige om en fælles vision og fælles mål.", "common_agenda", "advised"),
        ("en", "The partners should agree on a shared vision and common goals.", "common_agenda", "advised"),
        ("en", "All partners use the same set of indicators, and the results are compared every quarter.",
         "shared_measurement", "at_work"),
        ("da", "Alle parter bruger de samme indikatorer, og resultaterne sammenlignes hvert kvartal.",
         "shared_measurement", "at_work"),
        ("da", "Fonden gav 12 millioner kroner over fem år til samarbejdet.", "philanthropy", "at_work"),
        ("da", "Partnerne efterlyser et sekretariat.", "backbone", "lacking"),
        ("da", "Kommunen har et sekretariat. Flere savner dog en fælles vision.", "common_agenda", "lacking"),
        ("en", "The foundation gave a grant of 12 million over five years to the partnership.",
         "philanthropy", "at_work"),
    ],
)  # fmt: skip
def test_code_and_stance(lang: str, text: str, code: str, stance: str) -> None:
    assert stances(text, lang).get(code) == stance


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("Vi savner en fælles vision.", True),
        ("Vi har en fælles vision, som parterne savner.", False),
        ("Ingen savner en fælles vision.", False),
        ("Flere savner kaffe. Her er en fælles vision.", False),
    ],
)
def test_what_somebody_misses_stands_behind_the_verb_in_its_sentence(text: str, wished: bool) -> None:
    start = text.index("fælles")
    parts = [(start, start + len("fælles vision"), 1.0)]
    tokens = analyse(text, "da")
    assert is_wished_for(parts, carrying_sentence(parts, sentences(text, "da"), tokens), tokens) is wished


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("da", "Kaffen er klar klokken ti, og der er kage i køkkenet."),
        ("en", "The bus leaves at nine and the tickets cost four pounds."),
        ("en", "The foundation of the house was cast in concrete in 1962."),
        ("en", "The new fibre backbone network was switched on in March."),
        ("da", "Ledelsen af firmaet trådte tilbage i maj efter et dårligt regnskab."),
    ],
)
def test_no_code(lang: str, text: str) -> None:
    assert stances(text, lang) == {}
