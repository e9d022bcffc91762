"""The differences between initiatives that are hardly chance, in the comparison's own sentences."""

from __future__ import annotations

from dataclasses import dataclass

from ci_text.report.context import Context
from ci_text.report.frames import Row, share

MOST_SENTENCES = 8
MOST_HINTS = 3
CERTAIN = "differs"  # the comparison's verdict on a difference that stands after correction for many tests
TESTED = (CERTAIN, "unclear")


@dataclass(frozen=True, slots=True)
class Differences:
    note: str = ""
    sentences: tuple[str, ...] = ()


def differences(context: Context) -> Differences:
    """The surest first; where nothing could be tested, that is said, with the widest gaps that the material hints at.

    Nothing where the comparison made no such table.
    """
    sentence = f"sentence_{context.lang}"
    rows = context.rows("differences", "code", "verdict", sentence).rows
    if not rows:
        return Differences()
    words = context.words
    tested = [r for r in rows if r["verdict"] in TESTED]
    if not tested:
        hints = tuple(str(r[sentence]) for r in _hints(rows))
        return Differences(words("differences_untested", all=words.number(len(rows))), hints)
    sure = sorted((r for r in rows if r["verdict"] == CERTAIN), key=lambda r: share(r.get("p")) or 0.0)
    counted = {"all": words.number(len(tested))}
    note = words.count("differences_some", len(sure), **counted) if sure else words("differences_none", **counted)
    if len(tested) < len(rows):
        note += " " + words.count("differences_left", len(rows) - len(tested))
    return Differences(note, tuple(str(r[sentence]) for r in sure[:MOST_SENTENCES]))


def _hints(rows: tuple[Row, ...]) -> list[Row]:
    """The largest differences whose interval leaves out zero, of those with too few documents to test."""
    apart = [
        r
        for r in rows
        if r["verdict"] == "too-few-documents" and ((share(r.get("low")) or 0) > 0 or (share(r.get("high")) or 0) < 0)
    ]
    return sorted(apart, key=lambda r: -abs(share(r.get("difference")) or 0.0))[:MOST_HINTS]
