"""Which files belong to a corpus, and what is known of each beside its text.

A `corpus.toml` (or `corpus.csv`) in a folder lists its documents: then only those are read. Without one every file
in the folder is a document, and the folder under the given path is its initiative.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, time
from pathlib import Path
from typing import Any

from ci_text.errors import AccessDenied, CiTextError, MetadataError, UsageError
from ci_text.records import Metadata

LISTS = ("corpus.toml", "corpus.csv")
NOISE = ("thumbs.db", "desktop.ini")
OUTPUT = frozenset({"project.db", "report.html"})  # by which a folder is known that `run` wrote
WRITTEN = frozenset({"report.html", "evidence.xlsx", "passages.jsonl", "manifest.json"})  # beside a project
THEMES = ".themes"
PROJECT = b"SQLite format 3\0", b"CITX"  # how a project file begins, and the program's mark in it
MARK = slice(68, 72)  # https://www.sqlite.org/fileformat.html
KNOWN = {f.name for f in fields(Metadata)} - {"extra"}
ROLES = ("interviewer", "informant", "other")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or the reason why a place could not be looked into."""

    path: str
    metadata: Metadata
    error: CiTextError | None = None


def find_files(paths: Sequence[str], metadata_file: str | None = None) -> tuple[list[Found], list[str]]:
    """The files under the paths, in order of their paths, each once, and notes for the user.

    Raises UsageError where a path does not exist or nothing at all is found, MetadataError for a list that can't be
    used. A folder that may not be read becomes a `Found` with its error.
    """
    found: dict[str, Found] = {}
    notes: list[str] = []
    extra = read_list(Path(metadata_file)) if metadata_file else {}
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: no such file or folder.", "Check the spelling; paths with spaces need quotes.")
        for item in _under(Path(path), path, notes):
            key = os.path.realpath(item.path)
            if key in extra:
                item = replace(item, metadata=merge(item.metadata, extra[key]))
            found.setdefault(key, item)
    unused = [str(entry["path"]) for key, entry in extra.items() if key not in found]
    if unused:
        notes.append(
            f"{metadata_file}: {len(unused)} of {len(extra)} entries fit no file that is read, the first is "
            f"{unused[0]!r} (paths are seen from the list's own folder)."
        )
    if not found:
        raise UsageError(
            f"No documents in {', '.join(map(str, paths))}.",
            "Put PDF, docx, txt, md, vtt, srt or html files there, a folder for each initiative.",
        )
    return sorted(found.values(), key=lambda item: item.path), notes


def merge(base: Metadata, listed: Mapping[str, Any]) -> Metadata:
    """`base` with the listed fields put over it; unknown keys go to `extra`."""
    known = {k: v for k, v in listed.items() if k in KNOWN and v not in ("", None)}
    extra = {k: v for k, v in listed.items() if k not in KNOWN and k != "path"}
    return replace(base, **known, extra={**base.extra, **extra})


def _under(path: Path, given: str, notes: list[str]) -> list[Found]:
    if not path.is_dir():
        listed = _listing_above(path)
        return [Found(given, merge(Metadata(initiative=path.resolve().parent.name), listed))]
    for name in LISTS:
        if (path / name).exists():
            return _listed(path, path / name, notes)
    return _walk(path, notes)


def _listing_above(path: Path) -> Mapping[str, Any]:
    """What a list in one of the two folders above a single file says of it."""
    for folder in list(path.resolve().parents)[:2]:
        for name in LISTS:
            if (folder / name).exists():
                return read_list(folder / name).get(os.path.realpath(path), {})
    return {}


def _listed(folder: Path, listing: Path, notes: list[str]) -> list[Found]:
    entries = read_list(listing)
    found = []
    for entry in entries.values():
        path = folder / entry["path"]
        missing = None
        if not path.exists():
            missing = UsageError(
                f"{path}: listed in {listing.name}, but not there.", "Put it there, or strike the entry."
            )
        found.append(Found(str(path), merge(Metadata(initiative=_folder_name(path, folder)), entry), missing))
    others = sum(1 for item in _walk(folder, []) if os.path.realpath(item.path) not in entries)
    if others:
        notes.append(f"{listing}: {others} other file(s) in this folder are not listed there and were left out.")
    return found


