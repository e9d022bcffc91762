"""codebook show, check, copy."""

from __future__ import annotations

from pathlib import Path

import click

from ci_text.cli.common import chosen_codebook, lang_option, say, spoken


@click.group()
def codebook() -> None:
    """Show, check and copy codebooks.

    \b
    Example:
      ci-text codebook show
    """


@codebook.command()
@click.argument("code_id", required=False)
@lang_option("Language of names and definitions.")
@click.pass_context
def show(ctx: click.Context, code_id: str | None, lang: str) -> None:
    """Print the codes and stances, or everything about one code.

    \b
    Example:
      ci-text codebook show backbone --lang en
    """
    from ci_text.errors import UsageError

    book = chosen_codebook(ctx)
    if code_id is None:
        for code in book.codes:
            click.echo(f"{code.id:34} {code.name[lang]}  ({book.families[code.family][lang]})")
        click.echo()
        for stance, name in book.stances.items():
            click.echo(f"{stance:34} {name[lang]}  ({spoken('codebook', 'stance')})")
        return
    if code_id not in book.code_ids:
        raise UsageError(f"No code {code_id!r}.", f"Codes: {', '.join(book.code_ids)}.")
    code = book[code_id]
    click.echo(f"{code.id}\n{code.name[lang]}\n\n{code.definition[lang]}\n")
    for sign, items in (("+", code.include.get(lang, ())), ("-", code.exclude.get(lang, ()))):
        for item in items:
            click.echo(f"{sign} {item}")
    for near, why in code.near:
        click.echo(f"~ {near}: {why.get(lang, '')}")
    for text, stance in code.examples.get(lang, ()):
        click.echo(f"“{text}” ({book.stances[stance][lang]})")
    click.echo("cues: " + ", ".join(code.cues.get(lang, ())))


@codebook.command()
@click.argument("file", type=click.Path(dir_okay=False))
@lang_option("Language of what is said.", passed=False)
def check(file: str) -> None:
    """Name all mistakes of a codebook at once.

    \b
    Example:
      ci-text codebook check mine.yaml
    """
    from ci_text.codebook import load_codebook

    book = load_codebook(Path(file))
    click.echo(f"{file}: {spoken('codebook', 'sound', n=len(book.codes))}")


@codebook.command()
@click.argument("file", type=click.Path(dir_okay=False))
@lang_option("Language of what is said.", passed=False)
def copy(file: str) -> None:
    """Copy the packed codebook to FILE, to make your own from it.

    \b
    Example:
      ci-text codebook copy mine.yaml
    """
    from ci_text.codebook import packed_codebook_path
    from ci_text.errors import UsageError
    from ci_text.whole_file import whole_file

    target = Path(file)
    if target.exists():
        raise UsageError(f"{file}: is there already.", "Name another file.")
    with whole_file(target) as unfinished:
        unfinished.write_bytes(packed_codebook_path().read_bytes())
    say("codebook", "copied", name=file)


COMMANDS = (codebook,)
