"""run, add, text: everything that reads files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ci_text.cli.common import (
    MODEL_OPTION,
    lang_option,
    names_project,
    note,
    opened,
    opened_to_read,
    print_json,
    progress_bars,
    read_options,
    reading_options,
    say,
    tell_added,
)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "-o", "--output", "folder", type=click.Path(file_okay=False), required=True, help="Where everything goes."
)
@lang_option("Language of the report and the tables.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Files read side by side. Default: one a processor.")
@click.option("--metadata", type=click.Path(exists=True, dir_okay=False), help="A corpus.toml or CSV elsewhere.")
@MODEL_OPTION
@reading_options
@click.pass_context
def run(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    folder: str,
    lang: str,
    jobs: int | None,
    metadata: str | None,
    model: Path | None,
    **reading: Any,
) -> None:
    """Read PATHS, tag, model themes, compare, and write report and tables.

    Writes project.db and project.themes, report.html, evidence.xlsx, passages.jsonl and manifest.json into the output
    folder. A folder under a path is an initiative, unless a corpus.toml there says otherwise. Run it again after adding
    files: only those are read.

    \b
    Example:
      ci-text run corpora/sample -o out
    """
    from ci_text.taggers import TaggerOptions

    if names_project(ctx):
        raise click.UsageError(
            "`run` keeps its project in the output folder: leave -p out, or use add, tag and report."
        )
    target, tagging = Path(folder), TaggerOptions(model=model)
    ctx.obj["project"] = str(target / "project.db")
    with progress_bars() as progress, opened_to_read(ctx, paths, metadata) as project:
        added = project.add(paths, read_options(reading), jobs, metadata, progress)
        code = tell_added(added, lang)
        say("done", "tagged", n=project.tag(options=tagging, progress=progress))
        note(project.themes(progress=progress).message[lang])
        names = "report.html, evidence.xlsx, passages.jsonl, manifest.json, project.db, project.themes"
        state = "written" if project.write_all(target, lang) else "same"
        say("done", state, folder=target, names=names)
    sys.exit(code)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("-j", "--jobs", type=click.IntRange(1), help="Files read side by side. Default: one a processor.")
@click.option("--metadata", type=click.Path(exists=True, dir_okay=False), help="A corpus.toml or CSV elsewhere.")
@lang_option("Language of what is said of the files.")
@reading_options
@click.pass_context
def add(
    ctx: click.Context, /, paths: tuple[str, ...], jobs: int | None, metadata: str | None, lang: str, **reading: Any
) -> None:
    """Read files and folders into the project.

    \b
    Example:
      ci-text -p out/project.db add new-reports/
    """
    with progress_bars() as progress, opened_to_read(ctx, paths, metadata) as project:
        code = tell_added(project.add(paths, read_options(reading), jobs, metadata, progress), lang)
    sys.exit(code)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--homeless", is_flag=True, help="Also decisions of earlier readings that have no passage now.")
@lang_option("Language of what is said.", passed=False)
@click.pass_context
def forget(ctx: click.Context, paths: tuple[str, ...], homeless: bool) -> None:
    """Erase files from the project: text, tags, and what people decided and noted on them.

    For somebody who withdraws an interview. Files that are gone from the disk can be erased, too; the files themselves
    are not touched: take them away, or the next `run` reads them again. Reports, tables and themes that were made of
    them before are to be made anew, or deleted. Ends with 1 where the same text stays, under another path.

    \b
    Example:
      ci-text -p out/project.db forget material/MedVind/interview-beboer.vtt
    """
    with opened(ctx) as project:
        erased = project.forget(paths, homeless)
    for path, others in erased.items():
        say("done", "still_held" if others else "forgotten", path=path, others=", ".join(others))
    say("done", "make_anew")
    sys.exit(1 if any(erased.values()) else 0)


@click.command()
@click.argument("file", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="One object: the account of each page, and the passages.")
@click.option(
    "--picture", type=click.Path(file_okay=False), help="Also draw the pages with boxes and order into a folder."
)
@lang_option("Language of what is said of the file.")
@reading_options
def text(file: str, as_json: bool, picture: str | None, lang: str, **reading: Any) -> None:
    """Print the clean reading text of FILE.

    \b
    Example:
      ci-text text report.pdf
      ci-text text report.pdf --json | jq '.pages[] | select(.unaccounted > 0)'
    """
    from ci_text.causes import remark
    from ci_text.errors import ReadError, UsageError
    from ci_text.segment import make_passages
    from ci_text.workers import read_isolated

    options = read_options(reading)
    [(_, document)] = read_isolated([file], options, jobs=1)
    if isinstance(document, ReadError):
        raise document
    if picture and document.format != "pdf":
        raise UsageError(f"{file} is no PDF, so it has no pages to draw.", "Leave --picture out.")
    if picture:
        from ci_text.readers.pdf.picture import draw_pages

        draw_pages(Path(file), document, Path(picture), options.passwords)
    for one in document.notes:
        note(remark(one, lang))
    if as_json:
        print_json(
            {"pages": [_page(p) for p in document.pages], "passages": [_passage(p) for p in make_passages(document)]}
        )
    else:
        click.echo(document.text)


def _page(page: Any) -> dict[str, Any]:
    return {
        "page": page.page, "characters_in": page.characters_in, "characters_out": page.characters_out,
        "set_aside": dict(page.set_aside), "unaccounted": page.unaccounted, "quality": page.quality,
        "verdict": page.verdict, "reason": page.reason, "ocr": page.ocr,
    }  # fmt: skip


def _passage(p: Any) -> dict[str, Any]:
    box = p.boxes[0][1] if p.boxes else None
    return {
        "kind": p.kind, "page": p.page, "page_end": p.page_end,
        "box": [round(v, 1) for v in (box.x0, box.top, box.x1, box.bottom)] if box else None,
        "start": p.start, "end": p.end, "text": p.text, "heading": list(p.heading), "speaker": p.speaker,
        "role": p.role, "context": p.context, "time": p.time, "lang": p.lang, "words_sure": p.words_sure,
        "boxes": [[page, *(round(v, 1) for v in (b.x0, b.top, b.x1, b.bottom))] for page, b in p.boxes],
    }  # fmt: skip


COMMANDS = (run, add, forget, text)
