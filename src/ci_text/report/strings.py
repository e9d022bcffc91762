"""The words of the report, from its string table, and numbers as each language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ci_text.plain_yaml import packed

MONTHS = {
    "da": ("januar", "februar", "marts", "april", "maj", "juni",
           "juli", "august", "september", "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}  # fmt: skip
NARROW_GAP = "\u202f"  # before the per cent sign in Danish (Dansk Standard, Retskrivningsordbogen)


def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = packed("ci_text.report", "templates", "strings.yaml")
    return table


class Words:
    """The report's words in one language: `words(key, **values)`, a missing key is a KeyError."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: Any) -> str:
        return str(_table()[key][self.lang]).format(**values)

    def count(self, key: str, n: int, **values: Any) -> str:
        """The words for one or for many, with `n` written as the language does."""
        one, many = _table()[key][self.lang]
        return str(one if n == 1 else many).format(n=self.number(n), **values)

    def items(self, key: str) -> list[str]:
        return list(_table()[key][self.lang])

    def either(self, key: str, other: str) -> str:
        """The words of a key, or `other` where the table does not know it: ids that a user's data may bring."""
        entry = _table().get(key)
        return str(entry[self.lang]) if entry else other

    def raw(self, key: str) -> Any:
        """Words with their marks unfilled (a list where one and many differ), for the page's script."""
        return _table()[key][self.lang]

    # --- numbers -------------------------------------------------------------------------------------------------

    def number(self, value: float | int, digits: int = 0) -> str:
        """12.345,6 in Danish, 12,345.6 in English."""
        written = f"{value:,.{digits}f}"
        return written.translate(str.maketrans(",.", ".,")) if self.lang == "da" else written

    def percent(self, share: float | None, bare: bool = False) -> str:
        """A share of 1 as per cent; one decimal below ten, as small shares would else all be alike. '–' for None."""
        if share is None:
            return "–"
        percent = share * 100
        digits = 1 if 0 < percent < 9.95 else 0
        written = self.number(percent, digits)
        if bare:
            return written
        return f"{written}{NARROW_GAP}%" if self.lang == "da" else f"{written}%"

    def date(self, when: datetime) -> str:
        month = MONTHS[self.lang][when.month - 1]
        return f"{when.day}. {month} {when.year}" if self.lang == "da" else f"{when.day} {month} {when.year}"

    def listing(self, items: list[str]) -> str:
        """'a, b og c' / 'a, b and c'."""
        if len(items) < 2:
            return "".join(items)
        last = " og " if self.lang == "da" else " and "
        return ", ".join(items[:-1]) + last + items[-1]

    def pages(self, first: int, last: int) -> str:
        return self("page_one", a=first) if last <= first else self("page_many", a=first, b=last)
