"""Theme tables free of what is no result: which number a theme goes by, and what somebody called it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MAP = "theme_map"  # the table that says of which theme each passage is
NAMES = ("name", "merge", "left", "right")  # of themes; of merges, which `themes` of the row tells apart
NO_THEME = -1


def without_numbers(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of themes by name, without names, each theme called after the first of its passages, the rows in the
    order of what they hold: alike wherever the same passages lie together. Empty where there are no themes."""
    if MAP not in tables:
        return {}
    spots = tables[MAP].sort_values("passage_id")
    number: dict[Any, Any] = {NO_THEME: NO_THEME}
    for theme in spots["theme"]:
        number.setdefault(theme, len(number))
    found = {}
    for name, table in tables.items():
        if "theme" in table:
            found[name] = _sorted(table.assign(theme=table["theme"].map(number)))
        elif "themes" in table:
            sets = [sorted(number.get(int(theme), 0) for theme in one.split(", ")) for one in table["themes"]]
            found[name] = _sorted(table.assign(themes=[", ".join(map(str, one)) for one in sets]))
    return found


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    plain = table.drop(columns=list(NAMES), errors="ignore")
    return plain.sort_values(list(plain.columns), key=lambda column: column.astype(str), ignore_index=True)
