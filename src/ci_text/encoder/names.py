"""The names of pieces and of features as they lie in a model file: deflated, a third to two fifths of their room."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MOST = 50_000_000  # bytes that are unpacked: a small file can stand for gigabytes


def pack_names(names: Sequence[str]) -> np.ndarray:
    """The names, none of which holds a line break, in order, as bytes."""
    import numpy as np

    return np.frombuffer(zlib.compress("\n".join(names).encode(), 9), np.uint8)


def unpack_names(packed: np.ndarray) -> list[str]:
    """The names again; raises zlib.error or UnicodeDecodeError where these bytes hold none, or more than `MOST`."""
    unpacking = zlib.decompressobj()
    names = unpacking.decompress(bytes(packed), MOST)
    if not unpacking.eof:
        raise zlib.error("too long, or cut off")
    return names.decode("utf-8").split("\n")
