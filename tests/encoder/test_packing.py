"""Few bits a number: what is on the grid comes back exactly, anything else to half a step of its block."""

from __future__ import annotations

import numpy as np
import pytest

from ci_text.encoder.packing import BLOCK, pack, unpack


def again(values: np.ndarray, bits: int) -> np.ndarray:
    nibbles, scales, planes = pack(values, bits)
    assert len(planes) == bits - 4
    return unpack(nibbles, scales, values.shape[1], planes)


@pytest.mark.parametrize("bits", [4, 5, 6, 8])
def test_numbers_come_back_to_half_a_step(bits: int) -> None:
    values = np.random.default_rng(1).normal(size=(6, 96)).astype(np.float32)
    blocks, error = values.reshape(-1, BLOCK), np.abs(again(values, bits) - values).reshape(-1, BLOCK)
    step = np.abs(blocks).max(axis=1, keepdims=True) / 2 ** (bits - 1)
    # evenly spread over half a step to both sides, the error is .29 steps on the average (root mean square)
    assert np.sqrt(((error / step) ** 2).mean()) < 0.31
    assert (error > 0.55 * step).mean() < 0.02  # the few beyond the end of the grid


@pytest.mark.parametrize("bits", [4, 6])
def test_a_grid_whose_end_is_used_loses_nothing(bits: int) -> None:
    random, end = np.random.default_rng(2), 2 ** (bits - 1)
    whole = random.integers(-end, end, size=(8, BLOCK))
    whole[:, 3] = -end
    values = (whole * random.normal(size=(8, 1)).astype(np.float16).astype(np.float32)).astype(np.float32)
    assert np.array_equal(again(values, bits), values)


def test_nothing_but_zeros() -> None:
    assert not again(np.zeros((2, 32), np.float32), 4).any()
