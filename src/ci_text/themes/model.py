"""The result: themes, shares, and what is needed to place new passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ci_text.errors import UsageError
from ci_text.records import Theme, ThemeShare
from ci_text.themes.features import Space
from ci_text.themes.match import Change

OUTLIER = -1


@dataclass(frozen=True, slots=True)
class Merge:
    """A step of the hierarchy: `themes` are all themes below it; `left` and `right` are theme ids or merge numbers
    (from `parent` of an earlier merge)."""

    parent: int
    left: int
    right: int
    themes: tuple[int, ...]
    distance: float
    name: str


@dataclass(frozen=True, slots=True)
class Drift:
    """How well new passages fit the kept themes: median closeness of new and of fitted passages (cosine), the share
    of new passages below the fitted 5th percentile or in words that the fit does not know, and plain words by
    language."""

    new: int
    fitted_closeness: float
    new_closeness: float
    strangers: float
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Placer:
    """The space of the fit and the middle of each theme (rows in the order of `themes`)."""

    space: Space
    axes: Any
    means: dict[str, Any]
    middles: Any
    closeness: Any  # of the fitted passages with their theme, sorted
    floor: float  # closeness under which a passage is an outlier
    familiar: float = 0.0  # share of a passage's words that the others know; 0 where an earlier version made the model


@dataclass(frozen=True, slots=True)
class ThemeModel:
    """Themes over a corpus.

    `labels` holds the heaviest theme of each modelled passage, -1 for an outlier; `shares` all themes of a passage with
    their weights. `keywords` are the corpus' own telling words, given at any size. `message` says in Danish and English
    what was done, or why there are no themes. `positions` (passages) and `theme_positions` lie in -1..1.
    `details` has parameters, versions, seeds and the method of the stability figure.
    """

    themes: tuple[Theme, ...] = ()
    shares: tuple[ThemeShare, ...] = ()
    message: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    labels: Mapping[str, int] = field(default_factory=dict)
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    theme_positions: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    hierarchy: tuple[Merge, ...] = ()
    changes: tuple[Change, ...] = ()
    edited: Mapping[int, str] = field(default_factory=dict)  # names given by the user
    details: Mapping[str, Any] = field(default_factory=dict)
    drift: Drift | None = None
    placer: Placer | None = None

    def theme(self, theme_id: int) -> Theme:
        """The theme with an id; raises UsageError where there is none."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        known = ", ".join(str(t.id) for t in self.themes) or "none"
        raise UsageError(f"There is no theme {theme_id}.", f"Themes: {known}.")

    def renamed(self, theme_id: int, name: str) -> ThemeModel:
        """The model with a theme named by the user; the name is kept over refits while the theme lives."""
        self.theme(theme_id)
        if not name.strip():
            raise UsageError("A theme needs a name.", "Give one or more words.")
        themes = tuple(replace(t, name=name.strip()) if t.id == theme_id else t for t in self.themes)
        return replace(self, themes=themes, edited={**self.edited, theme_id: name.strip()})

    def save(self, folder: Path) -> None:
        """Write model.json and arrays-….safetensors, which it names; an earlier model in the folder is replaced."""
        from ci_text.themes.keep import save

        save(self, folder)

    @classmethod
    def load(cls, folder: Path) -> ThemeModel:
        """Read what `save` wrote; raises StoreError where it can't be read."""
        from ci_text.themes.keep import load

        return load(folder)
