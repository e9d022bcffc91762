"""code, level, star, discard: what people decide, kept with who did."""

from __future__ import annotations

import click

from ci_text.cli.common import note, opened

CODER = click.option("--coder", required=True, help="Who decides: kept with the decision.")


@click.command()
@click.argument("passage_id")
@click.argument("code")
@click.argument("stance", type=click.Choice(["at_work", "lacking", "advised", "general", "no"]))
@CODER
@click.pass_context
def code(ctx: click.Context, passage_id: str, code: str, stance: str, coder: str) -> None:
    """Keep a coder's decision: CODE applies to PASSAGE_ID with STANCE, or does not ('no').

    `ci-text quotes` prints the id of each passage in [brackets].

    \b
    Example:
      ci-text -p out/project.db code 1f3a5c7e9b1d:120-310 backbone lacking --coder anna
    """
    with opened(ctx) as project:
        project.decide(passage_id, code, None if stance == "no" else stance, coder)
    note(f"{passage_id}: {code}: {'does not apply' if stance == 'no' else stance} ({coder}).")


@click.command()
@click.argument("initiative")
@click.argument("code")
@click.argument("level")
@CODER
@click.option("--why", default="", help="The reason, kept with the level.")
@click.pass_context
def level(ctx: click.Context, initiative: str, code: str, level: str, coder: str, why: str) -> None:
    """Set the LEVEL of maturity of INITIATIVE on CODE; `compare --table maturity` shows it beside the suggested one.

    \b
    Example:
      ci-text -p out/project.db level "Nøgle først" backbone in_place --coder anna --why "tre uafhængige kilder"
    """
    with opened(ctx) as project:
        project.set_level(initiative, code, level, coder, why)
    note(f"{initiative}: {code}: {level} ({coder}).")


@click.command()
@click.argument("passage_id")
@click.argument("code")
@CODER
@click.option("--reason", default="", help="Kept with the star.")
@click.option("--undo", is_flag=True, help="Take the star back.")
@click.pass_context
def star(ctx: click.Context, passage_id: str, code: str, coder: str, reason: str, undo: bool) -> None:
    """Star a passage as a quote on CODE: `quotes --starred` prints only these.

    \b
    Example:
      ci-text -p out/project.db star 1f3a5c7e9b1d:120-310 backbone --coder anna
    """
    with opened(ctx) as project:
        project.note_quote(passage_id, code, "" if undo else "starred", coder, reason)
    note(f"{passage_id}: {code}: {'no longer starred' if undo else 'starred'} ({coder}).")


@click.command()
@click.argument("passage_id")
@click.argument("code")
@CODER
@click.option("--reason", default="", help="Kept with the decision.")
@click.option("--undo", is_flag=True, help="Take it back.")
@click.pass_context
def discard(ctx: click.Context, passage_id: str, code: str, coder: str, reason: str, undo: bool) -> None:
    """Discard a passage as a quote on CODE: it is quoted no more. Its code stays and counts.

    \b
    Example:
      ci-text -p out/project.db discard 1f3a5c7e9b1d:120-310 backbone --coder anna --reason "uden sammenhæng"
    """
    with opened(ctx) as project:
        project.note_quote(passage_id, code, "" if undo else "discarded", coder, reason)
    note(f"{passage_id}: {code}: {'quoted again' if undo else 'no longer quoted'} ({coder}).")


COMMANDS = (code, level, star, discard)
