"""From passages to the vectors that are clustered, and the same way again for new passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ci_text.records import Passage
from ci_text.themes import embed
from ci_text.themes.features import Space, field_matrix, matrix
from ci_text.themes.languages import subjects
from ci_text.themes.options import ThemeOptions
from ci_text.themes.words import Words


@dataclass(frozen=True, slots=True)
class Embedded:
    """`vectors` are clustered; `meaning` are the word vectors (or the encoder's) before centring."""

    vectors: Any
    meaning: Any
    space: Space
    axes: Any
    means: dict[str, Any]


def vectors_of(
    passages: Sequence[Passage], words: Words, space: Space, options: ThemeOptions, order: Any
) -> tuple[Space, Embedded]:
    """Learn the axes from the passages; `order` is a number per passage that does not hang on the others."""
    import numpy as np

    features = matrix(words, space)
    axes = embed.fit_axes(features, np.argsort(order, kind="stable"), options.seed)
    meaning = meaning_of(passages, words, options.embedding)
    about = subjects(field_matrix(words, space)) if space.mixed else None
    means = {} if meaning is None else embed.language_means(meaning, words.langs, about)
    vectors = joined(features, axes, meaning, means, words.langs, options.embedding)
    return space, Embedded(vectors, np.zeros((len(vectors), 1)) if meaning is None else meaning, space, axes, means)


def meaning_of(passages: Sequence[Passage], words: Words, embedding: str) -> Any | None:
    """Word vectors of the program, or those of the encoder asked for."""
    return embed.word_vectors(words) if embedding == embed.BUILT_IN else embed.encode(passages, embedding)


def joined(
    features: Any, axes: Any, meaning: Any | None, means: dict[str, Any], langs: Sequence[str], embedding: str
) -> Any:
    """Corpus axes and meaning side by side, rows of length 1 (or 0)."""
    import numpy as np

    parts = [embed.project(features, axes)]
    if meaning is not None:
        # an encoder knows the sentence, the packed vectors only its words
        parts.append(embed.centred(meaning, langs, means) * (1.0 if embedding == embed.BUILT_IN else 1.5))
    both = np.hstack(parts)
    return both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
