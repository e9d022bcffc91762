"""Train the default tagger on the exemplars and write models/tagger.safetensors and models/card.json.

    python models/train.py [--calibrate GOLD.jsonl]

The same exemplars and versions give the same file to the byte. `--calibrate` names labelled passages of real text:
three numbers (how much weights and cues count, and the base rate) and the thresholds are fitted on them and
on the out-of-fold exemplars half and half; nothing else is learnt from them. Figures on them are cross-validated over
sources.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "corpora" / "exemplars"))

from check import read_author  # noqa: E402

from ci_text.codebook import default_codebook  # noqa: E402
from ci_text.evaluation import FIGURES, Labelled, lone_passage, measure, read_gold  # noqa: E402
from ci_text.language import sentences  # noqa: E402
from ci_text.records import STANCES, Tag  # noqa: E402
from ci_text.taggers.combined import combine, strengths  # noqa: E402
from ci_text.taggers.evidence import carrying_sentence, evidence_for  # noqa: E402
from ci_text.taggers.lexicon import LexiconTagger  # noqa: E402
from ci_text.taggers.space import FeatureSpace, Reading, read_window  # noqa: E402
from ci_text.taggers.stance import stance_features  # noqa: E402
from ci_text.vectors import packed_vectors  # noqa: E402

FOLDS = 5
RARE = {"l": 3, "x": 3, "c": 2, "q": 3}  # a feature in fewer exemplars than this is dropped
STRENGTH = 1.0  # C of the logistic regression: 1 / L2 penalty
STANCE_STRENGTH = 1.0


def read_exemplars() -> list[dict[str, Any]]:
    """All exemplars, with `opinions`: the first reader's codes and, where there is one, the second's."""
    second: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "corpora" / "exemplars" / "second").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            name, _, codes = line.partition("\t")
            pairs = [item.split("=") for item in codes.split(",") if "=" in item]
            second[name.strip()] = {code.strip(): stance.strip() for code, stance in pairs}
    exemplars = []
    for path in sorted((ROOT / "corpora" / "exemplars" / "texts").glob("*.txt")):
        for item in read_author(path):
            item["opinions"] = [item["codes"]] + ([second[item["id"]]] if item["id"] in second else [])
            exemplars.append(item)
    return exemplars


def fit_codes(rows: csr_matrix, soft: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logistic regression a code on soft labels: a label of one half is half a passage with and half one without."""
    weights, bias = np.zeros((rows.shape[1], soft.shape[1]), np.float32), np.zeros(soft.shape[1], np.float32)
    doubled = vstack([rows, rows]).tocsr()
    for c in range(soft.shape[1]):
        y = np.r_[np.ones(len(soft)), np.zeros(len(soft))]
        w = np.r_[soft[:, c], 1 - soft[:, c]]
        used = w > 0
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, max_iter=300)
        model.fit(doubled[used], y[used], sample_weight=w[used])
        weights[:, c], bias[c] = model.coef_[0], model.intercept_[0]
    return weights, bias


def fit_combination(sets: list[tuple[np.ndarray, np.ndarray, np.ndarray]], cues: bool) -> dict[str, float]:
    """a, b, c of `combine` by weighted log loss; each set (logits, strengths, soft labels) counts the same."""

    def loss(p: np.ndarray) -> float:
        total = 0.0
        for logits, strength, soft in sets:
            z = p[0] + p[1] * logits + (p[2] if cues else 0.0) * strength
            total += float(np.mean(np.logaddexp(0, z) - soft * z))
        return total + 1e-4 * float(p @ p)

    best = minimize(loss, np.array([-1.0, 0.6, 0.6]), method="L-BFGS-B", bounds=[(None, None), (0.05, None), (0, None)])
    return {
        "a": round(float(best.x[0]), 4),
        "b": round(float(best.x[1]), 4),
        "c": round(float(best.x[2]) if cues else 0.0, 4),
    }


