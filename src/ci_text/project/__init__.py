"""One method for each thing a user does: read the store, run a pure stage, write the store.

with Project(Path("project.db")) as project:
    project.add(["reports/"])
    project.tag()
    project.themes()
    table = project.compare().matrix
    quotes = project.quotes(codes=[code], limit=5)
"""

from ci_text.project.account import Accounting
from ci_text.project.base import Progress, versions
from ci_text.project.read import Added, Reading


class Project(Reading, Accounting):
    """A project file and the codebook it is tagged under: everything a user does, a method each."""


__all__ = ["Added", "Progress", "Project", "versions"]
