"""The trained model as it lies in the package: arrays in safetensors, facts in JSON. Nothing in it can run code."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.codebook import Codebook
from ci_text.encoder.names import unpack_names
from ci_text.errors import MissingDependency, UsageError
from ci_text.taggers.lexicon import LexiconTagger
from ci_text.taggers.space import FeatureSpace
from ci_text.taggers.stance import StanceWeights
from ci_text.vectors import packed_models, packed_vectors

if TYPE_CHECKING:
    import numpy as np

    from ci_text.encoder import Encoder
    from ci_text.taggers.sentence import SentenceSignal

FILE = "tagger.safetensors"
ENCODER = "encoder.safetensors"
REMEDY = "Name a file that models/train.py wrote."
WITHOUT = ", or use --tagger quick, which needs none."


def fingerprint(text: str) -> str:
    """What a passage that bias and threshold were fitted on is known by in the facts: half of the text's sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Weights of the codes (features x codes) and of the stances, and the facts of `facts` (see models/train.py)."""

    space: FeatureSpace
    codes: tuple[str, ...]
    weights: np.ndarray
    bias: np.ndarray
    stance: StanceWeights
    facts: dict[str, Any]
    path: Path
    sentence_weights: np.ndarray | None = None
    sentence_bias: np.ndarray | None = None

    @property
    def digest(self) -> str:
        return str(self.facts["digest"])

    def encoder(self) -> Encoder:
        """The encoder beside the model; raises MissingDependency where none is, or another than it was made with,
        UsageError where it can't be read."""
        from safetensors import SafetensorError

        from ci_text.encoder import load_encoder

        path = self.path.parent / ENCODER
        if not path.exists():
            raise MissingDependency(f"{path}: no encoder beside the model.", "Use --tagger quick, which needs none.")
        try:
            encoder = load_encoder(path)
        except (OSError, SafetensorError, KeyError, TypeError) as error:
            raise UsageError(
                f"{path}: can't be read as an encoder ({error}).", "Use --tagger quick, or copy it anew."
            ) from error
        if encoder.facts["digest"] != self.facts["encoder"] or encoder.codes != self.codes:
            raise MissingDependency(
                f"{path}: not the encoder that the model was made with.", "Train anew: models/train.py."
            )
        return encoder

    def sentence(self) -> SentenceSignal:
        """The sentence model that this one was made with, and what it learnt on it; raises MissingDependency where the
        model is gone or another, UsageError where it can't be read."""
        from ci_text.sentence_model import load_sentence_model
        from ci_text.taggers.sentence import SentenceSignal

        assert self.sentence_weights is not None and self.sentence_bias is not None
        name = self.facts["sentence"]["model"]
        if Path(name).is_absolute() and not Path(name).is_dir():
            raise MissingDependency(
                f"{self.path}: the sentence model that it was made with is gone: {name}.", f"Put it back{WITHOUT}"
            )
        try:
            found = load_sentence_model(name, WITHOUT, self.facts["sentence"]["digest"])
        except MissingDependency as error:
            raise MissingDependency(f"{self.path}: {error.message}", error.remedy) from error
        return SentenceSignal(found, self.sentence_weights, self.sentence_bias)


def model_path(given: Path | None = None) -> Path:
    return given or packed_models() / FILE


def fits(codebook: Codebook, given: Path | None = None) -> bool:
    """Whether a trained model is there that knows just the codes of this codebook."""
    path = model_path(given)
    return path.exists() and set(read_facts(path)["codes"]) == set(codebook.code_ids)


@cache
def read_facts(path: Path) -> dict[str, Any]:
    """The facts in the header of a model file, without reading its arrays; raises UsageError where it is none."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            facts: dict[str, Any] = json.loads((file.metadata() or {}).get("facts", "{}"))
    except (OSError, SafetensorError) as error:
        raise UsageError(f"{path}: can't be read as a trained model ({error}).", REMEDY) from error
    if not {"codes", "mixes", "thresholds"} <= set(facts):
        raise UsageError(f"{path}: not a trained model of this program.", REMEDY)
    return facts


def load_model(codebook: Codebook, given: Path | None = None) -> TrainedModel:
    """The packed model, or the one at a path; raises MissingDependency where there is none, UsageError where it is no
    model or knows other codes than the codebook."""
    import numpy as np
    from safetensors.numpy import load_file

    path = model_path(given)
    if not path.exists():
        raise MissingDependency(
            f"{path}: no trained model there.", "Use --tagger lexicon, or train one: models/train.py."
        )
    facts = read_facts(path)
    if not fits(codebook, given):
        raise UsageError(
            f"{path}: the trained model does not know just the codes of the codebook {codebook.id}.",
            "Use --tagger lexicon, or the codebook that it was made with.",
        )
    data = load_file(path)
    try:
        columns, stance_columns = _columns(data["features"]), _columns(data["stance_features"])
    except (KeyError, UnicodeDecodeError, zlib.error) as error:
        raise UsageError(f"{path}: the names of its features can't be read ({error}).", REMEDY) from error
    space = FeatureSpace(columns, LexiconTagger(codebook), packed_vectors())
    return TrainedModel(
        space=space,
        codes=tuple(facts["codes"]),
        weights=data["weights"].astype(np.float32),
        bias=data["bias"].astype(np.float32),
        stance=StanceWeights(
            stance_columns, data["stance_weights"].astype(np.float32), data["stance_bias"].astype(np.float32)
        ),
        facts=facts,
        path=path,
        sentence_weights=data.get("sentence_weights"),
        sentence_bias=data.get("sentence_bias"),
    )


def _columns(packed: np.ndarray) -> dict[str, int]:
    return {name: column for column, name in enumerate(unpack_names(packed))}
