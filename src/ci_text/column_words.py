"""What tables say to people, Danish and English: heads of columns, and the values that a column knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ci_text.plain_yaml import packed

Labels = Mapping[str, str]
SEVERAL = ("gaps",)
"""Columns that hold several values with blanks between."""


def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = packed("ci_text.data", "columns.yaml")
    return words


def head(name: str, lang: str) -> str:
    """A column's name as people read it; a column that nobody has named keeps its own, with blanks."""
    labels: Labels | None = _words()["columns"].get(name)
    return labels[lang] if labels else name.replace("_", " ")


def group(by: str, name: Any, lang: str) -> Any:
    """A group as people read it: 'folder' for the kind 'brochure'; '' is all groups together, '—' those that the
    column says nothing of."""
    known: Mapping[str, Labels] = _words()["groups"]
    return known[name][lang] if name in known else value(by, name, lang)


def counted(number: int, noun: str, lang: str) -> str:
    """'1 dokument', '1.200 dokumenter': a number with a noun of the list in its right form."""
    one, many = _words()["nouns"][noun][lang]
    written = f"{number:,}"
    return f"{written.replace(',', '.') if lang == 'da' else written} {one if number == 1 else many}"


def value(column: str, said: Any, lang: str) -> Any:
    """A value as people read it: yes and no, and the ids that a column knows; anything else as it is."""
    if isinstance(said, bool):
        return str(_words()["values"]["truth"]["yes" if said else "no"][lang])
    known: Mapping[str, Labels] = _words()["values"].get(column, {})
    if not isinstance(said, str) or not known:
        return said
    if column in SEVERAL:
        return "; ".join(known[one][lang] if one in known else one for one in said.split())
    return known[said][lang] if said in known else said
