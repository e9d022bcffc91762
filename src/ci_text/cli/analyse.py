"""themes, compare: what is made of the tagged passages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ci_text.cli.common import lang_option, note, opened, print_json, progress_bars, say

if TYPE_CHECKING:
    from ci_text.codebook import Codebook

OF_INITIATIVES = ("maturity", "gaps")  # tables that know no other groups
OF_ALL = ("cooccurrence", "code_theme", "agreement")  # and those that know none


@click.command()
@click.option("--number", "n_themes", type=click.IntRange(0), help="How many themes; 0: chosen by the program.")
@click.option("--seed", type=int, help="Another seed is another run of the dice, as good as any.")
@click.option("--embedding", help="A sentence encoder: a local folder or a model that is installed; or built-in.")
@click.option("--guided/--free", default=None, help="Let the codes of the codebook pull passages together, or not.")
@click.option(
    "--reassign/--outliers",
    "reassign_outliers",
    default=None,
    help="Put passages that fit no theme into their nearest, or leave them out.",
)
@click.option("--update", is_flag=True, help="Keep the themes, place new passages in them, and report drift.")
@click.option("--name", "names", nargs=2, multiple=True, metavar="ID NAME", help="Name a theme; kept over refits.")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False),
    help="Also write the theme tables (.csv) and pictures (.svg and .png) into a folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Themes with quotes, hierarchy, changes and parameters.")
@lang_option("Language of names, tables and pictures.")
@click.pass_context
def themes(
    ctx: click.Context,
    /,
    update: bool,
    names: tuple[tuple[str, str], ...],
    folder: str | None,
    as_json: bool,
    lang: str,
    **settings: Any,
) -> None:
    """Model themes over all passages, with a stability for each.

    Settings that are not given stay as they were the last time; at first: number and seed 0, built-in, free, outliers.

    \b
    Example:
      ci-text -p out/project.db themes --number 12
      ci-text -p out/project.db themes --name 3 "Skolevej og fravær" -o themes
    """
    from dataclasses import replace

    from ci_text.themes import describe_change, describe_theme

    given = {name: value for name, value in settings.items() if value is not None}
    if update and given:
        raise click.UsageError("--update keeps the themes as they are: no other setting goes with it.")
    if "n_themes" in given:
        given["n_themes"] = given["n_themes"] or None
    with progress_bars() as progress, opened(ctx) as project:
        options = replace(project.theme_options(), **given)
        kept = project.themes_kept() if names and not given else None  # a name alone is no reason to model anew
        model = project.update_themes(progress) if update else kept or project.themes(options, progress)
        if names:
            model = project.name_themes({_theme_id(theme_id): name for theme_id, name in names})
        note(model.message[lang])
        if model.changes:
            note(describe_change(model.changes, lang))
        if folder:
            note("\n".join(str(path) for path in project.write_themes(Path(folder), lang)))
        if as_json:
            print_json(project.themes_as_json())
            return
        for t in model.themes:
            click.echo(describe_theme(t, lang))
            click.echo(f"    {', '.join(t.keywords)}")
        if not model.themes:
            click.echo(", ".join(model.keywords))


def _theme_id(text: str) -> int:
    if not text.isdecimal():
        raise click.UsageError(f"--name {text!r}: a theme is called by its number, as `ci-text themes` prints it.")
    return int(text)


@click.command()
@click.option(
    "--by",
    default="initiative",
    show_default=True,
    help="initiative, document, kind, year, role, speaker, place, voice …, or any further column of your corpus.toml.",
)
@click.option(
    "--table",
    default="matrix",
    show_default=True,
    help="matrix, differences, stances, cooccurrence, years, code_theme, maturity, gaps, agreement (of two coders).",
)
@lang_option("Language of what is printed.")
@click.option("--json", "as_json", is_flag=True, help="All columns.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write the table, all columns: .csv, .xlsx, .md (heads in --lang), .parquet, .json (names as in Python).",
)
@click.pass_context
def compare(ctx: click.Context, by: str, table: str, lang: str, as_json: bool, output: str | None) -> None:
    """Compare groups of documents code by code: passages, shares with intervals, documents, speakers.

    \b
    Example:
      ci-text -p out/project.db compare --by kind
      ci-text -p out/project.db compare --table maturity -o maturity.xlsx
    """
    from ci_text.errors import UsageError
    from ci_text.project.tell import AGREEMENT

    with opened(ctx) as project:
        compared = project.compare(by)
        tables = compared.tables()
        if repeated := project.repeated():
            say("compare", "once_versions" if project.has_versions() else "once", n=repeated)
        if table == AGREEMENT and table not in tables:
            raise UsageError("No two people have decided on the same code of the same passage.", "See `ci-text code`.")
        if table not in tables:
            raise click.UsageError(f"No table {table!r}: {', '.join(tables)}.")
        if by != "initiative" and table in OF_INITIATIVES:
            raise UsageError(f"The table {table!r} is always of initiatives.", "Leave --by out.")
        if by != "initiative" and table in OF_ALL:
            raise UsageError(f"The table {table!r} is of all documents together.", "Leave --by out.")
        if table in EMPTY and not len(tables[table]) and not as_json:
            raise UsageError(*EMPTY[table])
        for text in compared.notes.get(lang, ()) if table == "differences" else ():
            note(text)
        frame = tables[table]
        if output:
            from ci_text.exporters.tables import write_table

            write_table(Path(output), frame, lang, project.codebook, table, by)
            say("done", "file", name=output)
        elif as_json:
            click.echo(frame.to_json(orient="records", force_ascii=False, indent=2))
        else:
            click.echo(printed(shown(frame, table, lang), project.codebook, by, lang))


EMPTY = {
    "years": (
        "No document has a year.",
        "Give each its year in a list, corpus.toml (year = 2024) or a CSV with a column `year`, and add them again.",
    ),
    "differences": ("No two groups have text that could be compared.", "Add more, or group by something else: --by."),
    "code_theme": ("There are no themes yet.", "Model them first: `ci-text themes`."),
}
"""Why a table has no rows, and what to do."""
SHOWN = {
    "matrix": "group code passages evidence of_passages share low high documents speakers absence",
    "maturity": "initiative code suggested_{lang} level_{lang} coder documents sources at_work lacking advised gaps",
    "differences": "a b code share_a share_b difference low high p p_holm sentence_{lang}",
}
"""The columns that a terminal has room for; other tables are shown whole, in one language."""


def shown(frame: Any, table: str, lang: str) -> Any:
    """A table as it is printed: the columns of SHOWN, none of the other language."""
    if table in SHOWN:
        return frame[[c for c in SHOWN[table].format(lang=lang).split() if c in frame]]
    return frame[[c for c in frame if not str(c).endswith("_en" if lang == "da" else "_da")]]


def printed(frame: Any, codebook: Codebook, by: str, lang: str) -> str:
    """A table for the terminal: heads and values in words; codes by their ids, which the commands take."""
    import pandas as pd

    from ci_text.column_words import group, head
    from ci_text.exporters.rows import shown_rows

    rows = [{k: v for k, v in row.items() if k != "code_name"} for row in shown_rows(frame, codebook, lang, by)]
    for row in rows:
        if row.get("code") == "":  # of `agreement`: all codes
            row["code"] = group("code", "", lang)
    table = pd.DataFrame(rows).rename(columns=lambda name: head(str(name), lang))
    table[table.columns[table.isna().all()]] = ""  # where nothing is known pandas prints None
    point = "," if lang == "da" else "."
    return str(table.to_string(index=False, na_rep="", float_format=lambda x: f"{x:.3f}".replace(".", point)))


COMMANDS = (themes, compare)
