"""What every part of a project has: its file, its codebook, what to call for progress."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ci_text import __version__
from ci_text.codebook import Codebook, default_codebook, load_codebook
from ci_text.errors import UsageError
from ci_text.store import Store

if TYPE_CHECKING:
    from ci_text.maturity import Rubric

Progress = Callable[[str, int, int], None]
"""Called with the step's name, how much is done, and how much there is."""

LIBRARIES = ("spacy", "scikit-learn", "pypdfium2", "pdfplumber", "simplemma", "numpy", "scipy", "pandas")


def silent(step: str, done: int, total: int) -> None:
    """No progress shown."""
    del step, done, total


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    return {"ci-text": __version__, **{name: version(name) for name in LIBRARIES}}


@cache
def program_state() -> str:
    """A hash of the program as it is installed: it changes when any of its files does, which a version need not."""
    from ci_text.vectors import packed_models

    package = Path(__file__).parent.parent
    files = {p for top in (package, packed_models()) for p in top.rglob("*") if p.is_file() and p.suffix != ".pyc"}
    stats = ((p, p.stat()) for p in sorted(files))
    return hashlib.sha256("\n".join(f"{p} {s.st_size} {s.st_mtime_ns}" for p, s in stats).encode()).hexdigest()


def way_to(place: Path, start: Path) -> str:
    """The way from one folder to another, '..' included; the place itself where there is none (another drive)."""
    try:
        return Path(os.path.relpath(place.resolve(), start.resolve())).as_posix()
    except ValueError:
        return str(place.resolve())


def place_of(path: str | Path) -> Path:
    """Where a file lies, from the root, by whatever link its folder was reached; a link is a file of its own."""
    if os.name == "nt" and str(path).startswith("\\\\"):
        return Path(path)  # see `source`
    whole = Path(path).absolute()
    return whole.parent.resolve() / whole.name


def _there(file: Path, name: str) -> Path:
    if not file.exists():
        raise UsageError(f"{file}: the project's own {name} is not there.", f"Say where it is: ci-text --{name} FILE …")
    return file


class Base:
    """A project file, the codebook it is tagged under, and the rubric that levels of maturity are set on."""

    def __init__(
        self, path: Path, codebook: Path | None = None, create: bool = True, rubric: Path | None = None
    ) -> None:
        given = load_codebook(codebook) if codebook is not None else None  # mistakes are told before a file is made
        if rubric is not None:
            from ci_text.maturity import load_rubric

            load_rubric(rubric)
        self.path = path
        self.store = Store(path, create)
        if codebook is not None:
            self.store.keep("codebook", way_to(codebook, path.parent))
        own = None if given else self.own_file("codebook")
        self.codebook: Codebook = given or (load_codebook(_there(own, "codebook")) if own else default_codebook())
        if rubric is not None:
            self.store.keep("rubric", way_to(rubric, path.parent))

    def own_file(self, name: str) -> Path | None:
        """Where the project's own 'codebook' or 'rubric' lies, seen from its folder, so that both can move together;
        None where it uses the packed one."""
        kept: str | None = self.store.kept(name)
        return self.path.parent / kept if kept else None

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric of the project, the packed one where no other was given."""
        from ci_text.maturity import default_rubric, load_rubric

        own = self.own_file("rubric")
        return load_rubric(_there(own, "rubric")) if own else default_rubric()

    def places(self) -> dict[str, Path]:
        """Path of each file, gone ones too -> where it lay when it was read, from the root."""
        read_from, waiting = self.store.kept("read_from", {}), self.store.kept("waiting", {})
        known = dict.fromkeys([*(f.path for f in self.store.files()), *waiting])
        top = self.path.parent.resolve()  # where `read_from` is seen from: of a link '..' is another folder
        return {path: place_of(top / read_from[path] / path if path in read_from else path) for path in known}

    def source(self, path: str) -> Path:
        """Where the file lies that was read as `path`: seen from where it was read, wherever one works now, so that
        project and files can be moved together; else as seen from here."""
        if path.startswith("\\\\"):
            return Path(path)  # a share of another machine, which a project from strangers may name: not looked at
        read_from = self.store.kept("read_from", {}).get(path)
        there = self.path.parent / read_from / path if read_from is not None else Path(path)
        return there if there.exists() else Path(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.store.close()
