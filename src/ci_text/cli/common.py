"""What the commands share: opening the project, progress bars, reading options, errors as messages."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import DatabaseError, OperationalError
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ci_text.errors import CiTextError, ReadError, StoreError, UsageError

if TYPE_CHECKING:
    from ci_text.codebook import Codebook
    from ci_text.project import Added, Project

SPOKEN = "CI_TEXT_LANG"
DAMAGED = "Take a copy of it from before, or name a new one with -p and read the files again."
MODEL_OPTION = click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True, path_type=Path),
    help="A trained model of your own instead of the packed one (models/train.py --out).",
)


class Group(click.Group):
    """Turns the program's errors into a message and an exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CiTextError as error:
            click.echo(f"ci-text: {told(error, ctx.obj['lang'])}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:  # `| head` has read enough
            raise
        except (OSError, DatabaseError, UnicodeEncodeError) as error:
            refused = from_outside(error)
            click.echo(f"ci-text: {told(refused, ctx.obj['lang'])}", err=True)
            _leave(refused.exit_code)


def from_outside(error: OSError | DatabaseError | UnicodeEncodeError) -> CiTextError:
    """What the machine refuses, whichever file it is, with its cause and a remedy."""
    if isinstance(error, OSError):
        return CiTextError(
            f"The system refuses{f' {error.filename}' if error.filename else ''}: {error.strerror or error}.",
            "See that it is there, that you may write there and that the disk has room.",
        )
    if isinstance(error, OperationalError):
        return StoreError(
            f"The project can't be read or written ({error}).",
            "See that you may write there, that the disk has room and no other program holds the project.",
        )
    if isinstance(error, DatabaseError):
        return StoreError(f"The project file is damaged ({error}).", DAMAGED)
    if error.encoding.lower().replace("-", "") == "utf8":
        return UsageError(
            "A word of the command is not UTF-8 text.", "Type it anew, in a terminal that is set to UTF-8."
        )
    return CiTextError(
        f"What is printed has characters that {error.encoding} lacks ({error.object[error.start : error.end]!a}).",
        "Set PYTHONUTF8=1 in the environment.",
    )


def _leave(code: int) -> NoReturn:
    """End where standard output may be the place that refuses: what is left for it is dropped."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


@contextmanager
def opened(ctx: click.Context, create: bool = False) -> Iterator[Project]:
    from ci_text.project import Project

    codebook, rubric = (Path(ctx.obj[name]) if ctx.obj[name] else None for name in ("codebook", "rubric"))
    with Project(Path(ctx.obj["project"]), codebook, create, rubric) as project:
        yield project


def names_project(ctx: click.Context) -> bool:
    """Whether the user said which project (-p)."""
    return ctx.find_root().get_parameter_source("project_path") is not click.core.ParameterSource.DEFAULT


def chosen_codebook(ctx: click.Context) -> Codebook:
    """The codebook of `--codebook`, else that of the project where one is named, else the packed one."""
    from ci_text.codebook import default_codebook, load_codebook

    if ctx.obj["codebook"]:
        return load_codebook(Path(ctx.obj["codebook"]))
    if not names_project(ctx):
        return default_codebook()
    with opened(ctx) as project:
        return project.codebook


@contextmanager
def opened_to_read(ctx: click.Context, paths: Sequence[str], metadata: str | None) -> Iterator[Project]:
    """The project, made where it is not there; wrong paths and lists are told before a file is made."""
    from ci_text.codebook import load_codebook
    from ci_text.metadata import find_files

    if ctx.obj["codebook"]:
        load_codebook(Path(ctx.obj["codebook"]))
    if not Path(ctx.obj["project"]).exists():
        find_files(paths, metadata)
    with opened(ctx, create=True) as project:
        yield project


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr for each step, only where somebody looks."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def tell(step: str, done: int, total: int) -> None:
        if not sys.stderr.isatty() or total <= 0:
            return
        if step not in bars:
            bars[step] = tqdm(total=total, desc=spoken("steps", step), file=sys.stderr, leave=False)
        bars[step].total = total
        bars[step].update(done - bars[step].n)

    try:
        yield tell
    finally:
        for bar in bars.values():
            bar.close()


def told(error: CiTextError, lang: str) -> str:
    """Cause and remedy in the language; what the table of causes tells by its kind only keeps its own words, too."""
    from ci_text.causes import failure

    cause, remedy = failure(error.kind, error.message, error.remedy, lang)
    nameless = lang != "en" and isinstance(error, ReadError) and error.message.partition(":")[0] not in cause
    return f"{cause} {remedy}".strip() + (f" ({error.message})" if nameless and error.message else "")


def lang_option(says: str, passed: bool = True) -> Callable[..., Any]:
    """`--lang`; `passed` says whether the command takes it as an argument."""

    def keep(ctx: click.Context, _: click.Parameter, lang: str) -> str:
        ctx.find_root().obj["lang"] = lang
        return lang

    return click.option(
        "--lang", type=click.Choice(["da", "en"]), default="da", envvar=SPOKEN, show_default=True, is_eager=True,
        callback=keep, expose_value=passed, help=f"{says} {SPOKEN}=en in the environment says it for all.",
    )  # fmt: skip


def spoken(part: str, key: str, **values: Any) -> str:
    """A sentence of `told.yaml` in the language of the command that runs."""
    from ci_text.cli.told import words

    return words(part, key, click.get_current_context().find_root().obj["lang"], **values)


def say(part: str, key: str, **values: Any) -> None:
    """Say it on stderr."""
    note(spoken(part, key, **values))


def note(text: str) -> None:
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def password_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--password and --passwords, of everything that opens PDFs; `passwords_of` puts both together."""
    listed = click.option(
        "--passwords",
        type=click.Path(exists=True, dir_okay=False),
        help="A file with a password a line, so that none stands in the history of the command line.",
    )
    one = click.option("--password", multiple=True, help="A password to try on locked PDFs; may be given again.")
    return one(listed(command))


def passwords_of(given: Sequence[str], file: str | None) -> tuple[str, ...]:
    """Those that were typed, then those of the file."""
    from ci_text.readers.encoding import decode

    if file is None:
        return tuple(given)
    listed, _ = decode(Path(file).read_bytes())
    return (*given, *(line for line in listed.splitlines() if line.strip()))


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of everything that reads files."""
    for option in reversed(
        [
            password_options,
            click.option(
                "--ocr",
                type=click.Choice(["auto", "never", "always"]),
                default="auto",
                show_default=True,
                help="Recognise text in pictures of pages, with Tesseract.",
            ),
            click.option("--max-pages", type=click.IntRange(1), help="Refuse files with more pages."),
            click.option("--time-limit", type=click.FloatRange(1), help="Seconds a file may take."),
            click.option("--memory-limit", type=click.IntRange(128), help="MB that reading a file may take."),
        ]
    ):
        command = option(command)
    return command


def read_options(given: dict[str, Any]) -> Any:
    from ci_text.readers.options import ReadOptions

    passwords = passwords_of(given["password"], given["passwords"])
    chosen: dict[str, Any] = {"passwords": passwords, "ocr": given["ocr"]}
    if given["max_pages"]:
        chosen["max_pages"] = given["max_pages"]
    if given["time_limit"]:
        chosen["time_limit"] = given["time_limit"]
    if given["memory_limit"]:
        chosen["memory_limit"] = given["memory_limit"] * 1024 * 1024
    return ReadOptions(**chosen)


def tell_added(added: Added, lang: str) -> int:
    """Say on stderr what was read and what was not; returns the exit code."""
    from ci_text.cli.told import added_text

    note(added_text(added, lang))
    return 1 if added.failed else 0
