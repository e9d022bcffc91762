from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.inter_rater import fleiss_kappa

from ci_text.records import Tag
from ci_text.statistics.agreement import agreement_table, alpha, machine_against_people
from made_corpus import Maker, make_codebook

BOOK = make_codebook("a", "b")


def test_alpha_is_krippendorffs_own_example() -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part C: four coders, twelve units, gaps."""
    coders = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    units = list(zip(*(line.split() for line in coders), strict=True))
    assert alpha([[v for v in unit if v != "."] for unit in units]) == pytest.approx(0.743, abs=0.0005)


def test_alpha_and_fleiss_kappa_meet_where_units_are_many() -> None:
    rng = np.random.default_rng(3)
    truth = rng.random(20_000) < 0.3
    coded = np.where(rng.random((20_000, 3)) < 0.8, truth[:, None], rng.random((20_000, 3)) < 0.3)
    counts = np.column_stack([(~coded).sum(axis=1), coded.sum(axis=1)])
    n = coded.size  # alpha corrects for few values: 1 - (1 - kappa) (n - 1) / n
    expected = 1 - (1 - fleiss_kappa(counts)) * (n - 1) / n
    assert alpha(list(map(tuple, coded.tolist()))) == pytest.approx(expected, abs=1e-9)


def test_full_agreement_is_one_and_nothing_to_compare_is_nan() -> None:
    assert alpha([("x", "x"), ("y", "y")]) == 1
    assert math.isnan(alpha([("x", "x"), ("x", "x")]))  # nothing to tell apart
    assert math.isnan(alpha([("x",)]))
    assert alpha([("x", "y"), ("y", "x")]) < 0


def coded(documents: int, disagree: int) -> tuple[list[Tag], Maker]:
    """Anna and Bo on two codes of three passages a document; they differ on `disagree` passages on code a."""
    maker, tags = Maker(), []
    for d in range(documents):
        document = maker.document(f"d{d}", initiative="I")
        for n in range(3):
            passage = maker.passage(document)
            for code in BOOK.code_ids:
                yes = (d + n) % 2 == 0
                other = not yes if code == "a" and d * 3 + n < disagree else yes
                for coder, says in (("anna", yes), ("bo", other)):
                    tags.append(Tag(passage, code, "at_work", 1.0 if says else 0.0, f"human:{coder}"))
    return tags, maker


def test_the_table_holds_all_codes_and_each_with_an_interval_where_documents_are_enough() -> None:
    tags, maker = coded(8, disagree=4)
    table = agreement_table([*tags, Tag(maker.passages[0].id, "a", "at_work", 0.9, "m@1")], maker.corpus(), BOOK)
    assert list(table["code"]) == ["", "a", "b"]
    every = table.iloc[0]
    assert (every["coders"], every["passages"], every["documents"]) == (2, 24, 8)
    assert every["agreement"] == pytest.approx(44 / 48)
    assert table.iloc[2]["alpha"] == 1
    assert every["low"] < every["alpha"] < every["high"]
    assert agreement_table(tags[:12], maker.corpus(), BOOK)["low"].isna().all()


def test_one_coder_alone_agrees_with_nobody() -> None:
    tags, maker = coded(2, 0)
    assert agreement_table([t for t in tags if t.source == "human:anna"], maker.corpus(), BOOK).empty


def test_stances_count_in_the_second_alpha_alone() -> None:
    maker = Maker()
    document = maker.document("d", initiative="I")
    ids = [maker.passage(document) for _ in range(4)]
    tags = [Tag(i, "a", "at_work", float(n % 2), "human:anna") for n, i in enumerate(ids)]
    tags += [Tag(i, "a", "lacking", float(n % 2), "human:bo") for n, i in enumerate(ids)]
    row = agreement_table(tags, maker.corpus(), BOOK).iloc[0]
    assert row["alpha"] == 1 and row["alpha_stance"] < 1


def test_the_machine_is_held_against_passages_that_were_reviewed_whole() -> None:
    maker = Maker()
    document = maker.document("d", initiative="I")
    one, two = maker.passage(document, codes={"a": "at_work"}, source="human:anna"), maker.passage(document)
    machine = (
        Tag(one, "a", "at_work", 0.9, "m@1"),
        Tag(one, "b", "at_work", 0.7, "m@1"),
        Tag(two, "a", "", 0.8, "m@1"),
    )
    corpus = maker.corpus(machine_tags=machine, reviewed={one: frozenset("ab"), two: frozenset("a")})
    found = machine_against_people(corpus, BOOK)
    assert (found.passages, found.both, found.machine_only, found.people_only) == (1, 1, 1, 0)
    assert (found.precision, found.recall, found.f1) == (0.5, 1.0, pytest.approx(2 / 3))
