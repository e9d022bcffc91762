"""Opening a project file: its version, its safety settings, one transaction at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ci_text.errors import StoreError
from ci_text.store.schema import APPLICATION_ID, MIGRATIONS


def connect(path: Path, create: bool) -> sqlite3.Connection:
    """Open (or make) a project file and bring it up to the present version; raises StoreError, and
    sqlite3.DatabaseError where the file is damaged."""
    if not path.exists() and not create:
        raise StoreError(f"{path}: no such project file.", "Make one: `ci-text -p FILE add PATHS`, or `ci-text run`.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        db.row_factory = sqlite3.Row
        _check(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # what is taken out is overwritten: interviews are personal data
        return db
    except sqlite3.OperationalError as error:  # locked, read only, disk full
        raise StoreError(
            f"{path}: can't be opened ({error}).",
            "Close other programs that use it, and see that you may write there and that the disk has room.",
        ) from error
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT:
            raise  # a project file, and damaged
        raise StoreError(f"{path}: not a ci-text project file ({error}).", "Name another file with -p.") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}.", "Choose a folder that you may write to.") from error


def _check(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
        _check_mark(db, path)
        return
    with transaction(db):  # of two that open it first, one waits; one that is killed leaves no half a version
        _check_mark(db, path)
        _bring_up(db, path)


def _check_mark(db: sqlite3.Connection, path: Path) -> None:
    application = db.execute("PRAGMA application_id").fetchone()[0]
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and application != APPLICATION_ID:
        raise StoreError(f"{path}: a database, but not a ci-text project file.", "Name another file with -p.")


def _bring_up(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path}: made by a newer ci-text (version {version} of the tables; this program knows {len(MIGRATIONS)}).",
            "Update ci-text, or make a new project file.",
        )
    for number in range(version, len(MIGRATIONS)):
        MIGRATIONS[number](db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {number + 1}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing: a killed run leaves no half a document."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
