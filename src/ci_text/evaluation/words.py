"""The figures of an evaluation as text, in Danish and English."""

from __future__ import annotations

from typing import Any, Final

from ci_text.column_words import counted
from ci_text.evaluation.measures import FIGURES

OVERALL: Final = (*FIGURES, "ece_tags")
PER_CODE: Final = ("precision", "recall", "f1", "kappa", "stance_accuracy")
PER_LANGUAGE: Final = FIGURES[:-1]
NAMES: Final = {
    "da": {
        "micro_f1": "micro-F1", "macro_f1": "macro-F1", "micro_precision": "præcision", "micro_recall": "recall",
        "no_code_specificity": "specificitet", "stance_accuracy": "rigtig holdning", "ece": "kalibreringsfejl",
        "ece_tags": "kalibreringsfejl, koder", "precision": "præcision", "f1": "F1", "code": "kode",
        "language": "sprog", "one source": "én kilde",
    },
    "en": {},
}  # fmt: skip
"""Words for figures; any other goes by its own name, as in the JSON."""
SHAPE: Final = {
    "da": {
        "on": "{tagger} på {passages}",
        "of": " fra {sources}",
        "learnt": "Dens tærskel er tilpasset på {n} af dem: tallene kan være lidt bedre end på andre.",
    },
    "en": {
        "on": "{tagger} on {passages}",
        "of": " of {sources}",
        "learnt": "Its threshold was fitted on {n} of them: the figures may be a little better than on others.",
    },
}


def table(result: dict[str, Any], lang: str) -> str:
    """The figures as text, a line each; `result` is what `evaluate_file` returns."""
    n, sources = result["overall"]["n"], result["overall"]["sources"]
    told = SHAPE[lang]["on"].format(tagger=result["tagger"], passages=counted(n, "passage", lang))
    lines = [told + (SHAPE[lang]["of"].format(sources=counted(sources, "source", lang)) if sources < n else "")]
    if result["learnt_from"]:
        lines.append(SHAPE[lang]["learnt"].format(n=result["learnt_from"]))
    lines.append("")
    lines += [f"{_name(name, lang):24}{_figure(result['overall'], name, lang)}" for name in OVERALL]
    lines += ["", *_rows(result["codes"], "code", PER_CODE, lang)]
    lines += ["", *_rows(result["languages"], "language", PER_LANGUAGE, lang)]
    return "\n".join(lines)


def _rows(rows: dict[str, dict[str, Any]], about: str, figures: tuple[str, ...], lang: str) -> list[str]:
    head = f"{_name(about, lang):34}{'n':>4}  " + "".join(f"{_name(name, lang)[:17]:18}" for name in figures)
    return [head] + [
        f"{name:34}{row['n']:4}  " + "".join(_figure(row, figure, lang) for figure in figures)
        for name, row in rows.items()
    ]


def _name(name: str, lang: str) -> str:
    return NAMES[lang].get(name, name)


def _figure(row: dict[str, Any], name: str, lang: str) -> str:
    if row.get(name) is None:
        return "    -             "
    if name not in row["intervals"]:
        said = f"{row[name]:.2f} [{_name('one source', lang)}]".ljust(18)
    else:
        low, high = row["intervals"][name]
        said = f"{row[name]:.2f} [{low:.2f}-{high:.2f}]  "
    return said.replace(".", ",") if lang == "da" else said
