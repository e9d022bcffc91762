"""Each cell of the matrix in plain words, Danish and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ci_text import column_words
from ci_text.codebook import Codebook
from ci_text.column_words import counted
from ci_text.records import STANCES
from ci_text.statistics.aggregate import records

if TYPE_CHECKING:
    import pandas as pd

REAL_STANCES = STANCES[:3]

ABSENCE = {
    "da": {
        "no-evidence": "ingen evidens fundet i {passages}, der kunne læses.",
        "little-text": "intet fundet, men der er for lidt tekst til at slutte noget ({passages}).",
        "unreadable": "intet fundet, men mange af siderne eller filerne kunne ikke læses.",
        "never-asked": "intet fundet, men der blev ikke spurgt til det i interviewene.",
        "counted-elsewhere": "intet at finde: teksten er den samme som hos {elsewhere} og tæller kun med dér.",
        "asker": "intet at finde: her er kun interviewerens egne ord, og de tæller ikke som evidens.",
    },
    "en": {
        "no-evidence": "no evidence found in {passages} that could be read.",
        "little-text": "nothing found, but there is too little text to conclude from ({passages}).",
        "unreadable": "nothing found, but many of the pages or files could not be read.",
        "never-asked": "nothing found, but the interviews never asked about it.",
        "counted-elsewhere": "nothing to find: the text is the same as that of {elsewhere}, and counted there only.",
        "asker": "nothing to find: there are only the interviewer's own words, and these are no evidence.",
    },
}
ONLY_GENERAL = {
    "da": " Det omtales kun generelt ({general}).",
    "en": " It is only discussed in general ({general}).",
}
WORDS = {
    "da": {
        "seen": "{group}: {name} ses i {evidence} af {passages} ({share}; 95 %-interval {interval})",
        "where": ", fra {documents} af {of_documents}",
        "speakers": " og {speakers}",
        "corrected": " Rettet for maskinens fejl: {share} ({interval}).",
        "uncorrected": " Ikke rettet for maskinens fejl.",
        "thin": " Kun ét dokument.",
    },
    "en": {
        "seen": "{group}: {name} is seen in {evidence} of {passages} ({share}; 95% interval {interval})",
        "where": ", from {documents} of {of_documents}",
        "speakers": " and {speakers}",
        "corrected": " Corrected for the machine's error: {share} ({interval}).",
        "uncorrected": " Not corrected for the machine's error.",
        "thin": " One document only.",
    },
}


def percent(share: float, lang: str) -> str:
    """'7 %' in Danish, '7%' in English; one decimal below ten per cent."""
    number = f"{100 * share:.1f}" if 0 < share < 0.0995 else f"{100 * share:.0f}"
    return f"{number.replace('.', ',')} %" if lang == "da" else f"{number}%"


def interval(low: float, high: float, lang: str) -> str:
    """'0,5-9,2 %' in Danish, '0.5-9.2%' in English, with a dash between."""
    return f"{percent(low, lang).rstrip(' %')}–{percent(high, lang)}"


def add_sentences(
    table: pd.DataFrame, codebook: Codebook, by: str, machine: bool, elsewhere: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """The table with `sentence_da` and `sentence_en`; `machine` says whether one has tagged (`by_machine`), `elsewhere`
    under which other groups the text of a group counts."""
    rows = records(table)
    for lang in ("da", "en"):
        table[f"sentence_{lang}"] = [cell_sentence(row, codebook, by, lang, machine, elsewhere) for row in rows]
    return table


def may_err(cell: dict[str, Any], machine: bool) -> bool:
    """Whether the machine's error may be in a cell: as long as a passage of the group is not reviewed, since who only
    confirms what the machine has found does not see what it has missed."""
    return machine and bool(cell["reviewed"] < cell["of_passages"])


def cell_sentence(
    row: dict[str, Any], codebook: Codebook, by: str, lang: str, machine: bool, elsewhere: Mapping[str, Sequence[str]]
) -> str:
    """One cell in words."""
    group, name = column_words.group(by, row["group"], lang), codebook[row["code"]].name[lang]
    passages = counted(row["of_passages"], "passage", lang)
    if row["absence"]:
        others = ", ".join(column_words.group(by, other, lang) for other in elsewhere.get(row["group"], ()))
        text = f"{group}: {name} – {ABSENCE[lang][row['absence']].format(passages=passages, elsewhere=others)}"
        return text + (ONLY_GENERAL[lang].format(**row) if row["general"] else "")
    words = WORDS[lang]
    text = words["seen"].format(
        group=group, name=name, evidence=row["evidence"], passages=passages, **_share(row, "", lang)
    )
    text += words["where"].format(
        documents=row["documents"], of_documents=counted(row["of_documents"], "document", lang)
    )
    if row["speakers"]:
        text += words["speakers"].format(speakers=counted(row["speakers"], "speaker", lang))
    text += f". {_stances(row, codebook, lang)}."
    if row["corrected"]:
        text += words["corrected"].format(**_share(row, "_corrected", lang))
    elif may_err(row, machine):
        text += words["uncorrected"]
    return text + (words["thin"] if row["documents"] == 1 else "")


def _share(row: dict[str, Any], ending: str, lang: str) -> dict[str, str]:
    low, high = row["low" + ending], row["high" + ending]
    return {"share": percent(row["share" + ending], lang), "interval": interval(low, high, lang)}


def _stances(row: dict[str, Any], codebook: Codebook, lang: str) -> str:
    """'Mangler: 6, til stede: 1', the most frequent first; evidence always has one of the three."""
    ranked = sorted((s for s in REAL_STANCES if row[s]), key=lambda s: -row[s])
    text = ", ".join(f"{codebook.stances[s][lang]}: {row[s]}" for s in ranked)
    return text[:1].upper() + text[1:]
