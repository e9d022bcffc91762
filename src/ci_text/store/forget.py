"""What hangs on the path of a file: renamed with it, and taken out with it for good, as a person may withdraw an
interview (GDPR, article 17)."""

from __future__ import annotations

import sqlite3

from ci_text.errors import StoreError
from ci_text.store import rows
from ci_text.store.connection import transaction
from ci_text.store.kept import keep, kept

OF_ID = 12  # characters of a document's id with which the ids of its passages begin
BY_PATH = ("waiting", "read_from", "earlier")  # small records in `kept`
BY_DOCUMENT = ("page", "passage", "tagged")
ORPHANS = (
    ("page", "document_id", "document"), ("tagged", "document_id", "document"), ("tag", "passage_id", "passage"),
    ("theme_share", "passage_id", "passage"), ("duplicate", "passage_id", "passage"), ("duplicate", "kept", "passage"),
)  # fmt: skip
BY_PASSAGE = (
    ("tag", "passage_id"), ("tag_change", "passage_id"), ("quote_note", "passage_id"), ("note_change", "place"),
    ("theme_share", "passage_id"), ("duplicate", "passage_id"), ("duplicate", "kept"),
)  # fmt: skip


def remember_earlier(db: sqlite3.Connection, path: str, document: str) -> None:
    """Keep, within a transaction, which documents a file was before: what people said of them goes with it."""
    earlier = kept(db, "earlier", {})
    keep(db, "earlier", earlier | {path: sorted({*earlier.get(path, ()), document})})


def rename(db: sqlite3.Connection, old: str, new: str) -> None:
    """Within a transaction: the file, and all that is kept by its path."""
    db.execute("UPDATE OR REPLACE file SET path = ? WHERE path = ?", (new, old))
    db.execute("UPDATE run SET record = replace(record, ?, ?)", (rows.to_json(old), rows.to_json(new)))
    for name in BY_PATH:
        keep(db, name, {new if path == old else path: value for path, value in kept(db, name, {}).items()})


def forget(db: sqlite3.Connection, path: str) -> None:
    """Take out the file, its text and all that was said of it, also of a file that is gone; a text that another file
    holds, too, stays."""
    with transaction(db):
        found = db.execute("SELECT document_id FROM file WHERE path = ?", (path,)).fetchone()
        waiting, earlier = kept(db, "waiting", {}).get(path), kept(db, "earlier", {}).get(path, ())
        last = (found["document_id"] if found else None, waiting, *earlier)
        for name in BY_PATH:
            keep(db, name, {other: value for other, value in kept(db, name, {}).items() if other != path})
        db.execute("DELETE FROM file WHERE path = ?", (path,))
        db.execute("UPDATE run SET record = replace(record, ?, ?)", (rows.to_json(path), rows.to_json("…")))
        for document in dict.fromkeys(one for one in last if one):
            if db.execute("SELECT 1 FROM file WHERE document_id = ?", (document,)).fetchone() is None:
                _erase(db, document)


def holders(db: sqlite3.Connection) -> dict[str, str]:
    """Path -> document of all files whose text is in the project, also of files that are gone."""
    files = db.execute("SELECT path, document_id FROM file WHERE document_id IS NOT NULL")
    there = {row[0] for row in db.execute("SELECT id FROM document")}
    return {path: one for path, one in {**kept(db, "waiting", {}), **dict(files.fetchall())}.items() if one in there}


def same_text(db: sqlite3.Connection, path: str) -> list[str]:
    """The other paths under which the text of a file lies word for word."""
    documents = holders(db)
    found = db.execute(
        "SELECT id FROM document WHERE text = (SELECT text FROM document WHERE id = ?)", (documents.get(path),)
    )
    same = {row[0] for row in found}
    return sorted(other for other, document in documents.items() if document in same and other != path)


def forget_homeless(db: sqlite3.Connection) -> None:
    """Erase the decisions and notes whose passage is in no document any more, with the words that they were on."""
    with transaction(db):
        for table, column in (("quote_note", "passage_id"), ("note_change", "place")):  # of levels the place has no ':'
            db.execute(
                f"DELETE FROM {table} WHERE substr({column}, ?, 1) = ':' AND {column} NOT IN (SELECT id FROM passage)",  # noqa: S608
                (OF_ID + 1,),
            )
        db.execute("DELETE FROM tag_change WHERE new IS NULL OR passage_id NOT IN (SELECT id FROM passage)")


def wipe(db: sqlite3.Connection) -> None:
    """Make what was taken out unreadable in the file itself: what hung on it goes (another program may have written it
    since), the index of words is built anew, free pages go. Raises StoreError where another program reads the file,
    which keeps its old pages."""
    with transaction(db):
        for table, column, owner in ORPHANS:
            db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {owner})")  # noqa: S608
    db.execute("INSERT INTO passage_text (passage_text) VALUES ('rebuild')")
    db.execute("VACUUM")
    if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise StoreError(
            "Another program reads the project, so what was erased may still lie in its file.",
            "Close it and run `ci-text forget` again.",
        )


def _erase(db: sqlite3.Connection, document: str) -> None:
    for table in BY_DOCUMENT:
        db.execute(f"DELETE FROM {table} WHERE document_id = ?", (document,))  # noqa: S608
    for table, column in BY_PASSAGE:
        db.execute(f"DELETE FROM {table} WHERE substr({column}, 1, ?) = ?", (OF_ID, document[:OF_ID]))  # noqa: S608
    db.execute("DELETE FROM document WHERE id = ?", (document,))
