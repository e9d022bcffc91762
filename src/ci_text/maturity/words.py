"""The reasons for a level, and how broad the evidence is, in Danish and English."""

from __future__ import annotations

from typing import Final

from ci_text.column_words import counted
from ci_text.maturity.measures import Measured
from ci_text.maturity.rubric import SHARES, Level, Rubric

NAMES: Final = {
    "da": {
        "passages": "tekststykker med evidens", "documents": "dokumenter", "sources": "forskellige kilder",
        "speakers": "talere", "roles": "roller", "at_work": "tekststykker, hvor det er til stede",
        "lacking": "tekststykker, hvor det mangler", "advised": "tekststykker, hvor det anbefales",
        "at_work_documents": "dokumenter, hvor det er til stede", "lacking_documents": "dokumenter, hvor det mangler",
        "independent": "uafhængige dokumenter", "self": "initiativets egne dokumenter", "years": "forskellige år",
        "at_work_share": "af evidensen viser det til stede", "lacking_share": "af evidensen viser, at det mangler",
        "reviewed_share": "af evidensen er gennemgået",
    },
    "en": {
        "passages": "passages with evidence", "documents": "documents", "sources": "distinct sources",
        "speakers": "speakers", "roles": "roles", "at_work": "passages that show it at work",
        "lacking": "passages that miss it", "advised": "passages that advise it",
        "at_work_documents": "documents that show it at work", "lacking_documents": "documents that miss it",
        "independent": "independent documents", "self": "documents of the initiative's own", "years": "distinct years",
        "at_work_share": "of the evidence shows it at work", "lacking_share": "of the evidence shows it lacking",
        "reviewed_share": "of the evidence was reviewed",
    },
}  # fmt: skip

ABSENT: Final = {
    "da": {
        "no-evidence": "Der er læst tekst nok, men ingen evidens fundet.",
        "little-text": "Intet fundet; der er for lidt tekst til at slutte noget.",
        "unreadable": "Intet fundet; en stor del af materialet kunne ikke læses.",
        "never-asked": "Intet fundet; der blev ikke spurgt til det.",
        "counted-elsewhere": "Intet at finde; samme tekst tæller med hos et andet initiativ.",
        "asker": "Intet fundet; her er kun interviewerens egne ord.",
    },
    "en": {
        "no-evidence": "Enough text was read, but no evidence found.",
        "little-text": "Nothing found; there is too little text to conclude from.",
        "unreadable": "Nothing found; much of the material could not be read.",
        "never-asked": "Nothing found; nobody asked about it.",
        "counted-elsewhere": "Nothing to find; the same text is counted for another initiative.",
        "asker": "Nothing found; there are only the interviewer's own words.",
    },
}
SHAPE: Final = {
    "da": {
        "met": "Opfylder »{level}«: {needs}.",
        "next": " Til »{level}« mangler: {needs}.",
        "of": "{have} mod {need}",
    },
    "en": {"met": "Meets “{level}”: {needs}.", "next": " “{level}” lacks: {needs}.", "of": "{have} against {need}"},
}
STRENGTH: Final = {
    "da": "{word}: {documents} (uafhængige: {independent}, egne: {self}), {sources}{roles}.",
    "en": "{word}: {documents} (independent: {independent}, own: {self}), {sources}{roles}.",
}
BREADTH: Final = {
    "da": {"none": "Ingen evidens", "thin": "Tynd", "some": "Nogen", "broad": "Bred"},
    "en": {"none": "No evidence", "thin": "Thin", "some": "Some", "broad": "Broad"},
}


def reasons(rubric: Rubric, level: Level, missing: list[str], found: Measured, absence: str) -> dict[str, str]:
    """Language -> why this level, and what the next one lacks."""
    place = rubric.levels.index(level)
    above = rubric.levels[place + 1] if place + 1 < len(rubric.levels) else None
    texts = {}
    for lang, shape in SHAPE.items():
        if absence:
            texts[lang] = ABSENT[lang][absence]
            continue
        met = ", ".join(_measure(name, found, lang) for name in (*level.at_least, *level.at_most))
        text = shape["met"].format(level=level.name[lang], needs=met) if met else ""
        if above is not None and missing:
            lacks = ", ".join(_against(name, above, found, lang) for name in missing)
            text += shape["next"].format(level=above.name[lang], needs=lacks)
        texts[lang] = text.strip()
    return texts


def _shown(name: str, value: float, lang: str) -> str:
    if name in SHARES:
        return f"{100 * value:.0f} %" if lang == "da" else f"{100 * value:.0f}%"
    return f"{value:g}"


def _measure(name: str, found: Measured, lang: str) -> str:
    return f"{_shown(name, found.values[name], lang)} {NAMES[lang][name]}"


def _against(name: str, level: Level, found: Measured, lang: str) -> str:
    value = found.values[name]
    short = name in level.at_least and value < level.at_least[name]
    bound = level.at_least[name] if short else level.at_most[name]
    sign = "≥" if short else "≤"
    pair = SHAPE[lang]["of"].format(have=_shown(name, value, lang), need=f"{sign} {_shown(name, bound, lang)}")
    return f"{NAMES[lang][name]} ({pair})"


def strength(found: Measured) -> dict[str, str]:
    """Language -> how broad the evidence is. Broad: three sources, of which one independent, in two documents."""
    values = found.values
    if not values["passages"]:
        word = "none"
    elif values["sources"] >= 3 and values["documents"] >= 2 and values["independent"]:
        word = "broad"
    else:
        word = "some" if values["sources"] >= 2 else "thin"
    told = {}
    for lang, shape in STRENGTH.items():
        if word == "none":
            told[lang] = f"{BREADTH[lang][word]}."
            continue
        parts = {f"{noun}s": counted(int(values[f"{noun}s"]), noun, lang) for noun in ("document", "source", "role")}
        parts["roles"] = f", {parts['roles']}" if values["roles"] else ""
        sides = {side: f"{values[side]:g}" for side in ("independent", "self")}
        told[lang] = shape.format(word=BREADTH[lang][word], **parts, **sides)
    return told
