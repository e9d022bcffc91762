"""Each cell of the matrix in plain words, Danish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ci_text.codebook import Codebook
from ci_text.records import STANCES
from ci_text.statistics.aggregate import records

if TYPE_CHECKING:
    import pandas as pd

REAL_STANCES = STANCES[:3]

ABSENCE = {
    "da": {
        "no-evidence": "ingen evidens fundet i {of_passages} læsbare tekststykker.",
        "little-text": "intet fundet, men der er for lidt tekst til at slutte noget ({of_passages} tekststykker).",
        "unreadable": "intet fundet, men en stor del af siderne eller filerne kunne ikke læses.",
        "never-asked": "intet fundet, men der blev ikke spurgt til det i interviewene.",
    },
    "en": {
        "no-evidence": "no evidence found in {of_passages} readable passages.",
        "little-text": "nothing found, but there is too little text to conclude from ({of_passages} passages).",
        "unreadable": "nothing found, but many of the pages or files could not be read.",
        "never-asked": "nothing found, but the interviews never asked about it.",
    },
}
ONLY_GENERAL = {
    "da": " Det omtales kun generelt ({general}).",
    "en": " It is only discussed in general ({general}).",
}
WORDS = {
    "da": {
        "seen": "ses i {evidence} af {of_passages} tekststykker ({share}; usikkerhed {low}–{high})",
        "where": " fra {documents} af {of_documents} dokument(er)",
        "speakers": " og {speakers} taler(e)",
        "stance": "; mest som {stance} ({number})",
        "mixed": "; også {stances}",
        "corrected": " Rettet for maskinens fejl: {share} ({low}–{high}).",
        "uncorrected": " Ikke rettet for maskinens fejl.",
        "thin": " Kun ét dokument.",
    },
    "en": {
        "seen": "seen in {evidence} of {of_passages} passages ({share}; interval {low}–{high})",
        "where": " from {documents} of {of_documents} document(s)",
        "speakers": " and {speakers} speaker(s)",
        "stance": "; mostly as {stance} ({number})",
        "mixed": "; also {stances}",
        "corrected": " Corrected for the machine's error: {share} ({low}–{high}).",
        "uncorrected": " Not corrected for the machine's error.",
        "thin": " One document only.",
    },
}


def percent(share: float, lang: str) -> str:
    """'7 %' in Danish, '7%' in English; one decimal below ten per cent."""
    number = f"{100 * share:.1f}" if 0 < share < 0.0995 else f"{100 * share:.0f}"
    return f"{number.replace('.', ',')} %" if lang == "da" else f"{number}%"


def add_sentences(table: pd.DataFrame, codebook: Codebook, by: str) -> pd.DataFrame:
    """The table with `sentence_da` and `sentence_en`."""
    del by
    rows = records(table)
    for lang in ("da", "en"):
        table[f"sentence_{lang}"] = [cell_sentence(row, codebook, lang) for row in rows]
    return table


def cell_sentence(row: dict[str, Any], codebook: Codebook, lang: str) -> str:
    """One cell in words."""
    name = codebook[row["code"]].name[lang]
    start = f"{row['group']}: {name} "
    if row["absence"]:
        text = start + "– " + ABSENCE[lang][row["absence"]].format(**row)
        return text + (ONLY_GENERAL[lang].format(**row) if row["general"] else "")
    words = WORDS[lang]
    seen = words["seen"].format(**row | _percents(row, "", lang))
    text = start + seen + words["where"].format(**row)
    if row["speakers"]:
        text += words["speakers"].format(**row)
    text += _stances(row, codebook, lang, words)
    text += "."
    if row["corrected"]:
        text += words["corrected"].format(**_percents(row, "_corrected", lang))
    elif row["human"] < row["passages"]:
        text += words["uncorrected"]
    return text + (words["thin"] if row["documents"] == 1 else "")


def _percents(row: dict[str, Any], ending: str, lang: str) -> dict[str, str]:
    return {key: percent(row[key + ending], lang) for key in ("share", "low", "high")}


def _stances(row: dict[str, Any], codebook: Codebook, lang: str, words: dict[str, str]) -> str:
    ranked = sorted((s for s in REAL_STANCES if row[s]), key=lambda s: -row[s])
    if not ranked:
        return ""
    names = {stance: codebook.stances[stance][lang] for stance in ranked}
    text = words["stance"].format(stance=names[ranked[0]], number=row[ranked[0]])
    if ranked[1:]:
        text += words["mixed"].format(stances=", ".join(f"{names[s]} ({row[s]})" for s in ranked[1:]))
    return text
