"""Fitness, balance and tightening by themselves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_text.quotes import QuoteFilter
from ci_text.quotes.balance import DISCOUNTS, FLOOR, Ranked, balanced
from ci_text.quotes.fitness import fitness
from ci_text.quotes.tighten import tightened
from ci_text.records import Evidence, Metadata, Passage
from ci_text.verbatim import GAP


def passage(text: str, lang: str = "da", **fields: object) -> Passage:
    given_fields = {"kind": "paragraph", "page": 1, "page_end": 1, **fields}
    return Passage("p", "d", 0, start=0, end=len(text), text=text, lang=lang, **given_fields)


WHOLE = "Styregruppen har mødtes hver måned siden 2018 og har flyttet boliger, penge og medarbejdere til Mølleparken."


@pytest.mark.parametrize(
    "worse",
    [
        "styregruppen har mødtes hver måned siden 2018 og har flyttet boliger, penge og medarbejdere til Mølleparken",
        "De har mødtes hver måned siden 2018 og har flyttet boliger, penge og medarbejdere til Mølleparken.",
        "Men styregruppen har mødtes hver måned og har flyttet boliger, penge og medarbejdere til området.",
        "Styregruppens møder, boliger, penge og medarbejdere, Mølleparken.",
        "Til stede: Birthe Skovmand, leder af sekretariatet, og Jimmi Rask, følger.",
        "Har styregruppen mødtes hver måned siden 2018, og har den flyttet boliger, penge og medarbejdere?",
    ],
)
def test_what_stands_alone_goes_before_what_does_not(worse):
    assert fitness(WHOLE, passage(WHOLE), 0.8) > fitness(worse, passage(worse), 0.8)


@pytest.mark.parametrize(
    "reference",
    [
        "Holm-Ås, O. (2014): Boligen først. Ti år i tre svenske byer. Lund: Nordan.",
        "Marsh, F. D. and Olsen, T. (2022a). The shared office. Seven years of work in Hull. Working paper 14.",
    ],
)
def test_an_entry_of_a_list_of_literature_is_no_quote(reference):
    said = "Holm, der leder sekretariatet (siden 2014), har flyttet boliger, penge og medarbejdere til Mølleparken."
    assert fitness(reference, passage(reference), 1.0) < 0.35 < fitness(said, passage(said), 1.0)


def test_an_empty_pronoun_points_to_nothing():
    empty, leaning = "Det er vigtigt, at alle parter måler det samme hver måned.", "Det målte alle parter hver måned."
    assert fitness(empty, passage(empty), 0.8) > fitness(leaning, passage(leaning), 0.8)
    there, that = "It is clear that the partners counted alike.", "That counted for the partners in the river group."
    assert fitness(there, passage(there, "en"), 0.8) > fitness(that, passage(that, "en"), 0.8)


def test_unsure_codes_and_words_count_less_and_nothing_is_nothing():
    assert fitness(WHOLE, passage(WHOLE), 0.9) > fitness(WHOLE, passage(WHOLE), 0.3)
    assert fitness(WHOLE, passage(WHOLE, words_sure=0.6), 0.9) < 0.65
    assert fitness("– …", passage("– …"), 0.9) == 0.0


@given(st.text(max_size=200), st.floats(0, 1))
def test_fitness_is_between_nothing_and_one(text, score):
    assert 0 <= fitness(text, passage(text), score) <= 1


sources = st.tuples(st.sampled_from("abc"), st.sampled_from("uvw"))


@given(st.lists(st.tuples(st.floats(0, 1), sources), max_size=25), st.integers(1, 30))
def test_the_order_is_the_greedy_order(drawn, limit):
    ranked = [Ranked(f, (f"{n:03}", n, ""), (("document", d), ("speaker", s))) for n, (f, (d, s)) in enumerate(drawn)]
    left, taken, plain = list(range(len(ranked))), [], []
    while left and len(plain) < limit:

        def worth(n: int) -> float:
            value = ranked[n].fitness
            for source in ranked[n].sources:
                value *= DISCOUNTS[source[0]] ** min(taken.count(source), FLOOR)
            return value

        best = min(left, key=lambda n: (-worth(n), ranked[n].tie))
        left.remove(best)
        plain.append(best)
        taken += ranked[best].sources
    assert balanced(ranked, limit) == plain


@given(st.data())
def test_a_tightened_quote_is_made_of_the_passage_and_holds_the_evidence(data):
    parts = data.draw(
        st.lists(st.sampled_from(["Vi gik.", "Det virkede!", "Alle målte bl.a. vand.", "Hvem? "]), min_size=1)
    )
    text = " ".join(parts).strip()
    at = data.draw(st.integers(0, len(text) - 1))
    evidence = (Evidence(at, at + 1, text[at]),)
    for ellipsis in (False, True):
        start, end, quoted = tightened(passage(text), evidence, ellipsis, min_words=1)
        pieces = quoted.split(GAP)
        assert text[start:end].startswith(pieces[0]) and text[start:end].endswith(pieces[-1])
        assert all(piece in text for piece in pieces)
        assert (start <= at < end) or text[at].isspace()


def test_what_is_asked_for_is_found_however_its_letters_are_written():
    apart = unicodedata.normalize("NFD", "Åsa på Ærø")
    metadata = Metadata(initiative="Åsa på Ærø")
    for written, asked in (("Åsa på Ærø", apart), (apart, "Åsa på Ærø")):
        told = passage(WHOLE, speaker=written)
        assert QuoteFilter(speaker=asked, initiative=[asked, "Fyn"], document=asked).fits_place(told, metadata, written)
    assert not QuoteFilter(speaker=apart).fits_place(passage(WHOLE, speaker="Asa på Ærø"), metadata, "")
