"""The default tagger: cue lexicon, trained weights and packed encoder together, calibrated, with stance and evidence.

How they are put together stands in `mix.py`. A long passage is as strong as its strongest window. Without the encoder
this is the quick tagger, without encoder and cues the linear one. A model of one's own may hold a sentence model, too.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from ci_text.codebook import Codebook
from ci_text.errors import UsageError
from ci_text.language import analyse, sentences
from ci_text.records import STANCES, UNCODED_KINDS, Evidence, Passage, Tag
from ci_text.taggers.clauses import Clause, own_clauses
from ci_text.taggers.contract import Tagger, TaggerOptions
from ci_text.taggers.evidence import carrying_sentence, evidence_for
from ci_text.taggers.mix import Mix, Signals
from ci_text.taggers.model import TrainedModel, fingerprint, load_model
from ci_text.taggers.space import Reading
from ci_text.taggers.stance import is_wished_for

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from ci_text.encoder import Read

BATCH = 64


@dataclass(frozen=True, slots=True)
class Window:
    """One window of a passage as the words have it, with its row in the matrix of features, and as the encoder has it
    where there is one."""

    reading: Reading
    row: int
    deep: Read | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with its windows, the features that these are rows of, the probability of each code, and which window
    was strongest for each."""

    passage: Passage
    windows: list[Window]
    matrix: csr_matrix
    scores: np.ndarray
    strongest: np.ndarray


