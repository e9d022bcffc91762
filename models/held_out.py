"""What the whole tagger makes of passages that it has not learnt from: the held-out authors, and real text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import mixing
import numpy as np
from learning import FOLDS, StanceRow, Stances, Trainer, fit_codes, learn_stances, stance_matrix
from mixing import Set
from sentence_learning import SentenceTrainer
from sklearn.model_selection import GroupKFold

from ci_text.encoder import Encoder
from ci_text.evaluation import Labelled, read_gold
from ci_text.records import STANCES, Tag
from ci_text.taggers.mix import Signals


class Uses(NamedTuple):
    """What a mix is made of beside the weights; the sentence model only where there is one."""

    cues: bool
    encoder: bool
    sentence: bool


MIXES = {"combined": Uses(True, True, True), "quick": Uses(True, False, False), "linear": Uses(False, False, False)}
COMPARED = MIXES | {"no cues": Uses(False, True, True)}  # what an encoder without the cues would do
NO_SENTENCE = "no sentence model"
KNOWN = COMPARED | {NO_SENTENCE: Uses(True, True, False)}
Say = Callable[[int, int], str]
Answer = tuple[list[list[Tag]], np.ndarray]


@dataclass(frozen=True)
class Deep:
    """What the encoder makes of passages: log odds a code and stance log odds, rows as given."""

    odds: np.ndarray
    stances: np.ndarray

    @classmethod
    def read(cls, encoder: Encoder, passages: list[tuple[str, str]]) -> Deep:
        read = encoder.read_all(passages)
        return cls(np.array([r.odds for r in read]), np.array([r.stances for r in read]))


def mix_stances(
    trainer: Trainer, rows: list[StanceRow], stances: Stances, held: np.ndarray, deep: Deep
) -> dict[str, Any]:
    """How words and encoder share the stance, by the held-out authors, and how often each is right there."""
    place = {int(n): k for k, n in enumerate(held)}
    chosen = [k for k, row in enumerate(rows) if row.exemplar in place]
    seen = np.array([deep.stances[place[rows[k].exemplar], trainer.codes.index(rows[k].code)] for k in chosen])
    words, truth = stances.out_of_fold[chosen], np.array([STANCES.index(rows[k].stance) for k in chosen])
    share = mixing.fit_stance_mix(words, seen, truth)
    both = share["words"] * words + share["encoder"] * seen
    right = {name: round(float((z.argmax(axis=1) == truth).mean()), 4)
             for name, z in (("words", words), ("encoder", seen), ("both", both))}  # fmt: skip
    return {"share": share, "right": right, "n": len(truth)}


def tags_of(scores: np.ndarray, limits: np.ndarray, codes: tuple[str, ...], say: Any) -> list[list[Tag]]:
    """The tags over each row's limit; `say(row, code number)` is the stance."""
    return [
        [Tag("", codes[c], say(n, c), float(scores[n, c]), "") for c in np.flatnonzero(scores[n] >= limits[n])]
        for n in range(len(scores))
    ]


def _of(name: str, found: Set | None) -> Set | None:
    """The set as that tagger sees it."""
    return found and found.seen_with(KNOWN[name].encoder, KNOWN[name].sentence)


