"""The model card that is packed beside the trained tagger: how well it did on passages that it had not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ci_text.vectors import packed_models

FIGURES = ("micro_f1", "macro_f1", "micro_precision", "micro_recall", "no_code_specificity", "stance_accuracy", "ece")

MEASURED_TAGGER = "combined"


def model_card() -> dict[str, Any] | None:
    """The card beside the packed model that the tagger loads, None where there is none."""
    card = packed_models() / "card.json"
    if not card.is_file():
        return None
    found = json.loads(card.read_text("utf-8"))
    return found if isinstance(found, dict) else None


def is_of(card: Mapping[str, Any] | None, source: str) -> bool:
    """Whether the figures of a card are those of the tagger that a tag's source names: 'combined@8464cdfc'.

    They are the combined tagger's; quick, linear and lexicon find less, and an older model is another one.
    """
    name, _, model = source.partition("@")
    digest = str((card or {}).get("digest", ""))
    return bool(card) and name == MEASURED_TAGGER and (not digest or digest.startswith(model))


@dataclass(frozen=True, slots=True)
class Measured:
    """One evaluation of the card: what it was on (the card's own name for it), how many passages, its figures."""

    name: str
    passages: int
    figures: Mapping[str, float]


def measured(card: Mapping[str, Any] | None) -> tuple[Measured, ...]:
    """The evaluations in a card, in its order: each entry that holds an 'overall' with a micro F1."""
    found = []
    for name, entry in (card or {}).items():
        overall = entry.get("overall") if isinstance(entry, Mapping) else None
        if not isinstance(overall, Mapping) or not isinstance(overall.get("micro_f1"), int | float):
            continue
        figures = {f: float(overall[f]) for f in FIGURES if isinstance(overall.get(f), int | float)}
        found.append(Measured(str(name), int(overall.get("n") or 0), figures))
    return tuple(found)
