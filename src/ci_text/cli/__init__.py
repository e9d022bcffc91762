"""The command line: parse, call Project, print. Data goes to stdout, notes and progress to stderr."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

import click

from ci_text import __version__
from ci_text.cli import account, analyse, codebook, judge, read, tagging, tell
from ci_text.cli.common import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-p",
    "--project",
    "project_path",
    type=click.Path(dir_okay=False),
    default="project.db",
    show_default=True,
    help="The project file.",
)
@click.option(
    "--codebook", "codebook_path", type=click.Path(exists=True, dir_okay=False), help="Your own codebook (YAML)."
)
@click.option(
    "--rubric",
    "rubric_path",
    type=click.Path(exists=True, dir_okay=False),
    help="Your own levels of maturity (YAML); the project keeps which.",
)
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context, project_path: str, codebook_path: str | None, rubric_path: str | None) -> None:
    """Evidence on collective impact from reports and interviews, offline.

    \b
    Example:
      ci-text run corpora/sample -o out        everything, in one go
      ci-text -p out/project.db quotes backbone --limit 5
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _ended)
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
            signal.signal(signal.SIGHUP, _ended)
    ctx.obj = {"project": project_path, "codebook": codebook_path, "rubric": rubric_path, "lang": "da"}


def _ended(number: int, _: FrameType | None) -> None:
    """Leave as by an error: what is half written is taken away, and workers end."""
    sys.exit(128 + number)


for module in (read, tagging, analyse, tell, judge, account, codebook):
    for command in module.COMMANDS:
        main.add_command(command)
