"""Information gaps: what one would have to ask, read or find before a level is more than a guess."""

from __future__ import annotations

from typing import Any, Final

from ci_text.codebook import Code
from ci_text.maturity.measures import Measured

GAP_COLUMNS: Final = ("initiative", "code", "gap", "sentence_da", "sentence_en")

GAPS: Final = {
    "da": {
        "no-evidence": "{name}: intet fundet i læsbar tekst. Spørg, eller søg andre dokumenter.",
        "little-text": "{name}: for lidt tekst. Find flere dokumenter.",
        "unreadable": "{name}: materialet kunne ikke læses. Skaf bedre kopier.",
        "never-asked": "{name}: interviewene spørger ikke til det. Spørg.",
        "counted-elsewhere": "{name}: samme tekst tæller med hos et andet initiativ. Find dokumenter om dette alene.",
        "asker": "{name}: her er kun interviewerens egne ord. Find svarene.",
        "only-general": "{name}: omtales kun generelt. Spørg, hvordan det står til her.",
        "only-plans": "{name}: kun anbefalinger og planer. Spørg, om de blev til noget.",
        "one-source": "{name}: kun én kilde. Find en til.",
        "self-only": "{name}: kun initiativets egne ord. Find en uafhængig kilde.",
        "both-ways": "{name}: kilden viser begge dele ({at_work} til stede, {lacking} mangler). Undersøg hvorfor.",
        "contradiction": "{name}: kilderne er uenige ({at_work} til stede, {lacking} mangler). Undersøg hvorfor.",
        "not-reviewed": "{name}: ingen har gennemgået maskinens koder.",
    },
    "en": {
        "no-evidence": "{name}: nothing found in readable text. Ask, or look for other documents.",
        "little-text": "{name}: too little text. Find more documents.",
        "unreadable": "{name}: the material could not be read. Get better copies.",
        "never-asked": "{name}: the interviews don't ask about it. Ask.",
        "counted-elsewhere": "{name}: the same text is counted for another initiative. Find some on this one alone.",
        "asker": "{name}: there are only the interviewer's own words. Find the answers.",
        "only-general": "{name}: only discussed in general. Ask how it stands here.",
        "only-plans": "{name}: only recommendations and plans. Ask whether they came true.",
        "one-source": "{name}: one source only. Find another.",
        "self-only": "{name}: only the initiative's own words. Find an independent source.",
        "both-ways": "{name}: the source shows both ({at_work} at work, {lacking} lacking). Find out why.",
        "contradiction": "{name}: sources disagree ({at_work} at work, {lacking} lacking). Find out why.",
        "not-reviewed": "{name}: nobody has reviewed the machine's codes.",
    },
}
DISAGREE: Final = 0.3  # of the evidence on each side


def gaps_of(initiative: str, code: Code, found: Measured, absence: str) -> list[dict[str, Any]]:
    """Rows of the gaps table for one initiative and code."""
    return [
        {
            "initiative": initiative,
            "code": code.id,
            "gap": gap,
            **{
                f"sentence_{lang}": GAPS[lang][gap].format(
                    name=code.name[lang], at_work=f"{found.values['at_work']:g}", lacking=f"{found.values['lacking']:g}"
                )
                for lang in GAPS
            },
        }
        for gap in _found_gaps(found, absence)
    ]


def _found_gaps(found: Measured, absence: str) -> list[str]:
    values = found.values
    divided = min(values["at_work_share"], values["lacking_share"]) >= DISAGREE
    if not values["passages"]:
        return [absence, "only-general"] if found.general else [absence]
    conditions = {
        "only-plans": values["advised"] == values["passages"],
        "one-source": values["sources"] == 1,
        "self-only": values["self"] > 0 and values["self"] == values["documents"],
        "both-ways": divided and values["sources"] == 1,  # one source can't disagree with another
        "contradiction": divided and values["sources"] > 1,
        "not-reviewed": values["reviewed_share"] == 0,
    }
    return [gap for gap, holds in conditions.items() if holds]
