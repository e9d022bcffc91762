from __future__ import annotations

import pandas as pd
import pytest

from ci_text.errors import UsageError
from ci_text.maturity import assess, check_level, default_rubric, maturity_tables
from ci_text.maturity.rubric import MEASURES
from made_corpus import Maker, make_code, make_codebook, random_corpus

BOOK = make_codebook("a", "b")


def sheet(maker: Maker, **options: object) -> dict[str, pd.Series]:
    table = assess(maker.corpus(), BOOK, **options)
    return {row["code"]: row for _, row in table.iterrows()}


def initiative(stances: dict[int, list[str]], voices: tuple[str, ...] = ("self", "independent", "self")) -> Maker:
    """Documents of three years and organisations; stances of code a by document."""
    maker = Maker()
    for number, voice in enumerate(voices):
        document_id = maker.document(
            f"d{number}", initiative="I", voice=voice, year=2018 + number, organisation=f"O{number}"
        )
        for stance in stances.get(number, []):
            maker.passage(document_id, codes={"a": stance})
        maker.passage(document_id)
    return maker


@pytest.mark.parametrize(
    ("stances", "level"),
    [
        ({}, "not_seen"),
        ({0: ["general"] * 5}, "not_seen"),
        ({0: ["lacking"]}, "emerging"),
        ({0: ["at_work"] * 9}, "emerging"),  # one source, however often
        ({0: ["at_work"] * 2, 1: ["at_work"]}, "in_place"),
        ({0: ["at_work"] * 2, 1: ["at_work", "lacking", "lacking"]}, "emerging"),  # contradicted too much
        ({0: ["at_work"] * 2, 1: ["at_work"] * 2, 2: ["at_work"] * 2}, "sustained"),
    ],
)
def test_levels_follow_the_evidence(stances: dict[int, list[str]], level: str) -> None:
    assert sheet(initiative(stances))["a"]["suggested"] == level


def test_self_description_alone_is_never_sustained() -> None:
    maker = initiative({n: ["at_work"] * 3 for n in range(3)}, voices=("self", "self", "self"))
    row = sheet(maker)["a"]
    assert row["suggested"] == "in_place"
    assert "uafhængige dokumenter (0 mod ≥ 1)" in row["why_da"]
    assert "independent documents (0 against ≥ 1)" in row["why_en"]
    assert "self-only" in row["gaps"]


def test_evidence_for_and_against_is_listed_surest_first() -> None:
    maker = initiative({0: ["at_work", "lacking", "advised", "general"]})
    row = sheet(maker)["a"]
    ids = [t.passage_id for t in maker.tags]
    assert [row[c] for c in ("evidence_for", "evidence_against", "planned")] == ids[:3]
    assert row["general"] == 1


def test_the_persons_level_is_kept_beside_the_suggestion() -> None:
    levels = {("I", "a"): {"level": "sustained", "coder": "anna", "why": "set på besøg", "at": "2026-01-01"}}
    row = sheet(initiative({0: ["at_work"]}), levels=levels)["a"]
    assert (row["suggested"], row["level"], row["coder"], row["level_why"]) == (
        "emerging", "sustained", "anna", "set på besøg",
    )  # fmt: skip
    check_level(default_rubric(), "sustained")
    with pytest.raises(UsageError, match="not_seen"):
        check_level(default_rubric(), "great")


def test_gaps_say_what_to_look_for() -> None:
    maker = initiative({0: ["at_work", "lacking"], 1: ["at_work", "lacking"]})
    tables = maturity_tables(maker.corpus(), BOOK)
    gaps = tables["gaps"].groupby("code")["gap"].apply(list).to_dict()
    assert gaps == {"a": ["contradiction", "not-reviewed"], "b": ["little-text"]}
    assert tables["gaps"]["sentence_da"].str.startswith("Kode ").all()
    assert "{" not in "".join(tables["gaps"]["sentence_en"])
    plans = maturity_tables(initiative({0: ["advised"]}).corpus(), BOOK)["gaps"]
    assert {"only-plans", "one-source", "self-only"} <= set(plans[plans["code"] == "a"]["gap"])
    alone = maturity_tables(initiative({0: ["at_work", "lacking"]}).corpus(), BOOK)["gaps"]
    told = set(alone[alone["code"] == "a"]["gap"])
    assert "both-ways" in told and "contradiction" not in told, "one source was said to disagree"
    general = maturity_tables(initiative({0: ["general"]}).corpus(), BOOK)["gaps"]
    assert "only-general" in set(general[general["code"] == "a"]["gap"])


def test_measures_agree_with_pandas() -> None:
    book = make_codebook("a", "b", "c")
    corpus = random_corpus(7)
    frame = corpus.to_frame()
    frame = frame[frame["duplicate_of"].isna() & ~frame["passage_kind"].isin({"heading", "table_row", "figure_text"})]
    tags = corpus.tag_frame().merge(frame, on="passage_id")
    evidence = tags[(tags["stance"] != "general") & (tags["role"] != "interviewer")]
    for _, row in assess(corpus, book).iterrows():
        own = evidence[(evidence["initiative"] == row["initiative"]) & (evidence["code"] == row["code"])]
        at_work = own[own["stance"] == "at_work"]
        assert row["passages"] == len(own)
        assert row["at_work"] == len(at_work) and row["at_work_documents"] == at_work["document_id"].nunique()
        assert row["years"] == at_work["year"].nunique()
        assert row["independent"] == own[own["voice"] == "independent"]["document_id"].nunique()
        spoken = own[own["speaker"].notna()]
        written = own[own["speaker"].isna()]
        people = spoken.groupby(["document_id", "speaker"]).ngroups
        assert row["speakers"] == people
        assert row["sources"] == people + written["organisation"].nunique()
        assert set(MEASURES) <= set(row.index)


def test_only_the_first_family_is_rated_and_no_initiative_no_row() -> None:
    book = make_codebook(make_code("a", "one"), make_code("b", "two"), families=("one", "two"))
    assert set(assess(random_corpus(1, codes=("a", "b")), book)["code"]) == {"a"}
    maker = Maker()
    maker.passage(maker.document("one"), codes={"a": "at_work"})
    assert len(assess(maker.corpus(), book)) == 0
