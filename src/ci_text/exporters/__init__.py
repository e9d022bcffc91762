"""Findings -> files. One module, one format: found in this folder by its `SUFFIX`; the longest that fits wins."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from ci_text.errors import NotVerbatim, UsageError
from ci_text.findings import Findings
from ci_text.verbatim import check_verbatim
from ci_text.whole_file import whole_file

LANGUAGES = ("da", "en")
Writer = Callable[[Path, Findings, str], None]


def write_export(path: Path, findings: Findings, lang: str, kind: str = "") -> None:
    """Write `findings` to `path`, whole or not at all, in the format that the end of its name says, or `kind`.

    Raises UsageError for a name that no exporter knows or a folder that isn't there, NotVerbatim for a quote that is
    not word for word in its passage, MissingDependency where a format wants a library that is not installed.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"No language {lang!r}.", f"Languages: {', '.join(LANGUAGES)}.")
    writer = _writer_for(path, kind or path.name)
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


def _writer_for(path: Path, name: str) -> Writer:
    fitting = [suffix for suffix in _known() if name.lower().endswith(suffix)]
    if not fitting:
        raise UsageError(f"{path}: no export has this ending.", f"Endings: {', '.join(sorted(_known()))}.")
    writer: Writer = import_module(f"{__name__}.{_known()[max(fitting, key=len)]}").write
    return writer


def _check_quotes(findings: Findings) -> None:
    passages = {p.id: p for p in findings.corpus.passages}
    for quote in findings.quotes:
        passage = passages.get(quote.passage_id)
        if passage is None:
            raise NotVerbatim(f"{quote.document}: a quote without its passage.", "Ask for the quotes again.")
        check_verbatim(quote, passage.text, passage.start)
