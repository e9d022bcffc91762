"""highlight, methods, manifest, rerun, diff: giving account of what was done."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from ci_text.cli.common import (
    lang_option,
    note,
    opened,
    password_options,
    passwords_of,
    print_json,
    progress_bars,
    say,
    spoken,
    tell_added,
    told,
)
from ci_text.whole_file import write_text

EXISTING = click.Path(exists=True, dir_okay=False)


@click.command()
@click.argument("documents", nargs=-1)
@click.option("-o", "--output", "folder", type=click.Path(file_okay=False), required=True, help="Where the copies go.")
@lang_option("Language of the comments.")
@password_options
@click.pass_context
def highlight(
    ctx: click.Context,
    documents: tuple[str, ...],
    folder: str,
    lang: str,
    password: tuple[str, ...],
    passwords: str | None,
) -> None:
    """Copy PDFs of the project with every code as a highlight: a colour per code, comments with stance and score.

    DOCUMENTS are paths or file names; all PDFs where none is named. The copies lie in a folder for each initiative.
    Copies of locked PDFs are not locked.

    \b
    Example:
      ci-text -p out/project.db highlight interview.pdf -o marked
    """
    with opened(ctx) as project:
        made, failed = project.highlight(Path(folder), documents, lang, passwords_of(password, passwords))
    for path, number in made:
        click.echo(f"{path}: {spoken('account', 'highlights', n=number)}")
    for name, error in failed:
        note(f"  {name}: {told(error, lang)}")
    sys.exit(1 if failed else 0)


@click.command()
@lang_option("Language of the section.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to a file instead (Markdown).")
@click.pass_context
def methods(ctx: click.Context, lang: str, output: str | None) -> None:
    """Print the methods section of an evaluation report, filled in from what was done.

    \b
    Example:
      ci-text -p out/project.db methods --lang da -o metode.md
    """
    with opened(ctx) as project:
        text = project.methods()[lang]
    if output:
        write_text(Path(output), text)
        say("done", "file", name=output)
    else:
        click.echo(text, nl=False)


@click.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False), default="manifest.json", show_default=True)
@lang_option("Language of what is said.", passed=False)
@click.pass_context
def manifest(ctx: click.Context, output: str) -> None:
    """Write what went in and how it was treated: hashes, versions, parameters, seeds, decisions.

    No text of the material is in it; the ids of passages and who decided on them are.

    \b
    Example:
      ci-text -p out/project.db manifest -o manifest.json
    """
    from ci_text.project.account import write_manifest

    with opened(ctx) as project:
        write_manifest(Path(output), project.manifest(folder=Path(output).parent))
    say("done", "file", name=output)


@click.command()
@click.argument("manifest", type=EXISTING)
@click.option("-o", "--output", "folder", type=click.Path(file_okay=False), required=True, help="A new folder.")
@lang_option("Language of the report and the tables.")
@password_options
def rerun(manifest: str, folder: str, lang: str, password: tuple[str, ...], passwords: str | None) -> None:
    """Do again what MANIFEST says, from the files, and say what has changed since and which tables are the same.

    It may be run from any folder: the manifest knows the way to the files, also where both were moved together.
    Passwords of locked PDFs are not in it.
    Files that are new since are left out; names that were given to themes are not taken over, nor the numbers that
    themes kept from earlier runs: tables that differ in these alone are the same. Ends with 1 where a table is another
    or a file could not be read.

    \b
    Example:
      ci-text rerun out/manifest.json -o again
    """
    from ci_text.project.again import rerun as do_again

    with progress_bars() as progress:
        found = do_again(Path(manifest), Path(folder), lang, passwords_of(password, passwords), progress)
    code = tell_added(found.added, lang)
    for text in found.lost:
        note(f"  {spoken('account', 'lost', text=text)}")
    for text in found.codeless:
        note(f"  {spoken('account', 'codeless', text=text)}")
    for text in found.changed:
        click.echo(f"{spoken('account', 'changed'):9}{text}")
    other = [name for name, same in found.same.items() if not same]
    for name, same in found.same.items():
        but = f" ({spoken('account', 'renumbered')})" if name in found.renumbered else ""
        click.echo(f"{spoken('account', 'same' if same else 'other'):9}{spoken('account', 'table')} {name}{but}")
    if found.by_number:
        click.echo(spoken("account", "by_number", names=", ".join(found.by_number)))
    click.echo(spoken("account", "some_other" if other else "all_same", n=len(other)))
    sys.exit(1 if other else code)


@click.command()
@click.argument("a", type=EXISTING)
@click.argument("b", type=EXISTING)
@click.option("--kind", type=click.Choice(["document", "tag", "cell", "quote"]), help="Only these changes.")
@click.option("--json", "as_json", is_flag=True, help="Each change, for programs.")
@lang_option("Language of what is said; JSON is English.")
def diff(a: str, b: str, kind: str | None, as_json: bool, lang: str) -> None:
    """Say what changed from project A to project B - documents, tags, cells of the matrix, best quotes - and why.

    \b
    Example:
      ci-text diff out/project.db again/project.db
    """
    from ci_text.cli.told import change_text
    from ci_text.project.again import differences

    changes = [c for c in differences(Path(a), Path(b)) if kind in (None, c.kind)]
    if as_json:
        print_json([asdict(c) for c in changes])
        return
    for change in changes:
        click.echo(change_text(change, lang))
    click.echo(spoken("account", "changes" if changes else "nothing", n=len(changes)))


COMMANDS = (highlight, methods, manifest, rerun, diff)
