from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_effectsize

from ci_text.compare import compare
from ci_text.compare import differences as module
from ci_text.records import UNCODED_KINDS, Tag
from made_corpus import Maker, make_codebook, random_corpus

BOOK = make_codebook("a", "b", "c")
NAMES = {"matrix", "differences", "stances", "cooccurrence", "years", "code_theme"}


def evidence_of(corpus) -> pd.DataFrame:
    frame = corpus.to_frame()
    frame = frame[frame["duplicate_of"].isna() & ~frame["passage_kind"].isin(UNCODED_KINDS)]
    tags = corpus.tag_frame().merge(frame, on="passage_id")
    return tags[(tags["stance"] != "general") & (tags["role"] != "interviewer")]


def test_tables_by_name_and_tables_of_others_beside_them() -> None:
    found = compare(random_corpus(0), BOOK)
    assert set(found.tables()) == NAMES
    more = found.with_tables({"maturity": pd.DataFrame()})
    assert set(more.tables()) == NAMES | {"maturity"} and more.themes is more.code_theme


def test_differences_are_permutations_of_documents() -> None:
    corpus = random_corpus(0, documents=12, groups=2)
    found = compare(corpus, BOOK).differences
    frame = corpus.to_frame()
    frame = frame[frame["duplicate_of"].isna() & ~frame["passage_kind"].isin(UNCODED_KINDS)]
    frame = frame[frame["role"] != "interviewer"]
    sizes = frame.groupby("document_id").size()
    group = frame.groupby("document_id")["initiative"].first()
    evidence = evidence_of(corpus)
    for _, row in found.iterrows():
        hits = (
            evidence[evidence["code"] == row["code"]].groupby("document_id").size().reindex(sizes.index, fill_value=0)
        )
        h, n = hits.to_numpy(), sizes.to_numpy()

        def difference(a, b, h=h, n=n):
            a, b = a.astype(int), b.astype(int)
            return h[a].sum() / n[a].sum() - h[b].sum() / n[b].sum()

        first, second = (np.flatnonzero((group == g).to_numpy()) for g in ("I0", "I1"))
        other = stats.permutation_test((first, second), difference, n_resamples=np.inf, vectorized=False)
        assert row["p"] == pytest.approx(other.pvalue, abs=1e-6)
        assert row["difference"] == pytest.approx(other.statistic, abs=1e-9)
        assert row["effect"] == pytest.approx(proportion_effectsize(row["share_a"], row["share_b"]), abs=1e-6)
        assert row["low"] <= row["difference"] <= row["high"]
    assert (found["p"] <= found["p_bh"] + 1e-12).all() and (found["p_bh"] <= found["p_holm"] + 1e-12).all()


def test_too_little_says_so_instead_of_a_p() -> None:
    maker = Maker()
    for d in range(6):
        one = maker.document(f"d{d}", initiative=f"I{d % 2}")
        for n in range(10):
            maker.passage(one, codes={"a": "at_work"} if n < 5 else {"b": "at_work"} if (n, d) == (9, 0) else {})
    found = compare(maker.corpus(), BOOK).differences.set_index("code")
    assert found.loc["a", "verdict"] == "too-few-documents" and np.isnan(found.loc["a", "p"])
    assert "for få dokumenter" in found.loc["a", "sentence_da"] and "nan" not in found.loc["a", "sentence_da"]
    assert found.loc["b", "verdict"] == "too-little-evidence"


def test_a_clear_difference_is_found_and_said() -> None:
    rng = np.random.default_rng(1)
    maker = Maker()
    for d in range(16):
        one = maker.document(f"d{d}", initiative=f"I{d % 2}")
        for _ in range(20):
            maker.passage(one, codes={"a": "at_work"} if rng.random() < (0.7 if d % 2 else 0.1) else {})
    row = compare(maker.corpus(), BOOK).differences.iloc[0]
    assert row["verdict"] == "differs" and row["p_holm"] < 0.01 and row["high"] < 0
    assert "fylder mindre i I0" in row["sentence_da"] and "less present in I0" in row["sentence_en"]


def test_a_difference_says_whether_the_machines_error_is_carried_in() -> None:
    rng = np.random.default_rng(2)
    maker, machine, reviewed = Maker(), [], {}
    for d in range(16):
        one = maker.document(f"d{d}", initiative=f"I{d % 2}")
        for n in range(20):
            true, checked = rng.random() < (0.6 if d % 2 else 0.1), n % 4 == 0
            seen = rng.random() < (0.8 if true else 0.05)
            said = true if checked else seen
            passage = maker.passage(
                one, codes={"a": "at_work"} if said else {}, source="human:anna" if checked else "lexicon@1"
            )
            if seen:
                machine.append(Tag(passage, "a", "at_work", 0.8, "lexicon@1"))
            if checked:
                reviewed[passage] = frozenset(BOOK.code_ids)
    corpus = maker.corpus(machine_tags=tuple(machine), reviewed=reviewed)
    found = compare(corpus, BOOK)
    row = found.differences.iloc[0]
    one, two = (
        found.matrix[(found.matrix["group"] == g) & (found.matrix["code"] == "a")].iloc[0] for g in ("I0", "I1")
    )
    assert row["corrected"] and row["verdict"] == "differs"
    assert row["difference_corrected"] == pytest.approx(one["share_corrected"] - two["share_corrected"], abs=1e-12)
    below, above = one["share_corrected"] - one["low_corrected"], two["high_corrected"] - two["share_corrected"]
    wide = (below**2 + above**2) ** 0.5
    assert row["low_corrected"] == pytest.approx(row["difference_corrected"] - wide, abs=1e-9)
    assert "Rettet for maskinens fejl: −" in row["sentence_da"] and "Corrected for the machine" in row["sentence_en"]
    plain = compare(maker.corpus(), BOOK).differences.iloc[0]
    assert not plain["corrected"] and plain["sentence_da"].endswith("Ikke rettet for maskinens fejl.")


