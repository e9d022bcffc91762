"""The trained model as it lies in the package: arrays in safetensors, facts in JSON. Nothing in it can run code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.codebook import Codebook
from ci_text.errors import MissingDependency
from ci_text.taggers.lexicon import LexiconTagger
from ci_text.taggers.space import FeatureSpace
from ci_text.vectors import packed_models, packed_vectors

if TYPE_CHECKING:
    import numpy as np

    from ci_text.encoder import Encoder

FILE = "tagger.safetensors"
ENCODER = "encoder.safetensors"


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Weights of the codes (features x codes) and of the stances, and the facts of `facts` (see models/train.py)."""

    space: FeatureSpace
    codes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    stance_columns: dict[str, int]
    stance_weights: np.ndarray
    stance_bias: np.ndarray
    facts: dict[str, Any]
    path: Path

    @property
    def digest(self) -> str:
        return str(self.facts["digest"])

    def encoder(self) -> Encoder:
        """The encoder beside the model; raises MissingDependency where none is, or another than it was made with."""
        from ci_text.encoder import load_encoder

        path = self.path.parent / ENCODER
        if not path.exists():
            raise MissingDependency(f"{path}: no encoder beside the model.", "Use --tagger quick, which needs none.")
        encoder = load_encoder(path)
        if encoder.facts["digest"] != self.facts["encoder"] or encoder.codes != self.codes:
            raise MissingDependency(
                f"{path}: not the encoder that the model was made with.", "Train anew: models/train.py."
            )
        return encoder


def model_path(given: Path | None = None) -> Path:
    return given or packed_models() / FILE


def fits(codebook: Codebook, given: Path | None = None) -> bool:
    """Whether a trained model is there that knows just the codes of this codebook."""
    path = model_path(given)
    return path.exists() and set(read_facts(path)["codes"]) == set(codebook.code_ids)


@cache
def read_facts(path: Path) -> dict[str, Any]:
    """The facts in the header of a model file, without reading its arrays."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        facts: dict[str, Any] = json.loads(file.metadata()["facts"])
    return facts


def load_model(codebook: Codebook, given: Path | None = None) -> TrainedModel:
    """The packed model, or the one at a path; raises MissingDependency where there is none."""
    import numpy as np
    from safetensors.numpy import load_file

    path = model_path(given)
    if not path.exists():
        raise MissingDependency(
            f"{path}: no trained model there.", "Use --tagger lexicon, or train one: models/train.py."
        )
    facts = read_facts(path)
    data = load_file(path)
    space = FeatureSpace(_columns(data["features"]), LexiconTagger(codebook), packed_vectors())
    return TrainedModel(
        space=space,
        codes=tuple(facts["codes"]),
        weights=data["weights"].astype(np.float32),
        bias=data["bias"].astype(np.float32),
        stance_columns=_columns(data["stance_features"]),
        stance_weights=data["stance_weights"].astype(np.float32),
        stance_bias=data["stance_bias"].astype(np.float32),
        facts=facts,
        path=path,
    )


def _columns(names: np.ndarray) -> dict[str, int]:
    return {name: column for column, name in enumerate(bytes(names).decode("utf-8").split("\n"))}
