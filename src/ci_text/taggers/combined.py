"""The default tagger: cue lexicon and trained weights together, calibrated, with stance and evidence.

score = sigmoid(a + b * logit of the linear model + c * strength of the cues), with a, b and c fitted on passages that
the linear model did not learn from (models/train.py). A long passage is as strong as its strongest window.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ci_text.codebook import Codebook
from ci_text.errors import UsageError
from ci_text.language import sentences
from ci_text.records import UNCODED_KINDS, Evidence, Passage, Tag
from ci_text.taggers.contract import Tagger, TaggerOptions
from ci_text.taggers.evidence import carrying_sentence, evidence_for
from ci_text.taggers.model import TrainedModel, load_model
from ci_text.taggers.space import Reading
from ci_text.taggers.stance import predict_stance, stance_features

if TYPE_CHECKING:
    import numpy as np

STRONGEST = 4.0  # more cues than this add nothing
BATCH = 64


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its readings, the probability of each code, and which window was strongest for each."""

    passage: Passage
    readings: list[Reading]
    scores: np.ndarray
    strongest: np.ndarray


class CombinedTagger:
    """Cues and weights together; `use_cues=False` is the linear tagger."""

    def __init__(self, model: TrainedModel, threshold: float, use_cues: bool = True) -> None:
        self.model = model
        self.threshold = threshold
        self.use_cues = use_cues
        name = "combined" if use_cues else "linear"
        self.source = f"{name}@{model.digest[:8]}" + (
            f"/{threshold:.2f}" if threshold != default_of(model, name) else ""
        )

    def scores(self, passages: Sequence[Passage]) -> np.ndarray:
        """Calibrated probabilities, passages x codes, in the codebook's order."""
        import numpy as np

        order = [self.model.codes.index(code) for code in self.model.space.lexicon.codes]
        return np.array([s.scores[order] for s in self._scored(passages)]).reshape(len(passages), len(order))

    def tag(self, passages: Sequence[Passage]) -> list[Tag]:
        wanted = [p for p in passages if p.kind not in UNCODED_KINDS]
        tags: list[Tag] = []
        with _collector_paused():
            for first in range(0, len(wanted), BATCH):
                for scored in self._scored(wanted[first : first + BATCH]):
                    tags.extend(self._tags(scored))
        return tags

    def _scored(self, passages: Sequence[Passage]) -> list[Scored]:
        import numpy as np

        readings = [self.model.space.read(p) for p in passages]
        flat = [r for rs in readings for r in rs]
        if not flat:
            return []
        logits = self.model.space.matrix(flat) @ self.model.weights + self.model.bias
        z = combine(np.asarray(logits), np.array([strengths(r, self.model.codes) for r in flat]), self._parameters())
        result, row = [], 0
        for passage, own in zip(passages, readings, strict=True):
            window = z[row : row + len(own)]
            row += len(own)
            result.append(Scored(passage, own, 1 / (1 + np.exp(-window.max(axis=0))), window.argmax(axis=0)))
        return result

    def _parameters(self) -> dict[str, float]:
        parameters: dict[str, float] = self.model.facts["combination" if self.use_cues else "linear_only"]
        return parameters

    def _tags(self, scored: Scored) -> list[Tag]:
        tags = []
        for number, code in enumerate(self.model.codes):
            score = float(scored.scores[number])
            if score >= self.threshold:
                reading = scored.readings[int(scored.strongest[number])]
                tags.append(self._tag(scored.passage, reading, number, code, score))
        return tags

    def _tag(self, passage: Passage, reading: Reading, number: int, code: str, score: float) -> Tag:
        model = self.model
        text = passage.text[reading.offset :]
        spans = sentences(text[: reading.tokens.ends[-1]] if reading.tokens.ends else text, passage.lang)
        parts = evidence_for(reading, code, model.space.columns, model.weights[:, number])
        sentence = carrying_sentence(parts, spans, reading.tokens)
        features = stance_features(reading.tokens, sentence)
        stance, _ = predict_stance(features, model.stance_columns, model.stance_weights, model.stance_bias)
        evidence = tuple(
            Evidence(s + reading.offset, e + reading.offset, passage.text[s + reading.offset : e + reading.offset], w)
            for s, e, w in parts
        )
        return Tag(passage.id, code, stance, round(score, 4), self.source, evidence)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cyclic garbage collector: readings hold no cycles, and its walks took a quarter of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def strengths(reading: Reading, codes: Sequence[str]) -> list[float]:
    """How strongly the cues of each code speak in a window: the summed weights of its different cues, capped."""
    names = {f"k:{code}": number for number, code in enumerate(codes)}
    total = [0.0] * len(codes)
    for found in reading.cues:
        number = names.get(found.name)
        if number is not None:
            total[number] = min(STRONGEST, total[number] + found.value)
    return total


def combine(logits: np.ndarray, strength: np.ndarray, parameters: dict[str, float]) -> np.ndarray:
    """Log odds from the linear model's log odds and the cue strength."""
    z: np.ndarray = parameters["a"] + parameters["b"] * logits + parameters["c"] * strength
    return z


def default_of(model: TrainedModel, name: str) -> float:
    return float(model.facts["thresholds"][name]["balance"])


def choose_threshold(model: TrainedModel, name: str, options: TaggerOptions) -> float:
    """The threshold for balance, or the one that reached the wanted precision or recall when the model was made."""
    if options.precision is None and options.recall is None:
        return default_of(model, name)
    wanted = options.precision if options.precision is not None else options.recall
    figure = 1 if options.precision is not None else 2
    curve = model.facts["thresholds"][name]["curve"]  # rows of threshold, precision, recall
    reached = [row[0] for row in curve if row[figure] is not None and row[figure] >= (wanted or 0)]
    if not reached:
        best = max(row[figure] or 0 for row in curve)
        raise UsageError(f"The model does not reach {wanted}: at most {best:.2f}.", "Ask for less.")
    return float(min(reached) if figure == 1 else max(reached))


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    """The combined tagger on the packed model, or the one in `options.model`."""
    model = load_model(codebook, options.model)
    return CombinedTagger(model, choose_threshold(model, "combined", options))
