"""Why files and pages could not be read, and what is to be known of them, in the language of a report's author: the
readers tell it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ci_text.plain_yaml import packed

MISTAKE = re.compile(r"^(  - )(.+(?:\n(?!  - ).+)*)", re.MULTILINE)  # what YAML says goes over several lines


def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = packed("ci_text.data", "causes_da.yaml")
    return table


def failure(kind: str, error: str, remedy: str, lang: str) -> tuple[str, str]:
    """Cause and remedy. In Danish a message with figures keeps them; any other is told by the kind of its error."""
    cause = error or kind
    if lang == "en":
        return cause, remedy
    for entry in _table()["messages"]:
        if found := re.search(entry["says"], f"{cause} {remedy}"):
            return _listed(found.expand(entry["cause"])), found.expand(entry["remedy"])
    told = _table()["kinds"].get(kind)
    return (told["cause"], told["remedy"]) if told else (cause, remedy)


def reason(text: str, lang: str) -> str:
    """Why a page is doubtful or unreadable; words that the table does not know stay as they are."""
    return _translated("pages", text, lang)


def remark(text: str, lang: str) -> str:
    """What a reader noted of a file; words that the table does not know stay as they are."""
    return _translated("remarks", text, lang)


def difference(text: str, lang: str) -> str:
    """Why two projects differ, one reason or several with '; ' between."""
    whole = _translated("changes", text, lang)
    return "; ".join(_translated("changes", one, lang) for one in text.split("; ")) if whole == text else whole


def _listed(cause: str) -> str:
    """The mistakes of a file, a line each, in Danish; what stands around them is so already."""
    return MISTAKE.sub(lambda found: found[1] + _translated("mistakes", found[2], "da"), cause)


def _translated(part: str, text: str, lang: str) -> str:
    if lang == "en":
        return text
    for entry in _table()[part]:
        if found := re.fullmatch(entry["says"], text, re.DOTALL):
            return found.expand(entry["cause"])
    return text
