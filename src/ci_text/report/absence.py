"""Why cells are empty, by reason; and the tables that have no figure of their own."""

from __future__ import annotations

from collections import defaultdict

from ci_text.report.context import Context
from ci_text.report.reading import TextTable, text_table

SHOWN = frozenset(
    {"matrix", "years", "cooccurrence", "stances", "theme_prevalence", "maturity", "gaps", "theme_list", "theme_reach"}
)
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


def further_tables(context: Context) -> tuple[tuple[str, str], ...]:
    """(id of the sheet, title) of every other table of the findings, with the sentences of the page's language."""
    found = []
    for name in sorted(set(context.findings.tables) - SHOWN - set(context.findings.theme_pictures)):
        table = context.rows(name)
        columns = [c for c in table.columns if context.is_shown(c, table.columns)]
        if not table or not columns:
            continue
        rows = [[r[c] for c in columns] for r in table.rows]
        heads = [c.removesuffix(f"_{context.lang}") for c in columns]
        context.keep_sheet(f"table-{name}", heads, rows)
        found.append((f"table-{name}", context.words.either(f"table_{name}", name.replace("_", " "))))
    return tuple(found)
