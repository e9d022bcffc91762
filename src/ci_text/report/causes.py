"""Why files and pages could not be read, in the language of the report: readers tell it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from ci_text.records import SourceFile


@cache
def _table() -> Mapping[str, Any]:
    import yaml

    path = resources.files("ci_text.report") / "templates" / "causes_da.yaml"
    table: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return table


def failure(file: SourceFile, lang: str) -> tuple[str, str]:
    """Cause and remedy. In Danish a message with figures keeps them; any other is told by its kind."""
    cause, remedy = file.error or file.error_kind or "", file.remedy or ""
    if lang == "en":
        return cause, remedy
    for entry in _table()["messages"]:
        if found := re.search(entry["says"], f"{cause} {remedy}"):
            return found.expand(entry["cause"]), found.expand(entry["remedy"])
    told = _table()["kinds"].get(file.error_kind)
    return (told["cause"], told["remedy"]) if told else (cause, remedy)


def reason(text: str, lang: str) -> str:
    """Why a page is doubtful or unreadable; words that the table does not know stay as they are."""
    if lang == "en":
        return text
    for entry in _table()["pages"]:
        if found := re.fullmatch(entry["says"], text):
            return found.expand(entry["cause"])
    return text
