"""The maturity sheet: a suggested level for every initiative and element, the human's level, and its quotes."""

from __future__ import annotations

from dataclasses import dataclass

from ci_text.report.context import NAMELESS, Context
from ci_text.report.frames import Row, whole
from ci_text.report.heat import (
    MOST_COLUMNS,
    MOST_GROUPS,
    MOST_NOTES,
    Cell,
    Grid,
    HeatTable,
    distinct,
    level,
    quotes_link,
)
from ci_text.report.reading import Link, TextTable, text_table

SIDES = (("evidence_for", "at_work"), ("evidence_against", "lacking"), ("planned", "advised"))


@dataclass(frozen=True, slots=True)
class Maturity:
    """`levels` code x initiative, coloured by the level; `reasons` a row for each; `gaps` may be None."""

    levels: HeatTable
    meanings: tuple[tuple[str, str], ...]  # name and meaning of each level, lowest first
    reasons: TextTable
    gaps: TextTable | None


def maturity(context: Context) -> Maturity | None:
    """The sheet; None where the findings hold none."""
    found = context.rows("maturity", "initiative", "code", "suggested", f"suggested_{context.lang}")
    if not found:
        return None
    rows = found.rows
    names = {str(r["suggested"]): str(r[f"suggested_{context.lang}"]) for r in rows}
    names |= {one.id: one.name.get(context.lang, one.id) for one in context.findings.levels}
    unread = {column for column, _ in SIDES}
    columns = [c for c in found.columns if c not in unread and context.is_shown(c, found.columns)]
    heads = [c.removesuffix(f"_{context.lang}") for c in columns]
    context.keep_sheet("maturity", heads, [[r[c] for c in columns] for r in rows])
    meanings = tuple(
        (one.name.get(context.lang, one.id), one.meaning[context.lang])
        for one in context.findings.levels
        if one.meaning.get(context.lang)
    )
    return Maturity(_levels(context, rows, names), meanings, _reasons(context, rows, names), _gaps(context))


def _shown(row: Row, names: dict[str, str], lang: str) -> str:
    """The level's name: the human's where there is one, else the suggested one."""
    human = str(row.get("level") or "")
    return names.get(human, human) if human else str(row[f"suggested_{lang}"])


def _levels(context: Context, rows: tuple[Row, ...], names: dict[str, str]) -> HeatTable:
    words = context.words
    cells = {}
    for row in rows:
        shown, human = _shown(row, names, context.lang), bool(row.get("level"))
        who = words("level_human", coder=row.get("coder") or "–") if human else words("level_machine")
        code, group = context.name(row["code"]), context.group(row["initiative"])
        label = words("level_cell", code=code, group=group, level=shown, who=who)
        note = f"{label} {row.get(f'why_{context.lang}') or ''} {row.get(f'strength_{context.lang}') or ''}".strip()
        link = _link(row) if whole(row.get("passages")) or whole(row.get("general")) else ""
        note = note if len(rows) <= MOST_NOTES else ""
        sources = words.count("n_sources", whole(row.get("sources"))) if row.get("sources") else ""
        cells[str(row["code"]), str(row["initiative"])] = Cell(
            shown, _shade(context, row), label, note, link, human, sources
        )
    groups = distinct(r["initiative"] for r in rows)[:MOST_GROUPS]
    codes = distinct(r["code"] for r in rows)
    heads = tuple(context.group(g) for g in groups)
    grid, corner = Grid(codes, groups, cells), words("code")
    if len(groups) > MOST_COLUMNS:
        grid, corner, heads = grid.turned(), words("initiative"), tuple(context.name(c) for c in codes)
    lines = grid.lines({**context.names, **{g: context.group(g) for g in groups}})
    marked = any(c.marked for c in cells.values())
    return HeatTable(
        "maturity", words("levels_caption"), corner, heads, lines, has_marked=marked, scale=_scale(context)
    )


def _shade(context: Context, row: Row) -> int:
    """How dark a cell is: the place of the level that counts, a person's before the suggested one."""
    steps = [one.id for one in context.findings.levels]
    shown = next((str(row[k]) for k in ("level", "suggested") if str(row.get(k) or "") in steps), "")
    return level(steps.index(shown), len(steps) - 1) if shown else 0


def _scale(context: Context) -> str:
    """From the lowest to the highest level that the rubric knows."""
    names = [one.name.get(context.lang, one.id) for one in context.findings.levels]
    return context.words("levels_scale", lowest=names[0], highest=names[-1]) if names else ""


def _link(row: Row, **more: str) -> str:
    initiative = "" if row["initiative"] in NAMELESS else str(row["initiative"])
    return quotes_link(code=str(row["code"]), initiative=initiative, **more)


def _reasons(context: Context, rows: tuple[Row, ...], names: dict[str, str]) -> TextTable:
    words, lang = context.words, context.lang
    table = []
    for row in rows:
        sides = []
        for column, stance in SIDES:
            n = len(str(row.get(column) or "").split())
            sides.append(Link(str(n), _link(row, stance=stance)) if n else "–")
        human = " · ".join(str(row[k]) for k in ("coder", "level_why") if row.get(k))
        table.append(
            (
                context.group(row["initiative"]), context.name(row["code"]), str(row[f"suggested_{lang}"]),
                f"{_shown(row, names, lang)} ({human})" if row.get("level") else "–",
                row.get(f"why_{lang}") or "", row.get(f"strength_{lang}") or "", *sides,
            )
        )  # fmt: skip
    keys = ("initiative", "code", "level_suggested", "level_set", "why", "strength", "for", "against", "planned")
    return text_table(context, "maturity", words("reasons_title"), [words(k) for k in keys], table, {6, 7, 8})


def _gaps(context: Context) -> TextTable | None:
    sentence = f"sentence_{context.lang}"
    found = context.rows("gaps", "initiative", sentence)
    if not found:
        return None
    rows = [(context.group(r["initiative"]), r[sentence]) for r in found.rows]
    words = context.words
    return text_table(context, "gaps", words("table_gaps"), [words("initiative"), words("gap")], list(rows), set())
