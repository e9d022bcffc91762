"""The model file: nothing in it can run, and the same exemplars make the same bytes."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
import train
from exemplars import read_exemplars
from learning import Trainer, fit_codes, learn_stances

from ci_text.codebook import default_codebook
from ci_text.errors import MissingDependency, UsageError
from ci_text.taggers import TaggerOptions, load_tagger
from ci_text.taggers.model import ENCODER, model_path

FEW = 40  # exemplars of each of two authors


def test_the_packed_model_is_plain_arrays_and_small() -> None:
    raw = model_path().read_bytes()
    header = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
    assert {part["dtype"] for name, part in header.items() if name != "__metadata__"} <= {"F16", "F32", "U8"}
    assert model_path().stat().st_size + model_path().with_name(ENCODER).stat().st_size <= 20_000_000


def test_a_pickle_is_refused_and_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (mark,))  # type: ignore[return-value]

    trap = tmp_path / "model.safetensors"
    trap.write_bytes(pickle.dumps(Trap()))
    with pytest.raises(UsageError, match=r"model\.safetensors: can't be read as a trained model"):
        load_tagger("combined", default_codebook(), TaggerOptions(model=trap))
    assert not mark.exists()


def test_an_encoder_that_was_cut_short_is_said(tmp_path: Path) -> None:
    own = tmp_path / "tagger.safetensors"
    own.write_bytes(model_path().read_bytes())
    own.with_name(ENCODER).write_bytes(model_path().with_name(ENCODER).read_bytes()[:100_000])
    with pytest.raises(UsageError, match=r"encoder\.safetensors: can't be read as an encoder"):
        load_tagger("combined", default_codebook(), TaggerOptions(model=own))


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingDependency, match="no trained model"):
        load_tagger("linear", default_codebook(), TaggerOptions(model=tmp_path / "none"))


def test_the_same_exemplars_make_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = read_exemplars()
    authors = sorted({e["author"] for e in everything})[:2]
    few = [e for author in authors for e in [x for x in everything if x["author"] == author][:FEW]]
    (tmp_path / "models").mkdir()

    def build() -> bytes:
        trainer = Trainer(few)
        weights, bias = fit_codes(trainer.rows, trainer.soft)
        stances = learn_stances(trainer, trainer.stance_rows(weights))
        with monkeypatch.context() as patch:
            patch.setattr(train, "ROOT", tmp_path)
            train.write(trainer, weights, bias, stances, {"codes": list(trainer.codes)}, {})
        return (tmp_path / "models" / "tagger.safetensors").read_bytes()

    assert build() == build()
