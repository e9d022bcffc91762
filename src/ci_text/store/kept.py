"""Small values in the project file, by name: settings, hashes, what hangs on paths. The caller has the transaction."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from ci_text.store import rows


def keep(db: sqlite3.Connection, name: str, value: Any) -> None:
    db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, rows.to_json(value)))


def kept(db: sqlite3.Connection, name: str, default: Any = None) -> Any:
    row = db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row[0])
