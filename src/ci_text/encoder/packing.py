"""Numbers of four to eight bits: 32 of them share a scale (half precision). A seventh to a quarter of float32's room.

Four bits of each number lie in nibbles, any further bit in a plane of its own, eight to a byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

BLOCK = 32
NIBBLE = 4
SHARES = (1.0, -1.0, -1.04, -1.08, 0.96, 0.92, 0.88, 0.84)  # of the greatest number, signed, that the grid reaches to


def unpack(nibbles: np.ndarray, scales: np.ndarray, width: int, planes: Sequence[np.ndarray] = ()) -> np.ndarray:
    """Rows of float32, `width` wide, from nibbles (blocks x 16 bytes), scales (blocks), planes (blocks x 4 bytes)."""
    import numpy as np

    values = np.concatenate([nibbles & 15, nibbles >> NIBBLE], axis=1).astype(np.float32)
    for place, plane in enumerate(planes, NIBBLE):
        values += np.unpackbits(plane, axis=1).astype(np.float32) * 2**place
    values -= 2 ** (NIBBLE + len(planes) - 1)
    values *= scales.astype(np.float32)[:, None]
    return values.reshape(-1, width)


def pack(values: np.ndarray, bits: int = NIBBLE) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """(nibbles, scales, planes) of an array whose size is a multiple of 32; the scale of a block is the one of a few
    that loses least (squared); a grid of as many bits whose end is used, as that of llama.cpp's Q4_0, loses nothing."""
    import numpy as np

    blocks = values.reshape(-1, BLOCK).astype(np.float32)
    greatest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)[:, 0]
    least = np.full(len(blocks), np.inf, np.float32)
    whole, scales = np.zeros(blocks.shape, np.uint8), np.zeros(len(blocks), np.float16)
    for share in SHARES:
        tried = (greatest * share / -(2 ** (bits - 1))).astype(np.float16)
        steps, lost = _steps(blocks, tried.astype(np.float32), bits)
        better = lost < least
        whole[better], scales[better], least[better] = steps[better], tried[better], lost[better]
    planes = [np.packbits((whole >> place) & 1, axis=1) for place in range(NIBBLE, bits)]
    return (whole[:, :16] & 15) | ((whole[:, 16:] & 15) << NIBBLE), scales, planes


def _steps(blocks: np.ndarray, scales: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """(the nearest whole numbers, what is lost in each block) for these scales."""
    import numpy as np

    zero = 2 ** (bits - 1)
    steps = np.zeros_like(blocks)
    np.divide(blocks, scales[:, None], where=(scales != 0)[:, None], out=steps)
    whole = np.clip(np.rint(steps) + zero, 0, 2 * zero - 1)
    lost = (((whole - zero) * scales[:, None] - blocks) ** 2).sum(axis=1)
    return whole.astype(np.uint8), lost
