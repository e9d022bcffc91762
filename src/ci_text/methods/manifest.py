"""manifest.json: what went in and how it was treated, so that the same can be done again and a change be seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ci_text import __version__
from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.records import Metadata, is_human

FORMAT = 1
PERMUTATION_SEED = 20140


def manifest(
    corpus: Corpus,
    codebook: Codebook,
    runs: Sequence[Mapping[str, Any]],
    levels: Mapping[tuple[str, str], Mapping[str, str]] | None = None,
    codebook_path: str = "",
    options: Mapping[str, Any] | None = None,
    notes: Sequence[tuple[str, ...]] = (),
) -> dict[str, Any]:
    """JSON-serialisable. Inputs by path, sha256 and metadata; the codebook's hash; the last parameters, versions and
    seeds of every step; hashes of human decisions (codes, levels, `notes` on quotes), of tags and of passages. No text
    of the material."""
    human = [t for t in corpus.tags if is_human(t.source)]
    reviewed = [(p, sorted(codes)) for p, codes in sorted(corpus.reviewed.items())]
    return {
        "format": FORMAT,
        "program": {"ci-text": __version__},
        "inputs": [
            {
                "path": f.path,
                "sha256": f.document_id,
                "status": f.status,
                "error": f.error_kind,
                "metadata": metadata_record(f.metadata),
            }
            for f in sorted(corpus.files, key=lambda f: f.path)
        ],
        "codebook": {
            "id": codebook.id,
            "version": codebook.version,
            "path": codebook_path,
            "sha256": hash_of([repr(codebook)]),
        },
        "steps": {str(run["step"]): {k: v for k, v in run.items() if k != "step"} for run in runs},
        "options": dict(options or {}),
        "seeds": {"statistics": PERMUTATION_SEED},
        "decisions": {
            "tags": len(human),
            "levels": len(levels or {}),
            "quotes": len(notes),
            "sha256": hash_of(
                [
                    *sorted(repr((t.passage_id, t.code, t.stance, t.source)) for t in human),
                    *map(repr, reviewed),
                    *(repr((k, v["level"], v.get("coder", ""))) for k, v in sorted((levels or {}).items())),
                    *map(repr, sorted(notes)),
                ]
            ),
        },
        "results": {
            "passages": len(corpus.passages),
            "passages_sha256": hash_of(p.id + p.text for p in corpus.passages),
            "tags": len(corpus.tags),
            "tags_sha256": hash_of(sorted(f"{t.passage_id} {t.code} {t.stance} {t.score:.4f}" for t in corpus.tags)),
            "themes": len(corpus.themes),
            "themes_sha256": hash_of(repr((t.id, t.keywords, t.size)) for t in corpus.themes),
        },
    }


def metadata_record(metadata: Metadata) -> dict[str, Any]:
    """The metadata as plain data, names of speakers left out: they are personal data."""
    record = {name: getattr(metadata, name) for name in Metadata.__slots__ if name not in ("speakers", "extra")}
    extra = {k: v for k, v in metadata.extra.items() if isinstance(v, str | int | float | bool)}
    return {k: v for k, v in record.items() if v not in ("", None)} | ({"extra": extra} if extra else {})


def hash_of(parts: Iterable[str]) -> str:
    """sha256 over texts, each closed so that no two lists read the same."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.encode("utf-8") + b"\x1f")
    return whole.hexdigest()


def changed_inputs(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """In plain words, how two manifests differ: what must be the same for the same tables."""
    lines = []
    before = {i["path"]: i for i in kept["inputs"]}
    after = {i["path"]: i for i in now["inputs"]}
    lines += [f"{path}: no longer there" for path in sorted(set(before) - set(after))]
    lines += [f"{path}: new" for path in sorted(set(after) - set(before))]
    for path in sorted(set(before) & set(after)):
        for what in ("sha256", "status", "metadata"):
            if before[path][what] != after[path][what]:
                lines.append(f"{path}: {what} {_short(before[path][what])} -> {_short(after[path][what])}")
    if kept["codebook"]["sha256"] != now["codebook"]["sha256"]:
        lines.append(f"codebook: {kept['codebook']['id']} {kept['codebook']['version']} changed")
    if kept["program"] != now["program"]:
        lines.append(f"program: {_short(kept['program'])} -> {_short(now['program'])}")
    if kept["decisions"]["sha256"] != now["decisions"]["sha256"]:
        lines.append(f"human decisions: {kept['decisions']['tags']} -> {now['decisions']['tags']} tags, or other ones")
    old, new = _versions(kept), _versions(now)
    lines += [
        f"{name}: version {old.get(name)} -> {new.get(name)}"
        for name in sorted(set(old) | set(new))
        if old.get(name) != new.get(name) and name != "ci-text"
    ]
    return lines


def _versions(record: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in record["steps"].values():
        found.update(step.get("versions", {}))
    return found


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 60 else text[:57] + "…"
