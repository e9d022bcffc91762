"""Findings -> files. One module, one format: found in this folder by its `SUFFIX`; the longest that fits wins."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from ci_text.errors import NotVerbatim, UsageError
from ci_text.findings import Findings
from ci_text.verbatim import check_verbatim

LANGUAGES = ("da", "en")
Writer = Callable[[Path, Findings, str], None]


def write_export(path: Path, findings: Findings, lang: str) -> None:
    """Write `findings` to `path`, whole or not at all, in the format that the end of its name says.

    Raises UsageError for a name that no exporter knows or a folder that isn't there, NotVerbatim for a quote that is
    not word for word in its passage, MissingDependency where a format wants a library that is not installed.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"No language {lang!r}.", f"Languages: {', '.join(LANGUAGES)}.")
    writer = _writer_for(path)
    _check_quotes(findings)
    with whole_file(path) as unfinished:
        writer(unfinished, findings, lang)


def suffixes() -> dict[str, str]:
    """The end of a file name -> the name of the exporter's module."""
    found = {}
    for module in iter_modules(__path__):
        suffix = getattr(import_module(f"{__name__}.{module.name}"), "SUFFIX", None)
        if suffix:
            found[suffix] = module.name
    return found


@cache
def _known() -> dict[str, str]:
    return suffixes()


def _writer_for(path: Path) -> Writer:
    fitting = [suffix for suffix in _known() if path.name.lower().endswith(suffix)]
    if not fitting:
        raise UsageError(f"{path}: no export has this ending.", f"Endings: {', '.join(sorted(_known()))}.")
    writer: Writer = import_module(f"{__name__}.{_known()[max(fitting, key=len)]}").write
    return writer


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, put in its place when all is written and taken away when something fails."""
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder.", "Make it first, or name another.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UsageError(
            f"{path}: can't be written ({error.strerror}).", "Choose a folder you may write to."
        ) from error
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _check_quotes(findings: Findings) -> None:
    passages = {p.id: p for p in findings.corpus.passages}
    for quote in findings.quotes:
        passage = passages.get(quote.passage_id)
        if passage is None:
            raise NotVerbatim(f"{quote.document}: a quote without its passage.", "Ask for the quotes again.")
        check_verbatim(quote, passage.text, passage.start)
