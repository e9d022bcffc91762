"""Quotes that people starred or discarded, in the project file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ci_text.records import Passage
from ci_text.store.connection import transaction
from ci_text.store.tags import same_words

Noted = tuple[str, str, str, str, str]
"""passage, code, state, reason, coder."""


class QuoteNotes:
    """The quote_note table."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def keep(self, passage_id: str, code: str, state: str, reason: str, coder: str, at: str) -> None:
        """Star ('starred') or discard ('discarded') a quote, with a reason; '' takes the note back. What it was before
        is logged."""
        before = self.of(passage_id, code)
        with transaction(self.db):
            change = (at, passage_id, code, coder, _told(*before[2:]), _told(state, reason, coder))
            self.db.execute("INSERT INTO note_change VALUES (?, ?, ?, ?, ?, ?)", change)
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

    def anchor(self, lifted: Sequence[tuple[str, str]], passages: Sequence[Passage]) -> list[str]:
        """Put notes back onto the passages with the same words; returns the texts that have no place now (their
        notes stay where they were, for the day the words come back)."""
        by_words = {same_words(p.text): p.id for p in passages}
        there = {p.id for p in passages}
        homeless = []
        for passage_id, text in lifted:
            now = by_words.get(same_words(text))
            if now is None:
                homeless.append(text)
            elif passage_id not in there or now != passage_id:
                self.db.execute(
                    "UPDATE OR REPLACE quote_note SET passage_id = ? WHERE passage_id = ?", (now, passage_id)
                )
        return homeless


def _told(state: str, reason: str, coder: str) -> str:
    return f"{state} ({coder}): {reason}" if state else ""
