"""The names of a model's features are unpacked with a bound, and a file that holds none is named."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from ci_text.codebook import default_codebook
from ci_text.encoder import names
from ci_text.errors import UsageError
from ci_text.taggers.model import load_model, model_path, read_facts


def _with_names(path: Path, packed: bytes) -> Path:
    """A copy of the packed model with other names of features."""
    arrays = load_file(model_path()) | {"features": np.frombuffer(packed, np.uint8)}
    save_file(arrays, path, {"facts": json.dumps(read_facts(model_path()))})
    return path


def test_as_many_names_as_weights() -> None:
    found = load_model(default_codebook())
    assert len(found.stance.columns) == len(found.stance.weights)
    assert len(found.space.columns) <= len(found.weights)


@pytest.mark.parametrize(
    "packed", [b"l:da:kommune", zlib.compress(b"\xff\xfe\xfd"), zlib.compress(b"l:da:kommune")[:-3]]
)
def test_unreadable_names_are_told(tmp_path: Path, packed: bytes) -> None:
    path = _with_names(tmp_path / "broken.safetensors", packed)
    with pytest.raises(UsageError, match=r"broken\.safetensors: the names of its features"):
        load_model(default_codebook(), path)


def test_names_that_unpack_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST", 1000)
    path = _with_names(tmp_path / "bomb.safetensors", zlib.compress(b"a" * 100_000))
    with pytest.raises(UsageError, match="too long"):
        load_model(default_codebook(), path)
