"""quotes, report, export, status: what comes out."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ci_text.cli.common import LANG, note, opened, print_json

if TYPE_CHECKING:
    from ci_text.codebook import Codebook
    from ci_text.records import Quote

MIN_SCORE = 0.5  # of quotes on codes, where nothing else is said: the code is more likely right than not


@click.command()
@click.argument("codes", nargs=-1)
@click.option("--initiative")
@click.option("--stance", type=click.Choice(["at_work", "lacking", "advised", "general"]))
@click.option("--theme", type=int)
@click.option("--role", help="interviewer or informant")
@click.option("--speaker", help="The name as it stands in the transcript.")
@click.option("--search", default="", help="Words that the passage must hold; a trailing * is a prefix.")
@click.option("--min-words", type=int, default=6, show_default=True)
@click.option("--max-words", type=int, default=120, show_default=True)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@click.option("--against", is_flag=True, help="The other stances too, each in its turn: contradicting evidence.")
@click.option("--tighten", is_flag=True, help="Only the sentences that carry the evidence.")
@click.option("--ellipsis", is_flag=True, help="Tighten, and leave out sentences in between, marked (…).")
@click.option("--starred", is_flag=True, help="Only starred quotes (`ci-text star`).")
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Only codes this sure. Default: 0.5, more likely right than not; 0 where words or a theme are asked for.",
)
@click.option("--lang", type=LANG, default="da", show_default=True, help="Language of the citation.")
@click.option("--json", "as_json", is_flag=True)
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
      ci-text -p out/project.db quotes backbone --initiative "Nøgle først" --limit 5
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
        found = project.quotes(wanted)
        if len(found) < where["limit"] and wanted.min_score > 0:
            every = project.quotes(replace(wanted, min_score=0.0, limit=None))
            _tell_unsure(len(every) - len(found), wanted.min_score)
        if not found:
            note("No quotes found.")
        if output:
            project.export_quotes(Path(output), found, lang)
            note(f"Written: {output} ({len(found)} quote(s))")
        elif as_json:
            print_json([asdict(q) for q in found])
        else:
            for quote in found:
                _print_quote(quote, project.cite(quote, lang), project.codebook, lang)


def _tell_unsure(number: int, floor: float) -> None:
    if number > 0:
        note(f"{number} more with a score under {floor:g}: read them with --min-score 0.")


def _print_quote(quote: Quote, citation: str, codebook: Codebook, lang: str) -> None:
    stance = codebook.stances[quote.stance][lang] if quote.stance in codebook.stances else quote.stance
    code = f"{quote.code}: {stance}, {quote.score:.2f}  " if quote.code else ""
    noted = f"\n    {'★ ' if quote.starred else ''}{quote.note}".rstrip() if quote.starred or quote.note else ""
    click.echo(f"{'”' if lang == 'da' else '“'}{quote.text}”")  # as the annex and the report set them
    click.echo(f"    — {citation}\n    {code}[{quote.passage_id}]{noted}\n")


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
@click.option("--lang", type=LANG, default="da", show_default=True, help="Language of what is printed.")
@click.option("--json", "as_json", is_flag=True)
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
