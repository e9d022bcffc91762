"""Taggers against each other in one run, on the exemplars (authors held apart) and on a gold file; speed and memory.

    python benchmarks/tagging.py [--gold GOLD.jsonl] [--no-curve] [--svg learning_curve.svg]
    python benchmarks/tagging.py --speed
    python benchmarks/tagging.py --set-floors [--allow-lower]     tests/quality.json from models/card.json
    python benchmarks/tagging.py --card                           models/README.md from models/card.json
    python benchmarks/tagging.py --errors 30                      passages that the held-out model gets most wrong

All that is learnt is learnt without the authors it is measured on: weights and stance in grouped folds, combination
and thresholds on the other folds. On the gold file everything comes from the exemplars; nothing is fitted on it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "models"), str(ROOT / "benchmarks")]

import train  # noqa: E402

from ci_text.codebook import Codebook  # noqa: E402
from ci_text.evaluation import Labelled, lone_passage, measure, read_gold  # noqa: E402
from ci_text.language import SUPPORTED, analyse, lemma  # noqa: E402
from ci_text.records import STANCES, Passage, Tag  # noqa: E402
from ci_text.taggers import load_tagger  # noqa: E402
from ci_text.taggers.combined import combine, strengths  # noqa: E402
from ci_text.taggers.cues import parse_cue  # noqa: E402
from tagging_quality import line_chart, set_floors, write_card  # noqa: E402
from tagging_speed import speed  # noqa: E402

SHORTEST = 4  # letters of a keyword
FIGURES = ("micro_f1", "macro_f1", "no_code_specificity", "stance_accuracy", "ece")


@dataclass(frozen=True)
class Answer:
    """What a method says of a set of passages: tags, and probabilities where it has any."""

    tags: list[list[Tag]]
    scores: np.ndarray | None = None


def keywords(book: Codebook) -> dict[str, dict[str, frozenset[str]]]:
    """Code -> language -> lemmas: the words of its name and its cues of one word.

    The first words of longer cues were left out: many are everyday words, and nothing stayed without a code.
    """

    def words(code: Any, lang: str) -> frozenset[str]:
        name = {lemma(w.lower(), lang) for w in code.name[lang].split()}
        cues = [parse_cue(code.id, cue, lang).elements for cue in code.cues.get(lang, ())]
        heads = {w for elements in cues if len(elements) == 1 for w in elements[0].words}
        return frozenset(w for w in name | heads if len(w) >= SHORTEST)

    return {code.id: {lang: words(code, lang) for lang in SUPPORTED} for code in book.codes}


def by_keywords(items: Sequence[Labelled], book: Codebook) -> Answer:
    known = keywords(book)
    tags = []
    for item in items:
        lang = item.lang if item.lang in SUPPORTED else "da"
        found = set(analyse(item.text, lang).lemmas)
        tags.append([Tag("", c, "at_work", 1.0, "keyword") for c in book.code_ids if known[c][lang] & found])
    return Answer(tags)


def description_similarity(items: Sequence[Labelled], book: Codebook) -> np.ndarray:
    """Cosine of TF-IDF lemmas between passage and code description in the passage's language, passages x codes."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    def described(code: Any, lang: str) -> str:
        return " ".join([code.name[lang], code.definition[lang], *code.include.get(lang, ())])

    def cut(pair: tuple[str, str]) -> list[str]:
        return [w for w in analyse(*pair).lemmas if w[:1].isalpha()]

    result = np.zeros((len(items), len(book.codes)))
    for lang in SUPPORTED:
        rows = [n for n, i in enumerate(items) if i.lang == lang or (lang == "da" and i.lang not in SUPPORTED)]
        if rows:
            vectorizer = TfidfVectorizer(analyzer=cut, sublinear_tf=True)
            codes = vectorizer.fit_transform([(described(c, lang), lang) for c in book.codes])
            result[rows] = (vectorizer.transform([(items[n].text, lang) for n in rows]) @ codes.T).toarray()
    return result


