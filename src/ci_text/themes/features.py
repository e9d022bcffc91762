"""Passages as non-negative vectors: their words, and the semantic fields that the words belong to.

Words alone are too few in a corpus of hundreds of passages: passages on one matter share hardly a word. The fields say
which words are alike before the corpus does. In a corpus of two languages the words of each language only speak to
their own half, so words lend their weight to the fields they stand beside ('bridge'), and tokens that both languages
use (loan words, abbreviations) count as shared.

What people and places are called ties together the passages of one initiative, whatever they are about, so names count
little. On three corpora of news and newsgroups, where names do tell, that costs .02 of agreement with known classes at
most; on Danish text it costs nothing (three draws of 300 each).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from ci_text.themes.fields import all_fields
from ci_text.themes.languages import levels, subjects
from ci_text.themes.words import Words, is_name

NAME_WEIGHT = 0.3  # of what people and places are called, against other words
FIELD_WEIGHT = 0.4  # measured: .2-.4 best on three labelled corpora, see benchmarks/themes.py
MIXED_SHARE = 0.1  # of the smaller language, from which a corpus counts as bilingual
MOST_WORDS = 8000
MOST_COMMON = 0.3  # a word in more of the passages than this tells none apart


@dataclass(frozen=True, slots=True)
class Space:
    """How passages become vectors: kept with the model, so that new passages land in the same space.

    `bridges` maps a language to a words x fields matrix, `levels` to its usual profile over the fields; both are empty
    for a corpus of one language.
    """

    vocabulary: tuple[str, ...]
    idf: Any  # 1-d array, of names lowered
    field_idf: Any
    shared: Any  # 1-d array of bool: words that both languages use
    bridges: dict[str, Any]
    mixed: bool
    levels: dict[str, Any] = field(default_factory=dict)


def fit_space(words: Words) -> Space:
    """Learn vocabulary and weights; the order of the vocabulary is the alphabet's."""
    import numpy as np

    n = len(words.lemmas)
    counts: dict[str, list[int]] = {}
    for lemmas, lang in zip(words.lemmas, words.langs, strict=True):
        for word in set(lemmas):
            counts.setdefault(word, [0, 0])[lang == "en"] += 1
    least = 2 if n < 5000 else 3
    kept = [w for w, c in counts.items() if least <= sum(c) <= max(MOST_COMMON * n, least)]
    kept = sorted(sorted(kept, key=lambda w: (-sum(counts[w]), w))[:MOST_WORDS])
    df = np.array([sum(counts[w]) for w in kept], dtype=float)
    english = sum(lang == "en" for lang in words.langs)
    mixed = min(english, n - english) >= max(MIXED_SHARE * n, 5)
    named = np.array([is_name(w, words) for w in kept], dtype=bool)
    shared = np.array([mixed and min(counts[w]) >= 2 for w in kept], dtype=bool) & ~named
    idf = (np.log((1 + n) / (1 + df)) + 1) * np.where(named, NAME_WEIGHT, 1.0)
    fields = _field_counts(words)
    field_df = np.asarray((fields > 0).sum(axis=0)).ravel()
    field_idf = np.where(field_df >= 2, np.log((n + 1) / (field_df + 1)) + 0.3, 0.0)
    space = Space(tuple(kept), idf, field_idf, shared, {}, mixed)
    if not mixed:
        return space
    by_word, by_field = word_matrix(words, space), field_matrix(words, space)
    space = replace(space, bridges=_bridges(words.langs, by_word > 0, by_field > 0))
    profiles = _profiles(words.langs, by_word, space)
    return replace(space, levels=levels(profiles, words.langs, subjects(by_field)))


