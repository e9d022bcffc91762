"""Passages as short dense vectors.

Built in, without torch: the leading singular vectors of words and semantic fields (LSA, Deerwester et al. 1990) beside
the weighted mean of packed word vectors (Arora et al. 2017). The first knows the corpus, the second the language; each
alone is worse (AMI on 300 passages of news, five themes: .50 words and .59 with fields by NMF, .62 word vectors and
.71 all together by k-means, each a consensus).
On request any sentence-transformers or model2vec model, from a local folder or one that is installed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ci_text.errors import MissingDependency, UsageError
from ci_text.records import Passage
from ci_text.themes.words import Words

BUILT_IN = "built-in"
DIMENSIONS = 40
SMALL = 150
LARGEST_SVD = 3000  # rows that the singular vectors are learnt from
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")  # what the encoders' libraries read before they would download


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


def language_means(found: Any, langs: Sequence[str], mixed: bool) -> dict[str, Any]:
    """The mean vector of each language in a corpus of two, of the whole otherwise.

    It is taken off, so that what is left tells passages apart and a language is no theme.
    """
    import numpy as np

    whole = found.mean(axis=0)
    means = dict.fromkeys(sorted(set(langs)), whole)
    if mixed:
        for lang in means:
            means[lang] = found[np.array([one == lang for one in langs])].mean(axis=0)
    return means


def centred(found: Any, langs: Sequence[str], means: dict[str, Any]) -> Any:
    """Vectors less the mean of their language, rows of length 1 (or 0)."""
    import numpy as np

    fallback = next(iter(means.values()))
    known = np.linalg.norm(found, axis=1) > 0
    less = found - np.stack([means.get(lang, fallback) for lang in langs])
    less[~known] = 0.0
    return less / np.maximum(np.linalg.norm(less, axis=1, keepdims=True), 1e-9)


def encode(passages: Sequence[Passage], name: str) -> Any:
    """Vectors of a sentence encoder: model2vec where the folder is one of its kind, sentence-transformers otherwise.

    Nothing is fetched: a name that is no folder must be in the local cache of models. Raises MissingDependency with the
    line to type, UsageError where the model can't be read.
    """
    import numpy as np

    if name.startswith(("/", ".", "~")) and not Path(name).expanduser().is_dir():
        raise UsageError(f"The embedding {name!r} is no folder.", "Name a local folder with a model, or built-in.")
    for variable in OFFLINE:
        os.environ[variable] = "1"
    texts = [p.text for p in passages]
    try:
        place = str(Path(name).expanduser()) if Path(name).expanduser().is_dir() else name
        found = _model2vec(texts, place) if _is_static(place) else _sentence_transformers(texts, place)
    except (OSError, ValueError, LookupError, TypeError, RuntimeError) as error:
        raise UsageError(
            f"The embedding {name!r} can't be read: {error}", "Name a local folder with a model, or built-in."
        ) from error
    return np.asarray(found, dtype=float)


def _is_static(name: str) -> bool:
    """A folder of model2vec's lists one module, the embedding, that lies in the folder itself, or names model2vec in
    its settings; of a model that is no folder the name must tell."""
    folder = Path(name)
    if not folder.is_dir():
        return "potion" in name or "m2v" in name or "model2vec" in name
    modules, config = folder / "modules.json", folder / "config.json"
    if modules.is_file():
        first = json.loads(modules.read_text("utf-8"))[0]
        return str(first["type"]).endswith("StaticEmbedding") and str(first["path"]) == "."
    return config.is_file() and "model2vec" in config.read_text("utf-8")


def _model2vec(texts: list[str], name: str) -> Any:
    try:
        from model2vec import StaticModel
    except ImportError as error:
        raise MissingDependency(
            f"model2vec is not installed, and the embedding {name!r} needs it.",
            "pip install model2vec, or leave the embedding at built-in.",
        ) from error
    return StaticModel.from_pretrained(name).encode(texts)


def _sentence_transformers(texts: list[str], name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingDependency(
            f"sentence-transformers is not installed, and the embedding {name!r} needs it.",
            'pip install "ci-text[embeddings]", or leave the embedding at built-in.',
        ) from error
    return SentenceTransformer(name, device="cpu").encode(texts, show_progress_bar=False)
