"""Taggers against each other in one run, on the exemplars (authors held apart) and on a gold file; speed and memory.

    python benchmarks/tagging.py [--gold GOLD.jsonl] [--no-curve] [--svg learning_curve.svg]
    python benchmarks/tagging.py --speed [--sentence-model FOLDER]   beside all-MiniLM-L6-v2 where that is installed
    python benchmarks/tagging.py --set-floors [--allow-lower]     tests/quality.json from models/card.json
    python benchmarks/tagging.py --card                           models/README.md from models/card.json
    python benchmarks/tagging.py --errors 30                      passages that the held-out model gets most wrong

All that is learnt is learnt without the authors it is measured on: the encoder never saw them, weights and stance are
learnt in grouped folds, combination and threshold without the author. On the gold file, from which neither encoder nor
weights have learnt, combination and threshold are those of the exemplars.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "models"), str(ROOT / "benchmarks")]

import mixing  # noqa: E402
from exemplars import read_exemplars  # noqa: E402
from held_out import COMPARED, Gold, HeldOut  # noqa: E402
from learning import Trainer, fit_codes  # noqa: E402

from ci_text.codebook import Codebook  # noqa: E402
from ci_text.encoder import load_encoder  # noqa: E402
from ci_text.evaluation import Labelled, lone_passage, measure  # noqa: E402
from ci_text.language import SUPPORTED, analyse, lemma  # noqa: E402
from ci_text.records import Passage, Tag  # noqa: E402
from ci_text.taggers import load_tagger  # noqa: E402
from ci_text.taggers.cues import parse_cue  # noqa: E402
from ci_text.taggers.model import ENCODER  # noqa: E402
from tagging_quality import cell, line_chart, set_floors, write_card  # noqa: E402
from tagging_speed import PEER, speed  # noqa: E402

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


def over(row: np.ndarray, codes: Sequence[str], threshold: float) -> list[Tag]:
    return [Tag("", c, "at_work", float(s), "") for c, s in zip(codes, row, strict=True) if s >= threshold]


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
        print(f"{name:12}" + "".join(f"{cell(row, figure):20}" for figure in FIGURES), flush=True)


Answers = dict[str, Answer]


def part(items: Sequence[Labelled], answers: Answers, rows: Sequence[int]) -> tuple[list[Labelled], Answers]:
    picked = {
        name: Answer([a.tags[n] for n in rows], None if a.scores is None else a.scores[rows])
        for name, a in answers.items()
    }
    return [items[n] for n in rows], picked


def compare(held: HeldOut) -> None:
    """All methods on the authors that the encoder has not learnt from; the words have learnt from them out of fold."""
    t, items = held.trainer, held.labelled
    truth = held.own.soft >= 0.5
    similar = description_similarity(items, t.book)
    groups = held.own.groups
    limits = np.array([best_threshold(similar[groups != a], truth[groups != a]) for a in groups])
    answers = {
        "majority": Answer([[] for _ in items]), "keyword": by_keywords(items, t.book),
        "descriptions": Answer([over(row, t.codes, limit) for row, limit in zip(similar, limits, strict=True)]),
        "lexicon": from_lexicon(items, t.book), **{name: Answer(*held.answer(name)) for name in COMPARED},
    }  # fmt: skip
    report(f"exemplars of {', '.join(held.encoder.facts['held_out'])}, held apart", items, answers, t.codes)
    for key in ("lang", "voice", "manner"):
        for value in sorted({e[key] for e in held.items}):
            rows = [n for n, e in enumerate(held.items) if e[key] == value]
            report(value, *part(items, answers, rows), t.codes)


def compare_on_gold(held: HeldOut, path: Path) -> None:
    t, gold = held.trainer, Gold(held, path)
    own = description_similarity(held.labelled, t.book)
    threshold = best_threshold(own, held.own.soft >= 0.5)
    answers = {
        "majority": Answer([[] for _ in gold.items]), "keyword": by_keywords(gold.items, t.book),
        "descriptions": Answer([over(r, t.codes, threshold) for r in description_similarity(gold.items, t.book)]),
        "lexicon": from_lexicon(gold.items, t.book),
        **{name: Answer(*gold.answer(name, cross_fitted=False)) for name in COMPARED},
    }  # fmt: skip
    report(f"{path.name}, calibrated on the exemplars alone", gold.items, answers, t.codes)
    for lang in SUPPORTED:
        rows = [n for n, g in enumerate(gold.items) if g.lang == lang]
        report(lang, *part(gold.items, answers, rows), t.codes)


def learning_curve(held: HeldOut, svg: Path | None) -> None:
    """Micro F1 of the quick tagger on authors held apart, by the number of authors learnt from."""
    t = held.trainer
    truth, mix = t.soft >= 0.5, mixing.fit_mix([held.every], t.codes)
    limit = mixing.best_threshold(mixing.curve([(mixing.scores(mix, t.codes, held.every.signals), t.soft)]))
    points = []
    print("\nlearning curve of cues and weights (the encoder learns too long for one)")
    print(f"{'authors':>8}{'passages':>10}{'micro F1':>10}")
    for share in (0.2, 0.4, 0.6, 0.8, 1.0):
        hits = given = true = learnt = used = 0
        for number, (_, test) in enumerate(t.folds()):
            others = sorted(set(t.authors) - set(t.authors[test]))
            chosen = np.random.default_rng(number).permutation(others)[: max(1, round(share * len(others)))]
            rest = np.isin(t.authors, chosen)
            weights, bias = fit_codes(t.rows[rest], t.soft[rest])
            signals = held.every.rows(test).signals
            signals = replace(signals, linear=np.asarray(t.rows[test] @ weights + bias))
            found = mixing.scores(mix, t.codes, signals) >= limit
            hits, given, true = hits + (found & truth[test]).sum(), given + found.sum(), true + truth[test].sum()
            learnt, used = learnt + int(rest.sum()), used + len(chosen)
        folds = len(t.folds())
        points.append((used / folds, learnt / folds, float(2 * hits / (given + true))))
        print("{:8.1f}{:10.0f}{:10.3f}".format(*points[-1]), flush=True)
    if svg is not None:
        chart = line_chart([(x, y) for _, x, y in points], "exemplars learnt from", "micro F1, other authors")
        svg.write_text(chart, "utf-8")


def exemplar_passages() -> list[Passage]:
    return [lone_passage(e["id"], e["text"], e["lang"], e["context"]) for e in read_exemplars()]


def errors(held: HeldOut, most: int) -> None:
    """The passages whose held-out score is farthest from the label."""
    codes, truth = held.trainer.codes, held.own.soft
    tags, scores = held.answer("combined")
    given = np.array([[any(t.code == c for t in row) for c in codes] for row in tags])
    far = np.where(given != (truth >= 0.5), np.abs(scores - truth), 0)
    for place in np.argsort(-far, axis=None)[:most]:
        n, c = np.unravel_index(place, far.shape)
        e = held.items[n]
        kind = "missed" if truth[n, c] >= 0.5 else "false"
        print(f"{kind} {codes[c]} {scores[n, c]:.2f} {e['id']} {e['codes']}\n  {e['text']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--svg", type=Path, help="where the learning curve is drawn")
    parser.add_argument("--errors", type=int)
    parser.add_argument("--sentence-model", default=PEER, help="what speed is told against: a name or a local folder")
    for flag in ("--no-curve", "--speed", "--set-floors", "--allow-lower", "--card"):
        parser.add_argument(flag, action="store_true")
    args = parser.parse_args()
    if args.set_floors:
        set_floors(args.allow_lower)
    if args.card:
        write_card()
    if args.speed:
        speed(exemplar_passages(), args.sentence_model)
    if args.set_floors or args.card or args.speed:
        return
    held = HeldOut(Trainer(read_exemplars()), load_encoder(ROOT / "models" / ENCODER))
    if args.errors:
        errors(held, args.errors)
        return
    compare(held)
    if args.gold:
        compare_on_gold(held, args.gold)
    if not args.no_curve:
        learning_curve(held, args.svg)
    speed(exemplar_passages(), args.sentence_model)


if __name__ == "__main__":
    main()