def test_too_many_pairs_are_limited_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAIRS", 2)
    found = compare(random_corpus(0), BOOK)
    assert len(found.differences) == 2 * 3
    assert "2" in found.notes["da"][0] and "6" in found.notes["en"][0]


@pytest.mark.parametrize(("speakers", "verdict"), [(2, "too-few-documents"), (8, "differs")])
def test_two_documents_are_told_to_be_compared_by_what_is_in_them(speakers: int, verdict: str) -> None:
    maker = Maker()
    for name, codes in (("one", {"a": "at_work"}), ("two", {})):
        document = maker.document(name, initiative="I")
        for speaker in range(speakers):
            for _ in range(4):
                maker.passage(document, codes=codes, speaker=f"S{speaker}", role="informant", kind="turn")
    found = compare(maker.corpus(), BOOK, by="document")
    row = found.differences.iloc[0]
    assert row["verdict"] == verdict
    assert ("too few chapters and speakers (2 and 2)" in row["sentence_en"]) == (speakers == 2)
    assert [note.split(":")[0] for note in found.notes["en"]] == [
        "What is tested is whether chapters and speakers could have fallen so by chance"
    ]
    assert not compare(maker.corpus(), BOOK).notes["en"]


def test_cooccurrence_is_a_product_of_the_marks() -> None:
    corpus = random_corpus(4)
    evidence = evidence_of(corpus)
    marks = pd.crosstab(evidence["passage_id"], evidence["code"])
    together = marks.T @ marks
    whole = compare(corpus, BOOK).matrix.drop_duplicates("group")["of_passages"].sum()
    for _, row in compare(corpus, BOOK).cooccurrence.iterrows():
        both, a, b = (
            together.loc[row["a"], row["b"]],
            together.loc[row["a"], row["a"]],
            together.loc[row["b"], row["b"]],
        )
        assert (row["passages"], row["passages_a"], row["passages_b"]) == (both, a, b)
        assert row["lift"] == pytest.approx(both * whole / (a * b), abs=1e-9)
        assert row["jaccard"] == pytest.approx(both / (a + b - both), abs=1e-9)


def test_codes_and_themes_are_joined_as_pandas_joins_them() -> None:
    corpus = random_corpus(5)
    shares = pd.DataFrame(
        [(s.passage_id, s.theme_id, s.weight) for s in corpus.shares], columns=["passage_id", "theme", "w"]
    )
    joined = evidence_of(corpus).merge(shares, on="passage_id")
    for _, row in compare(corpus, BOOK).code_theme.iterrows():
        part = joined[(joined["code"] == row["code"]) & (joined["theme"] == row["theme"])]
        assert row["passages"] == len(part) and row["weight"] == pytest.approx(part["w"].sum(), abs=1e-9)


def test_years_have_shares_and_a_change() -> None:
    corpus = random_corpus(6)
    found = compare(corpus, BOOK).years
    evidence = evidence_of(corpus)
    crossed = pd.crosstab([evidence["initiative"], evidence["year"]], evidence["code"])
    for _, row in found[found["group"] != ""].iterrows():
        assert row["evidence"] == crossed.loc[(row["group"], row["year"])].get(row["code"], 0)
    everything = found[found["group"] == ""]
    assert everything.groupby("code")["evidence"].sum().to_dict() == evidence.groupby("code").size().to_dict()


def test_a_growing_code_grows() -> None:
    rng = np.random.default_rng(2)
    maker = Maker()
    for d in range(15):
        one = maker.document(f"d{d}", initiative="I", year=2015 + d % 5)
        for _ in range(30):
            maker.passage(one, codes={"a": "at_work"} if rng.random() < 0.05 + 0.15 * (d % 5) else {})
    row = compare(maker.corpus(), BOOK).years.iloc[0]
    assert row["change"] == pytest.approx(0.15, abs=0.03) and row["p"] < 0.01
    table = compare(maker.corpus(), BOOK).years
    tests = table.groupby(["group", "code"])["p"].first().dropna()
    expected = dict(zip(tests.index, multipletests(tests, method="holm")[1], strict=True))
    for _, one in table.dropna(subset=["p"]).iterrows():
        assert one["p_holm"] == pytest.approx(expected[one["group"], one["code"]], abs=1e-9)


def test_a_document_that_holds_most_makes_its_stance_less_sure() -> None:
    def interval(sizes: tuple[int, ...]) -> float:
        maker = Maker()
        for n, size in enumerate(sizes):
            document = maker.document(f"d{n}", initiative="I")
            for _ in range(size):
                maker.passage(document, codes={"a": "at_work" if n == 0 else "lacking"})
        table = compare(maker.corpus(), BOOK).stances
        row = table[(table["code"] == "a") & (table["stance"] == "at_work")].iloc[0]
        return float(row["high"] - row["low"])

    assert interval((46, 1, 1, 1, 1)) > 0.7 > interval((10, 10, 10, 10, 10))
