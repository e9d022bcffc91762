"""Quotes that people starred or discarded, in the project file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from ci_text.store.connection import transaction

ASIDE = "moving "
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

    def anchor(self, lifted: Sequence[tuple[str, str]], moved: Mapping[str, str]) -> list[str]:
        """Put notes back onto the passages that theirs went to; returns the texts that have no place now (their
        notes stay where they were, for the day the words come back)."""
        there = {old: now for old, _ in lifted if (now := moved.get(old)) is not None and now != old}
        for table, place in (("quote_note", "passage_id"), ("note_change", "place")):
            for old in there:  # first aside, as one may take another's place
                self._move(table, place, old, f"{ASIDE}{old}")
            for old, now in there.items():
                self._move(table, place, f"{ASIDE}{old}", now)
        return [text for old, text in lifted if old not in moved]

    def _move(self, table: str, place: str, old: str, now: str) -> None:
        self.db.execute(f"UPDATE OR REPLACE {table} SET {place} = ? WHERE {place} = ?", (now, old))  # noqa: S608


def log_change(db: sqlite3.Connection, at: str, place: tuple[str, str], before: Judged, now: Judged) -> None:
    """Log what somebody said of a passage or an initiative and a code, and what stood there before."""
    db.execute("INSERT INTO note_change VALUES (?, ?, ?, ?, ?, ?)", (at, *place, now[2], _told(*before), _told(*now)))


def _told(state: str, reason: str, coder: str) -> str:
    return f"{state} ({coder}): {reason}" if state else ""
