"""Why cells are empty, by reason; and the tables that have no figure of their own."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ci_text.report.context import Context
from ci_text.report.reading import TextTable, text_table

SHOWN = frozenset({"matrix", "years", "cooccurrence", "stances", "theme_prevalence", "maturity", "gaps"})
"""Tables that a figure of the page shows."""


def absence_table(context: Context) -> TextTable | None:
    """Reason -> initiative -> the codes; None where no cell is empty or the matrix does not say why."""
    words = context.words
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in context.rows("matrix", "group", "code", "absence").rows:
        if row["absence"]:
            cells[str(row["absence"]), context.group(row["group"])].append(context.name(row["code"]))
    if not cells:
        return None
    rows = [(words.either(f"absence_{r}", r), g, "; ".join(codes)) for (r, g), codes in sorted(cells.items())]
    columns = [words("absence_reason"), words("initiative"), words("absence_codes")]
    return text_table(context, "absence", words("absence_title"), columns, list(rows), set())


def further_tables(context: Context) -> tuple[TextTable, ...]:
    """Every other table of the findings, as it is, with the sentences of the page's language."""
    found = []
    for name in sorted(set(context.findings.tables) - SHOWN):
        table = context.rows(name)
        other = "sentence_en" if context.lang == "da" else "sentence_da"
        columns = [c for c in table.columns if c != other]
        if not table or not columns:
            continue
        numbers = {n for n, c in enumerate(columns) if _is_number(table.rows[0][c])}
        rows = [tuple(_shown(context, c, r[c]) for c in columns) for r in table.rows]
        heads = [context.words.column("sentence" if c.startswith("sentence_") else c) for c in columns]
        title = context.words.either(f"table_{name}", name.replace("_", " "))
        found.append(text_table(context, f"table-{name}", title, heads, rows, numbers))
        context.keep_sheet(f"table-{name}", columns, [[r[c] for c in columns] for r in table.rows])
    return tuple(found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(context: Context, column: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return context.words("yes") if value else context.words("no")
    if isinstance(value, float):
        return context.words.number(value, 3)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return context.name(value) if column == "code" else str(value)
