from __future__ import annotations

import pytest

from ci_text.codebook import load_codebook
from ci_text.evaluation import lone_passage
from ci_text.language import analyse
from ci_text.taggers import load_tagger
from ci_text.taggers.cues import CueMatcher, parse_cue


@pytest.mark.parametrize(
    ("cue", "text", "lang", "found"),
    [
        ("fælles mål", "De havde fælles målene for øje.", "da", ["fælles målene"]),
        ("fælles (mål|vision)", "En fælles vision.", "da", ["fælles vision"]),
        ("koordinator*", "Koordinatorernes arbejde", "da", ["Koordinatorernes"]),
        ("*sekretariat", "Et fællessekretariat blev lagt i Ry", "da", ["fællessekretariat"]),
        ("agree .. goal", "They agreed on one shared goal.", "en", ["agreed on one shared goal"]),
        ("agree .. goal", "They agreed that it would perhaps once be a goal.", "en", []),
        (
            "agree ... goal",
            "They agreed that it would perhaps once be a goal.",
            "en",
            ["agreed that it would perhaps once be a goal"],
        ),
        ("small _ win", "A small early win, no more.", "en", ["small early win"]),
    ],
)
def test_the_pattern_language(cue: str, text: str, lang: str, found: list[str]) -> None:
    tokens = analyse(text, lang)
    hits = CueMatcher([parse_cue("k", cue, lang)]).find(tokens)
    assert [text[tokens.starts[h.first] : tokens.ends[h.last - 1]] for h in hits] == found


def test_the_lexicon_tags_with_the_words_that_earned_it(tiny_codebook) -> None:
    tagger = load_tagger("lexicon", load_codebook(tiny_codebook))
    tags = tagger.tag([lone_passage("1", "Bækken blev aldrig helt ren, og vandløbet døde.", "da")])
    assert [(t.code, t.stance) for t in tags] == [("water", "lacking")]
    assert tags[0].score == pytest.approx(1 - 2**-3)
    assert [e.text for e in tags[0].evidence] == ["Bækken blev aldrig helt ren", "vandløbet"]
    assert tagger.tag([lone_passage("2", "Der var kaffe og kage.", "da")]) == []
