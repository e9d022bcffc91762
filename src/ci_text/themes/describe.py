"""Groups of passages become themes: words, name, near code, representatives, map, hierarchy, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from ci_text.codebook import Codebook
from ci_text.records import Passage, Tag, Theme, ThemeShare
from ci_text.themes import messages, names, near, place, represent
from ci_text.themes.match import Change, match
from ci_text.themes.model import OUTLIER, Merge, Placer, ThemeModel
from ci_text.themes.neighbours import MIXED
from ci_text.themes.options import ThemeOptions
from ci_text.themes.picture_plane import plane
from ci_text.themes.representatives import representatives
from ci_text.themes.select import Selection
from ci_text.themes.twins import shown
from ci_text.themes.words import Words

UNCLEAR = 0.2  # share of passages in a theme's words under which they don't say what it is about
LIBRARIES = ("bertopic", "scikit-learn", "numpy", "scipy", "simplemma")
ONE_LANGUAGE = 0.9  # share of the passages of a theme from which it is said to be of one language


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the fits gave: a label, a row of weights and a vector for each passage, a stability and a share of own
    neighbours for each label."""

    chosen: Selection
    words: Words
    vectors: Any
    meaning: Any
    labels: Any
    pulls: Any
    stability: list[float | None]
    neighbours: list[float]
    fits: int


def describe(
    fitted: Fitted,
    placer: Placer,
    codebook: Codebook,
    tags: Sequence[Tag],
    options: ThemeOptions,
    previous: ThemeModel | None,
    keywords: tuple[str, ...],
    method: str,
    tell: Callable[[str, int, int], None],
) -> ThemeModel:
    """The finished model."""
    passages, labels = fitted.chosen.passages, fitted.labels
    count = len(fitted.stability)
    tell("describe", 0, 3)
    ids, changes = _ids(previous, passages, labels, count)
    documents = [" ".join(sorted(set(lemmas))) for lemmas in fitted.words.lemmas]
    model = represent.bertopic(documents, labels.tolist(), fitted.vectors)
    tell("describe", 1, 3)
    candidates = {t: represent.topic_words(model, t) for t in range(count)}
    lemmas = names.keywords(candidates, labels.tolist(), fitted.words, [p.document_id for p in passages])
    merges = represent.hierarchy(model, documents, count)
    tell("describe", 2, 3)
    by_id = {p.id: int(t) for p, t in zip(passages, labels, strict=True) if t != OUTLIER}
    close_codes = near.by_meaning(codebook, fitted.meaning, labels, count) | near.by_tags(by_id, tags)
    given = previous.edited if previous else {}
    edited = {i: n for i, n in given.items() if i in ids.values()}
    lost = [n for i, n in sorted(given.items()) if i not in edited]
    taken: set[str] = set()
    themes = []
    for t in range(count):
        made = names.name(lemmas[t], fitted.words, taken)
        themes.append(
            _theme(t, ids[t], edited.get(ids[t], made), lemmas[t], close_codes.get(t, ""), fitted, placer, options)
        )
    spots, theme_spots = plane(fitted.vectors, placer.middles, fitted.pulls)
    outliers = int((labels == OUTLIER).sum())
    counts = {
        "passages": len(passages), "fits": fitted.fits, "outliers": outliers, "asked": options.n_themes or 0,
        "least": options.min_size,
    }  # fmt: skip
    if placer.space.mixed:
        counts["one_language"] = sum(t.language_share is not None and t.language_share > ONE_LANGUAGE for t in themes)
    tell("describe", 3, 3)
    return ThemeModel(
        themes=tuple(themes),
        shares=_shares(fitted, ids),
        message=messages.done(themes, counts, fitted.chosen.left_out, lost),
        keywords=keywords,
        labels={p.id: OUTLIER if t == OUTLIER else ids[int(t)] for p, t in zip(passages, labels, strict=True)},
        positions={p.id: _spot(s) for p, s in zip(passages, spots, strict=True)},
        theme_positions={ids[t]: _spot(theme_spots[t]) for t in range(count)},
        hierarchy=tuple(_merge(m, ids, fitted.words) for m in merges),
        changes=changes,
        edited=edited,
        details=_details(fitted, options, method, outliers) | {"highest_id": max(_highest(previous), *ids.values())},
        placer=placer,
    )


