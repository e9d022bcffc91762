"""Two groups, one code: how far apart their shares lie, and whether the documents could have fallen so by chance."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from ci_text import column_words
from ci_text.codebook import Codebook
from ci_text.column_words import counted
from ci_text.compare.sentences import may_err, percent
from ci_text.statistics.aggregate import Clusters, clusters, records
from ci_text.statistics.counts import UNKNOWN, Counts
from ci_text.statistics.intervals import difference_interval
from ci_text.statistics.permutation import corrected, permutation_test, smallest_p

if TYPE_CHECKING:
    import pandas as pd

ALPHA: Final = 0.05
POINTS: Final = ("difference", "low", "high", "difference_corrected", "low_corrected", "high_corrected")
LEAST_EVIDENCE: Final = 5  # passages with the code in both groups together
MOST_PAIRS: Final = 300
MANY_PAIRS: Final = 30  # above this, fewer arrangements for each pair
FEW_DRAWS: Final = 1_999
DRAWS: Final = 9_999

COLUMNS: Final = (
    "a", "b", "code", "share_a", "share_b", "difference", "low", "high", "effect", "documents_a", "documents_b",
    "evidence", "p", "p_holm", "p_bh", "verdict", "corrected", "difference_corrected", "low_corrected",
    "high_corrected", "sentence_da", "sentence_en",
)  # fmt: skip

WORDS: Final = {
    "da": {
        "too-few-documents": "{name}: {a} og {b} har for få {units} ({documents_a} og {documents_b}) til at prøve"
        " forskellen; den er {difference} procentpoint (95 %-interval {low} til {high}).",
        "too-little-evidence": "{name}: for lidt evidens i {a} og {b} ({evidence}) til at sammenligne.",
        "differs": "{name} fylder {more} i {a} ({share_a}) end i {b} ({share_b}): {difference} procentpoint"
        " (95 %-interval {low} til {high}); det er næppe tilfældigt (p {p_holm} efter Holm).",
        "unclear": "{name}: {a} ({share_a}) og {b} ({share_b}) kan ikke skelnes sikkert: {difference} procentpoint"
        " (95 %-interval {low} til {high}; p {p_holm} efter Holm).",
        "more": "mere",
        "less": "mindre",
        "corrected": " Rettet for maskinens fejl: {difference_corrected} ({low_corrected} til {high_corrected}).",
        "uncorrected": " Ikke rettet for maskinens fejl.",
    },
    "en": {
        "too-few-documents": "{name}: {a} and {b} have too few {units} ({documents_a} and {documents_b}) to test the"
        " difference; it is {difference} percentage points (95% interval {low} to {high}).",
        "too-little-evidence": "{name}: too little evidence in {a} and {b} ({evidence}) to compare.",
        "differs": "{name} is {more} present in {a} ({share_a}) than in {b} ({share_b}): {difference} percentage points"
        " (95% interval {low} to {high}); hardly by chance (p {p_holm} after Holm).",
        "unclear": "{name}: {a} ({share_a}) and {b} ({share_b}) cannot be told apart with confidence: {difference}"
        " percentage points (95% interval {low} to {high}; p {p_holm} after Holm).",
        "more": "more",
        "less": "less",
        "corrected": " Corrected for the machine's error: {difference_corrected}"
        " ({low_corrected} to {high_corrected}).",
        "uncorrected": " Not corrected for the machine's error.",
    },
}
UNITS: Final = {"da": ("dokumenter", "kapitler og talere"), "en": ("documents", "chapters and speakers")}
INSIDE: Final = {
    "da": "Testen viser, om forskellen mellem kapitler og talere kan skyldes tilfældigheder; den siger noget om disse"
    " dokumenter, ikke om andre.",
    "en": "What is tested is whether chapters and speakers could have fallen so by chance: it tells of these documents,"
    " not of others.",
}
NOTES: Final = {
    "da": "Kun de {most} gruppepar med flest dokumenter er sammenlignet; der er {pairs} par i alt.",
    "en": "Only the {most} pairs of groups with most documents are compared; there are {pairs} pairs in all.",
}


def differences_table(
    counts: Counts, matrix: pd.DataFrame, codebook: Codebook, by: str, machine: bool
) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """Pairs of groups x code, and notes by language on what was left out; `machine` says whether one has tagged.

    difference (of shares, a - b) with a MOVER interval from the two cells; effect is Cohen's h; p is of a permutation
    of documents, two-sided; p_holm and p_bh are corrected over the whole table. verdict: differs | unclear
    | too-few-documents (no arrangement could reach .05) | too-little-evidence; p is NaN for the last two. corrected:
    whether both cells are corrected for the machine's error; then difference_corrected with its interval is the one
    to cite. A difference whose interval holds zero - the corrected one where there is one - is unclear, whatever its
    p. The interviewer is compared with nobody: questions are no evidence.
    """
    import numpy as np
    import pandas as pd

    groups = dict(zip(counts.groups, clusters(counts, by), strict=True))
    with_text = [g for g in counts.groups if len(groups[g].sizes) and g != UNKNOWN]
    pairs = sorted(combinations(with_text, 2), key=lambda p: -min(len(groups[p[0]].sizes), len(groups[p[1]].sizes)))
    chosen = sorted(pairs[:MOST_PAIRS])
    draws = DRAWS if len(chosen) <= MANY_PAIRS else FEW_DRAWS
    cells = {(r["group"], r["code"]): r for r in records(matrix)}
    rows: list[dict[str, Any]] = []
    for a, b in chosen:
        rows += _pair(a, b, groups[a], groups[b], counts.codes, cells, draws)
    table = pd.DataFrame(rows, columns=[c for c in COLUMNS if not c.startswith(("p_", "sentence"))])
    p = table["p"].to_numpy(dtype=float)
    table["p_holm"], table["p_bh"] = corrected(p, "holm"), corrected(p, "fdr_bh")
    tested = table["verdict"] == ""
    low, high = (table[f"{side}_corrected"].fillna(table[side]) for side in ("low", "high"))
    sure = (table["p_holm"] <= ALPHA) & ~((low <= 0) & (high >= 0))
    table.loc[tested, "verdict"] = np.where(sure[tested], "differs", "unclear")
    unsure = {cell for cell, row in cells.items() if may_err(row, machine)}
    for lang in WORDS:
        table[f"sentence_{lang}"] = [
            _sentence(r, codebook, by, lang, not unsure.isdisjoint({(r["a"], r["code"]), (r["b"], r["code"])}))
            for r in records(table)
        ]
    limited = {"most": MOST_PAIRS, "pairs": len(pairs)}
    notes: dict[str, tuple[str, ...]] = {
        lang: ((NOTES[lang].format(**limited),) if len(pairs) > MOST_PAIRS else ())
        + ((INSIDE[lang],) if by == "document" and pairs else ())
        for lang in NOTES
    }
    return table[list(COLUMNS)], notes


def _pair(
    a: str, b: str, first: Clusters, second: Clusters, codes: tuple[str, ...], cells: dict[Any, Any], draws: int
) -> list[dict[str, Any]]:
    import numpy as np
    from statsmodels.stats.proportion import proportion_effectsize

    hits = np.vstack([first.hits, second.hits])
    sizes = np.concatenate([first.sizes, second.sizes])
    possible = smallest_p(len(first.sizes), len(second.sizes)) <= ALPHA
    p = permutation_test(hits, sizes, len(first.sizes), draws) if possible else np.full(len(codes), np.nan)
    rows = []
    for number, code in enumerate(codes):
        one, two = cells[a, code], cells[b, code]
        evidence = int(hits[:, number].sum())
        verdict = "too-little-evidence" if evidence < LEAST_EVIDENCE else "" if possible else "too-few-documents"
        low, high = difference_interval(
            (one["share"], one["low"], one["high"]), (two["share"], two["low"], two["high"])
        )
        rows.append(
            {
                "a": a, "b": b, "code": code, "share_a": one["share"], "share_b": two["share"],
                "difference": one["share"] - two["share"], "low": low, "high": high,
                "effect": float(proportion_effectsize(one["share"], two["share"])),
                "documents_a": len(first.sizes), "documents_b": len(second.sizes), "evidence": evidence,
                "p": float("nan") if verdict else float(p[number]), "verdict": verdict, **_corrected(one, two),
            }
        )  # fmt: skip
    return rows


def _corrected(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    """The difference of two cells that are both corrected for the machine's error; NaN where one is not."""
    names = ("share_corrected", "low_corrected", "high_corrected")
    if not (one["corrected"] and two["corrected"]):
        nothing = float("nan")
        return {
            "corrected": False,
            "difference_corrected": nothing,
            "low_corrected": nothing,
            "high_corrected": nothing,
        }
    (a, a_low, a_high), (b, b_low, b_high) = ([float(cell[n]) for n in names] for cell in (one, two))
    low, high = difference_interval((a, a_low, a_high), (b, b_low, b_high))
    return {"corrected": True, "difference_corrected": a - b, "low_corrected": low, "high_corrected": high}


