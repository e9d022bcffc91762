"""The part of the base network that is kept, written for a machine that has no package of it, and read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from encoder_base import Base, read_kept, write_kept

from ci_text.encoder.packing import BLOCK


def four_bits(rows: int, width: int, seed: int) -> np.ndarray:
    """A matrix as the package has it (llama.cpp's Q4_0): in each block the grid's end is used."""
    rng = np.random.default_rng(seed)
    whole = rng.integers(-8, 8, (rows * width // BLOCK, BLOCK))
    whole[np.arange(len(whole)), rng.integers(0, BLOCK, len(whole))] = -8
    scales = rng.normal(size=(len(whole), 1)).astype(np.float16).astype(np.float32)
    return (whole.astype(np.float32) * scales).reshape(rows, width)


def test_what_is_kept_comes_back_to_the_bit(tmp_path: Path) -> None:
    weights = {"emb.word": four_bits(3, 64, 1), "l0.fo.w": four_bits(64, 256, 2), "l0.q.b": np.arange(64, dtype="<f4")}
    base = Base(["<s>", "▁by", "å"], np.array([0.0, -3.5, -7.25], "<f4"), weights, 1, 4, 64)

    write_kept(base, tmp_path / "base.npz")
    found = read_kept(tmp_path / "base.npz")

    assert (found.names, found.depth, found.heads, found.width) == (base.names, 1, 4, 64)
    assert found.scores.tolist() == base.scores.tolist()
    assert set(found.weights) == set(weights)
    for name, value in weights.items():
        assert found.weights[name].shape == value.shape
        assert np.array_equal(found.weights[name], value), name
