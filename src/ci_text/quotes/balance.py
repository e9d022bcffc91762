"""The best first, but never all from one voice: each choice lowers what is left of the same source.

Greedy choice with a discount for what has been chosen from before, as in maximal marginal relevance (Carbonell &
Goldstein 1998) with 'same source' for similarity. The discounts only grow, so a heap with late correction gives the
exact greedy order in n log n.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

DISCOUNTS = {"initiative": 0.97, "document": 0.9, "speaker": 0.9, "stance": 0.6}
FLOOR = 30  # a source that has been chosen from this often is not discounted further


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate: its fitness, a key that breaks ties the same way every time, and where it comes from."""

    fitness: float
    tie: tuple[str, int, str]
    sources: tuple[tuple[str, str], ...]  # (initiative | document | speaker | stance, which)


def balanced(candidates: Sequence[Ranked], limit: int | None = None) -> list[int]:
    """Positions of the candidates in the order they should be shown, at most `limit`."""
    taken: Counter[tuple[str, str]] = Counter()

    def worth(candidate: Ranked) -> float:
        value = candidate.fitness
        for source in candidate.sources:
            value *= DISCOUNTS[source[0]] ** min(taken[source], FLOOR)
        return value

    heap = [(-c.fitness, c.tie, position) for position, c in enumerate(candidates)]
    heapq.heapify(heap)
    order: list[int] = []
    while heap and (limit is None or len(order) < limit):
        value, tie, position = heapq.heappop(heap)
        now = -worth(candidates[position])
        if now > value:  # it has lost worth since it was put in
            heapq.heappush(heap, (now, tie, position))
            continue
        order.append(position)
        taken.update(candidates[position].sources)
    return order
