"""From a passage to the numbers a trained tagger works on: blocks of named features and a mean word vector.

Each block is scaled to unit length, so that long and short passages weigh the same; a block's weight is learnt with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ci_text.language import Tokens, analyse, sentences
from ci_text.records import Passage
from ci_text.taggers.concepts import concepts_of
from ci_text.taggers.cues import Hit
from ci_text.taggers.features import (
    Found,
    counted,
    cue_features,
    placed,
    question_features,
    word_features,
)
from ci_text.taggers.lexicon import LexiconTagger

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from ci_text.vectors import Vectors

WINDOW = 110  # words: longer passages are read in windows of whole sentences


@dataclass(frozen=True)
class Reading:
    """One window of a passage: where it begins in the passage, its tokens, its features (as found, and scaled).

    `words` holds the features of each token, `cues` those of the codes' cues, `questions` those of its context.
    """

    offset: int
    tokens: Tokens
    words: Sequence[Sequence[str]]
    concepts: Sequence[Hit]
    cues: Sequence[Found]
    questions: Sequence[Found]
    values: dict[str, float]
    length: int  # characters of the window

    @cached_property
    def found(self) -> list[Found]:
        """All features with their tokens; put together only where evidence is asked for."""
        return [*placed(self.words, self.concepts), *self.cues, *self.questions]

    def credit(self, columns: Mapping[str, int], weights: np.ndarray) -> list[float]:
        """What each token gives by the weights of the features it is, by a code's column of weights."""
        known = {name: columns[name] for name in self.values if name in columns}
        trained = dict(zip(known, weights[list(known.values())].tolist(), strict=True))
        credit = [0.0] * len(self.tokens.words)
        for name, _, first, last in self.found:
            if name in trained:
                for place in range(first, last):
                    credit[place] += trained[name] * self.values[name] / (last - first)
        return credit


@dataclass(slots=True)
class FeatureSpace:
    """The features that a model knows, with their column, and how to read a passage into them."""

    columns: dict[str, int]
    lexicon: LexiconTagger
    vectors: Vectors | None

    @property
    def width(self) -> int:
        return len(self.columns) + (self.vectors.dimensions if self.vectors is not None else 0)

    def read(self, passage: Passage) -> list[Reading]:
        """The windows of a passage with all their features, known to the model or not."""
        return [read_window(passage, start, end, self.lexicon, self.vectors) for start, end in windows(passage)]

    def matrix(self, readings: Sequence[Reading]) -> csr_matrix:
        """One row a window: the blocks, each of unit length, then the mean word vector."""
        import numpy as np
        from scipy.sparse import csr_matrix, hstack

        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for reading in readings:
            for name, value in reading.values.items():
                column = self.columns.get(name)
                if column is not None:
                    columns.append(column)
                    values.append(value)
            ends.append(len(columns))
        shape = (len(readings), len(self.columns))
        sparse = csr_matrix((np.array(values, dtype=np.float32), columns, ends), shape=shape)
        if self.vectors is None:
            return sparse
        means = np.array([self.vectors.mean(reading.tokens) for reading in readings], dtype=np.float32)
        return hstack([sparse, csr_matrix(means)]).tocsr()


def unit_blocks(values: dict[str, float]) -> dict[str, float]:
    """Each block of features scaled to unit length; cue strengths stay as they are."""
    squares: dict[str, float] = {}
    for name, value in values.items():
        squares[name[0]] = squares.get(name[0], 0.0) + value * value
    scale = {block: 1.0 if block == "k" else total**-0.5 if total else 0.0 for block, total in squares.items()}
    return {name: value * scale[name[0]] for name, value in values.items()}


def read_window(passage: Passage, start: int, end: int, lexicon: LexiconTagger, vectors: Vectors | None) -> Reading:
    tokens = analyse(passage.text[start:end], passage.lang)
    words = word_features(tokens, vectors)
    cues = list(cue_features(lexicon.hits(tokens)))
    concepts = concepts_of(tokens)
    questions = list(question_features(analyse(passage.context, passage.lang))) if passage.context else []
    values = unit_blocks(counted(words, concepts, [*cues, *questions]))
    return Reading(start, tokens, words, concepts, cues, questions, values, end - start)


def windows(passage: Passage) -> list[tuple[int, int]]:
    """(start, end) of the windows of a passage: itself, or runs of whole sentences of about WINDOW words."""
    if len(passage.text.split()) <= WINDOW * 1.5:
        return [(0, len(passage.text))]
    spans: list[tuple[int, int]] = []
    words = 0
    for start, end in sentences(passage.text, passage.lang):
        length = len(passage.text[start:end].split())
        if spans and words + length <= WINDOW:
            spans[-1] = (spans[-1][0], end)
            words += length
        else:
            spans.append((start, end))
            words = length
    return spans