def word_matrix(words: Words, space: Space) -> Any:
    """Passages x words: sublinear tf-idf, rows of length 1."""
    import numpy as np
    from scipy import sparse
    from sklearn.preprocessing import normalize

    place = {w: i for i, w in enumerate(space.vocabulary)}
    rows, columns = [], []
    for row, lemmas in enumerate(words.lemmas):
        known = [place[w] for w in lemmas if w in place]
        rows.extend([row] * len(known))
        columns.extend(known)
    shape = (len(words.lemmas), len(space.vocabulary))
    matrix = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    matrix.sort_indices()
    matrix.data = 1 + np.log(matrix.data)
    return normalize(matrix @ sparse.diags_array(space.idf)).tocsr() if shape[1] else matrix


def field_matrix(words: Words, space: Space) -> Any:
    """Passages x fields, rows of length 1 (or 0)."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    return normalize(_field_counts(words).log1p() @ sparse.diags_array(space.field_idf)).tocsr()


def matrix(words: Words, space: Space, field_weight: float = FIELD_WEIGHT) -> Any:
    """Passages x features, rows of length 1: what the fits see and what new passages are placed by."""
    from scipy import sparse
    from sklearn.preprocessing import normalize

    by_word, by_field = word_matrix(words, space), field_matrix(words, space)
    if not space.mixed:
        parts = [by_word * (1 - field_weight), by_field * field_weight]
    else:
        bridged = _bridged(words, by_word, space)
        common = normalize(by_word @ sparse.diags_array(space.shared.astype(float)))
        parts = [by_word * 0.15, common * 0.15, by_field * 0.4, bridged * 0.5]
    return normalize(sparse.hstack(parts)).tocsr()


def _field_counts(words: Words) -> Any:
    """Passages x fields: how many words speak of each; asked for four times of one corpus."""
    return _counted(words.lemmas, words.langs)


@lru_cache(maxsize=1)
def _counted(passages: tuple[tuple[str, ...], ...], langs: tuple[str, ...]) -> Any:
    from scipy import sparse

    fields = all_fields()
    rows, columns, values = [], [], []
    for row, (lemmas, lang) in enumerate(zip(passages, langs, strict=True)):
        for number, value in sorted(fields.profile(lemmas, lang).items()):
            rows.append(row)
            columns.append(number)
            values.append(value)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(passages), len(fields.names)), dtype=float)


def _bridges(langs: Sequence[str], by_word: Any, by_field: Any) -> dict[str, Any]:
    """Per language: which fields a word stands beside, beyond chance (positive pointwise mutual information)."""
    import numpy as np

    bridges = {}
    for lang in sorted(set(langs)):
        own = np.array([one == lang for one in langs])
        w, f = by_word[own].astype(float), by_field[own].astype(float)
        together = (w.T @ f).toarray()
        chance = np.outer(np.asarray(w.sum(axis=0)).ravel(), np.asarray(f.sum(axis=0)).ravel()) / own.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            lift = np.where(together >= 2, np.log(together / chance), 0.0)
        lift = np.maximum(np.nan_to_num(lift, posinf=0.0, neginf=0.0), 0.0)
        bridges[lang] = lift / np.maximum(np.linalg.norm(lift, axis=1, keepdims=True), 1e-9)
    return bridges


def _profiles(langs: Sequence[str], by_word: Any, space: Space) -> Any:
    """Passages x fields by what their words stand beside, rows of length 1 (or 0)."""
    import numpy as np
    from sklearn.preprocessing import normalize

    found = np.zeros((len(langs), len(space.field_idf)))
    for lang, bridge in space.bridges.items():
        own = np.array([one == lang for one in langs], dtype=bool)
        if own.any():
            found[own] = normalize(by_word[own] @ bridge)
    return found


def _bridged(words: Words, by_word: Any, space: Space) -> Any:
    """The profiles above what is usual in their language."""
    import numpy as np
    from scipy import sparse
    from sklearn.preprocessing import normalize

    found = _profiles(words.langs, by_word, space)
    for lang in space.bridges:
        own = np.array([one == lang for one in words.langs], dtype=bool)
        if own.any():
            # a model of an earlier version keeps no levels: what is placed together is its own measure there
            found[own] = np.maximum(found[own] - space.levels.get(lang, found[own].mean(axis=0)), 0.0)
    return sparse.csr_matrix(normalize(found))