def best_threshold(scores: np.ndarray, truth: np.ndarray) -> float:
    """The threshold with the best micro F1."""

    def f1(threshold: float) -> float:
        given = scores >= threshold
        return float(2 * (given & truth).sum() / max(1, given.sum() + truth.sum()))

    return max((float(t) for t in np.quantile(scores, np.linspace(0.5, 0.995, 100))), key=f1)


class HeldApart:
    """The exemplars with everything that is learnt from them, learnt without the authors it is asked about."""

    def __init__(self, trainer: train.Trainer) -> None:
        self.trainer = trainer
        self.truth = np.array([[c in e["codes"] for c in trainer.codes] for e in trainer.exemplars])
        self.fold = np.zeros(len(trainer.exemplars), int)
        self.logits = np.zeros(trainer.soft.shape)
        self.weights, self.stances = [], []
        for number, (rest, held) in enumerate(trainer.folds()):
            weights, bias = train.fit_codes(trainer.rows[rest], trainer.soft[rest])
            self.fold[held] = number
            self.logits[held] = trainer.rows[held] @ weights + bias
            self.weights.append(weights)
            self.stances.append(fit_stances(trainer, weights, set(trainer.authors[rest])))

    def scores(self, cues: bool) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities, and the threshold of each passage, both fitted on the other folds."""
        t = self.trainer
        scores, thresholds = np.zeros(self.logits.shape), np.zeros(len(self.fold))
        for number in np.unique(self.fold):
            held, rest = self.fold == number, self.fold != number
            parameters = train.fit_combination([(self.logits[rest], t.strength[rest], t.soft[rest])], cues)
            everything = train.sigmoid(combine(self.logits, t.strength, parameters))
            rows = train.curve([(everything[rest], t.soft[rest])])
            scores[held] = everything[held]
            thresholds[held] = max(rows, key=lambda r: (r[3] or 0, r[0]))[0]
        return scores, thresholds

    def answer(self, cues: bool) -> Answer:
        t = self.trainer
        scores, thresholds = self.scores(cues)
        tags: list[list[Tag]] = [[] for _ in self.fold]
        for n, c in zip(*np.nonzero(scores >= thresholds[:, None]), strict=True):
            e, fold = t.exemplars[n], self.fold[n]
            stance = say_stance(
                t, t.readings[n], e["text"], e["lang"], t.codes[c], self.weights[fold], self.stances[fold]
            )
            tags[n].append(Tag(e["id"], t.codes[c], stance, float(scores[n, c]), ""))
        return Answer(tags, scores)

    def descriptions(self, items: Sequence[Labelled]) -> Answer:
        similar = description_similarity(items, self.trainer.book)
        tags: list[list[Tag]] = [[] for _ in items]
        for number in np.unique(self.fold):
            threshold = best_threshold(similar[self.fold != number], self.truth[self.fold != number])
            for n in np.flatnonzero(self.fold == number):
                tags[n] = over(similar[n], self.trainer.codes, threshold)
        return Answer(tags)


def over(row: np.ndarray, codes: Sequence[str], threshold: float) -> list[Tag]:
    return [Tag("", c, "at_work", float(s), "") for c, s in zip(codes, row, strict=True) if s >= threshold]


def fit_stances(trainer: train.Trainer, weights: np.ndarray, authors: set[str]) -> tuple[Any, Any, dict[str, int]]:
    features, stances, written_by = trainer.stance_rows(weights)
    used = [n for n, author in enumerate(written_by) if author in authors]
    counts: dict[str, int] = {}
    for n in used:
        for name in features[n]:
            counts[name] = counts.get(name, 0) + 1
    columns = {name: n for n, name in enumerate(sorted(name for name, k in counts.items() if k >= 5))}
    rows = train.stance_matrix([features[n] for n in used], columns)
    return (*train.fit_stance(rows, [stances[n] for n in used]), columns)


def say_stance(trainer: train.Trainer, reading: Any, text: str, lang: str, code: str, weights: np.ndarray,
               model: tuple[Any, Any, dict[str, int]]) -> str:  # fmt: skip
    stance_weights, bias, columns = model
    features = trainer.stance_of(reading, text, lang, code, weights)
    return STANCES[int((train.stance_matrix([features], columns) @ stance_weights + bias).argmax())]


def from_lexicon(items: Sequence[Labelled], book: Codebook) -> Answer:
    tagger = load_tagger("lexicon", book)
    return Answer([tagger.tag([lone_passage(i.id, i.text, i.lang, i.context)]) for i in items])


def report(title: str, items: Sequence[Labelled], answers: dict[str, Answer], codes: Sequence[str]) -> None:
    """One line a method: each figure with its interval of 95 %."""
    print(f"\n{title}: {len(items)} passages\n{'':12}" + "".join(f"{f[:19]:20}" for f in FIGURES))
    for name, answer in answers.items():
        row = measure(items, answer.tags, (*codes,), answer.scores)["overall"]
        if answer.scores is None:
            row["ece"] = None  # no probabilities to be calibrated
        cells = (
            "-" if row[f] is None else "{:.2f} [{:.2f}-{:.2f}]".format(row[f], *row["intervals"][f]) for f in FIGURES
        )
        print(f"{name:12}" + "".join(f"{cell:20}" for cell in cells), flush=True)


Answers = dict[str, Answer]


def part(items: Sequence[Labelled], answers: Answers, rows: Sequence[int]) -> tuple[list[Labelled], Answers]:
    picked = {
        name: Answer([a.tags[n] for n in rows], None if a.scores is None else a.scores[rows])
        for name, a in answers.items()
    }
    return [items[n] for n in rows], picked


def compare(held: HeldApart) -> None:
    t = held.trainer
    items = [Labelled(e["id"], e["lang"], e["text"], e["codes"], e["context"], e["author"]) for e in t.exemplars]
    answers = {
        "majority": Answer([[] for _ in items]), "keyword": by_keywords(items, t.book),
        "descriptions": held.descriptions(items), "lexicon": from_lexicon(items, t.book),
        "linear": held.answer(False), "combined": held.answer(True),
    }  # fmt: skip
    report("exemplars, authors held apart", items, answers, t.codes)
    for key in ("lang", "voice", "manner"):
        for value in sorted({e[key] for e in t.exemplars}):
            rows = [n for n, e in enumerate(t.exemplars) if e[key] == value]
            report(value, *part(items, answers, rows), t.codes)


def compare_on_gold(held: HeldApart, path: Path) -> None:
    t = held.trainer
    gold = read_gold(path, t.book)
    own = [Labelled(e["id"], e["lang"], e["text"], {}) for e in t.exemplars]
    threshold = best_threshold(description_similarity(own, t.book), held.truth)
    similar = description_similarity(gold, t.book)
    answers = {
        "majority": Answer([[] for _ in gold]), "keyword": by_keywords(gold, t.book),
        "descriptions": Answer([over(row, t.codes, threshold) for row in similar]),
        "lexicon": from_lexicon(gold, t.book),
    }  # fmt: skip
    readings = [t.read(g.id, g.text, g.lang, g.context) for g in gold]
    weights, bias = train.fit_codes(t.rows, t.soft)
    logits = np.asarray(t.space.matrix(readings) @ weights + bias)
    strength = np.array([strengths(r, t.codes) for r in readings])
    stance = fit_stances(t, weights, set(t.authors))
    for name, cues in (("linear", False), ("combined", True)):
        parameters = train.fit_combination([(held.logits, t.strength, t.soft)], cues)
        rows = train.curve([(train.sigmoid(combine(held.logits, t.strength, parameters)), t.soft)])
        limit = max(rows, key=lambda r: (r[3] or 0, r[0]))[0]
        scores = train.sigmoid(combine(logits, strength, parameters))
        tags: list[list[Tag]] = [[] for _ in gold]
        for n, c in zip(*np.nonzero(scores >= limit), strict=True):
            said = say_stance(t, readings[n], gold[n].text, gold[n].lang, t.codes[c], weights, stance)
            tags[n].append(Tag(gold[n].id, t.codes[c], said, float(scores[n, c]), ""))
        answers[name] = Answer(tags, scores)
    report(f"{path.name}, learnt and calibrated on the exemplars alone", gold, answers, t.codes)
    for lang in SUPPORTED:
        report(lang, *part(gold, answers, [n for n, g in enumerate(gold) if g.lang == lang]), t.codes)


def learning_curve(held: HeldApart, svg: Path | None) -> None:
    """Micro F1 on held-out authors by the number of authors learnt from (the threshold of the whole)."""
    t = held.trainer
    parameters = train.fit_combination([(held.logits, t.strength, t.soft)], True)
    rows = train.curve([(train.sigmoid(combine(held.logits, t.strength, parameters)), t.soft)])
    limit = max(rows, key=lambda r: (r[3] or 0, r[0]))[0]
    points = []
    print(f"\nlearning curve\n{'authors':>8}{'passages':>10}{'micro F1':>10}")
    for share in (0.2, 0.4, 0.6, 0.8, 1.0):
        hits = given = true = learnt = used = 0
        for number in np.unique(held.fold):
            others = sorted(set(t.authors[held.fold != number]))
            chosen = np.random.default_rng(number).permutation(others)[: max(1, round(share * len(others)))]
            rest, test = np.isin(t.authors, chosen), held.fold == number
            weights, bias = train.fit_codes(t.rows[rest], t.soft[rest])
            found = train.sigmoid(combine(t.rows[test] @ weights + bias, t.strength[test], parameters)) >= limit
            hits, given, true = (
                hits + (found & held.truth[test]).sum(),
                given + found.sum(),
                true + held.truth[test].sum(),
            )
            learnt, used = learnt + int(rest.sum()), used + len(chosen)
        folds = len(np.unique(held.fold))
        points.append((used / folds, learnt / folds, float(2 * hits / (given + true))))
        print("{:8.1f}{:10.0f}{:10.3f}".format(*points[-1]), flush=True)
    if svg is not None:
        svg.write_text(
            line_chart([(x, y) for _, x, y in points], "exemplars learnt from", "micro F1, other authors"), "utf-8"
        )


def exemplar_passages() -> list[Passage]:
    return [lone_passage(e["id"], e["text"], e["lang"], e["context"]) for e in train.read_exemplars()]


def errors(held: HeldApart, most: int) -> None:
    """The passages whose held-out score is farthest from the label."""
    scores, thresholds = held.scores(True)
    wrong = (scores >= thresholds[:, None]) != held.truth
    far = np.where(wrong, np.abs(scores - held.truth), 0)
    for place in np.argsort(-far, axis=None)[:most]:
        n, c = np.unravel_index(place, far.shape)
        e = held.trainer.exemplars[n]
        kind = "missed" if held.truth[n, c] else "false"
        print(f"{kind} {held.trainer.codes[c]} {scores[n, c]:.2f} {e['id']} {e['codes']}\n  {e['text']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--svg", type=Path, help="where the learning curve is drawn")
    parser.add_argument("--errors", type=int)
    for flag in ("--no-curve", "--speed", "--set-floors", "--allow-lower", "--card"):
        parser.add_argument(flag, action="store_true")
    args = parser.parse_args()
    if args.set_floors:
        set_floors(args.allow_lower)
    if args.card:
        write_card()
    if args.speed:
        speed(exemplar_passages())
    if args.set_floors or args.card or args.speed:
        return
    held = HeldApart(train.Trainer(train.read_exemplars()))
    if args.errors:
        errors(held, args.errors)
        return
    compare(held)
    if args.gold:
        compare_on_gold(held, args.gold)
    if not args.no_curve:
        learning_curve(held, args.svg)
    speed(exemplar_passages())


if __name__ == "__main__":
    main()
