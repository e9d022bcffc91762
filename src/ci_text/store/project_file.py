"""The store: what the project knows, read and written whole records at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from ci_text.corpus import Corpus
from ci_text.errors import CiTextError, ReadError
from ci_text.records import Document, Metadata, PageAccount, Passage, SourceFile, Theme, ThemeShare
from ci_text.store import rows
from ci_text.store.anchored import Anchored
from ci_text.store.connection import connect, transaction
from ci_text.store.forget import remember_earlier, rename
from ci_text.store.kept import keep, kept
from ci_text.store.levels import Levels
from ci_text.store.moved import moved
from ci_text.store.notes import QuoteNotes
from ci_text.store.search import search
from ci_text.store.tags import TagTable


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Store:
    """One project file. Use as a context manager, or call `close`."""

    def __init__(self, path: Path, create: bool = True) -> None:
        self.path = path
        self.db = connect(path, create)
        self.tags = TagTable(self.db)
        self.notes = QuoteNotes(self.db)
        self._levels = Levels(self.db)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    # --- files and documents -------------------------------------------------------------------------------------

    def is_read(self, path: str, size: int, mtime_ns: int, settings: str) -> bool:
        """Whether the file as it lies there has been read, with the same reader settings."""
        row = self.db.execute("SELECT * FROM file WHERE path = ?", (path,)).fetchone()
        return (
            row is not None
            and row["status"] == "read"
            and (row["size"], row["mtime_ns"], row["settings"]) == (size, mtime_ns, settings)
        )

    def save_document(
        self,
        path: str,
        state: tuple[int, int, str],
        document: Document,
        passages: Sequence[Passage],
        metadata: Metadata,
    ) -> Anchored:
        """Keep a document and its passages, in one transaction.

        `state` is (size, mtime_ns, settings) of the file. Human decisions on an earlier reading are re-anchored by
        text; returns the texts of those that found no place (they stay in the log of changes), and what gave way.
        """
        with transaction(self.db):
            old = self._read_last(path)
            outdated = {document.id}  # read anew, perhaps by a newer reader: its passages are made anew too
            if old and not self._is_shared(path, old):
                outdated.add(old)
                remember_earlier(self.db, path, old)
            human, noted = self.tags.lift_human(sorted(outdated)), self.notes.lift(sorted(outdated))
            went: dict[str, str] = {}
            for document_id in sorted(outdated) if human or noted else ():
                went |= moved(self.passages(document_id), passages)
            for document_id in sorted(outdated):
                self._forget(document_id)
            self.db.execute(
                "INSERT OR REPLACE INTO document (id, format, title, reader, text, lines, blocks, furniture, notes) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows.document_row(document),
            )
            self.db.executemany(
                "INSERT OR REPLACE INTO page VALUES (?, ?, ?)",
                [(document.id, account.page, rows.account_json(account)) for account in document.pages],
            )
            self.db.executemany(
                f"INSERT OR IGNORE INTO passage ({rows.PASSAGE_COLUMNS}) VALUES ({', '.join('?' * 17)})",  # noqa: S608
                [rows.passage_row(p) for p in passages],
            )
            self._save_file(path, state, "read", document.id, None, metadata)
            return self.tags.anchor_human(human, went, now()).and_of(self.notes.anchor(noted, went))

    def save_failure(self, path: str, state: tuple[int, int, str], error: CiTextError, metadata: Metadata) -> None:
        """Keep why a file can't be read. What was read of it before counts no more; what people decided on it waits
        for the file to be read again."""
        with transaction(self.db):
            self._wait_for(path)
            self._save_file(path, state, "failed", None, error, metadata)

    def take_out(self, path: str) -> int:
        """Forget a file; its document and what people decided on it wait for the file, or one with the same bytes, to
        come back. Returns how many decisions wait."""
        with transaction(self.db):
            last = self._wait_for(path)
            self.db.execute("DELETE FROM file WHERE path = ?", (path,))
            shared = last is not None and self._is_shared(path, last)
            return len(self.tags.lift_human([last])) + len(self.notes.lift([last])) if last and not shared else 0

    def rename(self, old: str, new: str) -> None:
        """A file goes by another path from now on; what was kept under that path before gives way."""
        with transaction(self.db):
            rename(self.db, old, new)

    def _wait_for(self, path: str) -> str | None:
        """Keep which document a file was, for the day it can be read again; returns it."""
        last = self._read_last(path)
        keep(self.db, "waiting", self.kept("waiting", {}) | {path: last})
        return last

    def _read_last(self, path: str) -> str | None:
        """The document that a file was when it was read last."""
        found = self.db.execute("SELECT document_id FROM file WHERE path = ?", (path,)).fetchone()
        waiting: dict[str, str | None] = self.kept("waiting", {})
        return (found["document_id"] if found else None) or waiting.get(path)

    def _is_shared(self, path: str, document_id: str) -> bool:
        """Whether another path holds the document too."""
        found = self.db.execute("SELECT 1 FROM file WHERE path <> ? AND document_id = ?", (path, document_id))
        return found.fetchone() is not None

    def _forget(self, document_id: str) -> None:
        for table in ("page", "passage", "tagged"):
            self.db.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))  # noqa: S608
        self.db.execute("DELETE FROM document WHERE id = ?", (document_id,))
        self.tags.forget_orphans()

    def _save_file(
        self,
        path: str,
        state: tuple[int, int, str],
        status: str,
        document_id: str | None,
        error: CiTextError | None,
        metadata: Metadata,
    ) -> None:
        position = self.db.execute("SELECT coalesce(max(position), 0) + 1 FROM file").fetchone()[0]
        self.db.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
            "size = excluded.size, mtime_ns = excluded.mtime_ns, status = excluded.status, "
            "document_id = excluded.document_id, settings = excluded.settings, error_kind = excluded.error_kind, "
            "error = excluded.error, remedy = excluded.remedy, metadata = excluded.metadata",
            (
                path, position, *state[:2], status, document_id, state[2],
                error.kind if error else "", error.message if error else "", error.remedy if error else "",
                rows.metadata_json(metadata),
            ),
        )  # fmt: skip

    def set_metadata(self, path: str, metadata: Metadata) -> None:
        with transaction(self.db):
            self.db.execute("UPDATE file SET metadata = ? WHERE path = ?", (rows.metadata_json(metadata), path))

    def files(self) -> list[SourceFile]:
        """All files, in the order of their paths: the same whichever came first."""
        return [rows.to_file(row) for row in self.db.execute("SELECT * FROM file ORDER BY path")]

    def documents(self) -> Iterator[Document]:
        """The documents that were read, one at a time, in the order of their paths (a file in two places once)."""
        seen: set[str] = set()
        for file in self.files():
            if file.document_id and file.document_id not in seen:
                seen.add(file.document_id)
                yield self.document(file.document_id, file.path)

    def document(self, document_id: str, path: str = "") -> Document:
        row = self.db.execute("SELECT * FROM document WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise ReadError(f"No document {document_id} in {self.path}.", "Add its file with `ci-text add`.")
        return rows.to_document(row, path, self.pages(document_id))

    def pages(self, document_id: str) -> tuple[PageAccount, ...]:
        found = self.db.execute("SELECT account FROM page WHERE document_id = ? ORDER BY page", (document_id,))
        return tuple(rows.to_account(row[0]) for row in found)

    # --- passages ------------------------------------------------------------------------------------------------

    def passages(self, document_id: str | None = None) -> Iterator[Passage]:
        """Passages in the order of documents (by path) and position."""
        if document_id is None:
            for one in dict.fromkeys(f.document_id for f in self.files() if f.document_id):
                yield from self.passages(one)
            return
        found = self.db.execute("SELECT * FROM passage WHERE document_id = ? ORDER BY position", (document_id,))
        for row in found:
            yield rows.to_passage(row)

    def number_of_passages(self, document_id: str) -> int:
        """How many passages a document has."""
        found = self.db.execute("SELECT count(*) FROM passage WHERE document_id = ?", (document_id,))
        return int(found.fetchone()[0])

    def passage_ids(self) -> list[str]:
        """The ids of all passages of files that can be read, sorted."""
        found = self.db.execute(
            "SELECT id FROM passage WHERE document_id IN (SELECT document_id FROM file) ORDER BY id"
        )
        return [row[0] for row in found]

    def search(self, words: str) -> list[str]:
        """Ids of the passages that hold all the words (a trailing * is a prefix), best first."""
        return search(self.db, words)

    # --- themes, duplicates --------------------------------------------------------------------------------------

    def save_themes(self, themes: Sequence[Theme], shares: Sequence[ThemeShare]) -> None:
        with transaction(self.db):
            self.db.execute("DELETE FROM theme")
            self.db.execute("DELETE FROM theme_share")
            self.db.executemany("INSERT INTO theme VALUES (?, ?)", [rows.theme_row(t) for t in themes])
            weights = [(s.passage_id, s.theme_id, round(s.weight, 4)) for s in shares]
            self.db.executemany("INSERT INTO theme_share VALUES (?, ?, ?)", weights)

    def themes(self) -> tuple[list[Theme], list[ThemeShare]]:
        themes = [rows.to_theme(row[0]) for row in self.db.execute("SELECT row FROM theme ORDER BY id")]
        shares = self.db.execute("SELECT * FROM theme_share ORDER BY passage_id, theme_id")
        return themes, [ThemeShare(*row) for row in shares]

    def duplicates(self) -> dict[str, str]:
        """Each passage that is linked to another that says the same -> that one, which counts in its place."""
        return {row[0]: row[1] for row in self.db.execute("SELECT * FROM duplicate")}

    def save_duplicates(self, duplicates: Mapping[str, str]) -> None:
        with transaction(self.db):
            self.db.execute("DELETE FROM duplicate")
            self.db.executemany("INSERT INTO duplicate VALUES (?, ?)", sorted(duplicates.items()))

    def corpus(self) -> Corpus:
        """Everything but the document texts, for the stages after tagging."""
        themes, shares = self.themes()
        files = self.files()
        return Corpus(
            files=tuple(files),
            passages=tuple(self.passages()),
            tags=tuple(self.tags.in_force()),
            machine_tags=tuple(self.tags.by_machine()),
            reviewed=self.tags.reviewed(),
            themes=tuple(themes),
            shares=tuple(shares),
            duplicates=self.duplicates(),
            pages={f.document_id: self.pages(f.document_id) for f in files if f.document_id},
        )

    # --- small values, notes on quotes, levels, runs -------------------------------------------------------------

    def keep(self, name: str, value: Any) -> None:
        """Keep a small value (settings, theme names, hashes) under a name."""
        with transaction(self.db):
            keep(self.db, name, value)

    def change(self, name: str, how: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Keep what `how` makes of the record under a name, seen and written in one transaction."""
        with transaction(self.db):
            keep(self.db, name, how(self.kept(name, {})))

    def kept(self, name: str, default: Any = None) -> Any:
        return kept(self.db, name, default)

    def note_quote(self, passage_id: str, code: str, state: str, reason: str, coder: str) -> None:
        """Star ('starred') or discard ('discarded') a quote, with a reason; '' takes the note back."""
        self.notes.keep(passage_id, code, state, reason, coder, now())

    def quote_notes(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(passage, code) -> (state, reason)."""
        return {(passage_id, code): (state, reason) for passage_id, code, state, reason, _ in self.notes.every()}

    def set_level(self, initiative: str, code: str, level: str, coder: str, why: str) -> None:
        self._levels.keep(initiative, code, level, coder, why, now())

    def levels(self) -> dict[tuple[str, str], dict[str, str]]:
        """(initiative, code) -> level, coder, why, at: what people decided."""
        return self._levels.every()

    def log(self, step: str, record: Mapping[str, Any]) -> None:
        """Record that a step ran: parameters, versions, hashes, seeds."""
        with transaction(self.db):
            self.db.execute("INSERT INTO run VALUES (?, ?, ?)", (now(), step, rows.to_json(dict(record))))

    def runs(self) -> list[dict[str, Any]]:
        found = self.db.execute("SELECT * FROM run ORDER BY rowid")
        return [{"at": r["at"], "step": r["step"], **json.loads(r["record"])} for r in found]
