"""All that a report or an export shows, gathered by `Project`: records and tables, no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.records import Quote


@dataclass(frozen=True, slots=True)
class NamedLevel:
    """A level of the rubric: its id, its name and what it means by language."""

    id: str
    name: Mapping[str, str]
    meaning: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Findings:
    """`tables` are pandas DataFrames by name: 'matrix' (initiative x code, long form), 'differences', 'stances',
    'cooccurrence', 'years', 'maturity', 'theme_prevalence' … as the stages name them; a table that could not be made is
    absent.

    `quotes` hold the best few of every initiative x code. `status` is what `ci-text status --json` prints, `methods`
    the methods text by language, `theme_message` the sentence on the themes by language, `theme_pictures` SVG by name.
    """

    corpus: Corpus
    codebook: Codebook
    tables: Mapping[str, Any]
    quotes: tuple[Quote, ...]
    status: Mapping[str, Any]
    methods: Mapping[str, str] = field(default_factory=dict)
    theme_message: Mapping[str, str] = field(default_factory=dict)
    theme_pictures: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[Mapping[str, Any], ...] = ()
    levels: tuple[NamedLevel, ...] = ()  # of maturity, lowest first
    sources: Mapping[str, Path] = field(default_factory=dict)  # path as given -> where the file lies now

    def source(self, path: str) -> Path:
        """Where the file lies that was read as `path`."""
        return self.sources.get(path, Path(path))
