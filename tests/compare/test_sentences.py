"""What tables say in words: numbers with their nouns, groups by their names, and no findings made of questions."""

from __future__ import annotations

import pytest

from ci_text.column_words import counted, group
from ci_text.compare import compare
from ci_text.compare.sentences import interval
from made_corpus import Maker, make_codebook

BOOK = make_codebook("a", "b", "c")


def talk(documents: int = 12, answers: int = 6) -> Maker:
    """Interviews: a question after each answer; every second answer is evidence."""
    maker = Maker()
    for d in range(documents):
        one = maker.document(f"d{d}", initiative=f"I{d % 2}", kind="interview")
        for n in range(answers):
            codes = {"a": "lacking" if n else "at_work"} if n % 2 == 0 else {}
            maker.passage(one, codes=codes, speaker="Bo", role="informant", kind="turn")
            maker.passage(one, codes={"a": "at_work"}, speaker="Int", role="interviewer", kind="turn")
    return maker


@pytest.mark.parametrize(
    ("number", "lang", "said"),
    [(1, "da", "1 dokument"), (0, "da", "0 dokumenter"), (1200, "da", "1.200 dokumenter"), (1, "en", "1 document")],
)
def test_one_is_one(number: int, lang: str, said: str) -> None:
    assert counted(number, "document", lang) == said


def test_groups_have_names() -> None:
    assert group("kind", "brochure", "da") == "folder" and group("kind", "brochure", "en") == "brochure"
    assert group("initiative", "brochure", "da") == "brochure", "an initiative keeps its name"
    assert group("role", "—", "da") == "uden angivelse" and group("year", "", "en") == "all together"


def test_intervals_carry_their_sign_once() -> None:
    assert interval(0.005, 0.092, "da") == "0,5–9,2 %" and interval(0.005, 0.092, "en") == "0.5–9.2%"


def test_a_cell_in_words() -> None:
    row = compare(talk(2).corpus(), BOOK).matrix.iloc[0]
    assert row["sentence_da"].startswith("I0: Kode a ses i 3 af 6 tekststykker (50 %; 95 %-interval ")
    assert "fra 1 af 1 dokument og 1 taler. Mangler: 2, til stede: 1." in row["sentence_da"]
    assert "from 1 of 1 document and 1 speaker. Lacking: 2, at work: 1." in row["sentence_en"]


def test_shares_are_of_what_can_hold_evidence() -> None:
    """Half of an interview is questions: they make no share smaller."""
    row = compare(talk().corpus(), BOOK).matrix.iloc[0]
    assert (row["evidence"], row["of_passages"], row["share"], row["asked"]) == (18, 36, 0.5, 36)


@pytest.mark.parametrize("by", ["role", "speaker"])
def test_the_interviewer_is_compared_with_nobody(by: str) -> None:
    found = compare(talk().corpus(), BOOK, by=by)
    asked = [g for g in found.matrix["group"].unique() if g.startswith(("interviewer", "Int"))]
    matrix = found.matrix[found.matrix["group"].isin(asked)]
    assert len(asked) and (matrix["absence"] == "asker").all() and matrix["share"].isna().all()
    assert "tæller ikke som evidens" in matrix["sentence_da"].iloc[0]
    assert not set(asked) & {*found.differences["a"], *found.differences["b"]}


def test_speakers_of_the_same_name_are_told_apart_by_their_document() -> None:
    maker = Maker()
    for name in ("one", "two"):
        maker.passage(maker.document(name), codes={"a": "at_work"}, speaker="A", role="informant", kind="turn")
    maker.passage(maker.document("three"), codes={"a": "at_work"}, speaker="Birthe", role="informant", kind="turn")
    groups = set(compare(maker.corpus(), BOOK, by="speaker").matrix["group"])
    assert groups == {"A (one.pdf)", "A (two.pdf)", "Birthe"}


def test_a_difference_whose_interval_holds_zero_is_no_finding() -> None:
    """The interval and the verdict never contradict each other."""
    found = compare(talk().corpus(), BOOK, by="role").differences
    sure = found[found["verdict"] == "differs"]
    assert ((sure["low"] > 0) | (sure["high"] < 0)).all()
