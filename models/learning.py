"""What is learnt from the exemplars by words: weights of the codes and of the stances."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from ci_text.codebook import default_codebook
from ci_text.evaluation import lone_passage
from ci_text.language import sentences
from ci_text.records import STANCES
from ci_text.taggers.evidence import carrying_sentence, evidence_for
from ci_text.taggers.lexicon import LexiconTagger
from ci_text.taggers.space import FeatureSpace, Reading, Row, read_window
from ci_text.taggers.stance import stance_features
from ci_text.vectors import packed_vectors

FOLDS = 5
RARE = {"l": 7, "x": 8, "c": 2, "q": 3}  # a feature in fewer exemplars than this is dropped
STRENGTH = 1.0  # C of the logistic regression: 1 / L2 penalty
STANCE_STRENGTH = 1.0
LIGHTEST = 0.04  # a word that moves no stance by more is left out (one in 25): the files are to stay under 20 MB


def fit_codes(rows: csr_matrix, soft: np.ndarray, strength: float = STRENGTH) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regression a code on soft labels: a label of one half is half a passage with and half one without."""
    weights, bias = np.zeros((rows.shape[1], soft.shape[1]), np.float32), np.zeros(soft.shape[1], np.float32)
    doubled = vstack([rows, rows]).tocsr()
    for c in range(soft.shape[1]):
        y = np.r_[np.ones(len(soft)), np.zeros(len(soft))]
        w = np.r_[soft[:, c], 1 - soft[:, c]]
        used = w > 0
        model = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=300)
        model.fit(doubled[used], y[used], sample_weight=w[used])
        weights[:, c], bias[c] = model.coef_[0], model.intercept_[0]
    return weights, bias


@dataclass(frozen=True)
class StanceRow:
    """What the words around a code's evidence are, the stance that was given, and to which exemplar and code."""

    features: dict[str, float]
    stance: str
    exemplar: int
    code: str


class Trainer:
    def __init__(self, exemplars: list[dict[str, Any]]) -> None:
        self.book = default_codebook()
        self.codes = self.book.code_ids
        self.lexicon = LexiconTagger(self.book)
        self.vectors = packed_vectors()
        self.exemplars = exemplars
        self.readings = [self.read(e["id"], e["text"], e["lang"], e["context"]) for e in exemplars]
        self.space = FeatureSpace(self.columns(), self.lexicon, self.vectors)
        self.rows = self.space.matrix(self.readings)
        self.soft = np.array([[np.mean([c in o for o in e["opinions"]]) for c in self.codes] for e in exemplars])
        self.authors = np.array([e["author"] for e in exemplars])

    def read(self, name: str, text: str, lang: str, context: str) -> Reading:
        passage = lone_passage(name, text, lang, context)
        return read_window(passage, 0, len(text), self.lexicon)

    def columns(self) -> dict[str, int]:
        counts = Counter(name for r in self.readings for name in r.names(self.vectors))
        names = sorted(n for n, k in counts.items() if k >= RARE[n[0]])
        return {name: column for column, name in enumerate(names)}

    def folds(self) -> list[tuple[np.ndarray, np.ndarray]]:
        splitter = GroupKFold(min(FOLDS, len(set(self.authors))))
        return list(splitter.split(np.zeros(len(self.authors)), groups=self.authors))

    def out_of_fold(self) -> np.ndarray:
        logits = np.zeros(self.soft.shape)
        for train, test in self.folds():
            weights, bias = fit_codes(self.rows[train], self.soft[train])
            logits[test] = self.rows[test] @ weights + bias
        return logits

    def stance_rows(self, weights: np.ndarray) -> list[StanceRow]:
        """A row for each code of each exemplar and opinion."""
        rows = [self.space.row(self.rows, number) for number in range(len(self.exemplars))]
        return [
            StanceRow(self.stance_of(reading, rows[number], exemplar["text"], code, weights), stance, number, code)
            for number, (exemplar, reading) in enumerate(zip(self.exemplars, self.readings, strict=True))
            for opinion in exemplar["opinions"]
            for code, stance in opinion.items()
        ]

    def stance_of(self, reading: Reading, row: Row, text: str, code: str, weights: np.ndarray) -> dict[str, float]:
        """What the words of a passage are for the stance of a code; `row` is its own of the matrix."""
        credit = self.space.credit(reading, row, weights[:, self.codes.index(code)])
        parts, spans = evidence_for(reading, code, credit), sentences(text, reading.tokens.lang)
        return stance_features(reading.tokens, carrying_sentence(parts, spans, reading.tokens))


def stance_matrix(features: list[dict[str, float]], columns: dict[str, int]) -> csr_matrix:
    values, places, ends = [], [], [0]
    for row in features:
        for name, value in row.items():
            if name in columns:
                values.append(value)
                places.append(columns[name])
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(features), len(columns)))


def fit_stance(rows: csr_matrix, stances: list[str]) -> tuple[np.ndarray, np.ndarray]:
    model = LogisticRegression(C=STANCE_STRENGTH, solver="lbfgs", max_iter=500)
    model.fit(rows, stances)
    order = [list(model.classes_).index(s) for s in STANCES]
    return model.coef_[order].T.astype(np.float32), model.intercept_[order].astype(np.float32)


@dataclass(frozen=True)
class Stances:
    """The stance model, and its answers out of fold: log odds for each row."""

    names: list[str]
    weights: np.ndarray
    bias: np.ndarray
    out_of_fold: np.ndarray


def learn_stances(trainer: Trainer, rows: list[StanceRow]) -> Stances:
    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, k in counts.items() if k >= 5)
    matrix = stance_matrix([r.features for r in rows], {name: n for n, name in enumerate(names)})
    groups, said = trainer.authors[[r.exemplar for r in rows]], [r.stance for r in rows]
    answers = np.zeros((len(rows), len(STANCES)))
    for train, test in GroupKFold(min(FOLDS, len(set(groups)))).split(matrix, groups=groups):
        w, b = fit_stance(matrix[train], [said[i] for i in train])
        answers[test] = matrix[test] @ w + b
    weights, bias = fit_stance(matrix, said)
    kept = np.abs(weights.astype(np.float16)).max(axis=1) >= LIGHTEST
    return Stances([name for name, yes in zip(names, kept, strict=True) if yes], weights[kept], bias, answers)
