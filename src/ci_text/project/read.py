"""Reading files into a project."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ci_text import __version__
from ci_text.errors import CiTextError, ReaderCrash, ReadError, UsageError
from ci_text.project.base import Base, Progress, place_of, silent, way_to
from ci_text.records import Metadata

if TYPE_CHECKING:
    from ci_text.metadata import Found
    from ci_text.readers.options import ReadOptions
    from ci_text.records import SourceFile

State = tuple[int, int, str]
READING = 2  # another number where a reader reads otherwise than before: kept files are read anew


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: paths read now, unchanged since last time, and failed (path, error); notes for the user."""

    read: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[tuple[str, CiTextError], ...]
    notes: tuple[str, ...] = ()
    homeless: tuple[str, ...] = field(default=())  # texts of human decisions that found no place


class Reading(Base):
    """add: files and folders into the project."""

    def add(
        self,
        paths: Sequence[str],
        options: ReadOptions | None = None,
        jobs: int | None = None,
        metadata_file: str | None = None,
        progress: Progress = silent,
        only: Collection[str] | None = None,
    ) -> Added:
        """Read files and folders into the project; files as they were are left alone, bad ones are named.

        With `only`, files of other paths are left out and named in the notes.
        Raises UsageError where a path does not exist and MetadataError for a list that can't be used.
        """
        from ci_text.metadata import find_files
        from ci_text.readers.options import ReadOptions

        options = options or ReadOptions()
        found, notes = find_files(paths, metadata_file)
        if only is not None:
            notes += [f"{item.path}: not in the list of files; left out." for item in found if item.path not in only]
            found = [item for item in found if item.path in only]
        here = way_to(Path.cwd(), self.path.parent)
        self._rename(found)
        self._remember(here, [item.path for item in found])
        unchanged, wanted, failed = [], {}, []
        known = {f.path: f for f in self.store.files()}
        for item in found:
            state = _state(item.path, options)
            if item.error is not None:
                failed.append((item.path, item.error))
                self.store.save_failure(item.path, state, item.error, item.metadata)
            elif self._is_read(item, known.get(item.path), state):
                unchanged.append(item.path)
                if item.metadata != known[item.path].metadata:
                    self.store.set_metadata(item.path, item.metadata)
            else:
                wanted[item.path] = (state, item.metadata)
        if only is None:
            notes += self._gone(paths, found, here)
        read, newly_failed, homeless, remarks = self._read(wanted, options, jobs, progress)
        remarks += self._twice({item.path for item in found})
        self._find_duplicates(progress)
        self.store.log(
            "add",
            {
                "paths": list(paths),
                "folder": here,
                "metadata": metadata_file,
                "read": len(read),
                "options": asdict(options) | {"passwords": "…"},
            },
        )
        return Added(
            tuple(read), tuple(unchanged), tuple(failed + newly_failed), tuple(notes + remarks), tuple(homeless)
        )

    def forget(self, paths: Sequence[str], homeless: bool = False) -> dict[str, list[str]]:
        """Erase files from the project: their text, passages, tags, and what people decided and noted on them, also of
        files that are gone. With `homeless` also the decisions of earlier readings that have no passage now. Returns
        the paths that were erased, each with those under which the same text is in the project still; raises
        UsageError, before anything is erased, where the project knows a path not.
        """
        from ci_text.store.forget import forget, forget_homeless, holders, same_text, wipe

        known = {place: path for path, place in self.places().items()}
        chosen = {path: known.get(place_of(path), path if path in known.values() else "") for path in paths}
        unknown = [path for path, kept in chosen.items() if not kept]
        if unknown:
            wipe(self.store.db)  # what a run that was cut off has erased already
            raise UsageError(f"No file {', '.join(unknown)} in the project.", "See `ci-text status --json`.")
        held = {path: same_text(self.store.db, path) for path in chosen.values()}
        for path in held:
            forget(self.store.db, path)
        if homeless:
            forget_homeless(self.store.db)
        self.store.log("forget", {"files": len(chosen), "homeless": homeless})
        self._find_duplicates(silent)
        wipe(self.store.db)
        left = holders(self.store.db)
        return {path: [other for other in others if other in left] for path, others in held.items()}

    def _rename(self, found: Sequence[Found]) -> None:
        """A file that is named in another way than last time (from the root, from another folder) is the same file."""
        places = self.places()
        known = {place: path for path, place in places.items()}
        for item in found:
            here, other = place_of(item.path), places.get(item.path)
            if other is not None and other != here and os.path.lexists(other):  # another file goes by this name
                self.store.rename(item.path, str(other))
                known[other] = str(other)
            old = known.get(here, item.path)
            if old != item.path:
                self.store.rename(old, item.path)

    def _gone(self, paths: Sequence[str], found: Sequence[Found], here: str) -> list[str]:
        """Take files out of the project that lay in the folders and are gone; returns what is said of them. What could
        not be looked into may hold them still."""
        from ci_text.metadata import from_root

        seen, shut = {item.path for item in found}, [from_root(item.path) for item in found if item.error is not None]
        tops, read_from = [from_root(path) for path in paths if Path(path).is_dir()], self.store.kept("read_from", {})
        notes = []
        for file in self.store.files():
            elsewhere = not Path(file.path).is_absolute() and read_from.get(file.path, here) != here
            if file.path in seen or elsewhere or os.path.lexists(file.path):
                continue
            inside = any(from_root(file.path).is_relative_to(top) for top in tops)
            if inside and not any(from_root(file.path).is_relative_to(place) for place in shut):
                waiting = self.store.take_out(file.path)
                if file.document_id:
                    notes.append(
                        f"{file.path}: gone, so it counts no more ({waiting} decisions of people wait for it;"
                        " `ci-text forget` erases its text)."
                    )
        return notes

    def _twice(self, paths: Collection[str]) -> list[str]:
        """Of files with the same bytes in the folders of several initiatives, which one counts."""
        owner: dict[str, SourceFile] = {f.document_id: f for f in self.store.files() if f.document_id}
        return [
            f"{f.path}: the same as {counted.path}, and counted there only ({counted.metadata.initiative})."
            for f in self.store.files()
            if f.document_id and f.path in paths
            for counted in [owner[f.document_id]]
            if counted.path != f.path and counted.metadata.initiative != f.metadata.initiative
        ]

    def _is_read(self, item: Found, known: SourceFile | None, state: State) -> bool:
        """Whether the file stands as it would be read now: what its passages are made with is the same too."""
        if known is None or item.metadata.speakers != known.metadata.speakers:
            return False
        if item.metadata.language != known.metadata.language:
            return False
        from ci_text.readers.pdf.ocr import installed_languages

        return self.store.is_read(item.path, *state) or (
            self.store.is_read(item.path, *_in_part(state)) and installed_languages() is None
        )

    def _remember(self, here: str, paths: Sequence[str]) -> None:
        """Keep from which folder files were named; see `source`."""
        named = {path: here for path in paths if not Path(path).is_absolute()}
        if not named.items() <= self.store.kept("read_from", {}).items():
            self.store.change("read_from", lambda known: known | named)

    def _read(
        self,
        wanted: dict[str, tuple[State, Metadata]],
        options: ReadOptions,
        jobs: int | None,
        progress: Progress,
    ) -> tuple[list[str], list[tuple[str, CiTextError]], list[str], list[str]]:
        from ci_text.readers.correction import unknown_speakers, with_roles
        from ci_text.readers.pdf.ocr import HOW_TO_INSTALL
        from ci_text.segment import make_passages
        from ci_text.workers import read_isolated

        read: list[str] = []
        failed: list[tuple[str, CiTextError]] = []
        homeless: list[str] = []
        remarks: list[str] = []
        progress("read", 0, len(wanted))
        for path, result in read_isolated(list(wanted), options, jobs=jobs):
            state, metadata = wanted[path]
            if isinstance(result, ReadError):
                failed.append((path, result))
                self.store.save_failure(path, state, result, metadata)
            else:
                noted = (*result.notes, unknown_speakers(result, metadata.speakers))
                remarks += [f"{path}: {remark}" for remark in noted if remark]
                result = with_roles(result, metadata.speakers)
                state = _in_part(state) if any(HOW_TO_INSTALL in remark for remark in result.notes) else state
                try:
                    kept = self.store.save_document(path, state, result, make_passages(result, metadata), metadata)
                except (CiTextError, sqlite3.OperationalError):  # of the project, not of the file
                    raise
                except Exception as error:  # noqa: BLE001 - what a file holds must cost that file only, and is named
                    told = f"{path}: what was read of it can't be kept ({type(error).__name__})."
                    failed.append((path, ReaderCrash(told, "Please report this with the file.")))
                    self.store.save_failure(path, state, failed[-1][1], metadata)
                else:
                    read.append(path)
                    homeless += kept.homeless
                    remarks += [f"{path}: {remark}" for remark in kept.overruled]
            progress("read", len(read) + len(failed), len(wanted))
        return sorted(read), sorted(failed, key=lambda f: f[0]), homeless, sorted(remarks)

    def _find_duplicates(self, progress: Progress) -> None:
        """Link near-duplicate passages, and documents that are versions of each other; done again whenever the passages
        are others than last time."""
        from ci_text.duplicates import find_duplicates, find_versions

        fingerprint = hashlib.sha256("\n".join(self.store.passage_ids()).encode()).hexdigest()
        if self.store.kept("duplicates_of") == fingerprint and self.store.kept("versions") is not None:
            return
        progress("duplicates", 0, 1)
        passages = [(p.id, p.text) for p in self.store.passages()]
        groups = find_duplicates(passages)
        self.store.save_duplicates({other: group[0] for group in groups for other in group[1:]})
        self.store.keep("versions", [[v.first, v.other, v.share] for v in find_versions(passages, groups)])
        self.store.keep("duplicates_of", fingerprint)
        progress("duplicates", 1, 1)


def _in_part(state: State) -> State:
    """The state of a file with pages that could not be recognised: with Tesseract installed it is read again."""
    return (*state[:2], f"{state[2]} without Tesseract")


def _state(path: str, options: ReadOptions) -> State:
    """(size, mtime_ns, what the reading depends on beside the bytes): equal states need no second reading."""
    settings = f"{__version__} reading={READING} ocr={options.ocr}"
    try:
        stat = Path(path).stat()
    except OSError:  # the reader says what is wrong with it
        return (-1, -1, settings)
    return (stat.st_size, stat.st_mtime_ns, settings)
