"""Themes guided by the codebook: passages that speak of one code are pulled together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ci_text.codebook import Codebook
from ci_text.records import Passage, Tag
from ci_text.themes.embed import word_vectors
from ci_text.themes.near import code_texts

PULL = 0.8


def guides(vectors: Any, meaning: Any, codebook: Codebook, passages: Sequence[Passage], tags: Sequence[Tag]) -> Any:
    """Vectors with a dimension for each code: the tag's score where a passage is tagged, likeness to the code's own
    words where no passage is."""
    import numpy as np

    codes = {code.id: n for n, code in enumerate(codebook.codes)}
    rows = {p.id: n for n, p in enumerate(passages)}
    pull = np.zeros((len(passages), max(len(codes), 1)))
    for tag in tags:
        if tag.passage_id in rows and tag.code in codes:
            cell = rows[tag.passage_id], codes[tag.code]
            pull[cell] = max(pull[cell], tag.score)
    if not pull.any():
        pull = _likeness(meaning, codebook, pull)
    lengths = np.maximum(np.linalg.norm(pull, axis=1, keepdims=True), 1e-9)
    both = np.hstack([vectors, PULL * pull / lengths])
    return both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)


def _likeness(meaning: Any, codebook: Codebook, nothing: Any) -> Any:
    import numpy as np

    ids, words = code_texts(codebook)
    found = word_vectors(words)
    if found is None or not ids or found.shape[1] != meaning.shape[1]:
        return nothing
    means = np.stack([found[[i == code.id for i in ids]].mean(axis=0) for code in codebook.codes])
    like = (meaning - meaning.mean(axis=0)) @ (means - means.mean(axis=0)).T
    return np.maximum(like, 0.0) ** 2