def _ids(
    previous: ThemeModel | None, passages: Sequence[Passage], labels: Any, count: int
) -> tuple[dict[int, int], tuple[Change, ...]]:
    if previous is None or not previous.themes:
        return {t: t + 1 for t in range(count)}, ()
    now = {p.id: int(t) for p, t in zip(passages, labels, strict=True)}
    return match(previous.labels, now, count, _highest(previous))


def _highest(model: ThemeModel | None) -> int:
    """The greatest number that a theme of this project ever had; models of earlier versions know their own alone."""
    return max(int(model.details.get("highest_id", 0)), *model.labels.values(), 0) if model else 0


def _theme(
    t: int,
    theme_id: int,
    name: str,
    lemmas: Sequence[str],
    code: str,
    fitted: Fitted,
    placer: Placer,
    options: ThemeOptions,
) -> Theme:
    inside = [i for i, label in enumerate(fitted.labels) if label == t]
    langs = Counter(fitted.words.langs[i] for i in inside)
    stable = fitted.stability[t]
    spoken = names.covered(lemmas, [fitted.words.lemmas[i] for i in inside])
    close = place.closeness(fitted.vectors[inside], placer.middles[[t]])[:, 0]
    return Theme(
        id=theme_id,
        name=name,
        keywords=shown(lemmas, fitted.words),
        size=len(inside),
        documents=len({fitted.chosen.passages[i].document_id for i in inside}),
        stability=None if stable is None else round(stable, 4),
        fragile=spoken < UNCLEAR or (stable is not None and stable < options.fragile_below),
        covered=round(spoken, 4),
        neighbours=round(fitted.neighbours[t], 4),
        mixed=fitted.neighbours[t] < MIXED,
        near=code,
        representative=representatives(inside, fitted.chosen.passages, fitted.words.lemmas, lemmas, close),
        language_share=round(max(langs.values()) / len(inside), 4) if inside else None,
    )


def _shares(fitted: Fitted, ids: dict[int, int]) -> tuple[ThemeShare, ...]:
    shares = []
    for passage, label, row in zip(fitted.chosen.passages, fitted.labels, fitted.pulls, strict=True):
        if label != OUTLIER:
            shares += [ThemeShare(passage.id, ids[t], round(w, 4)) for t, w in place.shown(row)]
    return tuple(shares)


def _spot(pair: Any) -> tuple[float, float]:
    return round(float(pair[0]), 4), round(float(pair[1]), 4)


def _merge(merge: dict[str, Any], ids: dict[int, int], words: Words) -> Merge:
    """Merges are numbered from 1 in negative numbers below the theme ids, so that no merge looks like a theme."""
    count = len(ids)

    def named(node: int) -> int:
        return ids[node] if node < count else count - node - 1

    return Merge(
        parent=named(merge["parent"]),
        left=named(merge["left"]),
        right=named(merge["right"]),
        themes=tuple(sorted(ids[t] for t in merge["themes"])),
        distance=merge["distance"],
        name=", ".join(words.surface.get(w, w) for w in merge["lemmas"]),
    )


def _details(fitted: Fitted, options: ThemeOptions, method: str, outliers: int) -> dict[str, Any]:
    langs = Counter(fitted.words.langs)
    return {
        "passages": len(fitted.chosen.passages),
        "left_out": dict(fitted.chosen.left_out),
        "languages": dict(sorted(langs.items())),
        "outliers": outliers,
        "fits": fitted.fits,
        "seed": options.seed,
        "embedding": options.embedding,
        "guided": options.guided,
        "stability": method,
        "versions": {name: version(name) for name in LIBRARIES},
    }
