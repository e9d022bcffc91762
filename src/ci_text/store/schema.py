"""The tables, as a list of migrations: a project file knows how many of them it has seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

APPLICATION_ID = 0x43495458  # 'CITX'


def _run(db: sqlite3.Connection, script: str) -> None:
    """The statements one by one: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def _first(db: sqlite3.Connection) -> None:
    _run(
        db,
        """
        CREATE TABLE document (
            id TEXT PRIMARY KEY, format TEXT NOT NULL, title TEXT NOT NULL, reader TEXT NOT NULL,
            text TEXT NOT NULL, lines BLOB NOT NULL, blocks BLOB NOT NULL, furniture BLOB NOT NULL, notes TEXT NOT NULL
        );
        CREATE TABLE file (
            path TEXT PRIMARY KEY, position INTEGER NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
            status TEXT NOT NULL, document_id TEXT, settings TEXT NOT NULL DEFAULT '',
            error_kind TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', remedy TEXT NOT NULL DEFAULT '',
            metadata TEXT NOT NULL DEFAULT '{}'
        );
        CREATE TABLE page (
            document_id TEXT NOT NULL, page INTEGER NOT NULL, account TEXT NOT NULL,
            PRIMARY KEY (document_id, page)
        ) WITHOUT ROWID;
        CREATE TABLE passage (
            rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, position INTEGER NOT NULL,
            kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
            page INTEGER NOT NULL, page_end INTEGER NOT NULL, boxes TEXT NOT NULL, heading TEXT NOT NULL,
            speaker TEXT, role TEXT, context TEXT NOT NULL, time TEXT, lang TEXT NOT NULL, words_sure REAL
        );
        CREATE INDEX passage_document ON passage (document_id, position);
        CREATE VIRTUAL TABLE passage_text USING fts5 (
            text, content='passage', content_rowid='rowid', tokenize="unicode61 remove_diacritics 0"
        );
        CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN
            INSERT INTO passage_text (rowid, text) VALUES (new.rowid, new.text);
        END;
        CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN
            INSERT INTO passage_text (passage_text, rowid, text) VALUES ('delete', old.rowid, old.text);
        END;
        CREATE TABLE tagged (
            document_id TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (document_id, source)
        ) WITHOUT ROWID;
        CREATE TABLE tag (
            passage_id TEXT NOT NULL, code TEXT NOT NULL, source TEXT NOT NULL, stance TEXT NOT NULL,
            score REAL NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (passage_id, code, source)
        ) WITHOUT ROWID;
        CREATE TABLE tag_change (
            at TEXT NOT NULL, passage_id TEXT NOT NULL, code TEXT NOT NULL, source TEXT NOT NULL,
            old TEXT, new TEXT, anchor TEXT NOT NULL DEFAULT ''
        );
        CREATE TABLE theme (id INTEGER PRIMARY KEY, row TEXT NOT NULL);
        CREATE TABLE theme_share (
            passage_id TEXT NOT NULL, theme_id INTEGER NOT NULL, weight REAL NOT NULL,
            PRIMARY KEY (passage_id, theme_id)
        ) WITHOUT ROWID;
        CREATE TABLE duplicate (passage_id TEXT PRIMARY KEY, kept TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE quote_note (
            passage_id TEXT NOT NULL, code TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
            coder TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (passage_id, code)
        ) WITHOUT ROWID;
        CREATE TABLE maturity (
            initiative TEXT NOT NULL, code TEXT NOT NULL, level TEXT NOT NULL, coder TEXT NOT NULL, why TEXT NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (initiative, code)
        ) WITHOUT ROWID;
        CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE run (at TEXT NOT NULL, step TEXT NOT NULL, record TEXT NOT NULL);
        """,
    )


def _notes_logged(db: sqlite3.Connection) -> None:
    """What people change beside tags: stars and discards by passage, levels by initiative."""
    db.execute(
        "CREATE TABLE IF NOT EXISTS note_change (at TEXT NOT NULL, place TEXT NOT NULL, code TEXT NOT NULL, "
        "coder TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL)"
    )


MIGRATIONS: list[Callable[[sqlite3.Connection], None]] = [_first, _notes_logged]
"""Add to the end, never change one that has been released."""
