"""What every part of a project has: its file, its codebook, what to call for progress."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from ci_text import __version__
from ci_text.codebook import Codebook, default_codebook, load_codebook
from ci_text.store import Store

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done, and how much there is."""

LIBRARIES = ("spacy", "scikit-learn", "pypdfium2", "pdfplumber", "simplemma", "numpy", "scipy", "pandas")


def silent(step: str, done: int, total: int) -> None:
    """No progress shown."""
    del step, done, total


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    return {"ci-text": __version__, **{name: version(name) for name in LIBRARIES}}


class Base:
    """A project file and the codebook it is tagged under."""

    def __init__(self, path: Path, codebook: Path | None = None, create: bool = True) -> None:
        self.path = path
        self.store = Store(path, create)
        if codebook is not None:
            self.codebook: Codebook = load_codebook(codebook)
            self.store.keep("codebook", str(codebook.resolve()))
        else:
            kept = self.store.kept("codebook")
            self.codebook = load_codebook(Path(kept)) if kept else default_codebook()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.store.close()
