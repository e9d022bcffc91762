"""Pseudo-random numbers that hang on what they are for, not on the order of the rows.

The number for (text, seed) is a hash. A resample holds the same passages and a fit starts from the
same passages when a few others come or go, so that what changes between two runs is the material and not the dice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any


def keys(texts: Iterable[str]) -> Any:
    """A 64-bit key for each text."""
    import numpy as np

    digests = (hashlib.blake2b(t.encode(), digest_size=8).digest() for t in texts)
    return np.array([int.from_bytes(d, "little") for d in digests], dtype=np.uint64)


def uniform(of: Any, seed: int) -> Any:
    """A number in (0, 1) for each key; splitmix64 (Steele, Lea & Flood 2014)."""
    import numpy as np

    with np.errstate(over="ignore"):
        z = of + np.uint64(((seed + 1) * 0x9E3779B97F4A7C15) & (2**64 - 1))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(11)).astype(float) + 0.5) / 2.0**53
