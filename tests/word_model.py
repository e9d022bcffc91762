"""A sentence model made and saved by model2vec itself, from a vector for each of a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest


def save_word_model(folder: Path, vectors: Mapping[str, Sequence[float]]) -> Path:
    """The folder of a model that gives a text the mean of its words' vectors; other words count next to nothing."""
    model2vec = pytest.importorskip("model2vec", reason="the sentence model is an extra: pip install model2vec")
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace

    vocabulary = {"[UNK]": 0} | {word: n for n, word in enumerate(vectors, 1)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    width = len(next(iter(vectors.values())))
    table = np.array([[0.01] * width, *vectors.values()], dtype=np.float32)
    model2vec.StaticModel(table, tokenizer).save_pretrained(str(folder))
    return folder
