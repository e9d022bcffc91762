"""Theme models on disk: JSON for what people read, safetensors for numbers; nothing in them can run code."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ci_text.errors import StoreError
from ci_text.records import Theme, ThemeShare
from ci_text.themes.features import Space
from ci_text.themes.match import Change
from ci_text.themes.model import Drift, Merge, Placer, ThemeModel
from ci_text.whole_file import whole_file, write_text

VERSION = 1
TEXT, NUMBERS = "model.json", "arrays{}.safetensors"


def save(model: ThemeModel, folder: Path) -> None:
    """Write the numbers under a name made from them, then the text that names them, then take away those that the text
    of before named (others may be another process's): a run that is killed leaves the earlier model or the new one,
    whole."""
    folder.mkdir(parents=True, exist_ok=True)
    data, arrays, numbers, before = _to_json(model), _arrays(model.placer), "", _numbers_of(folder)
    if arrays:
        from safetensors.numpy import save as to_bytes

        raw = to_bytes(arrays)
        numbers = NUMBERS.format("-" + hashlib.sha256(raw).hexdigest()[:12])
        with whole_file(folder / numbers) as unfinished:
            unfinished.write_bytes(raw)
    text = json.dumps(data | {"numbers": numbers}, ensure_ascii=False, sort_keys=True, indent=1)
    write_text(folder / TEXT, text)
    if before and before != numbers:
        (folder / before).unlink(missing_ok=True)


def load(folder: Path) -> ThemeModel:
    """Read a saved model; raises StoreError with a remedy where files are missing, damaged or of another version."""
    remedy = f"Move the folder {folder} away (names you gave are in it), then run `ci-text themes`."
    try:
        data = json.loads((folder / TEXT).read_text("utf-8"))
        if data.get("format") != VERSION:
            raise StoreError(f"The themes in {folder} are of version {data.get('format')}, not {VERSION}.", remedy)
        return _from_json(data, folder)
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"The themes in {folder} can't be read: {error}", remedy) from error


def _numbers_of(folder: Path) -> str:
    """The numbers that the model in the folder names, whatever else is wrong with it; those of old where none is."""
    try:
        return _numbers(json.loads((folder / TEXT).read_text("utf-8")))
    except (OSError, ValueError, AttributeError):
        return NUMBERS.format("")


def _arrays(placer: Placer | None) -> dict[str, Any]:
    import numpy as np

    if placer is None:
        return {}
    space = placer.space
    arrays = {
        "idf": space.idf,
        "field_idf": space.field_idf,
        "shared": space.shared.astype(np.uint8),
        "axes": placer.axes,
        "middles": placer.middles,
        "closeness": placer.closeness,
    }
    arrays |= {f"bridge.{lang}": matrix for lang, matrix in space.bridges.items()}
    arrays |= {f"level.{lang}": level for lang, level in space.levels.items()}
    arrays |= {f"mean.{lang}": mean for lang, mean in placer.means.items()}
    return {name: np.ascontiguousarray(value) for name, value in arrays.items()}


def _to_json(model: ThemeModel) -> dict[str, Any]:
    placer = model.placer
    return {
        "format": VERSION,
        "themes": [asdict(t) for t in model.themes],
        "shares": [[s.passage_id, s.theme_id, s.weight] for s in model.shares],
        "message": dict(model.message),
        "keywords": list(model.keywords),
        "labels": dict(model.labels),
        "positions": {k: list(v) for k, v in model.positions.items()},
        "theme_positions": {str(k): list(v) for k, v in model.theme_positions.items()},
        "hierarchy": [asdict(m) for m in model.hierarchy],
        "changes": [asdict(c) for c in model.changes],
        "edited": {str(k): v for k, v in model.edited.items()},
        "details": dict(model.details),
        "drift": asdict(model.drift) if model.drift else None,
        "space": None
        if placer is None
        else {
            "vocabulary": list(placer.space.vocabulary),
            "mixed": placer.space.mixed,
            "floor": placer.floor,
            "familiar": placer.familiar,
        },
    }


def _from_json(data: dict[str, Any], folder: Path) -> ThemeModel:
    return ThemeModel(
        themes=tuple(
            Theme(**{**t, "keywords": tuple(t["keywords"]), "representative": tuple(t["representative"])})
            for t in data["themes"]
        ),
        shares=tuple(ThemeShare(*row) for row in data["shares"]),
        message=data["message"],
        keywords=tuple(data["keywords"]),
        labels=data["labels"],
        positions={k: (v[0], v[1]) for k, v in data["positions"].items()},
        theme_positions={int(k): (v[0], v[1]) for k, v in data["theme_positions"].items()},
        hierarchy=tuple(Merge(**{**m, "themes": tuple(m["themes"])}) for m in data["hierarchy"]),
        changes=tuple(Change(c["kind"], tuple(c["before"]), tuple(c["after"]), c["overlap"]) for c in data["changes"]),
        edited={int(k): v for k, v in data["edited"].items()},
        details=data["details"],
        drift=Drift(**data["drift"]) if data["drift"] else None,
        placer=_placer(data["space"], folder / _numbers(data)) if data["space"] else None,
    )


def _numbers(data: dict[str, Any]) -> str:
    """The name of the file beside the text; models of before 2026-11-27 do not say it."""
    name = str(data.get("numbers", NUMBERS.format("")))
    if name and not re.fullmatch(r"arrays(-\w+)?\.safetensors", name):
        raise ValueError(f"{name!r} is no file of this folder.")
    return name


def _placer(space: dict[str, Any], file: Path) -> Placer:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(file)
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    by_lang: dict[str, dict[str, Any]] = {"bridge": {}, "level": {}, "mean": {}}
    for name in sorted(arrays):
        kind, _, lang = name.partition(".")
        if lang:
            by_lang[kind][lang] = arrays[name]
    return Placer(
        space=Space(
            vocabulary=tuple(space["vocabulary"]),
            idf=arrays["idf"],
            field_idf=arrays["field_idf"],
            shared=arrays["shared"].astype(bool),
            bridges=by_lang["bridge"],
            mixed=bool(space["mixed"]),
            levels=by_lang["level"],
        ),
        axes=arrays["axes"],
        means=by_lang["mean"],
        middles=arrays["middles"],
        closeness=arrays["closeness"],
        floor=float(space["floor"]),
        familiar=float(space.get("familiar", 0.0)),
    )
