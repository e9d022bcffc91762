"""Which files belong to a corpus.

A `corpus.toml` (or `corpus.csv`) in a folder lists its documents: then only those are read. Without one every file
in the folder is a document, and the folder under the given path is its initiative. Links are followed; what is met
twice is read once, and told.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ci_text.errors import AccessDenied, CiTextError, UsageError
from ci_text.metadata.lists import KNOWN, composed, read_list
from ci_text.records import Metadata

LISTS = ("corpus.toml", "corpus.csv")
NOISE = ("thumbs.db", "desktop.ini")
OUTPUT = frozenset({"project.db", "report.html"})  # by which a folder is known that `run` wrote
WRITTEN = frozenset({"report.html", "evidence.xlsx", "passages.jsonl", "manifest.json"})  # beside a project
THEMES = ".themes"
PROJECT = b"SQLite format 3\0", b"CITX"  # how a project file begins, and the program's mark in it
MARK = slice(68, 72)  # https://www.sqlite.org/fileformat.html


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
    extra = read_list(Path(metadata_file), notes) if metadata_file else {}
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: no such file or folder.", "Check the spelling; paths with spaces need quotes.")
        for item in _under(Path(path), path, notes):
            key = os.path.realpath(item.path)
            if key in extra:
                item = replace(item, metadata=merge(item.metadata, extra[key]))
            first = found.setdefault(key, item)
            if from_root(item.path) == Path(key) != from_root(first.path) and not Path(first.path).is_symlink():
                found[key], first, item = item, item, first  # by its own name, not by a linked folder's
            if from_root(first.path) != from_root(item.path):
                notes.append(f"{item.path}: left out, it is the same file as {first.path}.")
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
    return sorted(found.values(), key=lambda item: item.path), list(dict.fromkeys(notes))


def merge(base: Metadata, listed: Mapping[str, Any]) -> Metadata:
    """`base` with the listed fields put over it; unknown keys go to `extra`."""
    known = {k: v for k, v in listed.items() if k in KNOWN and v not in ("", None)}
    extra = {k: v for k, v in listed.items() if k not in KNOWN and k != "path"}
    return replace(base, **known, extra={**base.extra, **extra})


def _under(path: Path, given: str, notes: list[str]) -> list[Found]:
    if not path.is_dir():
        listed = _listing_above(path, notes)
        return [Found(given, merge(Metadata(initiative=composed(path.resolve().parent.name)), listed))]
    for name in LISTS:
        if (path / name).exists():
            return _listed(path, path / name, notes)
    return _walk(path, notes)


def _listing_above(path: Path, notes: list[str]) -> Mapping[str, Any]:
    """What a list in one of the two folders above a single file says of it."""
    for folder in list(path.resolve().parents)[:2]:
        for name in LISTS:
            if (folder / name).exists():
                return read_list(folder / name, notes).get(os.path.realpath(path), {})
    return {}


def _listed(folder: Path, listing: Path, notes: list[str]) -> list[Found]:
    entries = read_list(listing, notes)
    found = []
    for entry in entries.values():
        path = folder / entry["path"]
        missing = None
        if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a name that is too long
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
    for root, names in _folders(folder, found, notes):
        projects = [name for name in names if name.endswith(".db") and _is_project(root / name)]
        own = {name + end for name in projects for end in ("", "-wal", "-shm")} | (WRITTEN if projects else set())
        for name in sorted(names):
            if name in LISTS and root != folder:
                notes.append(f"{root / name}: not used; a list lies in the folder that is read, or in --metadata.")
            if name.startswith((".", "~$")) or name.lower() in NOISE or name in LISTS:
                continue
            if name not in own:
                found.append(_found(root / name, folder))
        if written := sorted(WRITTEN.intersection(own, names)):
            notes.append(f"{root}: left out, a project's own: {', '.join(written)}.")
    return found


def _folders(top: Path, found: list[Found], notes: list[str]) -> Iterator[tuple[Path, list[str]]]:
    """Each folder to look into with the names of its files; those that may not be read go to `found`.

    Links to folders come last, so that a folder that is met twice goes by its own name.
    """

    def refused(error: OSError) -> None:
        where = str(error.filename)
        reason = AccessDenied(f"{where}: the folder may not be read.", "Change its permissions, or leave it out.")
        found.append(Found(where, Metadata(), reason))

    met: dict[str, str] = {}  # real path -> the path by which it was met
    starts = [top]
    for start in starts:
        for root, folders, names in os.walk(start, onerror=refused):
            here = os.path.realpath(root)
            if reason := _left_out(Path(root), top, here, met, names):
                notes.append(f"{root}: left out, {reason}.")
                folders.clear()
                continue
            met[here] = root
            wanted = sorted(name for name in folders if not name.startswith(".") and not name.endswith(THEMES))
            folders[:] = [name for name in wanted if os.path.realpath(Path(root, name)) == str(Path(here, name))]
            starts += [Path(root, name) for name in wanted if name not in folders]
            yield Path(root), names


def _left_out(root: Path, top: Path, here: str, met: Mapping[str, str], names: Sequence[str]) -> str:
    """Why a folder is left out, '' where it isn't; `here` is its real path."""
    if here in met:
        return f"it is the same folder as {met[here]}"
    if root == top:
        return ""
    if Path(os.path.realpath(root.parent)).is_relative_to(here):
        return "it leads back to a folder that it lies in"
    return "it is the output of a run" if OUTPUT.issubset(names) else ""  # its report is no document


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
        return composed(whole.parent.name)
    inside = whole.relative_to(above).parts
    return composed(inside[0] if len(inside) > 1 else top.resolve().name)


def from_root(path: str | Path) -> Path:
    """The path from the root, links as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100
