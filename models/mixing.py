"""Fit how weights, cues and encoder are put together (`taggers/mix.py`), and where the threshold lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from exemplars import UNAWARE
from scipy.optimize import minimize, minimize_scalar

from ci_text.language import DEFAULT, SUPPORTED
from ci_text.taggers.mix import Mix, Signals

Curve = list[list[float | None]]  # rows of threshold, precision, recall, F1
WEIGHTS = [n / 10 for n in range(15)]  # of the cues, that are tried
COST = 0.005  # F1 on the authors that leaning on the cues may cost: a tenth of what another author makes
SHRINK = 0.02  # penalty on what is a code's or a language's own: few passages stand behind each


@dataclass(frozen=True)
class Set:
    """Passages of one kind: what speaks for each code, soft labels, and the group (author, source) of each."""

    signals: Signals
    soft: np.ndarray
    groups: np.ndarray

    def rows(self, chosen: np.ndarray) -> Set:
        s = self.signals
        deep = None if s.encoder is None else s.encoder[chosen]
        sentence = None if s.sentence is None else s.sentence[chosen]
        langs = [s.langs[i] for i in np.flatnonzero(chosen)] if chosen.dtype == bool else [s.langs[i] for i in chosen]
        signals = Signals(s.linear[chosen], s.cues[chosen], deep, langs, sentence)
        return Set(signals, self.soft[chosen], self.groups[chosen])

    def seen_with(self, encoder: bool, sentence: bool) -> Set:
        """The set without the signals that are not wanted."""
        s = self.signals
        wanted = replace(s, encoder=s.encoder if encoder else None, sentence=s.sentence if sentence else None)
        return replace(self, signals=wanted)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def calibrated(mix: dict[str, Any], sets: Sequence[Set], codes: Sequence[str]) -> dict[str, Any]:
    """The mix with another bias: the one that fits all sets, each counting the same. The rest stays as it is."""

    def loss(shift: float) -> float:
        return sum(
            float(np.mean(np.logaddexp(0, z + shift) - s.soft * (z + shift)))
            for s in sets
            for z in [Mix.of(mix, codes).log_odds(s.signals)]
        )

    return mix | {"bias": round(mix["bias"] + float(minimize_scalar(loss, bounds=(-3, 3)).x), 4)}


def fit_mix(sets: Sequence[Set], codes: Sequence[str], cues: bool = True) -> dict[str, Any]:
    """The facts of a `Mix` by penalised log loss; each set counts the same. Only sets with what a sentence model says
    give a weight to it."""
    deep = all(s.signals.encoder is not None for s in sets)
    sentence = all(s.signals.sentence is not None for s in sets)
    names = ("linear", "cues", "encoder", *(("sentence",) if sentence else ()))
    used = {"cues": cues, "encoder": deep}
    n, k = len(codes), len(names)

    def facts(p: np.ndarray) -> dict[str, Any]:
        return {
            "bias": float(p[0]),
            **{name: float(v) if used.get(name, True) else 0.0 for name, v in zip(names, p[1 : k + 1], strict=True)},
            "languages": {lang: float(v) for lang, v in zip(SUPPORTED, (p[k + 1], -p[k + 1]), strict=True)},
            "codes": {code: float(v) for code, v in zip(codes, p[k + 2 :], strict=True)},
        }

    own = [np.array([1.0 if (x if x in SUPPORTED else DEFAULT) == SUPPORTED[0] else -1.0 for x in s.signals.langs])
           for s in sets]  # fmt: skip

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(p)
        for s, sign in zip(sets, own, strict=True):
            said = {name: getattr(s.signals, name) for name in names}
            parts = [x if used.get(name, True) else 0.0 * s.signals.cues for name, x in said.items()]
            own_bias = p[0] + p[k + 2 :] + sign[:, None] * p[k + 1]
            z = own_bias + sum(w * x for w, x in zip(p[1 : k + 1], parts, strict=True))
            total += float(np.mean(np.logaddexp(0, z) - s.soft * z))
            error = (sigmoid(z) - s.soft) / z.size
            slope[0] += error.sum()
            slope[1 : k + 1] += [float((error * x).sum()) for x in parts]
            slope[k + 1] += float((error * sign[:, None]).sum())
            slope[k + 2 :] += error.sum(axis=0)
        penalty = np.r_[np.full(k + 1, 1e-4), SHRINK, np.full(n, SHRINK / n)]
        return total + float(penalty @ p**2), slope + 2 * penalty * p

    start = np.r_[-1.0, np.full(k, 0.5), np.zeros(n + 1)]
    bounds = [(None, None)] + [(0.0, None)] * k + [(None, None)] * (n + 1)
    found = facts(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)
    return _rounded(found)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(v) for name, v in value.items()}
    return round(value, 4)


def scores(facts: dict[str, Any], codes: Sequence[str], signals: Signals) -> np.ndarray:
    """Probabilities by a mix."""
    return sigmoid(Mix.of(facts, codes).log_odds(signals))


def parts(authors: Set) -> list[Set]:
    """The authors who wrote unaware of the codes, as real ones do, and the others: each part counts the same."""
    unaware = np.isin(authors.groups, UNAWARE)
    return [authors.rows(chosen) for chosen in (~unaware, unaware) if chosen.any()]


def fitted(authors: Set, real: Set | None, codes: Sequence[str], cues: bool) -> tuple[dict[str, Any], Curve]:
    """(mix, curve of its thresholds): the mix by the authors alone, its bias and the curve by real text as well."""
    own = parts(authors)
    sets = [*own, *([real] if real else [])]
    mix = fit_mix(own, codes, cues)
    mix = calibrated(leaning_on_cues(mix, own, codes) if cues else mix, sets, codes)
    return mix, curve([(scores(mix, codes, s.signals), s.soft) for s in sets])


def leaning_on_cues(mix: dict[str, Any], authors: Sequence[Set], codes: Sequence[str]) -> dict[str, Any]:
    """The mix with as much weight on the cues as costs the authors nothing to speak of.

    Most authors avoid stock phrases on purpose, so they say little of what cues are worth in real documents, where a
    keyword list reaches an F1 of .42; nor can real text say it, since whoever wrote the cues may have known it.
    """
    best = 0.0
    for weight in sorted({mix["cues"], *WEIGHTS}):
        leaning = mix | {"cues": weight}
        f1 = max(row[3] or 0 for row in curve([(scores(leaning, codes, s.signals), s.soft) for s in authors]))
        best = max(best, f1) if weight <= mix["cues"] else best
        if weight <= mix["cues"] or f1 >= best - COST:
            chosen = leaning
    return chosen


def without(measured: Set, test: np.ndarray) -> Set:
    rest = np.ones(len(measured.soft), bool)
    rest[test] = False
    return measured.rows(rest)


def curve(sets: Sequence[tuple[np.ndarray, np.ndarray]]) -> Curve:
    """Rows of threshold, precision, recall, F1 over sets of (scores, labels) that count the same."""
    rows: list[list[float | None]] = []
    for threshold in np.arange(0.01, 0.96, 0.01):
        parts = [((s >= threshold), y >= 0.5) for s, y in sets]
        mass = [1 / y.sum() for _, y in parts]
        hits = sum(m * (g & y).sum() for m, (g, y) in zip(mass, parts, strict=True))
        given = sum(m * g.sum() for m, (g, _) in zip(mass, parts, strict=True))
        true = float(len(parts))
        precision = hits / given if given else None
        rows.append([round(float(threshold), 2), None if precision is None else round(float(precision), 4),
                     round(float(hits / true), 4), round(float(2 * hits / (given + true)), 4)])  # fmt: skip
    return rows


def best_threshold(rows: Curve) -> float:
    """The threshold with the best F1; the highest of equals."""
    return float(max(rows, key=lambda r: (r[3] or 0, r[0] or 0))[0] or 0)


def fit_stance_mix(words: np.ndarray, deep: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """How much the words and how much the encoder count for the stance, by log loss."""

    def loss(p: np.ndarray) -> float:
        z = p[0] * words + p[1] * deep
        z = z - z.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(truth)), truth]))

    best = minimize(loss, np.array([0.5, 0.5]), method="L-BFGS-B", bounds=[(0, None), (0, None)])
    return {"words": round(float(best.x[0]), 4), "encoder": round(float(best.x[1]), 4)}