def curve(sets: list[tuple[np.ndarray, np.ndarray]]) -> list[list[float | None]]:
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


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


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
        self.strength = np.array([strengths(r, self.codes) for r in self.readings])
        self.authors = np.array([e["author"] for e in exemplars])

    def read(self, name: str, text: str, lang: str, context: str) -> Reading:
        passage = lone_passage(name, text, lang, context)
        return read_window(passage, 0, len(text), self.lexicon, self.vectors)

    def columns(self) -> dict[str, int]:
        counts = Counter(name for r in self.readings for name in r.values)
        names = sorted(n for n, k in counts.items() if n[0] != "k" and k >= RARE[n[0]])
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

    def stance_rows(self, weights: np.ndarray) -> tuple[list[dict[str, float]], list[str], list[str]]:
        """Features, stance and author for each code of each exemplar and opinion."""
        features, stances, authors = [], [], []
        for exemplar, reading in zip(self.exemplars, self.readings, strict=True):
            for opinion in exemplar["opinions"]:
                for code, stance in opinion.items():
                    features.append(self.stance_of(reading, exemplar["text"], exemplar["lang"], code, weights))
                    stances.append(stance)
                    authors.append(exemplar["author"])
        return features, stances, authors

    def stance_of(self, reading: Reading, text: str, lang: str, code: str, weights: np.ndarray) -> dict[str, float]:
        parts = evidence_for(reading, code, self.space.columns, weights[:, self.codes.index(code)])
        sentence = carrying_sentence(parts, sentences(text, lang), reading.tokens)
        return stance_features(reading.tokens, sentence)


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


