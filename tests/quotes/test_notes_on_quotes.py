"""What people noted on quotes holds whatever the filter's other limits are, and for all copies."""

from __future__ import annotations

from dataclasses import replace

from ci_text.quotes import QuoteFilter, find_quotes
from made_corpus import Maker, make_codebook

BOOK = make_codebook("a")


def test_a_star_needs_no_length_and_no_score() -> None:
    maker = Maker()
    long = maker.passage(maker.document("d1", initiative="I"), "ord " * 140 + "slut", codes={"a": "at_work"})
    short = maker.passage(maker.document("d2", initiative="I"), "Det gør vi.", codes={"a": "at_work"})
    corpus = maker.corpus()
    unsure = tuple(replace(t, score=0.3) for t in corpus.tags)
    corpus = replace(corpus, tags=unsure)
    where = QuoteFilter(codes=("a",), min_score=0.5)
    words = text_of(corpus)
    assert find_quotes(corpus, BOOK, where, words, {}) == []
    notes = {(long, "a"): ("starred", ""), (short, "a"): ("starred", "god")}
    assert {q.passage_id for q in find_quotes(corpus, BOOK, where, words, notes)} == {long, short}


def test_a_discarded_quote_does_not_come_back_from_its_copy() -> None:
    maker = Maker()
    said = "Vi mødtes hver uge i fire år, og det holdt os sammen."
    first = maker.passage(maker.document("v1", initiative="I"), said, codes={"a": "at_work"})
    second = maker.passage(maker.document("v2", initiative="I"), said, codes={"a": "at_work"})
    corpus = replace(maker.corpus(), duplicates={second: first})
    where, words = QuoteFilter(codes=("a",)), text_of(corpus)
    assert len(find_quotes(corpus, BOOK, where, words, {})) == 1
    for discarded in (first, second):
        assert find_quotes(corpus, BOOK, where, words, {(discarded, "a"): ("discarded", "")}) == []


def text_of(corpus):
    """A document's text: each passage where it stands."""

    def text(document_id: str) -> str:
        own = [p for p in corpus.passages if p.document_id == document_id]
        letters = [" "] * max(p.end for p in own)
        for p in own:
            letters[p.start : p.end] = p.text
        return "".join(letters)

    return text
