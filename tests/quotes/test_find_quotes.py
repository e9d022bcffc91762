from __future__ import annotations

from dataclasses import replace

import pytest

from ci_text.errors import NotVerbatim, UsageError
from ci_text.quotes import QuoteFilter, find_quotes
from ci_text.records import Line, ThemeShare
from ci_text.verbatim import GAP, is_verbatim
from shelf import Shelf, two_codes

GOOD = "Styregruppen i Nordhavn har mødtes 14 gange siden 2018 og har hver gang gennemgået de fælles tal for vandløbet."
PLAIN = "Der er rent vand i åen, og det har alle parter arbejdet for gennem flere år sammen."


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def book(tmp_path):
    return two_codes(tmp_path)


def ask(shelf, book, matching=None, notes=None, **fields):
    return find_quotes(shelf.corpus(), book, QuoteFilter(**fields), shelf.text_of, notes or {}, matching)


def test_every_quote_is_verbatim_with_its_place_and_source(shelf, book):
    a = shelf.document("a", "Å", citation="Holm, B. (2020): Åen. Nord.")
    shelf.passage(a, "Indledning uden kode.", code="")
    p = shelf.passage(a, GOOD, evidence="fælles tal", page=3, page_end=3, speaker="Birthe", role="informant")
    (quote,) = ask(shelf, book)
    assert shelf.texts[a][quote.start : quote.end] == quote.text == GOOD
    assert (quote.passage_id, quote.page, quote.speaker, quote.initiative) == (p.id, 3, "Birthe", "Å")
    assert quote.document == "Å/a.pdf" and quote.citation == "Holm, B. (2020): Åen. Nord."
    (words,) = quote.evidence
    assert quote.text[words.start : words.end] == "fælles tal"


def test_a_quote_that_is_not_in_the_document_is_refused(shelf, book):
    a = shelf.document("a", "Å")
    shelf.passage(a, GOOD)
    shelf.texts[a] = shelf.texts[a].replace("14", "15")
    with pytest.raises(NotVerbatim, match="not word for word"):
        ask(shelf, book)


def test_the_fit_quote_comes_first(shelf, book):
    a = shelf.document("a", "Å")
    shelf.passage(a, "og det gjorde de så også ofte ude ved vandløbet")
    shelf.passage(a, "Han sagde det ofte, når de kom forbi åen om aftenen efter arbejde.")
    shelf.passage(a, GOOD)
    assert [q.text[:4] for q in ask(shelf, book)] == ["Styr", "Han ", "og d"]


def test_headings_questions_of_the_interviewer_and_discarded_quotes_stay_behind(shelf, book):
    a = shelf.document("a", "Å")
    shelf.passage(a, GOOD, kind="heading")
    asked = shelf.passage(a, GOOD.replace("14", "15"), role="interviewer", kind="turn")
    told = shelf.passage(a, PLAIN, role="informant", kind="turn")
    gone = shelf.passage(a, GOOD.replace("14", "16"))
    notes = {(gone.id, "water"): ("discarded", "ude af sammenhæng"), (told.id, "water"): ("starred", "")}
    assert [q.passage_id for q in ask(shelf, book, notes=notes)] == [told.id, asked.id]
    assert gone.id in {q.passage_id for q in ask(shelf, book, notes=notes, include_discarded=True)}
    assert [q.passage_id for q in ask(shelf, book, notes=notes, starred=True)] == [told.id]


def test_the_interviewer_is_no_evidence_in_a_cell_unless_starred(shelf, book):
    a = shelf.document("a", "Å")
    asked = shelf.passage(a, GOOD, role="interviewer", kind="turn")
    assert ask(shelf, book, per_cell=3) == []
    notes = {(asked.id, "water"): ("starred", "")}
    assert [q.passage_id for q in ask(shelf, book, notes=notes, per_cell=3)] == [asked.id]
    told = shelf.passage(a, PLAIN, role="informant", kind="turn")
    assert [q.passage_id for q in ask(shelf, book, per_cell=3)] == [told.id]