def _walk(folder: Path, notes: list[str]) -> list[Found]:
    found: list[Found] = []

    def refused(error: OSError) -> None:
        where = str(error.filename)
        reason = AccessDenied(f"{where}: the folder may not be read.", "Change its permissions, or leave it out.")
        found.append(Found(where, Metadata(), reason))

    for root, folders, names in os.walk(folder, onerror=refused):
        below = Path(root) != folder
        if below and OUTPUT.issubset(names):  # a folder that `run` wrote: its report is no document
            notes.append(f"{root}: left out, it is the output of a run.")
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(THEMES))
        projects = [name for name in names if name.endswith(".db") and _is_project(Path(root) / name)]
        own = {name + end for name in projects for end in ("", "-wal", "-shm")} | (WRITTEN if projects else set())
        for name in sorted(names):
            if name in LISTS and below:
                notes.append(
                    f"{Path(root) / name}: not used; a list lies in the folder that is read, or in --metadata."
                )
            if name.startswith((".", "~$")) or name.lower() in NOISE or name in LISTS:
                continue
            if name not in own:
                found.append(_found(Path(root) / name, folder))
        if written := sorted(WRITTEN.intersection(own, names)):
            notes.append(f"{root}: left out, a project's own: {', '.join(written)}.")
    return found


def _is_project(path: Path) -> bool:
    """Whether the program made it; what can't be opened is told by who reads it."""
    try:
        with path.open("rb") as file:
            head = file.read(MARK.stop)
    except OSError:
        return False
    return (head[: len(PROJECT[0])], head[MARK]) == PROJECT


def _found(path: Path, top: Path) -> Found:
    """The file, or what is wrong with its name."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode("utf-8", "replace")
        return Found(shown, Metadata(), UsageError(f"{shown}: the file's name is not UTF-8.", "Rename the file."))
    return Found(str(path), Metadata(initiative=_folder_name(path, top)))


def _folder_name(path: Path, top: Path) -> str:
    """The folder under the given path, or that path's own name for a file that lies in it directly; for a file that a
    list names from elsewhere, the folder that it lies in."""
    whole, above = from_root(path), from_root(top)
    if not whole.is_relative_to(above):
        return whole.parent.name
    inside = whole.relative_to(above).parts
    return inside[0] if len(inside) > 1 else top.resolve().name


def from_root(path: str | Path) -> Path:
    """The path from the root, links as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def read_list(path: Path) -> dict[str, dict[str, Any]]:
    """Real path of each listed file -> its entry; raises MetadataError naming every mistake."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MetadataError(f"{path}: {error.strerror or error}.", "Check the path and its permissions.") from error
    mistakes: list[str] = []
    entries = _toml(path, raw) if path.suffix.lower() == ".toml" else _csv(path, raw)
    listed: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(entries, 1):
        if not str(entry.get("path", "")).strip() or "\0" in str(entry["path"]):
            mistakes.append(f"entry {number}: no path")
            continue
        listed[os.path.realpath(path.parent / str(entry["path"]))] = _checked(entry, number, mistakes)
    if mistakes:
        raise MetadataError(f"{path}:\n" + "\n".join(f"  - {m}" for m in mistakes), "\nMend the list and run again.")
    return listed


def _checked(entry: Mapping[str, Any], number: int, mistakes: list[str]) -> dict[str, Any]:
    entry = dict(entry)
    where = f"entry {number} ({entry['path']})"
    if entry.get("year") not in (None, ""):
        try:
            entry["year"] = int(entry["year"])
        except (TypeError, ValueError, OverflowError):
            mistakes.append(f"{where}: year {entry['year']!r} is no number")
    speakers = entry.get("speakers", {})
    if not isinstance(speakers, Mapping):
        mistakes.append(f"{where}: speakers: a table of name = role is needed")
    else:
        wrong = [f"{name} = {role}" for name, role in speakers.items() if role not in ROLES]
        mistakes.extend(f"{where}: speakers: {w!r}: a role is one of {', '.join(ROLES)}" for w in wrong)
    for key, value in entry.items():
        if key in KNOWN - {"year", "speakers"} or isinstance(value, (date, time)):
            entry[key] = str(value)
    return entry


def _toml(path: Path, raw: bytes) -> list[dict[str, Any]]:
    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise MetadataError(
            f"{path}: not TOML: {error}.", "Each document is a [[document]] with path = '...'."
        ) from error
    documents = data.get("document", [])
    if not isinstance(documents, list) or not all(isinstance(d, dict) for d in documents):
        raise MetadataError(f"{path}: 'document' is not a list of tables.", "Write [[document]], with two brackets.")
    return documents


def _csv(path: Path, raw: bytes) -> list[dict[str, Any]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise MetadataError(f"{path}: not CSV: {error}.", "Save it anew as CSV, a line a document.") from error
    if rows and "path" not in rows[0]:
        raise MetadataError(f"{path}: no column 'path'.", f"Its columns are: {', '.join(map(str, rows[0]))}.")
    return [{k: v for k, v in row.items() if k and v} for row in rows]
