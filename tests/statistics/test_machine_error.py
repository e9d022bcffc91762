from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from ci_text.compare import compare
from ci_text.corpus import Corpus
from ci_text.records import Tag
from ci_text.statistics.intervals import wilson
from ci_text.statistics.machine_error import score_interval
from made_corpus import MACHINE, Maker, make_codebook

BOOK = make_codebook("a", "b")


def reviewed_corpus(share_reviewed: float, seed: int = 0, groups: int = 1, per: int = 60) -> tuple[Corpus, dict]:
    """A machine that errs, and people who decided every code on a random part. Also gives truth and machine by id."""
    rng = np.random.default_rng(seed)
    maker = Maker()
    truth, machine, reviewed, human, tags = {}, {}, {}, [], []
    for d in range(4 * groups):
        document_id = maker.document(f"d{d}", initiative=f"I{d % groups}")
        for _ in range(per):
            passage = maker.passage(document_id)
            truth[passage] = bool(rng.random() < 0.3)
            machine[passage] = bool(rng.random() < (0.8 if truth[passage] else 0.1))
            if machine[passage]:
                tags.append(Tag(passage, "a", "at_work", 0.7, MACHINE))
            if rng.random() < share_reviewed:
                reviewed[passage] = frozenset({"a", "b"})
                if truth[passage]:
                    human.append(Tag(passage, "a", "at_work", 1.0, "human:anna"))
    in_force = [t for t in tags if t.passage_id not in reviewed] + human
    corpus = replace(maker.corpus(reviewed=reviewed), tags=tuple(in_force), machine_tags=tuple(tags))
    return corpus, {"truth": truth, "machine": machine}


def cell(corpus: Corpus, group: str = "I0", code: str = "a", **options: object) -> dict:
    matrix = compare(corpus, BOOK, **options).matrix
    return matrix[(matrix["group"] == group) & (matrix["code"] == code)].iloc[0].to_dict()


def test_the_estimate_is_the_regression_estimator_of_survey_sampling() -> None:
    """With one yes/no predictor prediction-powered inference at its best weight is the regression estimator."""
    corpus, made = reviewed_corpus(0.3)
    chosen = list(corpus.reviewed)
    y = np.array([made["truth"][p] for p in chosen], dtype=float)
    f = np.array([made["machine"][p] for p in chosen], dtype=float)
    everywhere = np.array([made["machine"][p.id] for p in corpus.passages], dtype=float)
    line = stats.linregress(f, y)
    best_weight = line.slope
    powered = best_weight * everywhere.mean() + (y - best_weight * f).mean()
    found = cell(corpus)
    assert found["corrected"] and found["correction"] == "own"
    assert found["share_corrected"] == pytest.approx(line.intercept + line.slope * everywhere.mean(), abs=1e-6)
    assert found["share_corrected"] == pytest.approx(powered, abs=1e-6)


def test_where_everything_is_reviewed_the_truth_is_what_it_is() -> None:
    corpus, made = reviewed_corpus(1.0)
    found = cell(corpus)
    assert found["share_corrected"] == pytest.approx(np.mean(list(made["truth"].values())), abs=1e-12)
    assert found["share"] == pytest.approx(found["share_corrected"], abs=1e-12)
    assert found["reviewed"] == len(corpus.passages)


def test_less_review_gives_wider_intervals() -> None:
    widths = [
        found["high_corrected"] - found["low_corrected"]
        for found in (cell(reviewed_corpus(part)[0]) for part in (0.15, 0.5, 1.0))
    ]
    assert widths[0] > widths[1] > widths[2]


def test_little_review_borrows_sensitivity_and_false_alarms() -> None:
    corpus, made = reviewed_corpus(0.1, groups=4, per=50)
    found = cell(corpus, "I1")
    assert found["reviewed"] < 30 and found["correction"] == "pooled"
    y = np.array([made["truth"][p] for p in corpus.reviewed])
    f = np.array([made["machine"][p] for p in corpus.reviewed])
    everywhere = np.array([made["machine"][p.id] for p in corpus.passages])
    weight = {side: (everywhere == side).mean() for side in (False, True)}
    right = {side: weight[side] * y[f == side].mean() for side in (False, True)}
    sensitivity = right[True] / (right[True] + right[False])
    false_alarm = (weight[True] - right[True]) / (1 - right[True] - right[False])
    ids = [p.id for p in corpus.passages if corpus.metadata()[p.document_id].initiative == "I1"]
    seen = np.mean([made["machine"][i] for i in ids])
    assert found["share_corrected"] == pytest.approx((seen - false_alarm) / (sensitivity - false_alarm), abs=1e-6)
    assert found["low_corrected"] <= found["share_corrected"] <= found["high_corrected"]


def test_decisions_on_some_codes_only_don_t_measure_the_machine() -> None:
    """Who only confirms tags leaves no trace of what the machine missed: nothing is corrected, and it is said."""
    corpus, _ = reviewed_corpus(0.5)
    partly = replace(corpus, reviewed={p: frozenset({"a"}) for p in corpus.reviewed})
    found = cell(partly)
    assert not found["corrected"] and np.isnan(found["share_corrected"])
    assert "Ikke rettet for maskinens fejl" in found["sentence_da"]
    sampled = cell(partly, sample=frozenset(corpus.reviewed))
    assert sampled["corrected"] and sampled["share_corrected"] == cell(corpus)["share_corrected"]


def test_too_little_review_corrects_nothing() -> None:
    corpus, _ = reviewed_corpus(0.03)
    found = cell(corpus)
    assert 0 < found["reviewed"] < 30 and not found["corrected"]


def test_the_score_interval_is_wilsons_without_a_machine() -> None:
    share, size = np.array([0.0, 0.1, 0.7]), np.array([12.0, 40.0, 33.0])
    low, high = score_interval(share, -1 / size, 1 / size, np.zeros(3), 2.2)
    assert [low, high] == [pytest.approx(x, abs=1e-9) for x in wilson(share, size, 2.2)]


def test_the_ends_are_the_shares_that_a_test_just_does_not_refuse() -> None:
    estimate, square, linear, constant, q = 0.08, 0.4, 0.02, 0.0004, 1.97
    low, high = score_interval(*(np.array([x]) for x in (estimate, square / 9, linear, constant)), q)
    for end in (float(low[0]), float(high[0])):
        variance = square / 9 * end**2 + linear * end + constant
        assert abs(estimate - end) == pytest.approx(q * variance**0.5, abs=1e-9)


def test_the_corrected_interval_is_wilsons_on_one_effective_number_of_passages() -> None:
    """Both ends lead to the same number of independent passages, fewer than were reviewed."""
    found = cell(reviewed_corpus(0.4)[0])
    share, ends = found["share_corrected"], (found["low_corrected"], found["high_corrected"])
    numbers = [4 * end * (1 - end) / (share - end) ** 2 for end in ends]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-6)
    assert 0 < numbers[0] < 240


def test_a_code_never_seen_gets_a_wide_upper_end() -> None:
    corpus, _ = reviewed_corpus(0.5)
    found = cell(corpus, code="b")
    assert found["share_corrected"] == 0 and found["low_corrected"] == 0
    assert found["high"] <= found["high_corrected"] <= found["high"] + 0.05
