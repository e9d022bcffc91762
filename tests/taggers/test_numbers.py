"""Features go by numbers and what words speak for is kept a word; both must be what the names say."""

from __future__ import annotations

from collections import Counter
from math import log1p, sqrt

import numpy as np
import pytest

from ci_text.codebook import default_codebook
from ci_text.evaluation import lone_passage
from ci_text.language import analyse
from ci_text.taggers.concepts import longer_concepts
from ci_text.taggers.features import concept_name, question_names, word_names
from ci_text.taggers.model import load_model
from ci_text.taggers.space import Reading
from ci_text.taggers.stance import stance_features

MODEL = load_model(default_codebook())
TEXTS = [
    ("da", "Vi har ikke et fælles sekretariat. Ingen vidste, at zzqkrf ikke aldrig kom, og mødet blev aflyst.",
     "Mødes I?"),
    ("en", "They never met, and nobody agreed on shared goals; the steering group met twice without minutes.", ""),
    ("da", "…", ""),
]  # fmt: skip


def read(lang: str, text: str, question: str) -> Reading:
    (reading,) = MODEL.space.read(lone_passage("p", text, lang, question))
    return reading


@pytest.mark.parametrize(("lang", "text", "question"), TEXTS)
def test_a_row_holds_the_logarithm_of_how_often_each_known_feature_is_there_a_block_of_unit_length(
    lang: str, text: str, question: str
) -> None:
    tokens = analyse(text, lang)
    pairs = zip(tokens.words, tokens.lemmas, strict=True)
    counts = Counter(name for word, lemma in pairs for name in word_names(word, lemma, lang, MODEL.space.vectors))
    counts.update(concept_name(hit.cue.key) for hit in longer_concepts(tokens))
    counts.update(question_names(analyse(question, lang)) if question else [])
    length = Counter[str]()
    for name, count in counts.items():
        length[name[0]] += log1p(count) ** 2  # type: ignore[assignment]
    expected = np.zeros(len(MODEL.space.columns))
    for name, count in counts.items():
        if name in MODEL.space.columns:
            expected[MODEL.space.columns[name]] = log1p(count) / sqrt(length[name[0]])
    reading = read(lang, text, question)
    row = MODEL.space.matrix([reading]).toarray()[0]
    assert row[: len(expected)] == pytest.approx(expected, abs=1e-6)
    assert reading.names(MODEL.space.vectors) == set(counts)
    assert (np.linalg.norm(row[len(expected) :]) == pytest.approx(1, abs=1e-5)) == bool(counts)


@pytest.mark.parametrize(("lang", "text", "question"), TEXTS)
def test_what_words_speak_for_is_the_sum_of_the_weights_of_their_features(lang: str, text: str, question: str) -> None:
    tokens, stance = analyse(text, lang), MODEL.stance
    for sentence in ((0, len(tokens.words)), (0, min(3, len(tokens.words)))):
        features = stance_features(tokens, sentence)
        known = {stance.columns[name]: value for name, value in features.items() if name in stance.columns}
        expected = stance.bias + sum((stance.weights[column] * value for column, value in known.items()), 0.0)
        assert stance.log_odds(tokens, sentence) == pytest.approx(expected, abs=1e-5)
