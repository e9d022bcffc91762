"""The sentences that say what was done."""

from __future__ import annotations

from collections.abc import Mapping

LEFT_OUT = {
    "not body text": ("overskrifter, tabeller og figurer", "headings, tables and figures"),
    "interviewer": ("interviewerens spørgsmål", "the interviewer's questions"),
    "no words": ("uden ord", "without words"),
    "copies": ("gentagelser", "copies"),
}


def too_few(n: int, floor: int, left_out: Mapping[str, int]) -> dict[str, str]:
    """Below the floor."""
    da, en = _left_out(left_out)
    return {
        "da": f"Der er {n} tekststykker at arbejde med; under {floor} kan temaer ikke skilles ad. Her er nøgleord.{da}",
        "en": f"There are {n} passages to work on; below {floor} themes can't be told apart. Keywords instead.{en}",
    }


def alike(n: int) -> dict[str, str]:
    """Enough passages, but no two groups."""
    return {
        "da": f"De {n} tekststykker deler sig ikke i to grupper; i stedet for temaer gives nøgleord.",
        "en": f"The {n} passages do not fall into two groups; keywords are given instead of themes.",
    }


def done(themes: int, n: int, fits: int, outliers: int, fragile: int, left_out: Mapping[str, int]) -> dict[str, str]:
    """Themes were made."""
    da, en = _left_out(left_out)
    return {
        "da": (
            f"{themes} temaer i {n} tekststykker, som {fits} modeller på delvise udtræk er enige om; "
            f"{outliers} tekststykker passer i intet tema, {fragile} {'tema er' if fragile == 1 else 'temaer er'} "
            f"{'skrøbeligt' if fragile == 1 else 'skrøbelige'}.{da}"
        ),
        "en": (
            f"{themes} themes in {n} passages, agreed on by {fits} models on resamples; "
            f"{outliers} passages fit no theme, {fragile} {'theme is' if fragile == 1 else 'themes are'} fragile.{en}"
        ),
    }


def _left_out(left_out: Mapping[str, int]) -> tuple[str, str]:
    if not left_out:
        return "", ""
    da = ", ".join(f"{n} {LEFT_OUT[reason][0]}" for reason, n in sorted(left_out.items()))
    en = ", ".join(f"{n} {LEFT_OUT[reason][1]}" for reason, n in sorted(left_out.items()))
    return f" Ikke med: {da}.", f" Left out: {en}."


def drift(new: int, strangers: float, drifted: bool) -> dict[str, str]:
    """After an update."""
    share = f"{100 * strangers:.0f} %"
    da = "Det nye passer dårligere end det gamle: overvej nye temaer." if drifted else "Temaerne dækker det nye."
    en = "The new fits worse than the old: consider new themes." if drifted else "The themes cover the new."
    return {
        "da": (
            f"{new} nye tekststykker er lagt i de beholdte temaer; {share} ligger længere fra deres tema "
            f"end 95 % af de gamle. {da}"
        ),
        "en": (
            f"{new} new passages placed in the kept themes; {share} lie farther from theirs than 95 % of the old "
            f"ones. {en}"
        ),
    }
