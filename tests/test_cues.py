from __future__ import annotations

from pathlib import Path

import pytest

from ci_text.codebook import default_codebook, load_codebook
from ci_text.errors import CodebookError
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
        ("*stjerne*", "En ledestjerne og to stjernehimle, ingen stjær.", "da", ["ledestjerne", "stjernehimle"]),
        ("small _ win", "A small early win, no more.", "en", ["small early win"]),
        ("toward the same _", "Working toward the same goal", "en", ["toward the same goal"]),
        ("toward the same _", "Working toward the same", "en", []),  # nothing stands there
    ],
)
def test_the_pattern_language(cue: str, text: str, lang: str, found: list[str]) -> None:
    tokens = analyse(text, lang)
    hits = CueMatcher([parse_cue("k", cue, lang)]).find(tokens)
    assert [text[tokens.starts[h.first] : tokens.ends[h.last - 1]] for h in hits] == found


@pytest.mark.parametrize("tagger", ["lexicon", "quick"])
def test_a_text_may_break_off_where_a_cue_goes_on(tagger: str) -> None:
    text = "For years all of us had a common agenda and were working towards the same"
    for tag in load_tagger(tagger, default_codebook()).tag([lone_passage("1", text, "en")]):
        assert all(text[e.start : e.end] == e.text for e in tag.evidence)


@pytest.mark.parametrize("cue", ["goal ..", "... goal", "goal _"])
def test_a_cue_that_fits_no_text_is_a_mistake_of_the_codebook(cue: str, tiny_codebook: Path) -> None:
    text = tiny_codebook.read_text("utf-8")
    tiny_codebook.write_text(text.replace("vandløb", f"'{cue}'", 1), "utf-8")
    assert tiny_codebook.read_text("utf-8") != text
    with pytest.raises(CodebookError, match="never fits"):
        load_codebook(tiny_codebook)


def test_the_lexicon_tags_with_the_words_that_earned_it(tiny_codebook) -> None:
    tagger = load_tagger("lexicon", load_codebook(tiny_codebook))
    tags = tagger.tag([lone_passage("1", "Bækken blev aldrig helt ren, og vandløbet døde.", "da")])
    assert [(t.code, t.stance) for t in tags] == [("water", "lacking")]
    assert tags[0].score == pytest.approx(1 - 2**-3)
    assert [e.text for e in tags[0].evidence] == ["Bækken blev aldrig helt ren", "vandløbet"]
    assert tagger.tag([lone_passage("2", "Der var kaffe og kage.", "da")]) == []
