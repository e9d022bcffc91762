"""The sheet: for each initiative and element a suggested level with its reasons, the human's level, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.maturity.gaps import GAP_COLUMNS, gaps_of
from ci_text.maturity.measures import Measured, measure
from ci_text.maturity.rubric import MEASURES, Level, Rubric, default_rubric
from ci_text.maturity.words import reasons, strength
from ci_text.statistics.absence import absences
from ci_text.statistics.counts import UNKNOWN, count

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    "initiative", "code", "present", "suggested", "suggested_da", "suggested_en", "why_da", "why_en",
    "strength_da", "strength_en", "level", "level_da", "level_en", "coder", "level_why", "decided", *MEASURES,
    "general", "evidence_for", "evidence_against", "planned", "absence", "gaps",
)  # fmt: skip


def assess(
    corpus: Corpus,
    codebook: Codebook,
    rubric: Rubric | None = None,
    levels: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
) -> pd.DataFrame:
    """A DataFrame, one row an initiative and rated code (see `Rubric.codes`):

    suggested (level id), why_da, why_en: the needs met, and what the next level lacks; strength_da, strength_en: how
    broad the evidence is; level, coder, level_why, decided: what a person set ('' if nobody did); the measures;
    evidence_for, evidence_against, planned: ids of at most 50 passages that show it at work, lacking, advised, surest
    first, with blanks between; absence: why nothing was seen; gaps: ids of `gaps_table`, with blanks between.
    """
    return maturity_tables(corpus, codebook, rubric, levels)["maturity"]


def maturity_tables(
    corpus: Corpus,
    codebook: Codebook,
    rubric: Rubric | None = None,
    levels: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
) -> dict[str, pd.DataFrame]:
    """{'maturity': the sheet of `assess`, 'gaps': initiative, code, gap, sentence_da, sentence_en}."""
    import pandas as pd

    rubric = rubric or default_rubric()
    codes = rubric.codes(codebook)
    counts = count(corpus, codebook.code_ids, "initiative")
    reasons_of_absence = absences(counts, corpus, codebook, "initiative")
    measured = measure(counts, corpus.tags, codes)
    rows, gaps = [], []
    for (initiative, code), found in measured.items():
        if initiative == UNKNOWN:
            continue
        absence = reasons_of_absence[counts.groups.index(initiative), counts.codes.index(code)]
        own_gaps = gaps_of(initiative, codebook[code], found, absence)
        gaps += own_gaps
        human = (levels or {}).get((initiative, code), {})
        rows.append(_row(initiative, code, rubric, found, human, absence, [g["gap"] for g in own_gaps]))
    return {
        "maturity": pd.DataFrame(rows, columns=list(COLUMNS)),
        "gaps": pd.DataFrame(gaps, columns=list(GAP_COLUMNS)),
    }


def _row(
    initiative: str,
    code: str,
    rubric: Rubric,
    found: Measured,
    human: Mapping[str, str],
    absence: str,
    gaps: list[str],
) -> dict[str, Any]:
    level, missing = suggest(rubric, found)
    why = reasons(rubric, level, missing, found, absence)
    broad = strength(found)
    chosen = rubric.level(human.get("level", ""))
    return {
        "initiative": initiative,
        "code": code,
        "present": found.values["passages"] > 0,
        "suggested": level.id,
        "suggested_da": level.name["da"],
        "suggested_en": level.name["en"],
        "why_da": why["da"],
        "why_en": why["en"],
        "strength_da": broad["da"],
        "strength_en": broad["en"],
        "level": human.get("level", ""),
        "level_da": chosen.name["da"] if chosen else human.get("level", ""),
        "level_en": chosen.name["en"] if chosen else human.get("level", ""),
        "coder": human.get("coder", ""),
        "level_why": human.get("why", ""),
        "decided": human.get("at", ""),
        **found.values,
        "general": found.general,
        "evidence_for": " ".join(found.for_),
        "evidence_against": " ".join(found.against),
        "planned": " ".join(found.planned),
        "absence": absence,
        "gaps": " ".join(gaps),
    }


def suggest(rubric: Rubric, found: Measured) -> tuple[Level, list[str]]:
    """The highest level whose needs are met, and the measures that the level over it lacks."""
    chosen = 0
    for number, level in enumerate(rubric.levels):
        if number == 0 or not unmet(level, found):
            chosen = number
    above = rubric.levels[chosen + 1] if chosen + 1 < len(rubric.levels) else None
    return rubric.levels[chosen], unmet(above, found) if above else []


def unmet(level: Level, found: Measured) -> list[str]:
    """The measures with which the evidence misses a level."""
    few = [name for name, least in level.at_least.items() if found.values[name] < least]
    return few + [name for name, most in level.at_most.items() if found.values[name] > most]


def check_level(rubric: Rubric, level: str) -> None:
    """Raises UsageError where the rubric has no such level."""
    if rubric.level(level) is None:
        known = ", ".join(known.id for known in rubric.levels)
        raise UsageError(f"The rubric {rubric.id!r} has no level {level!r}.", f"Levels: {known}.")
