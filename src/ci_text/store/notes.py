"""Quotes that people starred or discarded, in the project file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from ci_text.store.anchored import Anchored, gave_way
from ci_text.store.connection import transaction

Judged = tuple[str, str, str]
"""state or level ('' for none), reason, coder."""
Noted = tuple[str, str, str, str, str]
"""passage, code, state, reason, coder."""


class QuoteNotes:
    """The quote_note table."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def keep(self, passage_id: str, code: str, state: str, reason: str, coder: str, at: str) -> None:
        """Star ('starred') or discard ('discarded') a quote, with a reason; '' takes the note back. What it was before
        is logged."""
        with transaction(self.db):
            before = self.of(passage_id, code)
            log_change(self.db, at, (passage_id, code), before[2:], (state, reason, coder))
            self.db.execute("DELETE FROM quote_note WHERE passage_id = ? AND code = ?", (passage_id, code))
            if state:
                row = (passage_id, code, state, reason, coder, at)
                self.db.execute("INSERT INTO quote_note VALUES (?, ?, ?, ?, ?, ?)", row)

    def of(self, passage_id: str, code: str) -> Noted:
        """The note on a passage as a quote on a code; state '' where there is none."""
        found = self.db.execute(
            "SELECT passage_id, code, state, reason, coder FROM quote_note WHERE passage_id = ? AND code = ?",
            (passage_id, code),
        ).fetchone()
        return tuple(found) if found else (passage_id, code, "", "", "")

    def every(self) -> list[Noted]:
        """All notes, in the order of passages and codes."""
        found = self.db.execute("SELECT passage_id, code, state, reason, coder FROM quote_note ORDER BY 1, 2")
        return [tuple(row) for row in found]

    def lift(self, document_ids: Sequence[str]) -> list[tuple[str, str]]:
        """(passage, its text) of the notes on these documents."""
        lifted = []
        for document_id in document_ids:
            lifted += self.db.execute(
                "SELECT DISTINCT passage.id, passage.text FROM quote_note JOIN passage "
                "ON passage.id = quote_note.passage_id WHERE passage.document_id = ?",
                (document_id,),
            ).fetchall()
        return [(row[0], row[1]) for row in lifted]

    def anchor(self, lifted: Sequence[tuple[str, str]], moved: Mapping[str, str]) -> Anchored:
        """Put notes back onto the passages that theirs went to, the later one last. Those whose words have no place
        now stay where they were, for the day the words come back."""
        there = {old: (moved[old], text) for old, text in lifted if old in moved}
        there |= {now: (now, text) for now, text in there.values() if now not in there}  # a note that waited there
        notes = [(note, *there[note["passage_id"]]) for old in there for note in self._on(old)]
        self.db.executemany("DELETE FROM quote_note WHERE passage_id = ?", [(old,) for old in there])
        logged = [(now, row[0]) for old, (now, _) in there.items() for row in self._log_of(old)]
        self.db.executemany("UPDATE note_change SET place = ? WHERE rowid = ?", logged)
        overruled = [
            remark
            for note, now, text in sorted(notes, key=lambda one: (one[0]["at"], one[0]["logged"]))
            for remark in self._put(note, now, text)
        ]
        return Anchored([text for old, text in lifted if old not in moved], overruled)

    def _on(self, passage_id: str) -> list[sqlite3.Row]:
        return self.db.execute(
            "SELECT *, (SELECT coalesce(max(rowid), 0) FROM note_change WHERE place = passage_id "
            "AND code = quote_note.code) AS logged FROM quote_note WHERE passage_id = ?",
            (passage_id,),
        ).fetchall()

    def _log_of(self, passage_id: str) -> list[sqlite3.Row]:
        return self.db.execute("SELECT rowid FROM note_change WHERE place = ?", (passage_id,)).fetchall()

    def _put(self, note: sqlite3.Row, passage_id: str, text: str) -> Iterator[str]:
        """Put a note onto a passage; yields a remark where another one gives way."""
        _, _, *before = self.of(passage_id, note["code"])
        row = (passage_id, *(note[name] for name in ("code", "state", "reason", "coder", "at")))
        self.db.execute("INSERT OR REPLACE INTO quote_note VALUES (?, ?, ?, ?, ?, ?)", row)
        if before[0] and before != list(row[2:5]):
            yield gave_way("notes", note["code"], _who(*row[3:5]), _who(*before[1:]), text)


def log_change(db: sqlite3.Connection, at: str, place: tuple[str, str], before: Judged, now: Judged) -> None:
    """Log what somebody said of a passage or an initiative and a code, and what stood there before."""
    db.execute("INSERT INTO note_change VALUES (?, ?, ?, ?, ?, ?)", (at, *place, now[2], _told(*before), _told(*now)))


def _told(state: str, reason: str, coder: str) -> str:
    return f"{state} ({coder}): {reason}" if state else ""


def _who(reason: str, coder: str) -> str:
    return f"{coder} ({reason})" if reason else coder