def _sentence(row: dict[str, Any], codebook: Codebook, by: str, lang: str, machine: bool) -> str:
    """One difference in words; what rests on machine tags says whether their error is carried in."""
    words = WORDS[lang]

    def points(value: float) -> str:
        text = f"{100 * value:+.1f}".replace("-", "−")
        return text.replace(".", ",") if lang == "da" else text

    tiny = row["p_holm"] < 0.001
    p = "< 0.001" if tiny else f"= {row['p_holm']:.3f}"  # NaN too: not shown then
    shown = {
        **row,
        "name": codebook[row["code"]].name[lang],
        "units": UNITS[lang][by == "document"],
        "more": words["more"] if row["difference"] > 0 else words["less"],
        "share_a": percent(row["share_a"], lang),
        "share_b": percent(row["share_b"], lang),
        **{name: points(row[name]) for name in POINTS},
        "p_holm": p.replace(".", ",") if lang == "da" else p,
        **{side: column_words.group(by, row[side], lang) for side in ("a", "b")},
        "evidence": counted(row["evidence"], "passage", lang),
    }
    text = words[row["verdict"]].format(**shown)
    if row["verdict"] == "too-little-evidence" or not machine:
        return text
    return text + words["corrected" if row["corrected"] else "uncorrected"].format(**shown)
