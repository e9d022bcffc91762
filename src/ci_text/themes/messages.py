"""The sentences that say what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ci_text.records import Theme
from ci_text.themes.match import Change

LEFT_OUT = {
    "not body text": ("overskrifter, tabeller og figurer", "headings, tables and figures"),
    "interviewer": ("spørgsmål fra intervieweren", "questions of the interviewer"),
    "no words": ("uden ord", "without words"),
    "too short": ("med under to indholdsord", "of fewer than two content words"),
    "copies": ("gentagelser", "copies"),
    "near copies": ("næsten ens med andre", "near copies of others"),
}

NOTHING_NEW = {
    "da": "Der er ingen nye tekststykker at lægge i temaerne.",
    "en": "There are no new passages to place in the themes.",
}


def with_gone(message: Mapping[str, str], gone: int) -> dict[str, str]:
    """A message with how many passages the themes hold no more: their files are gone, or others hold the same."""
    if not gone:
        return dict(message)
    pieces, are = (
        ("tekststykke", "1 passage that counts no more was")
        if gone == 1
        else ("tekststykker", f"{gone} passages that count no more were")
    )
    return {
        "da": f"{message['da']} {gone} {pieces}, der ikke tæller med mere, er taget ud af temaerne.",
        "en": f"{message['en']} {are} taken out of the themes.",
    }


def too_few(n: int, floor: int, left_out: Mapping[str, int]) -> dict[str, str]:
    """Below the floor."""
    da, en = _left_out(left_out)
    pieces, are = ("tekststykke", "is 1 passage") if n == 1 else ("tekststykker", f"are {n} passages")
    return {
        "da": f"Der er {n} {pieces} at arbejde med; under {floor} kan temaer ikke skilles ad. Her er nøgleord.{da}",
        "en": f"There {are} to work on; below {floor} themes can't be told apart. Keywords instead.{en}",
    }


def alike(n: int) -> dict[str, str]:
    """Enough passages, but no two groups."""
    return {
        "da": f"De {n} tekststykker deler sig ikke i to grupper; i stedet for temaer gives nøgleord.",
        "en": f"The {n} passages do not fall into two groups; keywords are given instead of themes.",
    }


def done(
    themes: Sequence[Theme], counts: Mapping[str, int], left_out: Mapping[str, int], lost: Sequence[str] = ()
) -> dict[str, str]:
    """Themes were made. `counts`: passages, fits, outliers, how many were asked for (0: none), the least passages
    of a theme, and, of a corpus in two languages, one_language: how many themes are nearly all in one of them. `lost`
    are names that the user gave to themes that are no more."""
    da, en = _left_out(left_out)
    if counts.get("asked", 0) > len(themes):
        asked, least = counts["asked"], counts["least"]
        da += f" Der var bedt om {asked}; flere kan ikke skilles ad med {least} tekststykker eller flere i hvert."
        en += f" {asked} were asked for; no more can be told apart with {least} passages or more in each."
    if lost:
        da += f" Uden tema mere er dine navne: {', '.join(lost)}."
        en += f" Names of yours that have no theme any more: {', '.join(lost)}."
    fragile, one = sum(t.fragile for t in themes), counts.get("one_language")
    mixed = sum(t.mixed for t in themes)
    both = {"da": "", "en": ""}
    if one is not None:
        both = {
            "da": f" Materialet er på to sprog; {one} af temaerne er for over 90 % på ét af dem.",
            "en": f" The material is in two languages; {one} of the themes are over 90 % in one of them.",
        }
    return {
        "da": (
            f"{len(themes)} temaer i {counts['passages']} tekststykker, som {counts['fits']} modeller på delvise "
            f"udtræk er enige om; {counts['outliers']} af dem passer i intet tema, "
            f"{fragile} {'tema er skrøbeligt' if fragile == 1 else 'temaer er skrøbelige'}, "
            f"{mixed} {'er blandet' if mixed == 1 else 'er blandede'}.{both['da']}{da}"
        ),
        "en": (
            f"{len(themes)} themes in {counts['passages']} passages, agreed on by {counts['fits']} models on "
            f"resamples; {counts['outliers']} of them in no theme, "
            f"{fragile} {'theme is' if fragile == 1 else 'themes are'} fragile, {mixed} mixed.{both['en']}{en}"
        ),
    }


def _left_out(left_out: Mapping[str, int]) -> tuple[str, str]:
    if not left_out:
        return "", ""
    da = ", ".join(f"{n} {LEFT_OUT[reason][0]}" for reason, n in sorted(left_out.items()))
    en = ", ".join(f"{n} {LEFT_OUT[reason][1]}" for reason, n in sorted(left_out.items()))
    return f" Ikke med: {da}.", f" Left out: {en}."


def drift(new: int, homeless: int, strangers: float, drifted: bool) -> dict[str, str]:
    """After an update with `new` passages, of which some are `homeless`: they fit no theme."""
    share = f"{100 * strangers:.0f} %"
    da = "Det nye passer dårligere end det gamle: overvej nye temaer." if drifted else "Temaerne dækker det nye."
    en = "The new fits worse than the old: consider new themes." if drifted else "The themes cover the new."
    return {
        "da": (
            f"Af {new} nye tekststykker er {new - homeless} lagt i de beholdte temaer, {homeless} passer i intet; "
            f"{share} ligger længere fra deres tema end 95 % af de gamle eller bruger andre ord end dem. {da}"
        ),
        "en": (
            f"Of {new} new passages {new - homeless} were placed in the kept themes, {homeless} fit none; {share} lie "
            f"farther from theirs than 95 % of the old ones, or use other words than they. {en}"
        ),
    }


WORDS = {
    "da": {
        "passages": "tekststykker", "documents": "dokumenter", "stability": "stabilitet", "fragile": "skrøbeligt",
        "mixed": "blandet",
        "near": "tæt på", "kept": "Beholdt", "split": "Delt", "merged": "Lagt sammen", "appeared": "Nye",
        "vanished": "Forsvundet",
    },
    "en": {
        "passages": "passages", "documents": "documents", "stability": "stability", "fragile": "fragile",
        "mixed": "mixed",
        "near": "near", "kept": "Kept", "split": "Split", "merged": "Merged", "appeared": "New", "vanished": "Gone",
    },
}  # fmt: skip


def line(theme: Theme, lang: str) -> str:
    """A theme in one line: number, name, size, stability, nearest code."""
    words = WORDS[lang]
    figures = f"{theme.size:5} {words['passages']} {theme.documents:3} {words['documents']}"
    if theme.stability is not None:
        figures += f"  {words['stability']} {theme.stability:.2f}"
    figures += f" {words['fragile']}" if theme.fragile else ""
    figures += f" {words['mixed']}" if theme.mixed else ""
    return f"{theme.id:3} {theme.name:44} {figures}  {words['near']} {theme.near or '-'}"


def told(changes: Sequence[Change], lang: str) -> str:
    """What became of the themes of the run before, in one line; empty where there was none.

    'Kept: 1, 2. Split: 3 > 3, 7.': numbers before and after.
    """
    parts = []
    for kind in ("kept", "split", "merged", "appeared", "vanished"):
        found = [_change(c) for c in changes if c.kind == kind]
        if found:
            parts.append(f"{WORDS[lang][kind]}: {'; '.join(found)}.")
    return " ".join(parts)


def _change(change: Change) -> str:
    before, after = (", ".join(map(str, ids)) for ids in (change.before, change.after))
    if change.kind in ("kept", "vanished"):
        return before
    return after if change.kind == "appeared" else f"{before} > {after}"
