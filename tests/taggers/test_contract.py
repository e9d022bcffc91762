"""What every tagger promises, found by its name: a new tagger is tested without new test code."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_text.codebook import default_codebook, load_codebook
from ci_text.errors import UsageError
from ci_text.evaluation import lone_passage
from ci_text.records import STANCES, UNCODED_KINDS, Passage
from ci_text.taggers import Tagger, TaggerOptions, load_tagger
from ci_text.taggers.contract import tagger_names

SHORT = "Parterne blev enige om et fælles mål og måler nu på de samme indikatorer hver måned."
ENGLISH = "The partners agreed on a common goal, hired a coordinator and measure the same indicators every month."
BREATHLESS = (
    "og så kørte bussen forbi skolen og der var regn det meste af eftermiddagen i byen og så gik vi hjem igen " * 25
)
FILLER = "Bussen kørte forbi skolen, og der var regn det meste af eftermiddagen i byen. "
LOADED = {name: load_tagger(name, default_codebook()) for name in tagger_names()}
WORDS = (
    "fælles",
    "mål",
    "indikatorer",
    "ikke",
    "bør",
    "fonden",
    "🙂",
    "å\u030a",
    "\n",
    ". ",
    "shared",
    "koordinator",
    "  ",
)


@pytest.fixture(params=sorted(LOADED))
def tagger(request: pytest.FixtureRequest) -> Tagger:
    return LOADED[request.param]


def check(tagger: Tagger, passage: Passage) -> None:
    tags = tagger.tag([passage])
    assert len({tag.code for tag in tags}) == len(tags)
    for tag in tags:
        assert (tag.passage_id, tag.source) == (passage.id, tagger.source)
        assert tag.code in default_codebook().code_ids
        assert tag.stance in STANCES
        assert 0 <= tag.score <= 1
        ends = [0]
        for evidence in tag.evidence:
            assert passage.text[evidence.start : evidence.end] == evidence.text != ""
            assert evidence.start >= ends[-1]
            ends.append(evidence.end)


def test_they_are_found_by_folder() -> None:
    assert {"lexicon", "linear", "combined", "auto"} <= set(LOADED)
    with pytest.raises(UsageError, match="No tagger 'nobody'"):
        load_tagger("nobody", default_codebook())


def test_a_clear_passage_is_tagged_with_evidence(tagger: Tagger) -> None:
    for text, lang in ((SHORT, "da"), (ENGLISH, "en")):
        passage = lone_passage("p", text, lang)
        check(tagger, passage)
        tags = {tag.code: tag for tag in tagger.tag([passage])}
        assert {"common_agenda", "shared_measurement"} & set(tags)
        assert all(tag.evidence for tag in tags.values())


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "7 %", "🙂🙂"])
def test_next_to_nothing_is_no_tag(tagger: Tagger, text: str) -> None:
    assert tagger.tag([lone_passage("p", text, "da")]) == []


def test_kinds_that_are_context_are_not_tagged(tagger: Tagger) -> None:
    from dataclasses import replace

    passages = [replace(lone_passage("p", SHORT, "da"), kind=kind) for kind in sorted(UNCODED_KINDS)]
    assert tagger.tag(passages) == []


def test_passages_do_not_depend_on_each_other(tagger: Tagger) -> None:
    passages = [lone_passage(str(n), t, "da") for n, t in enumerate((SHORT, FILLER, SHORT * 3))]
    assert tagger.tag(passages) == [tag for passage in passages for tag in tagger.tag([passage])]


def test_a_passage_of_500_words_is_read_to_its_end(tagger: Tagger) -> None:
    passage = lone_passage("p", FILLER * 40 + SHORT * 6, "da")  # fills the last window: each tagger must find it
    assert len(passage.text.split()) > 500
    check(tagger, passage)
    long = {tag.code: tag for tag in tagger.tag([passage])}
    alone = {tag.code for tag in tagger.tag([lone_passage("s", SHORT, "da")])}
    assert "shared_measurement" in alone
    assert any(e.start >= len(FILLER) * 40 - len(FILLER) for e in long["shared_measurement"].evidence)


def test_talk_without_a_full_stop_is_read_to_its_end(tagger: Tagger) -> None:
    said = SHORT.lower().rstrip(".") + " "
    passage = lone_passage("p", BREATHLESS + said * 6, "da")
    check(tagger, passage)
    found = {tag.code: tag for tag in tagger.tag([passage])}
    assert any(e.start >= len(BREATHLESS) for e in found["shared_measurement"].evidence)


def test_a_letter_of_two_characters_and_a_hidden_hyphen_change_nothing(tagger: Tagger) -> None:
    plain = lone_passage("p", SHORT, "da")
    odd = lone_passage("p", SHORT.replace("å", "a\u030a").replace("fælles", "fæl\u00adles"), "da")
    check(tagger, odd)
    tags = tagger.tag([plain])
    assert [(t.code, t.stance, t.score) for t in tagger.tag([odd])] == [(t.code, t.stance, t.score) for t in tags]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=60), st.sampled_from(["da", "en"]))
def test_evidence_is_verbatim_in_any_text(parts: list[str], lang: str) -> None:
    passage = lone_passage("p", " ".join(parts), lang)
    for tagger in LOADED.values():
        check(tagger, passage)


def test_an_unknown_codebook_falls_back_to_the_lexicon(tiny_codebook) -> None:
    assert load_tagger("auto", load_codebook(tiny_codebook)).source.startswith("lexicon@")
    assert LOADED["auto"].source.startswith("combined@")


def test_precision_and_recall_choose_other_thresholds() -> None:
    def tagged(**options: float) -> tuple[str, int]:
        tagger = load_tagger("combined", default_codebook(), TaggerOptions(**options))
        texts = [SHORT, ENGLISH, FILLER, "De mødtes på havnen hver onsdag.", "Fonden gav penge til huset i 2019."]
        texts += ["Hun ringer stadig til de andre hver fredag.", "Mødet blev flyttet, og ingen sagde noget til det."]
        texts += ["Vi spurgte beboerne.", "Direktøren lyttede mere, end hun talte.", "Det gik langsomt."]
        return tagger.source, len(tagger.tag([lone_passage("p", text, "da") for text in texts]))

    (balance, some), (sure, few), (wide, many) = tagged(), tagged(precision=0.9), tagged(recall=0.9)
    assert len({balance, sure, wide}) == 3
    assert few <= some <= many
    assert few < many
    with pytest.raises(UsageError, match="does not reach 1.0"):
        tagged(precision=1.0)


def test_the_lexicon_has_no_precision_to_choose() -> None:
    with pytest.raises(UsageError, match="no probabilities"):
        load_tagger("lexicon", default_codebook(), TaggerOptions(precision=0.9))
