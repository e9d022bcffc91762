"""What every tagger promises, and how one is found by its name.

A tagger lives in `taggers/NAME.py` and has a function `load(codebook, options) -> Tagger`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from ci_text.codebook import Codebook
from ci_text.errors import UsageError
from ci_text.records import Passage, Tag


@dataclass(frozen=True, slots=True)
class TaggerOptions:
    """`precision` or `recall`: the figure the thresholds are chosen for, else they are chosen for balance."""

    precision: float | None = None
    recall: float | None = None
    model: Path | None = None


class Tagger(Protocol):
    """`source` names the tagger and its version: 'lexicon@1', 'combined@3fa2c1'."""

    @property
    def source(self) -> str: ...

    def tag(self, passages: Sequence[Passage]) -> list[Tag]:
        """The tags of consecutive passages of one document, those above the threshold only."""
        ...


def _modules() -> list[str]:
    return [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]


def tagger_names() -> list[str]:
    """The names of the taggers in this folder: the modules with a `load` function."""
    return sorted(name for name in _modules() if hasattr(import_module(f"ci_text.taggers.{name}"), "load"))


def load_tagger(name: str, codebook: Codebook, options: TaggerOptions | None = None) -> Tagger:
    """The tagger of that name for that codebook; raises UsageError where there is none."""
    load = getattr(import_module(f"ci_text.taggers.{name}"), "load", None) if name in _modules() else None
    if load is None:
        raise UsageError(f"No tagger {name!r}.", f"Known: {', '.join(tagger_names())}.")
    tagger: Tagger = load(codebook, options or TaggerOptions())
    return tagger