def predicted(scores: np.ndarray, codes: tuple[str, ...], threshold: float, stances: Any = None) -> list[list[Tag]]:
    return [
        [
            Tag("", c, stances(n, c) if stances else "at_work", float(s), "")
            for c, s in zip(codes, row, strict=True)
            if s >= threshold
        ]
        for n, row in enumerate(scores)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calibrate", type=Path, help="labelled passages of real text (JSON lines)")
    args = parser.parse_args()
    trainer = Trainer(read_exemplars())
    codes, soft = trainer.codes, trainer.soft
    print(f"{len(soft)} exemplars, {len(set(trainer.authors))} authors, {len(trainer.space.columns)} features")
    oof = trainer.out_of_fold()
    weights, bias = fit_codes(trainer.rows, soft)

    sets = [(oof, trainer.strength, soft)]
    gold: list[Labelled] = read_gold(args.calibrate, trainer.book) if args.calibrate else []
    if gold:
        readings = [trainer.read(g.id, g.text, g.lang, g.context) for g in gold]
        truth = np.array([[float(c in g.codes) for c in codes] for g in gold])
        logits = np.asarray(trainer.space.matrix(readings) @ weights + bias)
        sets.append((logits, np.array([strengths(r, codes) for r in readings]), truth))
    facts: dict[str, Any] = {
        "codes": list(codes),
        "combination": fit_combination(sets, True),
        "linear_only": fit_combination(sets, False),
    }
    facts["thresholds"] = {}
    for name, key in (("combined", "combination"), ("linear", "linear_only")):
        rows = curve([(sigmoid(combine(x, s, facts[key])), y) for x, s, y in sets])
        facts["thresholds"][name] = {"balance": max(rows, key=lambda r: (r[3] or 0, r[0]))[0], "curve": rows}

    features, stances, authors = trainer.stance_rows(weights)
    counts = Counter(name for f in features for name in f)
    stance_names = sorted(name for name, k in counts.items() if k >= 5)
    columns = {name: n for n, name in enumerate(stance_names)}
    rows = stance_matrix(features, columns)
    groups = np.array(authors)
    right = np.zeros(len(stances), bool)
    for train, test in GroupKFold(min(FOLDS, len(set(authors)))).split(rows, groups=groups):
        w, b = fit_stance(rows[train], [stances[i] for i in train])
        right[test] = np.array(STANCES)[(rows[test] @ w + b).argmax(axis=1)] == np.array([stances[i] for i in test])
    stance_weights, stance_bias = fit_stance(rows, stances)
    print(f"stance, out of fold over authors: {right.mean():.3f} of {len(stances)}")

    threshold = facts["thresholds"]["combined"]["balance"]
    card: dict[str, Any] = {"exemplars": describe(trainer), "combination": facts["combination"], "threshold": threshold,
                            "stance_out_of_fold": round(float(right.mean()), 4)}  # fmt: skip
    own = [Labelled(e["id"], e["lang"], e["text"], e["codes"], group=e["author"]) for e in trainer.exemplars]
    scores = sigmoid(combine(oof, trainer.strength, facts["combination"]))
    card["out_of_fold"] = measure(own, predicted(scores, codes, threshold), codes, scores)
    if gold:
        card["real_text"] = cross_validated(
            gold, sets, trainer, weights, stance_weights, stance_bias, columns, readings
        )
        print_scores("real text (combination and threshold cross-validated over sources)", card["real_text"])
    print_scores("exemplars, out of fold over authors", card["out_of_fold"])
    print(facts["combination"], "threshold", threshold)
    write(trainer, weights, bias, stance_names, stance_weights, stance_bias, facts, card)


def cross_validated(gold: list[Labelled], sets: list[Any], trainer: Trainer, weights: np.ndarray, sw: np.ndarray,
                    sb: np.ndarray, columns: dict[str, int], readings: list[Reading]) -> dict[str, Any]:  # fmt: skip
    """The figures on real text, the combination and the threshold fitted without the source that is measured."""
    (oof, strength, soft), (logits, real_strength, truth) = sets
    groups = np.array([g.group for g in gold])
    scores = np.zeros(truth.shape)
    tags: list[list[Tag]] = [[] for _ in gold]
    for train, test in GroupKFold(FOLDS).split(truth, groups=groups):
        inner = [(oof, strength, soft), (logits[train], real_strength[train], truth[train])]
        parameters = fit_combination(inner, True)
        rows = curve([(sigmoid(combine(x, s, parameters)), y) for x, s, y in inner])
        threshold = max(rows, key=lambda r: (r[3] or 0, r[0]))[0]
        scores[test] = sigmoid(combine(logits[test], real_strength[test], parameters))
        for n in test:
            for c, code in enumerate(trainer.codes):
                if scores[n, c] >= threshold:
                    f = trainer.stance_of(readings[n], gold[n].text, gold[n].lang, code, weights)
                    stance = STANCES[int((stance_matrix([f], columns) @ sw + sb).argmax())]
                    tags[n].append(Tag(gold[n].id, code, stance, float(scores[n, c]), ""))
    return measure(gold, tags, trainer.codes, scores)


def describe(trainer: Trainer) -> dict[str, Any]:
    e = trainer.exemplars
    tags = Counter((c, s) for x in e for c, s in x["codes"].items())
    twice = [x for x in e if len(x["opinions"]) == 2]
    same = sum(len(set(x["opinions"][0]) & set(x["opinions"][1])) for x in twice)
    total = sum(len(x["opinions"][0]) + len(x["opinions"][1]) for x in twice)
    return {
        "passages": len(e), "authors": len(set(trainer.authors)), "languages": dict(Counter(x["lang"] for x in e)),
        "no_code": sum(not x["codes"] for x in e), "indirect": sum(x["manner"] == "indirect" for x in e if x["codes"]),
        "spoken": sum(x["voice"] == "spoken" for x in e), "read_twice": len(twice),
        "reader_micro_f1": round(2 * same / total, 4) if total else None,
        "tags": {c: {s: tags[c, s] for s in STANCES} for c in trainer.codes},
    }  # fmt: skip


def print_scores(title: str, result: dict[str, Any]) -> None:
    print(title)
    for name, row in [("overall", result["overall"]), *result["languages"].items()]:
        print(f"  {name:8}" + "  ".join(f"{f} {row[f]:.3f}" for f in FIGURES if row[f] is not None))
    print("  " + "  ".join(f"{c[:12]} {row['f1'] or 0:.2f}" for c, row in result["codes"].items()))


def write(trainer: Trainer, weights: np.ndarray, bias: np.ndarray, stance_names: list[str], stance_weights: np.ndarray,
          stance_bias: np.ndarray, facts: dict[str, Any], card: dict[str, Any]) -> None:  # fmt: skip
    from safetensors.numpy import save

    names = sorted(trainer.space.columns, key=lambda n: trainer.space.columns[n])
    arrays = {
        "features": np.frombuffer("\n".join(names).encode(), np.uint8),
        "weights": np.ascontiguousarray(weights, np.float16), "bias": bias,
        "stance_features": np.frombuffer("\n".join(stance_names).encode(), np.uint8),
        "stance_weights": np.ascontiguousarray(stance_weights, np.float16), "stance_bias": stance_bias,
    }  # fmt: skip
    digest = hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for _, a in sorted(arrays.items())))
    digest.update(json.dumps(facts, sort_keys=True).encode())
    facts["digest"] = digest.hexdigest()
    card["digest"] = facts["digest"]
    card["versions"] = {n: version(n) for n in ("scikit-learn", "numpy", "scipy", "simplemma", "spacy")}
    (ROOT / "models" / "tagger.safetensors").write_bytes(save(arrays, {"facts": json.dumps(facts, sort_keys=True)}))
    (ROOT / "models" / "card.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
