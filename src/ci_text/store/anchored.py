"""What came of people's decisions and notes when a document was read anew."""

from __future__ import annotations

from typing import NamedTuple


class Anchored(NamedTuple):
    """Texts that are gone with what was said of them, and remarks on what gave way to something later."""

    homeless: list[str]
    overruled: list[str]

    def and_of(self, other: Anchored) -> Anchored:
        return Anchored(self.homeless + other.homeless, self.overruled + other.overruled)


def gave_way(what: str, code: str, held: str, lost: str, text: str) -> str:
    """A remark: two files became one, and somebody had said two things of the same words."""
    return f"two {what} on {code} meet on the same words; the later holds: {held}, no more {lost}: {text[:80]!r}"
