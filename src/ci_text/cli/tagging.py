"""tag, try, evaluate: which codes the passages carry."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from ci_text.cli.common import (
    MODEL_OPTION,
    chosen_codebook,
    lang_option,
    note,
    opened,
    print_json,
    progress_bars,
    say,
    spoken,
)


def _tagger_options(precision: float | None, recall: float | None, model: Path | None) -> Any:
    from ci_text.taggers import TaggerOptions

    if precision is not None and recall is not None:
        raise click.UsageError("--precision or --recall, not both.")
    return TaggerOptions(precision=precision, recall=recall, model=model)


def tagging_options(command: Any) -> Any:
    command = MODEL_OPTION(command)
    command = click.option("--recall", type=click.FloatRange(0, 1), help="Thresholds for this recall instead.")(command)
    command = click.option(
        "--precision", type=click.FloatRange(0, 1), help="Thresholds for this precision instead of balance."
    )(command)
    return click.option(
        "--tagger",
        default="auto",
        show_default=True,
        help="Which tagger: auto, combined, quick (without the encoder: much faster, finds less), linear, lexicon.",
    )(command)


@click.command()
@tagging_options
@lang_option("Language of what is said.")
@click.pass_context
def tag(
    ctx: click.Context, tagger: str, precision: float | None, recall: float | None, model: Path | None, lang: str
) -> None:
    """Tag the documents that this tagger has not tagged yet. Human tags stay.

    \b
    Example:
      ci-text -p out/project.db tag --precision 0.8
    """
    from ci_text.cli.told import codeless_text

    with progress_bars() as progress, opened(ctx) as project:
        done = project.tag(tagger, _tagger_options(precision, recall, model), progress)
        say("done", "tagged", n=done)
        if waiting := project.codeless():
            note(codeless_text(waiting, lang))


@click.command("try")
@click.argument("passage")
@click.option("--context", default="", help="The question before an answer.")
@click.option("--json", "as_json", is_flag=True, help="With the place of the words, for programs.")
@tagging_options
@lang_option("Language of what is said.", passed=False)
@click.pass_context
def try_(
    ctx: click.Context,
    /,
    passage: str,
    context: str,
    as_json: bool,
    tagger: str,
    precision: float | None,
    recall: float | None,
    model: Path | None,
) -> None:
    """Tag one passage and show the words that earned each code.

    \b
    Example:
      ci-text try "Vi mangler fælles målemetoder."
    """
    from ci_text.errors import UsageError
    from ci_text.evaluation import is_text, lone_passage
    from ci_text.taggers import load_tagger

    if not is_text(passage + context):
        raise UsageError("The passage is not UTF-8 text.", "Convert the file that it comes from to UTF-8.")
    book = chosen_codebook(ctx)
    one = lone_passage("try", passage, context=context)
    tags = load_tagger(tagger, book, _tagger_options(precision, recall, model)).tag([one])
    if as_json:
        print_json(
            {
                t.code: {
                    "stance": t.stance,
                    "score": t.score,
                    "source": t.source,
                    "evidence": [{"start": e.start, "end": e.end, "text": e.text} for e in t.evidence],
                }
                for t in tags
            }
        )
        return
    if not tags:
        click.echo(spoken("done", "no_code"))
    for t in sorted(tags, key=lambda t: -t.score):
        click.echo(f"{t.code:34} {t.stance:9} {t.score:.2f}  {' | '.join(e.text for e in t.evidence)}")


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="All figures, for programs.")
@lang_option("Language of what is said.")
@click.option("--predictions", type=click.Path(dir_okay=False), help="Write what was predicted, a line a passage.")
@tagging_options
@click.pass_context
def evaluate(
    ctx: click.Context,
    /,
    gold: str,
    as_json: bool,
    lang: str,
    predictions: str | None,
    tagger: str,
    precision: float | None,
    recall: float | None,
    model: Path | None,
) -> None:
    """Measure a tagger on labelled passages: precision, recall, F1, kappa, stance, with bootstrap intervals.

    GOLD has a line a passage: {"id", "lang", "text", "codes": {code: stance}}, perhaps "context" (the question before
    an answer) and "source" (the document: intervals are drawn over sources, whose passages are alike).

    \b
    Example:
      ci-text evaluate gold.jsonl --predictions mine.jsonl
    """
    from ci_text.errors import UsageError
    from ci_text.evaluation import evaluate_file, table
    from ci_text.taggers import load_tagger
    from ci_text.whole_file import whole_file

    if predictions and Path(predictions).exists() and Path(predictions).samefile(gold):
        raise UsageError(f"{predictions}: holds the labels.", "Write the predictions to another file.")
    book = chosen_codebook(ctx)
    chosen = load_tagger(tagger, book, _tagger_options(precision, recall, model))
    with whole_file(Path(predictions)) if predictions else nullcontext() as unfinished:
        result = evaluate_file(Path(gold), chosen, book, unfinished)
    if as_json:
        print_json(result)
    else:
        click.echo(table(result, lang))


COMMANDS = (tag, try_, evaluate)