def test_filters_take_a_value_or_a_list(shelf, book):
    a, b = shelf.document("a", "Å", kind="report"), shelf.document("b", "Ø")
    shelf.passage(a, GOOD)
    shelf.passage(b, PLAIN, code="trust", stance="lacking", lang="en", speaker="Bo")
    assert [q.initiative for q in ask(shelf, book, initiative="Ø")] == ["Ø"]
    assert len(ask(shelf, book, initiative=["Ø", "Å"])) == 2
    assert [q.code for q in ask(shelf, book, codes=["trust"])] == ["trust"]
    assert [q.code for q in ask(shelf, book, stance="lacking")] == ["trust"]
    assert [q.code for q in ask(shelf, book, document="b.pdf")] == ["trust"]
    assert [q.code for q in ask(shelf, book, speaker="Bo", lang="en")] == ["trust"]
    assert ask(shelf, book, max_words=10) == []
    with pytest.raises(UsageError):
        QuoteFilter(min_words=10, max_words=5)


def test_no_source_fills_the_list_alone(shelf, book):
    a, b = shelf.document("a", "Å"), shelf.document("b", "Ø")
    for year in range(5):
        shelf.passage(a, GOOD.replace("2018", f"201{year}"), speaker="Anna")
    shelf.passage(b, PLAIN, speaker="Bo")
    assert {q.initiative for q in ask(shelf, book, limit=3)} == {"Å", "Ø"}


def test_best_of_each_cell(shelf, book):
    a, b = shelf.document("a", "Å"), shelf.document("b", "Ø")
    for document in (a, b):
        for year in range(3):
            p = shelf.passage(document, GOOD.replace("2018", f"201{year}") + document[0])
            shelf.tags.append(replace(shelf.tags[-1], passage_id=p.id, code="trust"))
    found = ask(shelf, book, per_cell=2)
    assert [(q.initiative, q.code) for q in found] == [
        (i, c) for i in ("Å", "Ø") for c in ("water", "trust") for _ in "12"
    ]  # fmt: skip
    assert len(ask(shelf, book)) == 6, "without codes a passage is quoted once"


def test_the_other_side_is_heard_when_asked(shelf, book):
    a = shelf.document("a", "Å")
    for year in range(4):
        shelf.passage(a, GOOD.replace("2018", f"201{year}"))
    shelf.passage(a, PLAIN, stance="lacking", score=0.6)
    assert {q.stance for q in ask(shelf, book, stance="at_work")} == {"at_work"}
    assert {q.stance for q in ask(shelf, book, stance="at_work", against=True, limit=3)} == {"at_work", "lacking"}


def test_both_sides_stand_in_every_cell_that_has_them(shelf, book):
    a = shelf.document("a", "Å")
    for n in range(6):
        shelf.passage(a, GOOD.replace("14", str(20 + n)))
    shelf.passage(a, PLAIN, stance="lacking", score=0.5)
    assert [q.stance for q in ask(shelf, book, per_cell=3, against=True)].count("lacking") == 1


def test_a_starred_quote_comes_first_and_carries_its_note(shelf, book):
    a = shelf.document("a", "Å")
    shelf.passage(a, GOOD)
    chosen = shelf.passage(a, PLAIN, score=0.3)
    again = shelf.passage(a, PLAIN + " ", score=0.3)
    shelf.duplicates[again.id] = shelf.passages[-2].id
    notes = {(again.id, "water"): ("starred", "til kapitel 3")}
    first, second = ask(shelf, book, notes=notes, per_cell=2)
    assert (first.passage_id, first.starred, first.note) == (again.id, True, "til kapitel 3"), (
        "the starred of two alike"
    )
    assert (second.text, second.starred, second.note) == (GOOD, False, "")
    assert chosen.id not in {first.passage_id, second.passage_id}


def test_what_stands_in_five_reports_is_quoted_once(shelf, book):
    a, b = shelf.document("a", "Å"), shelf.document("b", "Ø")
    first, second = shelf.passage(a, GOOD), shelf.passage(b, GOOD)
    shelf.duplicates[first.id] = second.id
    assert [q.passage_id for q in ask(shelf, book)] == [second.id]
    assert [q.passage_id for q in ask(shelf, book, initiative="Å")] == [first.id]


