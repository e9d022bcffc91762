"""Passages as short dense vectors.

Built in, without torch: the leading singular vectors of words and semantic fields (LSA, Deerwester et al. 1990) beside
the weighted mean of packed word vectors (Arora et al. 2017). The first knows the corpus, the second the language; each
alone is worse (AMI on 300 passages of news, five themes: .50 words and .59 with fields by NMF, .62 word vectors and
.71 all together by k-means, each a consensus).
On request any sentence-transformers or model2vec model, from a local folder or one that is installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ci_text.records import Passage
from ci_text.themes.languages import levels
from ci_text.themes.words import Words

BUILT_IN = "built-in"
DIMENSIONS = 64
SMALL = 150
LARGEST_SVD = 3000  # rows that the singular vectors are learnt from


def project(features: Any, axes: Any) -> Any:
    """Features on the learnt axes, rows of length 1 (or 0)."""
    import numpy as np

    dense = np.asarray(features @ axes.T)
    return dense / np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-9)


def fit_axes(features: Any, order: Any, seed: int) -> Any:
    """The leading right singular vectors; of a large corpus, those of the passages that come first in `order`."""
    import numpy as np
    from sklearn.decomposition import TruncatedSVD

    rows = features[order[:LARGEST_SVD]] if features.shape[0] > LARGEST_SVD else features
    wanted = min(DIMENSIONS, rows.shape[0] - 1, rows.shape[1] - 1)
    if wanted < 1 or not rows.nnz:
        return np.zeros((1, rows.shape[1]))
    if min(rows.shape) <= SMALL:
        # the iterative solver stumbles over matrices of low rank
        return np.linalg.svd(rows.toarray(), full_matrices=False)[2][:wanted]
    return TruncatedSVD(wanted, random_state=seed, algorithm="arpack").fit(rows).components_


def word_vectors(words: Words) -> Any | None:
    """The weighted mean of the packed vectors of a passage's content words; None where the program has no vectors."""
    import numpy as np

    from ci_text.vectors import packed_vectors

    vectors = packed_vectors()
    if vectors is None:
        return None
    found = np.zeros((len(words.lemmas), vectors.dimensions))
    for row, (lemmas, lang) in enumerate(zip(words.lemmas, words.langs, strict=True)):
        places = [place for word in lemmas for place in vectors.rows_of(word, word, lang)]
        if places:
            total = vectors.weight[places].astype(float) @ vectors.table[places].astype(float)
            found[row] = total / max(float(np.linalg.norm(total)), 1e-9)
    return found


def language_means(found: Any, langs: Sequence[str], about: Any | None) -> dict[str, Any]:
    """The level of each language in a corpus of two (`about`: see languages.subjects), of the whole otherwise (None).

    It is taken off, so that what is left tells passages apart and a language is no theme.
    """
    if about is not None:
        return levels(found, langs, about)
    whole = found.mean(axis=0)
    return dict.fromkeys(sorted(set(langs)), whole)


def centred(found: Any, langs: Sequence[str], means: dict[str, Any]) -> Any:
    """Vectors less the level of their language, rows of length 1 (or 0)."""
    import numpy as np

    fallback = next(iter(means.values()))
    known = np.linalg.norm(found, axis=1) > 0
    less = found - np.stack([means.get(lang, fallback) for lang in langs])
    less[~known] = 0.0
    return less / np.maximum(np.linalg.norm(less, axis=1, keepdims=True), 1e-9)


def encode(passages: Sequence[Passage], name: str) -> Any:
    """Vectors of a sentence model (`ci_text.sentence_model`, which tells what it raises)."""
    from ci_text.sentence_model import load_sentence_model

    return load_sentence_model(name, ", or leave the embedding at built-in.").encode([p.text for p in passages])
