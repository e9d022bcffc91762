"""The packed encoder: plain arrays, the same answer whatever stands beside a text, a clear word where it is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ci_text.codebook import default_codebook
from ci_text.encoder import load_encoder
from ci_text.encoder.capitals import calm
from ci_text.errors import MissingDependency
from ci_text.taggers import TaggerOptions, load_tagger
from ci_text.taggers.model import ENCODER, model_path

PATH = model_path().parent / ENCODER
ENCODER_ = load_encoder(PATH)
TEXTS = [
    ("Fonden gav 12 millioner kroner over fem år til samarbejdet.", ""),
    ("Nobody had asked the residents.", "Who was in the room?"),
    ("", ""),
    ("🙂 … ½", ""),
    ("ord " * 600, ""),
]


def test_the_file_is_plain_arrays_and_small() -> None:
    raw = PATH.read_bytes()
    header = json.loads(raw[8 : 8 + int.from_bytes(raw[:8], "little")])
    assert {part["dtype"] for name, part in header.items() if name != "__metadata__"} <= {"F16", "F32", "U8"}
    assert len(raw) < 19_000_000


def test_it_knows_the_codes_of_the_codebook() -> None:
    assert ENCODER_.codes == default_codebook().code_ids


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    among = ENCODER_.read_all(TEXTS)
    for pair, read in zip(TEXTS, among, strict=True):
        (alone,) = ENCODER_.read_all([pair])
        assert np.array_equal(alone.odds, read.odds)
        assert np.array_equal(alone.stances, read.stances)
        assert read.gain.shape == (len(ENCODER_.codes), len(pair[0].split()))
        assert np.isfinite(read.odds).all()


def test_the_question_is_read_but_earns_nothing() -> None:
    with_question, without = ENCODER_.read(*TEXTS[1]), ENCODER_.read(TEXTS[1][0])
    assert not np.array_equal(with_question.odds, without.odds)
    assert with_question.words == without.words


def test_the_words_that_gained_most_lie_in_the_sentence_of_the_code() -> None:
    text = "Der var kaffe og kage i hallen. Fonden gav 12 millioner kroner til samarbejdet over fem år."
    read = ENCODER_.read(text)
    code = ENCODER_.codes.index("philanthropy")
    gains = dict(zip(text.split(), read.gain[code], strict=True))
    first, second = (sum(gains[w] for w in half.split()) for half in (text[:31], text[32:]))
    assert second > first
    assert max(gains, key=lambda w: gains[w]) in text[32:].split()


def test_gains_are_shared_out_among_the_tokens_of_a_word() -> None:
    read = ENCODER_.read("Fonden gav, ikke lånte.")
    starts = [0, 7, 10, 12, 17, 22]  # Fonden | gav | , | ikke | lånte | .
    for code in range(len(ENCODER_.codes)):
        assert sum(read.per_token(starts, code)) == pytest.approx(float(read.gain[code].sum()), abs=1e-5)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("VI MANGLER FÆLLES MÅLEMETODER.", "Vi mangler fælles målemetoder."),
        ("I 2014 VAR 12 KOMMUNER MED, sagde hun.", "I 2014 var 12 kommuner med, sagde hun."),
        ("EU og FN er med, og PPR.", "EU og FN er med, og PPR."),
        ("A B C D", "A B C D"),
    ],
)
def test_a_stretch_in_capitals_is_heard_as_if_it_were_not(text: str, heard: str) -> None:
    assert " ".join(calm(text.split())) == heard
    assert np.array_equal(ENCODER_.read(text).odds, ENCODER_.read(heard).odds)


def test_a_missing_encoder_is_said_and_the_quick_tagger_goes_on(tmp_path: Path) -> None:
    model = Path(shutil.copy(model_path(), tmp_path))
    with pytest.raises(MissingDependency, match="no encoder beside the model"):
        load_tagger("combined", default_codebook(), TaggerOptions(model=model))
    assert load_tagger("quick", default_codebook(), TaggerOptions(model=model)).source.startswith("quick@")


def test_another_encoder_is_refused(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    model = Path(shutil.copy(model_path(), tmp_path))
    facts = json.dumps(dict(ENCODER_.facts) | {"digest": "0" * 64})
    save_file(load_file(PATH), tmp_path / ENCODER, {"facts": facts})
    with pytest.raises(MissingDependency, match="not the encoder"):
        load_tagger("combined", default_codebook(), TaggerOptions(model=model))
