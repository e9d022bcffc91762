"""code, level, star, discard: what people decide, kept with who did."""

from __future__ import annotations

import click

from ci_text.cli.common import lang_option, note, opened, say, spoken


def _one_line(_: click.Context, __: click.Parameter, coder: str) -> str:
    """The name without blanks around it; raises UsageError where a list of decisions could not show it."""
    from ci_text.errors import UsageError

    name = coder.strip()
    if len(name.splitlines()) != 1 or name != name.encode("utf-8", "replace").decode("utf-8"):
        raise UsageError("A coder needs a name, in one line of UTF-8 text.", "Initials will do: --coder ab.")
    return name


CODER = click.option(
    "--coder",
    required=True,
    callback=_one_line,
    help="Who decides: kept with the decision, in exports, report and manifest. Initials will do.",
)
SPEAKS = lang_option("Language of what is said.", passed=False)


@click.command()
@click.argument("passage_id")
@click.argument("code")
@click.argument("stance", type=click.Choice(["at_work", "lacking", "advised", "general", "no"]))
@CODER
@SPEAKS
@click.pass_context
def code(ctx: click.Context, passage_id: str, code: str, stance: str, coder: str) -> None:
    """Keep a coder's decision: CODE applies to PASSAGE_ID with STANCE, or does not ('no').

    `ci-text quotes` prints the id of each passage in [brackets].

    \b
    Example:
      ci-text -p out/project.db code 842365e43f8d:2208-2398 backbone lacking --coder anna
    """
    with opened(ctx) as project:
        project.decide(passage_id, code, None if stance == "no" else stance, coder)
        uncounted = project.uncounted(passage_id)
    note(f"{passage_id}: {code}: {spoken('judge', 'no') if stance == 'no' else stance} ({coder}).")
    if uncounted:
        why, what = uncounted
        say("judge", why, what=what if why == "repeats" else spoken("judge", what))


@click.command()
@click.argument("initiative")
@click.argument("code")
@click.argument("level")
@CODER
@click.option("--why", default="", help="The reason, kept with the level.")
@SPEAKS
@click.pass_context
def level(ctx: click.Context, initiative: str, code: str, level: str, coder: str, why: str) -> None:
    """Set the LEVEL of maturity of INITIATIVE on CODE; `compare --table maturity` shows it beside the suggested one.

    Levels: not_seen, emerging, in_place, sustained - or those of your own rubric (`ci-text --rubric FILE level …`).

    \b
    Example:
      ci-text -p out/project.db level "Nøglen først" backbone in_place --coder anna --why "tre uafhængige kilder"
    """
    with opened(ctx) as project:
        before = project.store.levels().get((initiative, code))
        project.set_level(initiative, code, level, coder, why)
    note(f"{initiative}: {code}: {level} ({coder}).")
    if before and (before["level"], before["why"], before["coder"]) != (level, why, coder):
        _before(before["level"], before["why"], before["coder"])


def _before(state: str, why: str, who: str) -> None:
    """Say what is replaced or taken back."""
    say("judge", "before", state=state, who=who, why=f": {why}" if why else "")


def _noting(name: str, state: str, help_text: str) -> click.Command:
    """A command that notes something on a passage as a quote, or takes it back."""

    @click.command(name, help=help_text)
    @click.argument("passage_id")
    @click.argument("code")
    @CODER
    @click.option("--reason", default="", help="A note or reason, kept with who gave it and shown in the exports.")
    @click.option("--undo", is_flag=True, help="Take it back.")
    @SPEAKS
    @click.pass_context
    def command(ctx: click.Context, passage_id: str, code: str, coder: str, reason: str, undo: bool) -> None:
        with opened(ctx) as project:
            _, _, before, why, who = project.store.notes.of(passage_id, code)
            if undo:
                project.take_back(passage_id, code, state, coder)
            else:
                project.note_quote(passage_id, code, state, coder, reason)
        note(f"{passage_id}: {code}: {spoken('judge', f'un{state}' if undo else state)} ({coder}).")
        if before and (undo or (before, why, who) != (state, reason, coder)):
            _before(spoken("judge", f"was_{before}"), why, who)

    return command


star = _noting(
    "star",
    "starred",
    """Star a passage as a quote on CODE: it comes first in quotes, report and annex; `quotes --starred` gives only
    these.

    \b
    Example:
      ci-text -p out/project.db star 842365e43f8d:2208-2398 backbone --coder anna --reason "til kapitel 3"
    """,
)
discard = _noting(
    "discard",
    "discarded",
    """Discard a passage as a quote on CODE: it is quoted no more. Its code stays and counts.

    \b
    Example:
      ci-text -p out/project.db discard 842365e43f8d:2208-2398 backbone --coder anna --reason "uden sammenhæng"
    """,
)

COMMANDS = (code, level, star, discard)
