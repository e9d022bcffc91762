"""quotes, report, export, status: what comes out."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ci_text.cli.common import lang_option, opened, print_json, say

if TYPE_CHECKING:
    from ci_text.codebook import Codebook
    from ci_text.records import Quote

MIN_SCORE = 0.5  # of quotes on codes, where nothing else is said: the code is more likely right than not


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--initiative", help="Only of this initiative, by its whole name.")
@click.option("--stance", type=click.Choice(["at_work", "lacking", "advised", "general"]), help="Only of this stance.")
@click.option("--theme", type=int, help="Only of this theme, by its number.")
@click.option("--role", help="interviewer or informant")
@click.option("--speaker", help="The name as it stands in the transcript.")
@click.option("--search", default="", help="Words that the passage must hold; a trailing * is a prefix.")
@click.option("--min-words", type=int, default=6, show_default=True, help="Only of so many words or more.")
@click.option("--max-words", type=int, default=120, show_default=True, help="Only of so many words or less.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many.")
@click.option("--against", is_flag=True, help="The other stances too, each in its turn: contradicting evidence.")
@click.option("--tighten", is_flag=True, help="Only the sentences that carry the evidence.")
@click.option("--ellipsis", is_flag=True, help="Tighten, and leave out sentences in between, marked (…).")
@click.option("--starred", is_flag=True, help="Only starred quotes (`ci-text star`).")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Only codes this sure. Default: 0.5, more likely right than not; 0 where words or a theme are asked for.",
)
@lang_option("Language of the citation and of what is said.")
@click.option("--json", "as_json", is_flag=True, help="All that is known of each, for programs.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write them instead: .docx, .md, .csv, .xlsx, quotes.jsonl, .csl.json.",
)
@click.pass_context
def quotes(
    ctx: click.Context, /, codes: tuple[str, ...], lang: str, as_json: bool, output: str | None, **where: Any
) -> None:
    """Print quotes on CODES, best first, verbatim, with document, page and speaker.

    The id in [brackets] names the passage for `code`, `star` and `discard`.

    \b
    Example:
      ci-text -p out/project.db quotes backbone --initiative "Nøglen først" --limit 5
      ci-text -p out/project.db quotes --search "tillid*" -o tillid.docx
    """
    from ci_text.quotes import QuoteFilter

    if where["min_score"] is None:
        where["min_score"] = MIN_SCORE if codes or not (where["search"] or where["theme"] is not None) else 0.0
    where["tighten"] = where["tighten"] or where["ellipsis"]
    wanted = QuoteFilter(codes=codes, **where)
    with opened(ctx) as project:
        for code in codes:
            project.check_code(code)
        project.check_place(wanted)
        found = project.quotes(wanted)
        if len(found) < where["limit"] and wanted.min_score > 0:
            every = project.quotes(replace(wanted, min_score=0.0, limit=None))
            _tell_unsure(len(every) - len(found), wanted.min_score)
        if not found:
            say("quotes", "none")
        if output:
            project.export_quotes(Path(output), found, lang)
            say("quotes", "written", name=output, n=len(found))
        elif as_json:
            print_json([asdict(q) for q in found])
        else:
            for quote in found:
                _print_quote(quote, project.cite(quote, lang), project.codebook, lang)


def _tell_unsure(number: int, floor: float) -> None:
    if number > 0:
        say("quotes", "unsure", n=number, floor=f"{floor:g}")


def _print_quote(quote: Quote, citation: str, codebook: Codebook, lang: str) -> None:
    stance = codebook.stances[quote.stance][lang] if quote.stance in codebook.stances else quote.stance
    code = f"{quote.code}: {stance}, {quote.score:.2f}  " if quote.code else ""
    noted = f"\n    {'★ ' if quote.starred else ''}{quote.note}".rstrip() if quote.starred or quote.note else ""
    click.echo(f"{'”' if lang == 'da' else '“'}{quote.text}”")  # as the annex and the report set them
    click.echo(f"    — {citation}\n    {code}[{quote.passage_id}]{noted}\n")


@click.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False), default="report.html", show_default=True)
@lang_option("Language of the report.")
@click.pass_context
def report(ctx: click.Context, output: str, lang: str) -> None:
    """Write the report: one HTML page that needs no network.

    \b
    Example:
      ci-text -p out/project.db report -o rapport.html --lang da
    """
    with opened(ctx) as project:
        project.report(Path(output), lang)
    say("done", "file", name=output)


@click.command()
@click.argument("output", type=click.Path(dir_okay=False))
@lang_option("Language of heads and labels.")
@click.pass_context
def export(ctx: click.Context, output: str, lang: str) -> None:
    """Write OUTPUT; its name says what.

    \b
    NAME.docx             a Word annex: the quotes for and against, by code
    initiatives.docx      a Word annex by initiative
    NAME.xlsx             quotes and tables in a spreadsheet
    NAME.csv, NAME.md     the quotes
    quotes.jsonl          the quotes, for programs
    NAME.jsonl, .parquet  every passage with its codes, for programs
    NAME.json             the tables, for programs
    NAME.csl.json         the documents, for Zotero and the like

    \b
    Example:
      ci-text -p out/project.db export annex.docx
    """
    with opened(ctx) as project:
        project.export(Path(output), lang)
    say("done", "file", name=output)


@click.command()
@lang_option("Language of what is printed.")
@click.option("--json", "as_json", is_flag=True, help="All of it, for programs.")
@click.pass_context
def status(ctx: click.Context, lang: str, as_json: bool) -> None:
    """Say what the project holds: what was read, what could not be read and why.

    \b
    Example:
      ci-text -p out/project.db status
    """
    from ci_text.cli.told import status_text

    with opened(ctx) as project:
        found = project.status()
    if as_json:
        print_json(found)
    else:
        click.echo(status_text(found, lang))


COMMANDS = (quotes, report, export, status)
