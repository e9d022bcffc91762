"""The differences between initiatives that are hardly chance, in the comparison's own sentences."""

from __future__ import annotations

from dataclasses import dataclass

from ci_text.report.context import Context
from ci_text.report.frames import share

MOST_SENTENCES = 8
CERTAIN = "differs"  # the comparison's verdict on a difference that stands after correction for many tests


@dataclass(frozen=True, slots=True)
class Differences:
    note: str = ""
    sentences: tuple[str, ...] = ()


def differences(context: Context) -> Differences:
    """The surest first; nothing where the comparison made no such table."""
    rows = context.rows("differences", "code", "verdict", f"sentence_{context.lang}").rows
    if not rows:
        return Differences()
    sure = sorted((r for r in rows if r["verdict"] == CERTAIN), key=lambda r: share(r.get("p")) or 0.0)
    every = context.words.number(len(rows))
    if not sure:
        return Differences(context.words("differences_none", all=every))
    sentences = tuple(str(r[f"sentence_{context.lang}"]) for r in sure[:MOST_SENTENCES])
    return Differences(context.words.count("differences_some", len(sure), all=every), sentences)
