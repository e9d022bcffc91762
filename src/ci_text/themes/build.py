"""model_themes: passages in, themes out, the same bits for the same passages in any order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ci_text.codebook import Codebook
from ci_text.records import Passage, Tag
from ci_text.themes import consensus, glued, halves, messages, number, place, represent
from ci_text.themes.chance import keys
from ci_text.themes.describe import Fitted, describe
from ci_text.themes.features import fit_space
from ci_text.themes.guide import guides
from ci_text.themes.keywords import corpus_keywords
from ci_text.themes.model import OUTLIER, Placer, ThemeModel
from ci_text.themes.neighbours import own_neighbours
from ci_text.themes.options import ThemeOptions
from ci_text.themes.select import select, with_words
from ci_text.themes.space import vectors_of
from ci_text.themes.stability import METHOD, theme_stability
from ci_text.themes.strange import known_share
from ci_text.themes.words import words_of

Progress = Callable[[str, int, int], None]
CORE = 2000  # passages that the fits are made on; the rest of a larger corpus is placed by them
LEAST_AFFINITY = 0.1
LEAST_CLOSENESS_QUANTILE = 0.01


def _silent(step: str, done: int, total: int) -> None:
    del step, done, total


def model_themes(
    passages: Sequence[Passage],
    codebook: Codebook,
    tags: Sequence[Tag] = (),
    options: ThemeOptions | None = None,
    previous: ThemeModel | None = None,
    progress: Progress | None = None,
    near_copies: int = 0,
) -> ThemeModel:
    """Themes over passages, by consensus of many fits; never raises for the number of passages.

    Headings, tables, an interviewer's questions, copies and passages of a word or two are left out. Below the floor of
    the options the model has keywords and a message and no themes. `previous` keeps the ids and edited names of themes
    that live on; `near_copies` were left out before, and are told. Raises MissingDependency where BERTopic, or the
    encoder asked for, is not installed.
    """
    # loaded before the limit is set: it holds for libraries that are there, and idle threads spin
    import sklearn.decomposition  # noqa: F401
    from threadpoolctl import threadpool_limits

    options = options or ThemeOptions()
    tell = progress or _silent
    tell("words", 0, 1)
    chosen = select(passages, near_copies)
    words = words_of(chosen.passages)
    tell("words", 1, 1)
    found = corpus_keywords(words)
    chosen, words = with_words(chosen, words)
    n = len(chosen.passages)
    if n < options.floor:
        return ThemeModel(message=messages.too_few(n, options.floor, chosen.left_out), keywords=found)
    # one thread: sums in another order are other bits
    with threadpool_limits(limits=1), ThreadPoolExecutor(1) as beside:
        order = keys(p.text for p in chosen.passages)
        space = fit_space(words)
        space, raw = vectors_of(chosen.passages, words, space, options, order)
        vectors = raw.vectors
        if options.guided:
            vectors = guides(vectors, raw.meaning, codebook, chosen.passages, tags)
        loaded = beside.submit(represent.load)
        fit = _fit(vectors, words.lemmas, words.langs if space.mixed else (), order, options, tell)
        loaded.result()
        if fit is None:
            return ThemeModel(message=messages.alike(n), keywords=found)
        placer = Placer(raw.space, raw.axes, raw.means, fit.middles, fit.closeness, fit.floor, known_share(words))
        fitted = Fitted(
            chosen, words, vectors, raw.meaning, fit.labels, fit.pulls, fit.stability, fit.neighbours, fit.fits
        )
        return describe(fitted, placer, codebook, tags, options, previous, found, METHOD, tell)


@dataclass(frozen=True, slots=True)
class _Fit:
    labels: Any
    pulls: Any
    stability: list[float | None]
    neighbours: list[float]
    middles: Any
    closeness: Any
    floor: float
    fits: int


def _fit(
    vectors: Any,
    lemmas: Sequence[Sequence[str]],
    langs: Sequence[str],
    order: Any,
    options: ThemeOptions,
    tell: Progress,
) -> _Fit | None:
    """`langs` of the passages in a corpus of two languages, empty otherwise. None where there are no two groups."""
    import numpy as np

    n = len(vectors)
    usable = np.linalg.norm(vectors, axis=1) > 0
    ranked = np.argsort(order, kind="stable")
    core = np.sort(ranked[usable[ranked]][:CORE])
    if len(core) < 2 * options.min_size:
        return None
    groups = min(options.n_themes or number.expected(n), len(core) // options.min_size)
    count = options.fits or number.fits(len(core))
    moved = consensus.narrowed(consensus.smoothed(vectors[core]))
    fits = consensus.fit_many(moved, order[core], groups, count, options.seed, lambda i, m: tell("fits", i, m))
    together = consensus.affinity(fits)
    spoken = [lemmas[i] for i in core], [langs[i] for i in core] if langs else []
    labels = _grouped(together, groups, order[core], spoken, options)
    if labels.max() == 0:
        return None
    affinity = consensus.memberships(labels, together)
    middles = place.centroids(vectors[core], labels, int(labels.max()) + 1)
    close = place.closeness(vectors, middles)
    pulls = place.weights(close)
    held = labels != OUTLIER  # the others lie where their vectors say, as what the fits have not seen
    pulls[core[held]] = (affinity / np.maximum(affinity.sum(axis=1, keepdims=True), 1e-9))[held]
    everyone = pulls.argmax(axis=1)
    everyone[core[held]] = labels[held]
    own = close[np.arange(n), everyone]
    fitted = np.sort(own[core[held]])
    floor = float(np.quantile(fitted, LEAST_CLOSENESS_QUANTILE))
    if not options.reassign_outliers:
        loose = own < floor
        loose[core] = _loose(labels, affinity, options.min_size)
        everyone[loose | ~usable] = OUTLIER
    stable = theme_stability(fits, labels)
    near = own_neighbours(vectors[core], labels)
    return _Fit(everyone, pulls, stable, near, middles, fitted, floor, count)


def _grouped(
    together: Any,
    groups: int,
    order: Any,
    spoken: tuple[Sequence[Sequence[str]], Sequence[str]],
    options: ThemeOptions,
) -> Any:
    """Labels by falling size from the affinity of passages, OUTLIER for what was left over; all 0 where there are no
    two groups. `spoken` are their lemmas, and their languages in a corpus of two."""
    lemmas, langs = spoken
    labels = consensus.cut(consensus.spectrum(together, groups), groups, order, options.seed)
    labels = consensus.settle(labels, together, options.min_size)
    if labels.max() and not options.n_themes:
        labels = glued.split(labels, together, order, lemmas, options.seed, options.min_size)
        if langs:
            labels = halves.parted(labels, langs, together, options.min_size)
    return _by_size(labels, order)


def _loose(labels: Any, affinity: Any, least: int) -> Any:
    """Which passages fit no theme: what was left over, and what has little affinity with its own (passages x themes),
    but for the `least` that have most in each theme."""
    import numpy as np

    loose = labels == OUTLIER
    for theme in range(int(labels.max()) + 1):
        inside = np.flatnonzero(labels == theme)
        ranked = inside[np.argsort(-affinity[inside, theme], kind="stable")]
        weak = affinity[ranked, theme] < LEAST_AFFINITY
        loose[ranked[least:][weak[least:]]] = True
    return loose


def _by_size(labels: Any, order: Any) -> Any:
    """Numbers by falling size; ties by the passages themselves. What has no theme stays so."""
    import numpy as np

    names, sizes = np.unique(labels[labels != OUTLIER], return_counts=True)
    first = [int(order[labels == name].min()) for name in names]
    ranked = sorted(range(len(names)), key=lambda i: (-sizes[i], first[i]))
    new = np.empty(len(names), dtype=int)
    new[ranked] = np.arange(len(names))
    return np.where(labels == OUTLIER, OUTLIER, new[labels])
