"""quotes, report, export, status: what comes out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ci_text.cli.common import LANG, note, opened, print_json


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--initiative")
@click.option("--stance", type=click.Choice(["at_work", "lacking", "advised", "general"]))
@click.option("--theme", type=int)
@click.option("--role", help="interviewer or informant")
@click.option("--search", default="", help="Words that the passage must hold; a trailing * is a prefix.")
@click.option("--min-words", type=int, default=6, show_default=True)
@click.option("--max-words", type=int, default=120, show_default=True)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@click.option("--against", is_flag=True, help="Contradicting evidence too.")
@click.option("--tighten", is_flag=True, help="Only the sentences that carry the evidence.")
@click.option("--lang", type=LANG, default="da", show_default=True, help="Language of the citation.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def quotes(ctx: click.Context, /, codes: tuple[str, ...], lang: str, as_json: bool, **where: Any) -> None:
    """Print quotes on CODES, best first, verbatim, with document, page and speaker.

    \b
    Example:
      ci-text -p out/project.db quotes backbone --initiative "Nøgle først" --limit 5
    """
    from ci_text.errors import UsageError
    from ci_text.quotes import QuoteFilter

    with opened(ctx) as project:
        unknown = [code for code in codes if code not in project.codebook.code_ids]
        if unknown:
            raise UsageError(f"No code {', '.join(unknown)}.", f"Codes: {', '.join(project.codebook.code_ids)}.")
        found = project.quotes(QuoteFilter(codes=codes, **where))
        if as_json:
            print_json([asdict(q) for q in found])
            return
        if not found:
            note("No quotes found.")
        for quote in found:
            click.echo(f"“{quote.text}”")
            click.echo(f"    — {project.cite(quote, lang)}  [{quote.code}, {quote.stance}, {quote.score:.2f}]\n")


@click.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False), default="report.html", show_default=True)
@click.option("--lang", type=LANG, default="da", show_default=True)
@click.pass_context
def report(ctx: click.Context, output: str, lang: str) -> None:
    """Write the report: one HTML page that needs no network.

    \b
    Example:
      ci-text -p out/project.db report -o rapport.html --lang da
    """
    with opened(ctx) as project:
        project.report(Path(output), lang)
    note(f"Written: {output}")


@click.command()
@click.argument("output", type=click.Path(dir_okay=False))
@click.option("--lang", type=LANG, default="da", show_default=True)
@click.pass_context
def export(ctx: click.Context, output: str, lang: str) -> None:
    """Write OUTPUT; its suffix says what: .xlsx, .jsonl, .csv, .docx, .md, .parquet, .json.

    \b
    Example:
      ci-text -p out/project.db export annex.docx
    """
    with opened(ctx) as project:
        project.export(Path(output), lang)
    note(f"Written: {output}")


@click.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say what the project holds: what was read, what could not be read and why.

    \b
    Example:
      ci-text -p out/project.db status
    """
    from ci_text.status import status_text

    with opened(ctx) as project:
        found = project.status()
    if as_json:
        print_json(found)
    else:
        click.echo(status_text(found))


COMMANDS = (quotes, report, export, status)
