"""What BERTopic makes of the themes: class-based TF-IDF words, the hierarchy, words per group and over time.

The clustering is ours (see consensus), BERTopic's parts for embedding, reduction and clustering stay empty: its
'manual' mode. Each passage counts a word once, so that one long passage can't name a theme.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from typing import Any

from ci_text.errors import MissingDependency

REMEDY = 'pip install --no-deps "bertopic>=0.17.3,<0.18"'
CANDIDATES = 60
UNUSED = ("spacy", "huggingface_hub")  # what BERTopic imports where it is installed, for parts that themes don't use


@contextmanager
def _left_out(names: Sequence[str]) -> Iterator[None]:
    """Optional parts of a library stay unloaded: importing one of `names` fails inside, as where it isn't installed.
    What is loaded already stays."""
    idle = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(idle))  # type: ignore[arg-type]  # None is how Python is told (import system, 5.3.1)
    try:
        yield
    finally:
        for name in idle:
            del sys.modules[name]


def load() -> None:
    """Import BERTopic while the fits go on, without its parts of speech and its upload of models, which take three
    quarters of its two seconds. Raises MissingDependency."""
    try:
        with _left_out(UNUSED):
            import bertopic
            import bertopic.vectorizers  # noqa: F401
    except ImportError as error:
        raise MissingDependency("BERTopic is not installed, and themes need it.", REMEDY) from error


def bertopic(documents: Sequence[str], labels: Sequence[int], vectors: Any) -> Any:
    """A BERTopic model with the given labels; its topic ids are the labels. Raises MissingDependency."""
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer

    load()
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer

    logging.getLogger("BERTopic").setLevel(logging.WARNING)
    model = BERTopic(
        embedding_model=BaseEmbedder(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=CANDIDATES,
        verbose=False,
    )
    table = pd.DataFrame(
        {"Document": list(documents), "ID": range(len(documents)), "Topic": list(labels), "Image": None}
    )
    # fit_transform would renumber the topics by size and sample representatives; the steps it is made of do not
    model._update_topic_size(table)
    model._extract_topics(table, embeddings=vectors)
    model.topic_mapper_ = None
    return model


def topic_words(model: Any, theme: int) -> list[tuple[str, float]]:
    """(lemma, weight) of a theme, heaviest first; ties in the order of the alphabet."""
    found = model.get_topic(theme) or []
    return sorted(((w, float(s)) for w, s in found if w and s > 1e-5), key=lambda pair: (-round(pair[1], 9), pair[0]))


def hierarchy(model: Any, documents: Sequence[str], themes: int) -> list[dict[str, Any]]:
    """BERTopic's merge list, nearest first: the themes that a merge holds, its distance, and its words."""
    if themes < 2:
        return []
    with redirect_stderr(StringIO()):  # a progress bar of its own that can't be turned off
        table = model.hierarchical_topics(list(documents))
    rows = table.assign(order=table["Parent_ID"].astype(int)).sort_values("order")
    return [
        {
            "parent": int(row.Parent_ID),
            "left": int(row.Child_Left_ID),
            "right": int(row.Child_Right_ID),
            "themes": sorted(int(t) for t in row.Topics),
            "distance": round(float(row.Distance), 6),
            "lemmas": str(row.Parent_Name).split("_")[:3],
        }
        for row in rows.itertuples()
    ]


def words_per_group(model: Any, documents: Sequence[str], groups: Sequence[str]) -> list[tuple[int, str, str, int]]:
    """(theme, group, words, passages) by BERTopic's topics_per_class, sorted."""
    table = model.topics_per_class(list(documents), classes=list(groups))
    return sorted((int(r.Topic), str(r.Class), str(r.Words), int(r.Frequency)) for r in table.itertuples())


def words_over_time(model: Any, documents: Sequence[str], years: Sequence[int]) -> list[tuple[int, int, str, int]]:
    """(theme, year, words, passages) by BERTopic's topics_over_time, sorted."""
    table = model.topics_over_time(list(documents), list(years))
    return sorted((int(r.Topic), int(r.Timestamp), str(r.Words), int(r.Frequency)) for r in table.itertuples())