class CombinedTagger:
    """`name` is that of the mix: 'combined', 'quick' (no encoder) or 'linear' (no encoder, no cues)."""

    def __init__(self, model: TrainedModel, threshold: float, name: str = "combined") -> None:
        self.model = model
        self.threshold = threshold
        self.name = name
        self.mix = Mix.of(model.facts["mixes"][name], model.codes)
        self.encoder = model.encoder() if self.mix.encoder else None
        self.sentence = model.sentence() if self.mix.sentence else None
        other = "" if threshold == default_of(model, name) else f"/{threshold:.2f}"
        self.source = f"{name}@{model.digest[:8]}{other}"

    def judge(self, passages: Sequence[Passage]) -> tuple[list[list[Tag]], np.ndarray]:
        """(the tags of each passage, calibrated probabilities: passages x codes, in the codebook's order)."""
        import numpy as np

        order = [self.model.codes.index(code) for code in self.model.space.lexicon.codes]
        scored = [s for first in range(0, len(passages), BATCH) for s in self._scored(passages[first : first + BATCH])]
        scores = np.array([s.scores[order] for s in scored]).reshape(len(passages), len(order))
        tags = [self._tags(s) if s.passage.kind not in UNCODED_KINDS else [] for s in scored]
        return tags, scores

    def tag(self, passages: Sequence[Passage]) -> list[Tag]:
        wanted = [p for p in passages if p.kind not in UNCODED_KINDS]
        tags: list[Tag] = []
        with _collector_paused():
            for first in range(0, len(wanted), BATCH):
                for scored in self._scored(wanted[first : first + BATCH]):
                    tags.extend(self._tags(scored))
        return tags

    def learnt_from(self, texts: Sequence[str]) -> int:
        """How many of the texts bias and threshold were fitted on, exemplars apart."""
        learnt = set(self.model.facts.get("real", ()))
        return sum(fingerprint(text) in learnt for text in texts)

    def _windows(self, passages: Sequence[Passage]) -> tuple[list[list[Window]], csr_matrix]:
        """(the windows of each passage, the features of all of them one after the other)."""
        space = self.model.space
        readings = [space.read(p) for p in passages]
        matrix = space.matrix([r for own in readings for r in own])
        rows = count()
        if self.encoder is None:
            return [[Window(r, next(rows), None) for r in own] for own in readings], matrix
        texts = [(text_of(p, r), p.context) for p, own in zip(passages, readings, strict=True) for r in own]
        deep = iter(self.encoder.read_all(texts))
        return [[Window(r, next(rows), next(deep)) for r in own] for own in readings], matrix

    def _signals(self, passages: Sequence[Passage], windows: Sequence[Sequence[Window]], matrix: csr_matrix) -> Signals:
        """What weights, cues, encoder and sentence model say of the windows of some passages, one after the other."""
        import numpy as np

        flat = [w for own in windows for w in own]
        linear = np.asarray(matrix @ self.model.weights + self.model.bias)
        deep = [w.deep.odds for w in flat if w.deep is not None]
        sentence = None
        if self.sentence is not None:
            pairs = zip(passages, windows, strict=True)
            sentence = self.sentence.odds([text_of(p, w.reading) for p, own in pairs for w in own])
        readings = [w.reading for w in flat]
        return Signals.of(readings, self.model.codes, linear, np.array(deep) if deep else None, sentence)

    def _scored(self, passages: Sequence[Passage]) -> list[Scored]:
        import numpy as np

        windows, matrix = self._windows(passages)
        if not any(windows):
            return []
        z = self.mix.log_odds(self._signals(passages, windows, matrix))
        result, row = [], 0
        for passage, own in zip(passages, windows, strict=True):
            rows = z[row : row + len(own)]
            row += len(own)
            result.append(Scored(passage, own, matrix, 1 / (1 + np.exp(-rows.max(axis=0))), rows.argmax(axis=0)))
        return result

    def _tags(self, scored: Scored) -> list[Tag]:
        given = [n for n in range(len(self.model.codes)) if float(scored.scores[n]) >= self.threshold]
        clauses: dict[int, Clause] = {}
        for place in sorted({int(scored.strongest[n]) for n in given}):
            numbers = [n for n in given if int(scored.strongest[n]) == place]
            clauses |= self._clauses(scored.passage, scored.windows[place], numbers)
        return [self._tag(scored, number, clauses.get(number)) for number in given]

    def _clauses(self, passage: Passage, window: Window, numbers: Sequence[int]) -> dict[int, Clause]:
        if self.encoder is None or window.deep is None:
            return {}
        lang = window.reading.tokens.lang
        return own_clauses(self.encoder, text_of(passage, window.reading), lang, window.deep, numbers)

    def _tag(self, scored: Scored, number: int, clause: Clause | None) -> Tag:
        passage, window, code = scored.passage, scored.windows[int(scored.strongest[number])], self.model.codes[number]
        reading, offset, score = window.reading, window.reading.offset, float(scored.scores[number])
        parts = evidence_for(reading, code, self._credit(window, scored.matrix, number))
        text = text_of(passage, reading)
        stance = (
            say_stance(self.model, window, text, number, parts) if clause is None else self._own(text, window, clause)
        )
        evidence = tuple(
            Evidence(s + offset, e + offset, passage.text[s + offset : e + offset], w) for s, e, w in parts
        )
        return Tag(passage.id, code, stance, round(score, 4), self.source, evidence)

    def _own(self, text: str, window: Window, clause: Clause) -> str:
        """The stance of a code that has a clause to itself."""
        tokens = analyse(text[clause.start : clause.end], window.reading.tokens.lang)
        words = self.model.stance.log_odds(tokens, (0, len(tokens.words)))
        return loudest(self.model, words, clause.stances)

    def _credit(self, window: Window, matrix: csr_matrix, number: int) -> list[float]:
        """What each token of the window gave to the log odds of a code, beside the cues."""
        weights = self.mix.linear * self.model.weights[:, number]
        space = self.model.space
        credit = space.credit(window.reading, space.row(matrix, window.row), weights)
        if window.deep is not None:
            gains = window.deep.per_token(window.reading.tokens.starts, number)
            credit = [c + self.mix.encoder * g for c, g in zip(credit, gains, strict=True)]
        return credit


def text_of(passage: Passage, reading: Reading) -> str:
    """The text of a window of a passage."""
    return passage.text[reading.offset : reading.offset + reading.length]


def say_stance(
    model: TrainedModel, window: Window, text: str, number: int, parts: Sequence[tuple[int, int, float]]
) -> str:
    """The stance of a code in a window: the words of the sentence that carries the evidence, and the encoder."""
    tokens = window.reading.tokens
    carrying = carrying_sentence(parts, sentences(text, tokens.lang), tokens)
    if is_wished_for(parts, carrying, tokens):
        return "lacking"
    words = model.stance.log_odds(tokens, carrying)
    return loudest(model, words, None if window.deep is None else window.deep.stances[number])


def loudest(model: TrainedModel, words: np.ndarray, heard: np.ndarray | None) -> str:
    """The stance that words and encoder together speak for; log odds a stance."""
    share = model.facts["stance_mix"]
    odds = words if heard is None else share["words"] * words + share["encoder"] * heard
    return STANCES[int(odds.argmax())]


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


def load_mix(name: str, codebook: Codebook, options: TaggerOptions) -> CombinedTagger:
    """The tagger of that mix on the packed model, or on the one in `options.model`."""
    model = load_model(codebook, options.model)
    return CombinedTagger(model, choose_threshold(model, name, options), name)


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    """The combined tagger."""
    return load_mix("combined", codebook, options)
