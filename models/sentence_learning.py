"""What is learnt on the vectors of a sentence model, where one is asked for (`train.py --sentence-model`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from learning import Trainer, fit_codes
from scipy.sparse import csr_matrix

from ci_text.sentence_model import SentenceModel
from ci_text.taggers.sentence import SentenceSignal

# C. Out of fold, average precision .371, .392, .409, .396 and .350 with .0001, .001, .01, .1 and 1: mean vectors of the
# packed words in place of a sentence model, 1,337 exemplars by eight authors who are not the held-out ones.
STRENGTH = 0.01


def fit_vectors(vectors: np.ndarray, soft: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias a code on plain vectors. They are learnt on vectors of mean 0 and spread 1 in each dimension, so
    that what the penalty costs does not hang on the scale of the model."""
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    weights, bias = fit_codes(csr_matrix((vectors - mean) / spread), soft, STRENGTH)
    plain = weights / spread[:, None]
    return plain.astype(np.float32), (bias - mean @ plain).astype(np.float32)


class SentenceTrainer:
    """`signal` has learnt from all exemplars; `out_of_fold` is what a fit without its author says of each of them."""

    def __init__(self, trainer: Trainer, model: SentenceModel) -> None:
        vectors = model.encode([e["text"] for e in trainer.exemplars])
        self.signal = SentenceSignal(model, *fit_vectors(vectors, trainer.soft))
        self.out_of_fold = np.zeros(trainer.soft.shape)
        for train, test in trainer.folds():
            weights, bias = fit_vectors(vectors[train], trainer.soft[train])
            self.out_of_fold[test] = vectors[test] @ weights + bias

    @property
    def facts(self) -> dict[str, str]:
        """What the tagger file keeps of the sentence model: where it lies and what is in it."""
        return {"model": _kept_name(self.signal.model), "digest": self.signal.model.digest()}


def _kept_name(model: SentenceModel) -> str:
    given = Path(model.name).expanduser()
    return str(given.resolve()) if given.is_dir() else model.name
