"""Passages that hold words, by SQLite's full text index."""

from __future__ import annotations

import sqlite3
import unicodedata


def search(db: sqlite3.Connection, words: str) -> list[str]:
    """Ids of the passages that hold all the words (a trailing * is a prefix), best first."""
    terms = [word.replace('"', "") for word in unicodedata.normalize("NFC", words).split()]
    query = " ".join(f'"{term.rstrip("*")}"' + ("*" if term.endswith("*") else "") for term in terms if term)
    if not query:
        return []
    found = db.execute(
        "SELECT passage.id FROM passage_text JOIN passage ON passage.rowid = passage_text.rowid "
        "WHERE passage_text MATCH ? ORDER BY passage_text.rank, passage.id",
        (query,),
    )
    return [row[0] for row in found]
