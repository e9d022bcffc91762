"""What is known of the pages of a document between two passes over it.

Running titles, fonts and speakers are those of the whole document, so no page can be finished before the last one is
read. The first pages wait as they are, which costs no time; of a long document the others are packed, to about a
tenth, so that memory grows no faster than the text that comes out. They stay in memory: what people said in an
interview is not written to a disk beside the project.
"""

from __future__ import annotations

import pickle
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

LIVE = 128  # pages: most reports are shorter

T = TypeVar("T")


class Shelf(Generic[T]):
    """Items in order, those after the first `live` packed: what comes back for them are copies."""

    def __init__(self, live: int | None = None) -> None:
        self.live = LIVE if live is None else live
        self.items: deque[T | bytes] = deque()

    def put(self, item: T) -> None:
        """Put an item behind the others."""
        full = len(self.items) >= self.live
        self.items.append(zlib.compress(pickle.dumps(item, pickle.HIGHEST_PROTOCOL), 1) if full else item)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        """Each item; changes to those that were packed are not kept."""
        for item in self.items:
            yield self._unpacked(item)

    def taken(self) -> Iterator[T]:
        """Each item, taken off the shelf."""
        while self.items:
            yield self._unpacked(self.items.popleft())

    def _unpacked(self, item: T | bytes) -> T:
        if not isinstance(item, bytes):
            return item
        found: T = pickle.loads(zlib.decompress(item))  # noqa: S301 - packed by ourselves
        return found
