"""The methods section of an evaluation report, Danish and English, filled in from what the project did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ci_text import __version__
from ci_text.codebook import LANGUAGES, Codebook
from ci_text.methods.card import measured, model_card

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Markdown, not HTML: nothing to escape here; the report escapes what it shows
    return Environment(
        loader=PackageLoader("ci_text.methods", "templates"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def methods_text(
    status: Mapping[str, Any],
    runs: Sequence[Mapping[str, Any]],
    codebook: Codebook,
    card: Mapping[str, Any] | None = None,
    agreement: Mapping[str, Any] | None = None,
) -> dict[str, str]:
    """Language -> Markdown fit to paste in a report: material, reading quality, coding and its measured error,
    themes, statistics, limits, versions, and the items of COREQ and SRQR that it fills.

    `status` is what `ci_text.status.status` returns, `runs` the store's log, `card` a model card (default: the packed
    one, if any), `agreement` {"coders", "passages", "alpha"} where coders were compared.
    """
    card = model_card() if card is None else card
    last = {run["step"]: run for run in runs}
    sources = list(status["tags"]["machine"]) or [s for s in status["tags"]["by_source"] if not s.startswith("human:")]
    facts = {
        "status": status,
        "codebook": codebook,
        "tagger": ", ".join(sources),
        "tag": last.get("tag", {}),
        "themes": last.get("themes", {}),
        "trained": bool(card) and any(not s.startswith("lexicon") for s in sources),
        "measured": measured(card),
        "threshold": (card or {}).get("threshold"),
        "agreement": agreement or {},
        "versions": _versions(runs),
        "program": __version__,
        "first": runs[0]["at"][:10] if runs else "",
        "latest": runs[-1]["at"][:10] if runs else "",
    }
    return {lang: _filled(lang, facts) for lang in LANGUAGES}


def _filled(lang: str, facts: Mapping[str, Any]) -> str:
    def number(value: float, digits: int = 0) -> str:
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if lang == "da" else text

    def share(part: float, whole: float) -> str:
        text = number(100 * part / whole if whole else 0, 1)
        return f"{text} %" if lang == "da" else f"{text}%"

    text = _templates().get_template(f"{lang}.md.j2").render(**facts, lang=lang, number=number, share=share)
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def _versions(runs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The versions that the last run of each step was made with."""
    found: dict[str, str] = {}
    for run in runs:
        if isinstance(run.get("versions"), Mapping):
            found.update(run["versions"])
    return found
