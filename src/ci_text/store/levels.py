"""Levels of maturity that people gave initiatives, in the project file."""

from __future__ import annotations

import sqlite3

from ci_text.store.connection import transaction
from ci_text.store.notes import log_change


class Levels:
    """The maturity table."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def keep(self, initiative: str, code: str, level: str, coder: str, why: str, at: str) -> None:
        """Keep the level that a person gives an initiative on a code; what it was before is logged."""
        with transaction(self.db):
            before = self.every().get((initiative, code), {"level": "", "why": "", "coder": ""})
            old = (before["level"], before["why"], before["coder"])
            log_change(self.db, at, (initiative, code), old, (level, why, coder))
            row = (initiative, code, level, coder, why, at)
            self.db.execute("INSERT OR REPLACE INTO maturity VALUES (?, ?, ?, ?, ?, ?)", row)

    def every(self) -> dict[tuple[str, str], dict[str, str]]:
        """(initiative, code) -> level, coder, why, at: what people decided."""
        found = self.db.execute("SELECT * FROM maturity ORDER BY initiative, code")
        return {(r["initiative"], r["code"]): {k: r[k] for k in ("level", "coder", "why", "at")} for r in found}
