"""A page stays well under 3 MB: the numbers behind the figures are cut where they are many, and say so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

PAGE = 2_500_000  # bytes of the whole page
SHEETS = 600_000  # bytes of all sheets together
LEAST_QUOTES = 300_000
MOST_QUOTES = 1_500_000


def size(value: Any) -> int:
    """Bytes of a value as JSON in the page."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace"))


def cut_sheets(sheets: Mapping[str, Mapping[str, Any]], budget: int = SHEETS) -> dict[str, dict[str, Any]]:
    """The sheets, small ones whole, large ones with as many rows as their share allows and the number `left_out`."""
    left = budget
    kept: dict[str, dict[str, Any]] = {}
    sized = sorted((size(sheet), name) for name, sheet in sheets.items())
    for place, (bytes_, name) in enumerate(sized):
        sheet, allowed = dict(sheets[name]), left // (len(sized) - place)
        if bytes_ > allowed:
            rows = sheet["rows"]
            fit = max(1, len(rows) * allowed // bytes_)
            sheet |= {"rows": rows[:fit], "left_out": len(rows) - fit}
        left -= min(bytes_, allowed)
        kept[name] = sheet
    return {name: kept[name] for name in sheets}


def quotes_budget(others: int) -> int:
    """Bytes for quotes in a page whose other parts take so many."""
    return max(LEAST_QUOTES, min(MOST_QUOTES, PAGE - others))
