"""The model card that is packed beside the trained tagger: how well it did on passages that it had not seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

FIGURES = ("micro_f1", "macro_f1", "micro_precision", "micro_recall", "no_code_specificity", "stance_accuracy", "ece")


def model_card() -> dict[str, Any] | None:
    """`models/card.json` of the package, None where no trained model is packed."""
    card = resources.files("ci_text") / "models" / "card.json"
    if not card.is_file():
        return None
    found = json.loads(card.read_text("utf-8"))
    return found if isinstance(found, dict) else None


def measured(card: Mapping[str, Any] | None) -> dict[str, float]:
    """The figures of the card that the methods text cites, wherever in the card the evaluation stands."""
    found = _overall(card) if card else None
    return {name: float(found[name]) for name in FIGURES if isinstance(found.get(name), int | float)} if found else {}


def _overall(card: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first mapping that holds a micro F1: the evaluation writes it under 'overall'."""
    if isinstance(card.get("micro_f1"), int | float):
        return card
    for key in sorted(card, key=lambda k: k != "overall"):
        value = card[key]
        if isinstance(value, Mapping) and (found := _overall(value)) is not None:
            return found
    return None
