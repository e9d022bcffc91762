"""Notes in the margin: small text beside the body's columns, a text of its own."""

from __future__ import annotations

from ci_text.readers.pdf.lines import Seg
from ci_text.records import Box

SMALLER = 0.92  # of the body's size
LEAST_BODY = 6  # lines of body text that make a column to stand beside
MOST = 0.4  # of the body's characters
LEAST_INK = 15  # characters: less is a number or a label


def marginal(segs: list[Seg], body_size: float) -> tuple[list[Seg], list[tuple[Box, list[Seg]]]]:
    """The segments of the body, and those of each note beside it with the note's box."""
    body = [s for s in segs if abs(s.style.size - body_size) <= 0.06 * body_size and s.ink >= 20]
    if len(body) < LEAST_BODY:
        return segs, []
    left, right = min(s.x0 for s in body), max(s.x1 for s in body)
    outside = [
        s for s in segs
        if s.style.size <= SMALLER * body_size and (s.x1 < left - 0.3 * body_size or s.x0 > right + 0.3 * body_size)
    ]  # fmt: skip
    if sum(s.ink for s in outside) > MOST * sum(s.ink for s in body):
        return segs, []  # a column of its own
    notes: list[tuple[Box, list[Seg]]] = []
    taken: set[int] = set()
    for side in ([s for s in outside if s.x1 < left], [s for s in outside if s.x1 >= left]):
        for group in _groups(side):
            if len(group) > 1 and sum(s.ink for s in group) >= LEAST_INK:
                box = group[0].box
                for seg in group:
                    box = box.union(seg.box)
                    taken.add(id(seg))
                notes.append((box, group))
    return [s for s in segs if id(s) not in taken] if taken else segs, notes


def _groups(segs: list[Seg]) -> list[list[Seg]]:
    """Segments under each other without a gap of two lines."""
    groups: list[list[Seg]] = []
    for seg in sorted(segs, key=lambda s: s.base):
        if groups and seg.base - groups[-1][-1].base < 2.2 * seg.style.size:
            groups[-1].append(seg)
        else:
            groups.append([seg])
    return groups
