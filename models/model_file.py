"""How a trained model is written: plain arrays, and the facts with a digest over both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def write_model(path: Path, arrays: Mapping[str, np.ndarray], facts: dict[str, Any]) -> str:
    """Write a safetensors file; returns the digest of arrays and facts, which is kept in the facts as well."""
    from safetensors.numpy import save

    solid = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    digest = hashlib.sha256(b"".join(array.tobytes() for _, array in sorted(solid.items())))
    digest.update(json.dumps(facts, sort_keys=True).encode())
    facts["digest"] = digest.hexdigest()
    path.write_bytes(save(solid, {"facts": json.dumps(facts, sort_keys=True)}))
    return digest.hexdigest()
