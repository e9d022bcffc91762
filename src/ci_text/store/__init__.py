"""The project file: one SQLite database. Nothing else in the program speaks SQL."""

from ci_text.store.project_file import Store

__all__ = ["Store"]
