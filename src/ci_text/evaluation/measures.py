"""How good a tagger is on labelled passages: per code, per language and overall, with bootstrap intervals.

Intervals are percentile bootstrap (Efron & Tibshirani 1993, ch. 13) over sources where the labels name them (passages
of one source are no independent witnesses) and over passages where they don't.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ci_text.codebook import Codebook
from ci_text.errors import UsageError
from ci_text.evaluation.gold import Labelled, lone_passage, read_gold
from ci_text.records import Passage, Tag

if TYPE_CHECKING:
    import numpy as np

DRAWS = 1000
BINS = 10
FEWEST_SOURCES = 2
FIGURES = (
    "micro_f1",
    "macro_f1",
    "micro_precision",
    "micro_recall",
    "no_code_specificity",
    "stance_accuracy",
    "ece",
)
"""The figures over all codes, in the order in which they are shown."""


class Judge(Protocol):
    """A tagger: what evaluation needs of it. `judge` (tags by passage, and all probabilities) and `learnt_from` (how
    many of some texts it was fitted on) may be absent."""

    @property
    def source(self) -> str: ...

    def tag(self, passages: Sequence[Passage]) -> list[Tag]: ...


def evaluate_file(path: Path, tagger: Judge, codebook: Codebook, predictions: Path | None = None) -> dict[str, Any]:
    """Tag every passage of a gold file by itself and measure; see `measure` for what comes back.

    `learnt_from` is the number of passages that the tagger was fitted on, where it knows: figures on them flatter it.
    """
    gold = read_gold(path, codebook)
    if not gold:
        raise UsageError(f"{path}: no labelled passage in it.", "A line a passage is needed.")
    passages = [lone_passage(str(n), g.text, g.lang, g.context) for n, g in enumerate(gold)]
    judge = getattr(tagger, "judge", None)
    tags, all_scores = judge(passages) if judge is not None else ([tagger.tag([p]) for p in passages], None)
    if predictions is not None:
        with predictions.open("w", encoding="utf-8") as out:
            for g, found in zip(gold, tags, strict=True):
                codes = {t.code: {"stance": t.stance, "score": t.score} for t in found}
                out.write(json.dumps({"id": g.id, "lang": g.lang, "codes": codes}, ensure_ascii=False) + "\n")
    learnt_from = getattr(tagger, "learnt_from", None)
    learnt = learnt_from([g.text for g in gold]) if learnt_from is not None else 0
    return {"tagger": tagger.source, "learnt_from": learnt, **measure(gold, tags, codebook.code_ids, all_scores)}


def measure(
    gold: Sequence[Labelled], tags: Sequence[Sequence[Tag]], codes: Sequence[str], scores: Any = None
) -> dict[str, Any]:
    """{"overall": …, "codes": {code: …}, "languages": {lang: …}}; every figure with `intervals` [low, high] of 95 %,
    drawn from so many `sources` (or passages, where the labels name no source); none from a single one.

    `scores` is an array passages x codes of probabilities, for the calibration error `ece` (10 equal bins over all
    passage-code pairs; Naeini et al. 2015); `ece_tags` is the same over the tags given only.
    """
    import numpy as np

    truth = np.array([[c in g.codes for c in codes] for g in gold])
    found = [{t.code: t for t in given} for given in tags]
    given = np.array([[c in f for c in codes] for f in found])
    right = np.array(
        [
            [c in f and c in g.codes and f[c].stance == g.codes[c] for c in codes]
            for f, g in zip(found, gold, strict=True)
        ]
    )
    tag_scores = np.array([[f[c].score if c in f else 0.0 for c in codes] for f in found])
    pair_scores = tag_scores if scores is None else np.asarray(scores, dtype=float)
    table = _Table(truth, given, right, pair_scores, tag_scores)
    groups = np.array([g.group for g in gold])
    langs = np.array([g.lang for g in gold])
    everything = np.arange(len(gold))
    return {
        "overall": _with_intervals(table, everything, groups, _overall),
        "codes": {
            code: _with_intervals(table, everything, groups, lambda t, rows, c=number: _one_code(t, rows, c))
            for number, code in enumerate(codes)
        },
        "languages": {
            str(lang): _with_intervals(table, np.flatnonzero(langs == lang), groups, _overall)
            for lang in np.unique(langs)
        },
    }


@dataclass(frozen=True, slots=True)
class _Table:
    truth: np.ndarray
    given: np.ndarray
    right: np.ndarray
    scores: np.ndarray
    tag_scores: np.ndarray


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _f1(hits: float, given: float, true: float) -> float | None:
    return _ratio(2 * hits, given + true)


def _overall(t: _Table, rows: np.ndarray) -> dict[str, float | int | None]:
    truth, given, right = t.truth[rows], t.given[rows], t.right[rows]
    hits = truth & given
    per_code = [
        f
        for c in range(truth.shape[1])
        if truth[:, c].any() and (f := _f1(hits[:, c].sum(), given[:, c].sum(), truth[:, c].sum())) is not None
    ]
    empty = ~truth.any(axis=1)
    return {
        "micro_f1": _f1(hits.sum(), given.sum(), truth.sum()),
        "macro_f1": float(sum(per_code) / len(per_code)) if per_code else None,
        "micro_precision": _ratio(hits.sum(), given.sum()),
        "micro_recall": _ratio(hits.sum(), truth.sum()),
        "no_code_specificity": _ratio((~given[empty].any(axis=1)).sum(), empty.sum()),
        "stance_accuracy": _ratio(right.sum(), hits.sum()),
        "ece": _ece(t.scores[rows].ravel(), truth.ravel()),
        "ece_tags": _ece(t.tag_scores[rows][given], truth[given]),
        "n": len(rows),
    }


def _one_code(t: _Table, rows: np.ndarray, code: int) -> dict[str, float | int | None]:
    truth, given, right = t.truth[rows, code], t.given[rows, code], t.right[rows, code]
    hits = (truth & given).sum()
    agree = (truth == given).mean()
    chance = truth.mean() * given.mean() + (1 - truth.mean()) * (1 - given.mean())
    return {
        "precision": _ratio(hits, given.sum()),
        "recall": _ratio(hits, truth.sum()),
        "f1": _f1(hits, given.sum(), truth.sum()),
        "kappa": _ratio(agree - chance, 1 - chance),
        "stance_accuracy": _ratio(right.sum(), hits),
        "n": int(truth.sum()),
        "predicted": int(given.sum()),
    }


def _ece(scores: np.ndarray, truth: np.ndarray) -> float | None:
    """Expected calibration error: mean |share true - mean score| over equal bins of score, weighted by their size."""
    import numpy as np

    if not len(scores):
        return None
    bins = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [abs(truth[bins == b].sum() - scores[bins == b].sum()) for b in np.unique(bins)]
    return float(sum(gaps) / len(scores))


def _with_intervals(table: _Table, rows: np.ndarray, groups: np.ndarray, figures: Any) -> dict[str, Any]:
    import numpy as np

    point = figures(table, rows)
    members = [rows[groups[rows] == g] for g in np.unique(groups[rows])]
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in point.items()}
    if len(members) < FEWEST_SOURCES:  # one source drawn again and again is always the same
        return {**rounded, "sources": len(members), "intervals": {}}
    random = np.random.default_rng(0)
    draws: dict[str, list[float]] = {name: [] for name in point}
    for _ in range(DRAWS):
        chosen = np.concatenate([members[i] for i in random.integers(0, len(members), len(members))])
        for name, value in figures(table, chosen).items():
            if value is not None:
                draws[name].append(value)
    intervals = {
        name: [round(float(v), 4) for v in np.percentile(values, [2.5, 97.5])]
        for name, values in draws.items()
        if values and name not in ("n", "predicted")
    }
    return {**rounded, "sources": len(members), "intervals": intervals}
