"""The page: its parts, filled into the template, under a policy that lets nothing in from outside."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ci_text import __version__
from ci_text.codebook import LANGUAGES
from ci_text.errors import UsageError
from ci_text.findings import Findings
from ci_text.report.absence import absence_table, further_tables
from ci_text.report.budget import cut_sheets, quotes_budget, size
from ci_text.report.context import Context
from ci_text.report.differences import differences
from ci_text.report.heat import matrix, pairs, years
from ci_text.report.maturity import maturity
from ci_text.report.prose import blocks
from ci_text.report.quotes import quotes_data
from ci_text.report.reading import reading
from ci_text.report.stances import stance_bars
from ci_text.report.summary import summary
from ci_text.report.themes import pictures, prevalence, theme_cards
from ci_text.whole_file import write_text

if TYPE_CHECKING:
    from jinja2 import Environment

SCRIPT_WORDS = (
    "shown", "nothing_fits", "copied", "copy_failed", "copy", "copy_quote", "open_source", "open_source_why", "human",
    "machine", "quote_open", "quote_close", "print_capped", "quotes_trimmed", "more_rows",
    "starred",
)  # fmt: skip
"""Words that the page's script says."""

SECTIONS = (
    "overview", "heat", "stance", "maturity", "pairs", "themes", "years", "quotes", "reading", "method",
    "tables", "limits",
)  # fmt: skip


def write_report(path: Path, findings: Findings, lang: str) -> None:
    """Write the report to `path`, whole or not at all.

    Raises UsageError for a language that the report does not speak and for a place that can't be written.
    """
    write_text(path, render_report(findings, lang, path.parent))


def render_report(findings: Findings, lang: str, folder: Path) -> str:
    """The page as text. `folder` is where it will lie, for the links to the sources."""
    if lang not in LANGUAGES:
        raise UsageError(f"No report in {lang!r}.", f"Languages: {', '.join(LANGUAGES)}.")
    context = Context(findings, lang, folder)
    style, script = _asset("report.css"), _asset("report.js")
    parts = _parts(context)
    mark = uuid4().hex  # stands where the data go: how many quotes fit is known when all else is written
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            **parts, w=context.words, c=context, style=style, script=script, data=mark, policy=_policy(style, script)
        )
    )
    data = {
        "lang": lang,
        "words": {key: context.words.raw(key) for key in SCRIPT_WORDS},
        "sheets": cut_sheets(context.sheets),
    }
    quotes = quotes_data(context, quotes_budget(len(text.encode("utf-8", "replace")) + size(data)))
    return text.replace(mark, as_json(data | {"quotes": quotes}))


def _parts(context: Context) -> dict[str, Any]:
    findings = context.findings
    tables = further_tables(context)
    sheet = maturity(context)
    absent = {"maturity": sheet is None, "tables": not tables}
    return {
        "sections": [s for s in SECTIONS if not absent.get(s)],
        "lang": context.lang,
        "date": context.words.date(datetime.now(UTC).astimezone()),
        "version": __version__,
        "summary": summary(context),
        "matrix": matrix(context),
        "absence": absence_table(context),
        "stances": stance_bars(context),
        "pairs": pairs(context),
        "themes": theme_cards(context),
        "theme_message": findings.theme_message.get(context.lang, ""),
        "pictures": pictures(context),
        "prevalence": prevalence(context),
        "years": years(context),
        "reading": reading(context),
        "methods": blocks(findings.methods.get(context.lang, "")),
        "maturity": sheet,
        "tables": tables,
        "differences": differences(context),
        "codes": findings.codebook.codes,
        "runs": [_run(run) for run in findings.runs],
    }


PLACES = ("paths", "folder", "metadata", "model")  # where things lie on this machine: the page goes to others


def _run(run: Any) -> tuple[str, str, str]:
    rest = {k: v for k, v in run.items() if k not in ("at", "step", *PLACES)}
    return str(run.get("at", "")), str(run.get("step", "")), json.dumps(rest, ensure_ascii=False, default=str)


def as_json(data: Any) -> str:
    """JSON that can stand in a script element: no '<', '>', '&' and no line separators that end a script line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str, allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _policy(style: str, script: str) -> str:
    """The content security policy: this style, this script, pictures in the page itself, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return (resources.files("ci_text.report") / "templates" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("ci_text.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
