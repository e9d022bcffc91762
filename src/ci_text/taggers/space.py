"""From a passage to the numbers a trained tagger works on: blocks of named features and a mean word vector.

A feature counts as the logarithm of how often it is there, and each block is scaled to unit length, so that long and
short passages weigh the same; a block's weight is learnt with it. Features go by numbers, worked out once a word: by
name, passage for passage, it took three times as long.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ci_text.language import Tokens, analyse, sentences
from ci_text.records import Passage
from ci_text.taggers.concepts import longer_concepts
from ci_text.taggers.cues import Hit
from ci_text.taggers.features import BLOCKS, Found, concept_name, cue_features, question_names, word_names
from ci_text.taggers.lexicon import LexiconTagger

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    from ci_text.vectors import Vectors

WINDOW = 110  # words: longer passages are read in windows of whole sentences
MOST_CHARACTERS = 1300  # of a window: what the encoder reads at once, of words as long as they come
MOST_WORDS = 200_000  # whose numbers are kept
WORD = re.compile(r"\S+")
UNKNOWN = 1 << 32  # numbers for the features of a block that the model does not know: as many as a CRC has


@dataclass(frozen=True, slots=True)
class Reading:
    """One window of a passage: where it begins in the passage, its tokens, and what was found in them: concepts of more
    than one token, and cues. `questions` are the features of the question before it.
    """

    offset: int
    tokens: Tokens
    concepts: Sequence[Hit]
    cues: Sequence[Found]
    questions: Sequence[str]
    length: int  # characters of the window

    def names(self, vectors: Vectors | None) -> set[str]:
        """The features that are there, those of cues apart."""
        t = self.tokens
        words = [n for w, m in zip(t.words, t.lemmas, strict=True) for n in word_names(w, m, t.lang, vectors)]
        return {*words, *(concept_name(hit.cue.key) for hit in self.concepts), *self.questions}


Row: TypeAlias = "tuple[np.ndarray, np.ndarray]"
"""Columns of the features of a window that the model knows, and their values."""


class WordNumbers(NamedTuple):
    """The numbers of the features that a token is, and the rows of its word vectors."""

    features: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(slots=True)
class FeatureSpace:
    """The features that a model knows, with their column, and how to read a passage into them."""

    columns: dict[str, int]
    lexicon: LexiconTagger
    vectors: Vectors | None
    _words: dict[tuple[str, str, str], WordNumbers] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _blocks: np.ndarray | None = None

    @property
    def width(self) -> int:
        return len(self.columns) + (self.vectors.dimensions if self.vectors is not None else 0)

    def read(self, passage: Passage) -> list[Reading]:
        """The windows of a passage with what is in them, known to the model or not."""
        return [read_window(passage, start, end, self.lexicon) for start, end in windows(passage)]

    def matrix(self, readings: Sequence[Reading]) -> csr_matrix:
        """One row a window: the blocks, each of unit length, then the mean word vector."""
        import numpy as np
        from scipy.sparse import csr_matrix, hstack

        words = [self._words_of(reading) for reading in readings]
        rows, columns, values = self._scaled([self._numbers_of(r, w) for r, w in zip(readings, words, strict=True)])
        ends = np.searchsorted(rows, np.arange(len(readings) + 1))
        shape = (len(readings), len(self.columns))
        sparse = csr_matrix((values.astype(np.float32), columns, ends), shape=shape)
        if self.vectors is None:
            return sparse
        means = self.vectors.means([[row for word in own for row in word.rows] for own in words])
        return hstack([sparse, csr_matrix(means)]).tocsr()

    def credit(self, reading: Reading, row: Row, weights: np.ndarray) -> list[float]:
        """What each token gives by the weights of the features it is, by a code's column of weights; `row` is the
        window's own of the matrix."""
        words = self._words_of(reading)
        columns, values = row
        gains: dict[int, float] = defaultdict(float)
        gains.update(zip(columns.tolist(), (weights[columns] * values).tolist(), strict=True))
        credit = [sum(map(gains.__getitem__, word.features), 0.0) for word in words]
        for hit in reading.concepts:
            gain = gains[self._number(concept_name(hit.cue.key))] / (hit.last - hit.first)
            for place in range(hit.first, hit.last):
                credit[place] += gain
        return credit

    def row(self, matrix: csr_matrix, number: int) -> Row:
        """The features of one window in the matrix."""
        part = slice(matrix.indptr[number], matrix.indptr[number + 1])
        named = matrix.indices[part] < len(self.columns)
        return matrix.indices[part][named], matrix.data[part][named]

    def _scaled(self, numbers: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(row, column, value) of the known features of some windows, by the numbers of all of theirs."""
        import numpy as np

        if self._blocks is None:
            self._blocks = np.array([BLOCKS.index(name[0]) for name in self.columns], dtype=np.int64)
        known, span = len(self.columns), len(self.columns) + len(BLOCKS) * UNKNOWN
        flat = np.array([number for own in numbers for number in own], np.int64)
        row = np.repeat(np.arange(len(numbers)), [len(own) for own in numbers])
        keys, counts = np.unique(row * span + flat, return_counts=True)
        row, number = keys // span, keys % span
        is_known = number < known
        block = (number - known) // UNKNOWN
        block[is_known] = self._blocks[number[is_known]]
        values, place = np.log1p(counts), row * len(BLOCKS) + block
        values /= np.sqrt(np.bincount(place, values**2)[place])
        return row[is_known], number[is_known], values[is_known]

    def _words_of(self, reading: Reading) -> list[WordNumbers]:
        tokens, known = reading.tokens, self._words
        keys = [(tokens.lang, word, lemma) for word, lemma in zip(tokens.words, tokens.lemmas, strict=True)]
        return [known.get(key) or self._look_up(key) for key in keys]

    def _look_up(self, key: tuple[str, str, str]) -> WordNumbers:
        lang, word, lemma = key
        if len(self._words) >= MOST_WORDS:
            self._words.clear()
            self._names.clear()
        numbers = tuple(self._number(name) for name in word_names(word, lemma, lang, self.vectors))
        rows = self.vectors.rows_of(word, lemma, lang) if self.vectors is not None else ()
        self._words[key] = found = WordNumbers(numbers, rows)
        return found

    def _numbers_of(self, reading: Reading, words: Sequence[WordNumbers]) -> list[int]:
        """The numbers of all features of a window, as often as they are there."""
        others = [*(concept_name(hit.cue.key) for hit in reading.concepts), *reading.questions]
        return [n for word in words for n in word.features] + [self._number(name) for name in others]

    def _number(self, name: str) -> int:
        """The column of a feature, or a number beyond for one that the model does not know."""
        number = self._names.get(name)
        if number is None:
            unknown = len(self.columns) + BLOCKS.index(name[0]) * UNKNOWN + zlib.crc32(name.encode())
            number = self._names[name] = self.columns.get(name, unknown)
        return number


def read_window(passage: Passage, start: int, end: int, lexicon: LexiconTagger) -> Reading:
    """A stretch of a passage as it is read."""
    tokens = analyse(passage.text[start:end], passage.lang)
    cues = list(cue_features(lexicon.hits(tokens)))
    questions = question_names(analyse(passage.context, passage.lang)) if passage.context else []
    return Reading(start, tokens, longer_concepts(tokens), cues, questions, end - start)


def windows(passage: Passage) -> list[tuple[int, int]]:
    """(start, end) of the windows of a passage: itself, or runs of whole sentences of about WINDOW words; a sentence
    that is longer (talk without full stops) is cut between words."""
    text = passage.text
    if _fits(text):
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    words = 0
    for start, end in (part for span in sentences(text, passage.lang) for part in _cut(text, *span)):
        length = len(text[start:end].split())
        if spans and words + length <= WINDOW and end - spans[-1][0] <= MOST_CHARACTERS:
            spans[-1] = (spans[-1][0], end)
            words += length
        else:
            spans.append((start, end))
            words = length
    return spans


def _fits(text: str) -> bool:
    return len(text.split()) <= WINDOW * 1.5 and len(text) <= MOST_CHARACTERS


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or stretches of it of up to WINDOW words."""
    if _fits(text[start:end]):
        yield start, end
        return
    words = [(start + m.start(), start + m.end()) for m in WORD.finditer(text[start:end])]
    first = 0
    for n, (_, stop) in enumerate(words):
        if n + 1 - first == WINDOW or n + 1 == len(words) or words[n + 1][1] - words[first][0] > MOST_CHARACTERS:
            yield words[first][0], stop
            first = n + 1
