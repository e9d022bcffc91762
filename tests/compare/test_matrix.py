from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ci_text.compare import compare
from ci_text.compare.matrix import COLUMNS
from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.maturity import maturity_tables
from ci_text.records import UNCODED_KINDS, Metadata
from ci_text.statistics.counts import UNKNOWN
from made_corpus import Maker, make_code, make_codebook, random_corpus

BOOK = make_codebook("a", "b", "c")


def long(corpus: Corpus) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counted passages and their tags, joined the pandas way, from the tables a user would export."""
    frame = corpus.to_frame()
    frame = frame[frame["duplicate_of"].isna() & ~frame["passage_kind"].isin(UNCODED_KINDS)]
    joined = corpus.tag_frame().merge(frame, on="passage_id")
    return frame, joined[(joined["stance"] != "general") & (joined["role"] != "interviewer")]


def grouped(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """With a column 'group'; here both speakers are heard in every document, so the document tells them apart."""
    known = frame[by].map(lambda v: not (v is None or v == "" or v != v))
    named = frame[by].astype(str) + (" (" + frame["document"] + ")" if by == "speaker" else "")
    return frame.assign(group=named.where(known, UNKNOWN))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("by", ["initiative", "kind", "year", "voice", "role", "speaker", "document", "fund"])
def test_the_matrix_is_a_pandas_cross_tabulation(seed: int, by: str) -> None:
    corpus = random_corpus(seed)
    matrix = compare(corpus, BOOK, by=by).matrix.set_index(["group", "code"])
    frame, evidence = long(corpus)
    frame, evidence = grouped(frame, by), grouped(evidence, by)
    crossed = pd.crosstab(evidence["group"], evidence["code"])
    documents = evidence.groupby(["group", "code"])["document_id"].nunique()
    words = evidence.groupby(["group", "code"])["words"].sum()
    own = evidence[evidence["voice"] == "self"].groupby(["group", "code"])["document_id"].nunique()
    for group, part in frame.groupby("group"):
        for code in BOOK.code_ids:
            row = matrix.loc[(group, code)]
            expected = crossed.loc[group, code] if group in crossed.index and code in crossed.columns else 0
            assert row["evidence"] == expected
            told = part[part["role"] != "interviewer"]
            assert row["of_passages"] == len(told)
            if not len(told):
                assert np.isnan(row["share"]) and row["absence"] == "asker" and not row["present"]
                continue
            assert row["share"] == pytest.approx(expected / len(told), abs=1e-12)
            assert row["documents"] == documents.get((group, code), 0)
            assert row["self"] == own.get((group, code), 0)
            assert row["share_words"] == pytest.approx(words.get((group, code), 0) / told["words"].sum(), abs=1e-12)
            assert row["present"] == (expected > 0) == (row["absence"] == "")
            assert row["low"] <= row["share"] <= row["high"]
    without_text = matrix[~matrix.index.get_level_values("group").isin(frame["group"])]
    assert (without_text["of_passages"] == 0).all() and without_text["share"].isna().all()


def test_stances_add_up_to_the_passages_with_the_code() -> None:
    corpus = random_corpus(1)
    found = compare(corpus, BOOK)
    matrix = found.matrix
    assert (matrix[["at_work", "lacking", "advised"]].sum(axis=1) == matrix["evidence"]).all()
    assert (matrix[["evidence", "general", "asked"]].sum(axis=1) == matrix["passages"]).all()
    frame = corpus.to_frame()
    counted = frame[frame["duplicate_of"].isna() & ~frame["passage_kind"].isin(UNCODED_KINDS)]
    counted = counted[counted["role"] != "interviewer"]
    tags = corpus.tag_frame().merge(counted, on="passage_id")
    crossed = pd.crosstab([tags["initiative"], tags["code"]], tags["stance"])
    for _, row in found.stances.iterrows():
        assert row["passages"] == crossed.loc[(row["group"], row["code"])].get(row["stance"], 0)


def test_the_order_of_documents_changes_nothing() -> None:
    corpus = random_corpus(2)
    turned = replace(corpus, passages=corpus.passages[::-1], tags=corpus.tags[::-1], files=corpus.files[::-1])
    pd.testing.assert_frame_equal(compare(corpus, BOOK).matrix, compare(turned, BOOK).matrix)
    pd.testing.assert_frame_equal(compare(corpus, BOOK).differences, compare(turned, BOOK).differences)


def test_general_talk_and_the_interviewers_words_are_no_evidence() -> None:
    maker = Maker()
    one = maker.document("one", initiative="I")
    maker.passage(one, codes={"a": "general"})
    maker.passage(one, codes={"a": "at_work"}, role="interviewer", speaker="Int", kind="turn")
    row = compare(maker.corpus(), BOOK).matrix.iloc[0]
    assert (row["passages"], row["evidence"], row["general"], bool(row["present"])) == (2, 0, 1, False)
    assert row["absence"] == "little-text"
    assert "kun generelt" in row["sentence_da"] and "only discussed in general" in row["sentence_en"]


def group_with(maker: Maker, number: int = 25, words: int = 80, **fields: object) -> str:
    one = maker.document("one", initiative="I", **fields)
    for _ in range(number):
        maker.passage(one, " ".join(["ord"] * words))
    return one


def reason(maker: Maker, code: str = "a", book: object = BOOK) -> str:
    matrix = compare(maker.corpus(), book).matrix
    return str(matrix[(matrix["group"] == "I") & (matrix["code"] == code)]["absence"].iloc[0])


def test_absence_tells_no_evidence_from_little_text_and_unreadable_pages() -> None:
    maker = Maker()
    group_with(maker)
    assert reason(maker) == "no-evidence"
    maker = Maker()
    group_with(maker, number=5)
    assert reason(maker) == "little-text"
    maker = Maker()
    group_with(maker, verdict="unreadable")
    assert reason(maker) == "unreadable"
    maker = Maker()
    maker.failed("bad", initiative="I")
    assert reason(maker) == "unreadable"


def test_text_that_counts_under_another_group_is_not_too_little() -> None:
    maker = Maker()
    beta = maker.document("beta", initiative="Beta")
    first = maker.passage(beta, codes={"a": "at_work"})
    near = maker.document("near", initiative="Near")
    again = maker.passage(near, codes={"a": "at_work"})
    maker.passage(maker.document("own", initiative="Own"), codes={"b": "at_work"})
    maker.files.insert(0, replace(maker.files[0], path="a.pdf", metadata=Metadata(initiative="Alpha")))  # same bytes
    matrix = compare(maker.corpus(duplicates={again: first}), BOOK).matrix
    of = {group: part.iloc[0] for group, part in matrix.groupby("group")}
    assert {g: row["absence"] for g, row in of.items()} == {
        "Alpha": "counted-elsewhere", "Beta": "", "Near": "counted-elsewhere", "Own": "little-text",
    }  # fmt: skip
    assert "teksten er den samme som hos Beta og tæller kun med dér" in of["Alpha"]["sentence_da"]
    assert "the same as that of Beta, and counted there only" in of["Near"]["sentence_en"]
    sheet = maturity_tables(maker.corpus(duplicates={again: first}), BOOK)
    gap = sheet["gaps"][sheet["gaps"]["initiative"] == "Alpha"].iloc[0]
    assert gap["gap"] == "counted-elsewhere" and "Find flere" not in gap["sentence_da"]


def test_absence_in_interviews_depends_on_what_was_asked() -> None:
    book = make_codebook(make_code("a", cues={"da": ("sekretariat",)}), make_code("b", cues={"da": ("tålmodighed",)}))
    maker = Maker()
    one = maker.document("one", initiative="I", kind="interview")
    for _ in range(25):
        maker.passage(
            one, "Hvad betyder sekretariatet for jer?", kind="turn", role="interviewer", speaker="Interviewer"
        )
        maker.passage(one, " ".join(["ord"] * 80), kind="turn", role="informant", speaker="Bo")
    assert reason(maker, "a", book) == "no-evidence"
    assert reason(maker, "b", book) == "never-asked"


def test_speakers_roles_and_voices_are_distinct_ones() -> None:
    maker = Maker()
    one, two = maker.document("one", initiative="I", voice="self"), maker.document("two", initiative="I")
    for name in ("Ib", "Ib", "Bo"):
        maker.passage(one, codes={"a": "at_work"}, speaker=name, role="informant", kind="turn")
    maker.passage(two, codes={"a": "lacking"}, speaker="Ib", role="leader", kind="turn")
    row = compare(maker.corpus(), BOOK).matrix.iloc[0]
    assert [row[c] for c in ("speakers", "roles", "documents", "self", "independent")] == [3, 2, 2, 1, 0]


def test_human_tags_are_counted_as_such_and_codes_outside_the_book_left_out() -> None:
    maker = Maker()
    one = maker.document("one", initiative="I")
    maker.passage(one, codes={"a": "at_work"}, source="human:anna")
    maker.passage(one, codes={"gone": "at_work"})
    found = compare(maker.corpus(), BOOK).matrix
    assert list(found["code"]) == ["a", "b", "c"]
    assert found["human"].tolist() == [1, 0, 0]
    assert "maskinens fejl" not in found["sentence_da"].iloc[0]


def test_who_only_confirms_what_the_machine_found_has_not_measured_its_error() -> None:
    maker = Maker()
    ids = {}
    for name in ("I", "J"):
        one = maker.document(f"of{name}", initiative=name)
        ids[name] = [maker.passage(one, codes={"a": "at_work"} if n < 6 else {}, source="human:bo") for n in range(9)]
    machine = tuple(replace(tag, source="lexicon@1") for tag in maker.tags)
    confirmed = {passage: frozenset({"a"}) for passages in ids.values() for passage in passages[:6]}
    every = {passage: frozenset(BOOK.code_ids) for passages in ids.values() for passage in passages}
    found = compare(maker.corpus(machine_tags=machine, reviewed=confirmed), BOOK)
    assert found.matrix["human"].iloc[0] == found.matrix["passages"].iloc[0] == 6
    for table in (found.matrix, found.differences):
        assert "Ikke rettet for maskinens fejl." in table["sentence_da"].iloc[0]
    for corpus in (maker.corpus(machine_tags=machine, reviewed=every), maker.corpus(reviewed=confirmed)):
        found = compare(corpus, BOOK)  # all of it reviewed; no machine at all
        for table in (found.matrix, found.differences):
            assert "Ikke rettet" not in table["sentence_da"].iloc[0]


def test_a_column_that_nothing_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="fund"):
        compare(random_corpus(0), BOOK, by="colour")


def test_an_empty_project_and_a_single_passage_make_tables() -> None:
    empty = compare(Corpus((), (), ()), BOOK)
    assert all(len(t) == 0 for n, t in empty.tables().items() if n != "cooccurrence")
    assert list(empty.matrix.columns) == list(COLUMNS)
    maker = Maker()
    maker.passage(maker.document("one"), codes={"a": "at_work"})
    row = compare(maker.corpus(), BOOK).matrix.iloc[0]
    assert row["group"] == UNKNOWN and row["share"] == 1 and row["low"] < 0.5


def test_sentences_say_what_the_cell_holds() -> None:
    row = compare(random_corpus(3), BOOK).matrix.iloc[0]
    for lang in ("da", "en"):
        text = row[f"sentence_{lang}"]
        assert f"{row['evidence']} a" in text or f"{row['evidence']} of" in text
        assert str(row["of_passages"]) in text and text.startswith("I0: ") and text.endswith(".")
    assert "{" not in "".join(compare(random_corpus(3), BOOK).matrix["sentence_da"])


def test_a_file_that_lies_in_two_places_is_one_document() -> None:
    maker = Maker()
    maker.passage(maker.document("one"), codes={"a": "at_work"})
    maker.files.append(replace(maker.files[0], path="copy.pdf"))
    maker.failed("broken")
    assert set(compare(maker.corpus(), BOOK, by="document").matrix["group"]) == {"copy.pdf", "broken.pdf"}


def test_tags_on_duplicates_and_headings_count_nowhere() -> None:
    maker = Maker()
    one = maker.document("one", initiative="I")
    first = maker.passage(one, codes={"a": "at_work"})
    again = maker.passage(one, codes={"a": "at_work"})
    maker.passage(one, codes={"a": "at_work"}, kind="heading")
    row = compare(maker.corpus(duplicates={again: first}), BOOK).matrix.iloc[0]
    assert (row["passages"], row["of_passages"]) == (1, 1)


def test_a_document_is_judged_by_its_speakers() -> None:
    """Within one document the draws are its speakers: an interval is still no bootstrap over passages."""
    rng = np.random.default_rng(0)
    maker = Maker()
    one = maker.document("one", initiative="I")
    for speaker in range(6):
        for _ in range(20):
            codes = {"a": "at_work"} if rng.random() < (0.9 if speaker == 0 else 0.05) else {}
            maker.passage(one, codes=codes, speaker=f"S{speaker}", role="informant", kind="turn")
    row = compare(maker.corpus(), BOOK, by="document").matrix.iloc[0]
    assert row["icc"] > 0.2 and row["high"] - row["low"] > 0.25