def test_search_and_themes_find_passages_without_a_code(shelf, book):
    a = shelf.document("a", "Å")
    plain, tagged = shelf.passage(a, PLAIN, code=""), shelf.passage(a, GOOD)
    both = frozenset({plain.id, tagged.id})
    assert {q.code for q in ask(shelf, book, matching=both, search="vand")} == {"", "water"}
    assert [q.code for q in ask(shelf, book, matching=both, search="vand", codes=["water"])] == ["water"]
    corpus = replace(shelf.corpus(), shares=(ThemeShare(plain.id, 4, 0.9),))
    assert [q.passage_id for q in find_quotes(corpus, book, QuoteFilter(theme=4), shelf.text_of, {}, None)] == [
        plain.id
    ]


LONG = (
    "Vi gik en tur. Vandløbet er renere end før. Solen skinnede den dag. Alle målte vandløbet sammen. Så gik vi hjem."
)


def test_tightened_to_the_sentences_that_carry_it(shelf, book):
    a = shelf.document("a", "Å")
    p = shelf.passage(a, LONG, evidence="Vandløbet")
    second = replace(shelf.tags[-1].evidence[0], start=LONG.index("målte"), end=LONG.index("målte") + 5, text="målte")
    shelf.tags[-1] = replace(shelf.tags[-1], evidence=(*shelf.tags[-1].evidence, second))
    (whole,) = ask(shelf, book, tighten=True)
    assert whole.text == "Vandløbet er renere end før. Solen skinnede den dag. Alle målte vandløbet sammen."
    assert shelf.texts[a][whole.start : whole.end] == whole.text and whole.start == p.start + 15
    (cut,) = ask(shelf, book, tighten=True, ellipsis=True)
    assert cut.text == "Vandløbet er renere end før. (…) Alle målte vandløbet sammen."
    assert [cut.text[e.start : e.end] for e in cut.evidence] == ["Vandløbet", "målte"]


def test_a_part_of_a_passage_over_two_pages_is_cited_with_its_own(shelf, book):
    a = shelf.document("a", "Å")
    p = shelf.passage(a, LONG, evidence="Vandløbet", page=3, page_end=4)
    turn = p.start + LONG.index("Solen")
    lines = (Line(p.start, turn, 3), Line(turn, p.end, 4))

    def asked(**fields):
        where = QuoteFilter(min_words=3, **fields)
        return find_quotes(shelf.corpus(), book, where, shelf.text_of, {}, None, lambda _: lines)

    (part,) = asked(tighten=True)
    assert (part.text, part.page, part.page_end) == ("Vandløbet er renere end før.", 3, 3)
    (whole,) = asked()
    assert (whole.page, whole.page_end) == (3, 4)
    (unplaced,) = ask(shelf, book, tighten=True, min_words=3)
    assert (unplaced.page, unplaced.page_end) == (3, 4)


def test_a_quote_with_omissions_keeps_the_order_and_the_ends(shelf, book):
    a = shelf.document("a", "Å")
    shelf.passage(a, LONG, evidence="Vandløbet")
    (quote,) = ask(shelf, book)
    text = shelf.texts[a]
    first, last = "Vi gik en tur.", "Så gik vi hjem."
    assert is_verbatim(replace(quote, text=first + GAP + last), text)
    assert not is_verbatim(replace(quote, text=last + GAP + first), text)
    assert not is_verbatim(replace(quote, text=first + GAP + "Alle målte alt." + GAP + last), text)
    assert not is_verbatim(replace(quote, text=first + GAP + "Alle målte vandløbet sammen."), text), "ends elsewhere"


def test_a_document_is_opened_once_and_the_order_is_always_the_same(shelf, book):
    for letter in "abc":
        document = shelf.document(letter, f"I{letter}")
        for year in range(6):
            shelf.passage(document, GOOD.replace("2018", f"20{year}{letter}"))
    first = ask(shelf, book)
    assert sorted(shelf.asked) == sorted(set(shelf.asked))
    shelf.passages.reverse(), shelf.tags.reverse()
    assert ask(shelf, book) == first