class HeldOut:
    """The authors that the encoder has not learnt from; words learn of them only out of fold.

    `own` are they, `every` all exemplars without the encoder. A sentence model, where there is one, has learnt from no
    exemplar, and the weights on its vectors are taken out of fold as those of the words.
    """

    def __init__(self, trainer: Trainer, encoder: Encoder, sentence: SentenceTrainer | None = None) -> None:
        items = trainer.exemplars
        self.trainer, self.encoder, self.sentence = trainer, encoder, sentence
        self.rows = np.flatnonzero(np.isin(trainer.authors, encoder.facts["held_out"]))
        self.deep = Deep.read(encoder, [(items[n]["text"], items[n]["context"]) for n in self.rows])
        self.weights, self.bias = fit_codes(trainer.rows, trainer.soft)
        stance_rows = trainer.stance_rows(self.weights)
        self.stances = learn_stances(trainer, stance_rows)
        self.told = mix_stances(trainer, stance_rows, self.stances, self.rows, self.deep)
        self._words = {(r.exemplar, r.code): z for r, z in zip(stance_rows, self.stances.out_of_fold, strict=True)}
        logits = trainer.out_of_fold()
        said = None if sentence is None else sentence.out_of_fold
        every = Signals.of(trainer.readings, trainer.codes, logits, None, said)
        self.every = Set(every, trainer.soft, trainer.authors)
        own = self.every.rows(self.rows)
        self.own = replace(own, signals=replace(own.signals, encoder=self.deep.odds))

    @property
    def items(self) -> list[dict[str, Any]]:
        return [self.trainer.exemplars[n] for n in self.rows]

    @property
    def labelled(self) -> list[Labelled]:
        return [Labelled(e["id"], e["lang"], e["text"], e["codes"], e["context"], e["id"]) for e in self.items]

    def fitted(self, name: str, real: Set | None) -> tuple[dict[str, Any], mixing.Curve]:
        """The mix of that name and the curve of its thresholds."""
        authors = _of(name, self.own if KNOWN[name].encoder else self.every)
        return mixing.fitted(authors, _of(name, real), self.trainer.codes, KNOWN[name].cues)

    def answer(self, name: str, gold: Gold | None = None) -> Answer:
        """Tags and probabilities, each author by a mix and a threshold fitted without it."""
        own, codes = _of(name, self.own), self.trainer.codes
        real = _of(name, gold.set) if gold else None
        p, limits = np.zeros(own.soft.shape), np.zeros(len(own.soft))
        for author in np.unique(own.groups):
            test = np.flatnonzero(own.groups == author)
            mix, curve = mixing.fitted(mixing.without(own, test), real, codes, KNOWN[name].cues)
            p[test] = mixing.scores(mix, codes, own.rows(test).signals)
            limits[test] = mixing.best_threshold(curve)
        return tags_of(p, limits, codes, self.say(deep=KNOWN[name].encoder)), p

    def say(self, deep: bool) -> Say:
        """The stance of a code of a row: by the words where a reader gave the code, and by the encoder."""
        share = self.told["share"]

        def one(n: int, c: int) -> str:
            known = self._words.get((int(self.rows[n]), self.trainer.codes[c]), np.zeros(len(STANCES)))
            z = share["words"] * known + share["encoder"] * self.deep.stances[n, c] if deep else known
            return STANCES[int(z.argmax())]

        return one


class Gold:
    """Labelled passages of real text, read by everything."""

    def __init__(self, held: HeldOut, path: Path) -> None:
        trainer = held.trainer
        self.held, self.items = held, read_gold(path, trainer.book)
        self.readings = [trainer.read(g.id, g.text, g.lang, g.context) for g in self.items]
        self.deep = Deep.read(held.encoder, [(g.text, g.context) for g in self.items])
        self.matrix = trainer.space.matrix(self.readings)
        logits = np.asarray(self.matrix @ held.weights + held.bias)
        truth = np.array([[float(c in g.codes) for c in trainer.codes] for g in self.items])
        groups = np.array([g.group for g in self.items])
        said = None if held.sentence is None else held.sentence.signal.odds([g.text for g in self.items])
        self.set = Set(Signals.of(self.readings, trainer.codes, logits, self.deep.odds, said), truth, groups)

    def answer(self, name: str, cross_fitted: bool) -> Answer:
        """Tags and probabilities by the held-out authors' mix; bias and threshold by them and the other sources, or by
        them alone."""
        codes, own = self.held.trainer.codes, _of(name, self.set)
        p, limits = np.zeros(own.soft.shape), np.zeros(len(own.soft))
        for _, test in GroupKFold(FOLDS).split(own.soft, groups=own.groups):
            mix, curve = self.held.fitted(name, mixing.without(own, test) if cross_fitted else None)
            p[test] = mixing.scores(mix, codes, own.rows(test).signals)
            limits[test] = mixing.best_threshold(curve)
        return tags_of(p, limits, codes, self._say(deep=KNOWN[name].encoder)), p

    def _say(self, deep: bool) -> Say:
        held, trainer, share = self.held, self.held.trainer, self.held.told["share"]
        columns = {name: n for n, name in enumerate(held.stances.names)}

        def one(n: int, c: int) -> str:
            item, code = self.items[n], trainer.codes[c]
            row = trainer.space.row(self.matrix, n)
            f = trainer.stance_of(self.readings[n], row, item.text, code, held.weights)
            z = (stance_matrix([f], columns) @ held.stances.weights + held.stances.bias)[0]
            z = share["words"] * z + share["encoder"] * self.deep.stances[n, c] if deep else z
            return STANCES[int(z.argmax())]

        return one
