"""Themes matched to those of an earlier run, so that numbers and names stay and changes are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

KEPT = 0.5  # of the smaller of two themes' common passages
PART = 0.25


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is kept, split, merged, appeared or vanished; `before` and `after` are theme ids."""

    kind: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    overlap: float = 0.0  # Jaccard over the passages that both runs know


def match(
    before: Mapping[str, int], after: Mapping[str, int], new_ids: int, highest: int = 0
) -> tuple[dict[int, int], tuple[Change, ...]]:
    """(number in the new run -> id to keep, changes). Passages are matched by id; outliers (-1) don't count.

    Pairs are taken by Jaccard overlap, best first; a new theme without a pair gets an id that was never used: `highest`
    is the greatest so far.
    """
    common = {p: (before[p], t) for p, t in after.items() if t >= 0 and before.get(p, -1) >= 0}
    together = Counter(common.values())
    old_sizes, new_sizes = Counter(o for o, _ in common.values()), Counter(n for _, n in common.values())
    overlap = {(o, n): c / (old_sizes[o] + new_sizes[n] - c) for (o, n), c in together.items()}
    ids: dict[int, int] = {}
    for (old, new), share in sorted(overlap.items(), key=lambda item: (-item[1], item[0])):
        big_enough = together[old, new] >= KEPT * min(old_sizes[old], new_sizes[new])
        if new not in ids and old not in ids.values() and share >= PART and big_enough:
            ids[new] = old
    fresh = max(highest, *before.values(), 0) + 1
    unmatched = [t for t in range(new_ids) if t not in ids]
    full = ids | {t: fresh + n for n, t in enumerate(unmatched)}
    return full, _changes(together, old_sizes, new_sizes, overlap, ids, full, set(before.values()) - {-1})


def _changes(
    together: Counter[tuple[int, int]],
    old_sizes: Counter[int],
    new_sizes: Counter[int],
    overlap: Mapping[tuple[int, int], float],
    ids: Mapping[int, int],
    full: Mapping[int, int],
    old: set[int],
) -> tuple[Change, ...]:
    changes = [Change("kept", (o,), (full[n],), round(overlap[o, n], 3)) for n, o in sorted(ids.items())]
    for one in sorted(old):
        parts = sorted(full[n] for (o, n), c in together.items() if o == one and c >= PART * old_sizes[one])
        if len(parts) > 1:
            changes.append(Change("split", (one,), tuple(parts)))
        if one not in ids.values():
            changes.append(Change("vanished", (one,), tuple(parts)))
    for new in sorted(full):
        parts = sorted(o for (o, n), c in together.items() if n == new and c >= PART * new_sizes[new])
        if len(parts) > 1:
            changes.append(Change("merged", tuple(parts), (full[new],)))
        if new not in ids:
            changes.append(Change("appeared", tuple(parts), (full[new],)))
    return tuple(changes)
