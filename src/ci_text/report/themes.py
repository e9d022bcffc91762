"""The themes as cards, each with typical passages and their citations, and the pictures that the themes stage drew."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from ci_text.citations import short
from ci_text.records import Metadata, Passage, Quote, Theme
from ci_text.report.context import Context
from ci_text.report.frames import Row, share, whole
from ci_text.report.heat import Cell, Grid, HeatTable, distinct, level

MOST_CHARACTERS = 700  # of a typical passage; longer ones are cut at a sentence and say so
MOST_QUOTES = 3
ONE_LANGUAGE = 0.9
PREVALENCE = "theme_prevalence"
MOST_PICTURE = 300_000  # characters of SVG; a page is to stay under 3 MB


@dataclass(frozen=True, slots=True)
class ThemeQuote:
    text: str
    cut: bool
    source: str
    lang: str


@dataclass(frozen=True, slots=True)
class ThemeCard:
    id: int
    name: str
    keywords: tuple[str, ...]
    size: str
    stability: str
    fragile: bool
    mixed: bool
    notes: tuple[str, ...]
    quotes: tuple[ThemeQuote, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn elsewhere; as an image it can neither run scripts nor fetch anything."""

    name: str
    title: str
    address: str  # data: URL
    reason: str = ""  # why it is left out
    counted: bool = False  # whether there is a table of its numbers


def theme_cards(context: Context) -> tuple[ThemeCard, ...]:
    """The largest theme first."""
    themes = sorted(context.findings.corpus.themes, key=lambda t: (-t.size, t.id))
    if themes:
        columns = ["theme", "size", "documents", "stability", "fragile", "mixed", "near", "keywords"]
        rows = [
            [t.name, t.size, t.documents, t.stability, t.fragile, t.mixed, context.name(t.near), ", ".join(t.keywords)]
            for t in themes
        ]
        context.keep_sheet("themes", columns, rows)
    reach = {str(row["theme"]): row for row in context.rows("theme_reach", "theme", "groups").rows}
    return tuple(_card(context, theme, reach) for theme in themes)


def _reach(context: Context, row: Row | None) -> str:
    if row is None:
        return ""
    if row.get("verdict") == "distinct" and row.get("strongest"):
        return context.words("theme_distinct", group=context.group(row["strongest"]))
    if row.get("verdict") == "scattered":
        return context.words("theme_scattered")
    return context.words.count("theme_shared", whole(row.get("groups")))


def _card(context: Context, theme: Theme, reach: dict[str, Row]) -> ThemeCard:
    words = context.words
    found = [context.passages[i] for i in theme.representative if i in context.passages]
    one_language = theme.language_share is not None and theme.language_share > ONE_LANGUAGE
    notes = (
        _reach(context, reach.get(str(theme.id))),
        words("theme_near", code=context.name(theme.near)) if theme.near else "",
        words("theme_language", share=words.percent(theme.language_share)) if one_language else "",
    )
    return ThemeCard(
        id=theme.id,
        name=theme.name,
        keywords=theme.keywords,
        size=words(
            "theme_size",
            passages=words.count("n_passages", theme.size),
            documents=words.count("n_documents", theme.documents),
        ),
        stability=words("theme_unmeasured")
        if theme.stability is None
        else words("theme_stability", share=words.percent(theme.stability)),
        fragile=theme.fragile,
        mixed=theme.mixed,
        notes=tuple(note for note in notes if note),
        quotes=tuple(_quote(context, p) for p in found[:MOST_QUOTES]),
    )


def _quote(context: Context, passage: Passage) -> ThemeQuote:
    text, cut = shortened(passage.text)
    metadata = context.metadata.get(passage.document_id, Metadata())
    path = context.findings.corpus.paths().get(passage.document_id, "")
    quote = Quote(
        passage.id, passage.document_id, path, metadata.initiative, "", "", 0.0, "", text, passage.start,
        passage.start + len(text), passage.page, passage.page_end, passage.speaker, passage.role,
        heading=passage.heading, words_sure=passage.words_sure, time=passage.time,
    )  # fmt: skip
    return ThemeQuote(text, cut, short(quote, metadata, context.lang), passage.lang)


def shortened(text: str, most: int = MOST_CHARACTERS) -> tuple[str, bool]:
    """The text, or as many whole sentences (else whole words) of its beginning as fit; whether it was cut."""
    if len(text) <= most:
        return text, False
    start = text[:most]
    end = max(start.rfind(mark) for mark in (". ", "? ", "! "))
    if end < most // 3:
        return start[: max(start.rfind(" "), 1)].rstrip(), True
    return start[: end + 1], True


def pictures(context: Context) -> tuple[Picture, ...]:
    """The pictures of the themes stage, but that of the prevalence, which the page draws itself."""
    found = []
    for name, svg in context.findings.theme_pictures.items():
        table = context.rows(name)
        if name == PREVALENCE and table:
            continue
        if table:
            context.keep_sheet(f"picture-{name}", table.columns, [[r[c] for c in table.columns] for r in table.rows])
        title = context.words.either(f"picture_{name}", name.replace("_", " "))
        if len(svg) > MOST_PICTURE:
            found.append(Picture(name, title, "", context.words("picture_too_large", size=len(svg) // 1000)))
            continue
        address = "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")
        found.append(Picture(name, title, address, counted=bool(table)))
    return tuple(found)


def prevalence(context: Context) -> HeatTable:
    """Theme x initiative, from the themes stage's table."""
    found = context.rows(PREVALENCE, "theme", "share")
    by = next((c for c in ("group", "initiative") if c in found.columns), "")
    if not found or not by:
        return HeatTable(reason=found.reason or context.words("why_columns", name="theme_prevalence", columns="group"))
    names = {str(t.id): t.name for t in context.findings.corpus.themes}
    most = max((share(r["share"]) or 0.0 for r in found.rows), default=0.0)
    cells = {}
    for row in found.rows:
        theme, group, value = str(row["theme"]), str(row[by]), share(row["share"])
        passages = context.words.count("n_passages", whole(row.get("passages")))
        label = context.words(
            "cell_bare",
            code=names.get(theme, theme),
            group=context.group(group),
            share=context.words.percent(value),
            passages=passages,
        )
        text = context.words.percent(value, bare=True) if value else "–"
        cells[theme, group] = Cell(text, level(value or 0.0, most), label)
    groups = distinct(r[by] for r in found.rows)
    themes = distinct(r["theme"] for r in found.rows)
    context.keep_sheet("prevalence", found.columns, [[r[c] for c in found.columns] for r in found.rows])
    heads = tuple(context.group(g) for g in groups)
    lines = Grid(themes, groups, cells).lines(names)
    top = context.words.percent(most)
    return HeatTable("prevalence", context.words("prevalence_caption"), context.words("theme"), heads, lines, top)
