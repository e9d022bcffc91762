"""Stacked bars of the four stances, for all initiatives together and for each."""

from __future__ import annotations

from dataclasses import dataclass

from ci_text.records import STANCES
from ci_text.report.context import Context
from ci_text.report.frames import Row, whole
from ci_text.report.heat import distinct

MOST_INITIATIVES = 16  # small pictures that a page can hold; the table has them all


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: x and width in per cent of the picture's width."""

    stance: str
    label: str
    n: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    head: str
    total: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class BarPicture:
    title: str
    bars: tuple[Bar, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class StanceBars:
    overall: BarPicture | None = None
    each: tuple[BarPicture, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def stance_bars(context: Context) -> StanceBars:
    """The bars from the matrix's stance columns; `reason` says why there are none."""
    found = context.rows("matrix", "group", "code", *STANCES)
    if not found:
        return StanceBars(reason=found.reason)
    if not any(whole(row[s]) for row in found.rows for s in STANCES):
        return StanceBars(reason=context.words("why_empty"))
    groups = distinct(row["group"] for row in found.rows)
    overall = _picture(context, context.words("stance_caption"), list(found.rows))
    each = tuple(
        _picture(context, context.group(g), [r for r in found.rows if str(r["group"]) == g])
        for g in groups[:MOST_INITIATIVES]
    )
    context.keep_sheet(
        "stances",
        ["group", "code", *STANCES],
        [[r["group"], context.name(r["code"]), *(whole(r[s]) for s in STANCES)] for r in found.rows],
    )
    legend = tuple((s, context.stances.get(s, s)) for s in STANCES)
    return StanceBars(overall, each if len(groups) > 1 else (), legend)


def _picture(context: Context, title: str, rows: list[Row]) -> BarPicture:
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = sums.setdefault(str(row["code"]), dict.fromkeys(STANCES, 0))
        for stance in STANCES:
            counts[stance] += whole(row[stance])
    most = max((sum(counts.values()) for counts in sums.values()), default=0) or 1
    bars = tuple(_bar(context, code, counts, most) for code, counts in sums.items())
    spoken = "; ".join(f"{b.head}: " + ", ".join(f"{p.label} {p.n}" for p in b.pieces) for b in bars if b.pieces)
    return BarPicture(title, bars, spoken)


def _bar(context: Context, code: str, counts: dict[str, int], most: int) -> Bar:
    pieces, x = [], 0.0
    for stance in STANCES:
        width = 100 * counts[stance] / most
        if width:
            label = context.stances.get(stance, stance)
            pieces.append(Piece(stance, label, counts[stance], round(x, 2), round(width, 2)))
        x += width
    return Bar(context.name(code), context.words.number(sum(counts.values())), tuple(pieces))
