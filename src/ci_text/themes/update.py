"""New material in kept themes: old labels stay as they were fitted, new passages are placed, drift is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ci_text.errors import UsageError
from ci_text.records import Passage, Theme, ThemeShare
from ci_text.themes import messages, place, strange
from ci_text.themes.features import matrix
from ci_text.themes.model import OUTLIER, Drift, Placer, ThemeModel
from ci_text.themes.picture_plane import between
from ci_text.themes.select import Selection, select, with_words
from ci_text.themes.space import joined, meaning_of
from ci_text.themes.words import Words, words_of

STRANGE = 0.05  # quantile of the fitted closeness
UNLIKELY, ALIEN = 0.05, 0.01  # so few known words that a passage counts as a stranger, and as fitting no theme
DRIFTED = 0.15  # share of strangers from which the themes no longer cover the new
LOWER = 0.35  # or: the fitted quantile that half of the new passages lie below


def update(model: ThemeModel, new_passages: Sequence[Passage], counted: Collection[str] | None = None) -> ThemeModel:
    """The model with new passages placed in its themes; passages it already knows keep their fitted labels.

    `counted` are the ids of all passages that count now: the model forgets those that it knows beside them (of files
    that are gone); None: it forgets nothing. Sizes grow, `documents` only by documents that were not in the fit where
    that can be told (a document of the fit whose passages are placed again is counted once). Raises UsageError where
    the model has no themes or was guided.
    """
    from threadpoolctl import threadpool_limits

    placer = model.placer
    if placer is None or not model.themes:
        raise UsageError("The kept model has no themes to place passages in.", "Model the themes first.")
    if model.details.get("guided"):
        raise UsageError("Guided themes hang on tags and can't be updated.", "Model the themes again.")
    gone = set() if counted is None else set(model.labels).difference(counted)
    if gone:
        model = _without(model, gone)
    new = tuple(p for p in select(new_passages).passages if p.id not in model.labels)
    kept, words = with_words(Selection(new, {}), words_of(new))
    chosen = kept.passages
    if not chosen:
        return replace(model, drift=None, message=messages.with_gone(messages.NOTHING_NEW, len(gone)))
    with threadpool_limits(limits=1):
        vectors = placed_vectors(chosen, words, placer, str(model.details.get("embedding", "built-in")))
        close = place.closeness(vectors, placer.middles)
    likely = strange.likelihood(words, placer.space.vocabulary, placer.familiar)
    grown = _grown(model, chosen, close, vectors, likely)
    return replace(grown, message=messages.with_gone(grown.message, len(gone)))


def _without(model: ThemeModel, gone: Collection[str]) -> ThemeModel:
    labels = {passage: label for passage, label in model.labels.items() if passage not in gone}
    return replace(
        model,
        themes=tuple(_shrunk(t, model.labels, labels) for t in model.themes),
        shares=tuple(s for s in model.shares if s.passage_id not in gone),
        labels=labels,
        positions={passage: spot for passage, spot in model.positions.items() if passage not in gone},
    )


def _shrunk(theme: Theme, before: Mapping[str, int], after: Mapping[str, int]) -> Theme:
    was, stays = ([passage for passage, label in of.items() if label == theme.id] for of in (before, after))
    return replace(
        theme,
        size=theme.size - len(was) + len(stays),
        documents=theme.documents - len(_documents(was)) + len(_documents(stays)),
        representative=tuple(passage for passage in theme.representative if passage in after),
    )


def _documents(passages: Sequence[str]) -> set[str]:
    """A passage's id begins with its document's."""
    return {passage.partition(":")[0] for passage in passages}


def placed_vectors(passages: Sequence[Passage], words: Words, placer: Placer, embedding: str) -> Any:
    """New passages in the space of the fit."""
    meaning = meaning_of(passages, words, embedding) if placer.means else None
    return joined(matrix(words, placer.space), placer.axes, meaning, placer.means, words.langs, embedding)


def _grown(model: ThemeModel, chosen: Sequence[Passage], close: Any, vectors: Any, likely: Any) -> ThemeModel:
    import numpy as np

    placer = model.placer
    assert placer is not None
    ids = [t.id for t in model.themes]
    pulls = place.weights(close)
    best = close.argmax(axis=1)
    nearest = close[np.arange(len(chosen)), best]
    fits = (np.linalg.norm(vectors, axis=1) > 0) & (nearest >= placer.floor) & (likely >= ALIEN)
    labels = {p.id: ids[int(t)] if ok else OUTLIER for p, t, ok in zip(chosen, best, fits, strict=True)}
    shares = [
        ThemeShare(p.id, ids[t], round(w, 4))
        for p, row, ok in zip(chosen, pulls, fits, strict=True)
        if ok
        for t, w in place.shown(row)
    ]
    middles = np.array([model.theme_positions[i] for i in ids])
    places = between(middles, pulls)
    spots = {p.id: (round(float(s[0]), 4), round(float(s[1]), 4)) for p, s in zip(chosen, places, strict=True)}
    drift = _drift(placer, nearest, likely, int((~fits).sum()))
    return replace(
        model,
        themes=tuple(_theme(t, labels, chosen, model) for t in model.themes),
        shares=(*model.shares, *shares),
        labels={**model.labels, **labels},
        positions={**model.positions, **spots},
        changes=(),
        drift=drift,
        message=drift.message,
        details={**model.details, "updated_with": int(model.details.get("updated_with", 0)) + len(chosen)},
    )


def _theme(theme: Theme, labels: dict[str, int], chosen: Sequence[Passage], model: ThemeModel) -> Theme:
    added = Counter(p.document_id for p in chosen if labels[p.id] == theme.id)
    known = _documents([passage for passage, label in model.labels.items() if label == theme.id])
    fresh = [d for d in added if d[:12] not in known and d not in known]
    return replace(theme, size=theme.size + sum(added.values()), documents=theme.documents + len(fresh))


def _drift(placer: Placer, nearest: Any, likely: Any, homeless: int) -> Drift:
    import numpy as np

    line = float(np.quantile(placer.closeness, STRANGE))
    strangers = float(((nearest < line) | (likely < UNLIKELY)).mean())
    rank = float(np.searchsorted(placer.closeness, np.median(nearest)) / len(placer.closeness))
    return Drift(
        new=len(nearest),
        fitted_closeness=round(float(np.median(placer.closeness)), 4),
        new_closeness=round(float(np.median(nearest)), 4),
        strangers=round(strangers, 4),
        message=messages.drift(len(nearest), homeless, strangers, strangers > DRIFTED or rank < LOWER),
    )
