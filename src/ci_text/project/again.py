"""Doing a manifest again, and telling two projects apart."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.errors import UsageError
from ci_text.project import Added, Project
from ci_text.project.base import Progress, silent
from ci_text.project.tell import QUOTES_PER_CELL

if TYPE_CHECKING:
    from ci_text.methods import Change
    from ci_text.readers.options import ReadOptions


@dataclass(frozen=True, slots=True)
class Rerun:
    """What a rerun found: how the files were read, what of the inputs is other than it was (in plain words), the
    decisions that found no passage and those whose code is not in the codebook, and each table with whether it is the
    same. `renumbered` are the same but for the numbers and names of themes; `by_number` are other, of a manifest of
    before, which does not tell whether in more than these."""

    added: Added
    changed: tuple[str, ...]
    lost: tuple[str, ...]
    codeless: tuple[str, ...]
    same: Mapping[str, bool]
    renumbered: tuple[str, ...] = ()
    by_number: tuple[str, ...] = ()


def rerun(
    manifest: Path, folder: Path, lang: str = "da", passwords: Sequence[str] = (), progress: Progress = silent
) -> Rerun:
    """Do what a manifest says, into a new project in `folder`, and write all that `run` writes.

    Files that the manifest does not name are left out. Themes are modelled anew: names given by hand and updates are
    not in a manifest, nor which numbers themes kept from earlier runs. Raises UsageError where the manifest can't be
    used or the folder holds a project.
    """
    kept = read_manifest(manifest)
    if (folder / "project.db").exists():
        raise UsageError(f"{folder}: holds a project already.", "Name a new folder: a rerun begins from nothing.")
    manifest, folder = manifest.resolve(), folder.resolve()
    wanted = kept["options"]
    codebook = _file_of("codebook", kept["codebook"]["path"], manifest.parent)
    rubric = _file_of("rubric", wanted["rubric"], manifest.parent)
    folder.mkdir(parents=True, exist_ok=True)
    with Project(folder / "project.db", codebook, rubric=rubric) as project:
        only = {item["path"] for item in kept["inputs"]}
        added = Added((), (), ())
        for one in wanted["adds"]:
            options = _read_options(one["options"], passwords)
            with contextlib.chdir(_folder_of(one, manifest.parent)):  # so that paths are named as they were
                added = _joined(added, project.add(one["paths"], options, None, one["metadata"], progress, only))
        _tag(project, kept["steps"].get("tag"), progress)
        lost, codeless = _decide(project, wanted)
        _model_themes(project, kept["steps"].get("themes"), progress)
        project.write_all(folder, lang)
        now = read_manifest(folder / "manifest.json")
    found = Rerun(added, tuple(_changed(kept, now)), lost, codeless, _same(wanted["tables"], now["options"]["tables"]))
    return _without_numbers(found, wanted.get("unnumbered"), now["options"]["unnumbered"])


def read_manifest(path: Path) -> dict[str, Any]:
    """A manifest; raises UsageError where the file is none."""
    remedy = "Name a manifest.json that `ci-text run` or `ci-text manifest` wrote."
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: can't be read as a manifest ({error}).", remedy) from error
    needed = {"inputs", "codebook", "steps", "options", "decisions", "program", "results"}
    if not isinstance(record, dict) or not needed <= set(record) or "tables" not in record["options"]:
        raise UsageError(f"{path}: not a manifest of ci-text.", remedy)
    return record


def differences(a: Path, b: Path) -> list[Change]:
    """What changed from one project file to another: documents, tags, cells of the matrix, best quotes, and why."""
    from ci_text.methods import diff

    sides = []
    for path in (a, b):
        with Project(path, create=False) as project:
            corpus, matrix = project.corpus(), project.compare().matrix
            sides.append((corpus, matrix, project.quotes(per_cell=QUOTES_PER_CELL), project.store.quote_notes()))
    (corpus_a, matrix_a, quotes_a, notes_a), (corpus_b, matrix_b, quotes_b, notes_b) = sides
    changes = diff(corpus_a, corpus_b, matrix_a, matrix_b, quotes_a, quotes_b)
    gone = {(f"{q.document}: {q.code}", q.text): notes_b.get((q.passage_id, q.code)) for q in quotes_a}
    come = {(f"{q.document}: {q.code}", q.text): notes_a.get((q.passage_id, q.code)) for q in quotes_b}
    return [_with_note(c, gone.get((c.what, c.before)) or come.get((c.what, c.after))) for c in changes]


def _with_note(change: Change, note: tuple[str, str] | None) -> Change:
    """A change of a quote that somebody discarded in one of the projects says so."""
    if change.kind != "quote" or note is None or note[0] != "discarded":
        return change
    return replace(change, why=f"discarded in one project{': ' if note[1] else ''}{note[1]}")


def _folder_of(one: Mapping[str, Any], manifests: Path) -> Path:
    """The folder in which an `add` was asked for, as seen from the manifest; where its paths are not there (the
    manifest was moved alone), the folder one works in."""
    folder = manifests / (one.get("folder") or ".")
    return folder if all((folder / path).exists() for path in one["paths"]) else Path.cwd()


def _file_of(name: str, way: str | None, manifests: Path) -> Path | None:
    """The project's own codebook or rubric, as seen from the manifest, else from the folder one works in; raises
    UsageError where it is in neither."""
    if not way:
        return None
    for place in (manifests / way, Path(way)):
        if place.exists():
            return place
    raise UsageError(
        f"{manifests / way}: the {name} that the manifest names is not there.",
        "Put it there, or work from a folder from which it lies so.",
    )


def _read_options(kept: Mapping[str, Any], passwords: Sequence[str]) -> ReadOptions:
    from ci_text.readers.options import ReadOptions

    known = {field.name for field in fields(ReadOptions)} - {"passwords"}
    chosen: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in (kept or {}).items() if name in known
    }
    return ReadOptions(**chosen, passwords=tuple(passwords))


def _joined(a: Added, b: Added) -> Added:
    return replace(
        b,
        read=a.read + b.read,
        unchanged=a.unchanged + b.unchanged,
        failed=a.failed + tuple(f for f in b.failed if f[0] not in {path for path, _ in a.failed}),
        notes=a.notes + b.notes,
    )


def _tag(project: Project, step: Mapping[str, Any] | None, progress: Progress) -> None:
    from ci_text.taggers import TaggerOptions

    if step is None:
        return
    options = dict(step.get("options") or {})
    model = options.pop("model", None)
    project.tag(step.get("name", "auto"), TaggerOptions(**options, model=Path(model) if model else None), progress)


def _decide(project: Project, wanted: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take over the human decisions, levels and notes; returns the decisions that have no passage here, and those
    whose code is not in the codebook."""
    lost, codeless = [], []
    here = set(project.store.passage_ids())
    for passage_id, code, stance, coder in wanted["decisions"]:
        said = f"{coder}: {code} on {passage_id}"
        if passage_id not in here:
            lost.append(said)
        elif code not in project.codebook.code_ids:
            codeless.append(said)
        else:
            project.decide(passage_id, code, stance, coder)
    for initiative, code, level, coder, why in wanted["levels"]:
        project.store.set_level(initiative, code, level, coder, why)
    for passage_id, code, state, reason, coder in wanted["quotes"]:
        project.store.note_quote(passage_id, code, state, reason, coder)
    return tuple(lost), tuple(codeless)


def _model_themes(project: Project, step: Mapping[str, Any] | None, progress: Progress) -> None:
    from ci_text.themes import ThemeOptions

    if step is None:
        return
    options = step.get("options")
    project.themes(ThemeOptions(**options) if isinstance(options, dict) else None, progress)


def _changed(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    from ci_text.methods import changed_inputs

    return changed_inputs(kept, now)


def _without_numbers(found: Rerun, kept: Mapping[str, str] | None, now: Mapping[str, str]) -> Rerun:
    """The same with what tables hold beside the numbers and names of themes; manifests of before 2026-11-27 do not
    say that."""
    other = [name for name, same in found.same.items() if not same and name in now]
    if kept is None:
        return replace(found, by_number=tuple(other))
    renumbered = tuple(name for name in other if kept.get(name) == now[name])
    return replace(found, renumbered=renumbered, same={**found.same, **dict.fromkeys(renumbered, True)})


def _same(kept: Mapping[str, str], now: Mapping[str, str]) -> dict[str, bool]:
    return {name: kept.get(name) == now.get(name) for name in sorted({*kept, *now})}
