"""The methods section of an evaluation report, Danish and English, filled in from what the project did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ci_text import __version__
from ci_text.causes import failure, reason
from ci_text.codebook import LANGUAGES, Codebook
from ci_text.column_words import counted
from ci_text.methods.card import is_of, measured, model_card
from ci_text.records import coder_of, is_human
from ci_text.statistics.agreement import AgainstPeople

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Markdown, not HTML: nothing to escape here; the report escapes what it shows
    found = Environment(
        loader=PackageLoader("ci_text.methods", "templates"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["coder"] = coder_of
    return found


def methods_text(
    status: Mapping[str, Any],
    runs: Sequence[Mapping[str, Any]],
    codebook: Codebook,
    card: Mapping[str, Any] | None = None,
    agreement: Mapping[str, Any] | None = None,
    against: AgainstPeople | None = None,
    corrected: tuple[int, int] = (0, 0),
) -> dict[str, str]:
    """Language -> Markdown fit to paste in a report: material, reading quality, coding and its measured error,
    themes, statistics, limits, versions, and the items of COREQ and SRQR that it fills.

    `status` is what `ci_text.status.status` returns, `runs` the store's log, `card` a model card (default: the packed
    one, if any), `agreement` a row of `agreement_table` where coders were compared, `against` the machine on the
    passages that people reviewed, `corrected` how many of how many cells the machine's error was carried into.
    """
    card = model_card() if card is None else card
    last = {run["step"]: run for run in runs}
    sources = list(status["tags"]["machine"]) or [s for s in status["tags"]["by_source"] if not is_human(s)]
    facts = {
        "status": status,
        "codebook": codebook,
        "tagger": ", ".join(sources),
        "tag": last.get("tag", {}),
        "themes_made": _themes_made(last.get("themes", {}).get("options")),
        "trained": any(is_of(card, source) for source in sources),
        "measured": measured(card),
        "threshold": (card or {}).get("threshold"),
        "agreement": {k: v for k, v in (agreement or {}).items() if v == v},  # without NaN
        "against": against if against is not None and against.passages else None,
        "corrected": corrected,
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

    text = (
        _templates()
        .get_template(f"{lang}.md.j2")
        .render(
            **facts,
            lang=lang,
            number=number,
            share=share,
            counted=lambda n, noun: counted(n, noun, lang),
            cause=lambda f: failure(f["kind"], f["error"], f["remedy"], lang)[0].rstrip("."),
            reason=lambda text: reason(text, lang),
        )
    )
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def _themes_made(options: Any) -> dict[str, str]:
    """The settings of the themes in words, by language; nothing where the log does not hold them one by one."""
    if not isinstance(options, Mapping):
        return {}
    number, embedding = options.get("n_themes"), options.get("embedding", "built-in")
    built_in = embedding == "built-in"
    da = [
        f"antallet er sat til {number}" if number else "antallet er valgt af programmet",
        "indbygget ord- og betydningsrum" if built_in else f"sætningsmodel {embedding}",
        "ud fra kodebogens koder" if options.get("guided") else "uafhængigt af kodebogen",
        f"mindst {options.get('min_size')} tekststykker i et tema",
        "alle tekststykker lagt i nærmeste tema" if options.get("reassign_outliers") else "resten står uden tema",
        f"skrøbelig under stabilitet {str(options.get('fragile_below')).replace('.', ',')}, eller hvor temaets ord "
        "står i få af dets tekststykker; blandet, hvor mange af tekststykkernes nærmeste står i andre temaer",
        f"frø {options.get('seed')}",
    ]
    en = [
        f"their number set to {number}" if number else "their number chosen by the program",
        "built-in space of words and meanings" if built_in else f"sentence encoder {embedding}",
        "starting from the codes of the codebook" if options.get("guided") else "independent of the codebook",
        f"at least {options.get('min_size')} passages to a theme",
        "every passage put in its nearest theme" if options.get("reassign_outliers") else "the rest left without theme",
        f"fragile below a stability of {options.get('fragile_below')}, or where its words are in few of its passages; "
        "mixed where many of the passages nearest to its own are in other themes",
        f"seed {options.get('seed')}",
    ]
    return {"da": "; ".join(da), "en": "; ".join(en)}


def _versions(runs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The versions that the last run of each step was made with."""
    found: dict[str, str] = {}
    for run in runs:
        if isinstance(run.get("versions"), Mapping):
            found.update(run["versions"])
    return found
