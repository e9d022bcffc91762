"""A tagger made with a sentence model: what it keeps, what it mixes in, and what is said where the model is not there.

The model is model2vec's own, with vectors that know the answers, so that the mix must lean on it: what is tested is the
way from the command that trains to the command that tags, not how good such a model is.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import train
from click.testing import CliRunner, Result
from exemplars import read_exemplars
from mixing import Set, fit_mix

from ci_text.cli import main
from ci_text.codebook import default_codebook
from ci_text.errors import UsageError
from ci_text.evaluation import lone_passage
from ci_text.sentence_model import load_sentence_model
from ci_text.taggers import TaggerOptions, load_tagger
from ci_text.taggers.combined import CombinedTagger
from ci_text.taggers.mix import Signals
from ci_text.taggers.model import ENCODER, FILE, model_path, read_facts
from word_model import save_word_model

AUTHORS = ("d01", "d11", "e11")  # the encoder has not learnt from the last two
EACH = 2  # exemplars of a code and of a stance by each author
CODES = default_codebook().code_ids
TEXT = "Vi mangler fælles målemetoder, og fonden gav penge til en koordinator."


def few_exemplars() -> list[dict[str, Any]]:
    """The first exemplars of each author in which a code or a stance stands that was not there often enough."""
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for item in read_exemplars():
        wanted = [(item["author"], x) for x in (*item["codes"], *item["codes"].values())] or [(item["author"], "")]
        if item["author"] in AUTHORS and any(seen[x] < EACH for x in wanted):
            seen.update(wanted)
            chosen.append(item)
    return chosen


def knowing_vectors(items: list[dict[str, Any]]) -> dict[str, list[float]]:
    """A vector for each word: how often each code stands where the word does."""
    stood: dict[str, list[list[float]]] = {}
    for item in items:
        for word in item["text"].lower().split():
            stood.setdefault(word, []).append([float(code in item["codes"]) for code in CODES])
    return {word: list(np.mean(rows, axis=0)) for word, rows in stood.items() if word.isalpha()}


def trained(monkeypatch: pytest.MonkeyPatch, items: list[dict[str, Any]], *arguments: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(train, "read_exemplars", lambda: items)
        patch.setattr(sys, "argv", ["train.py", *arguments])
        train.main()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the tagger file, the folder of its sentence model)."""
    place, items = tmp_path_factory.mktemp("made"), few_exemplars()
    folder = save_word_model(place / "små vektorer", knowing_vectors(items))
    with pytest.MonkeyPatch.context() as patch:
        trained(patch, items, "--sentence-model", str(folder), "--out", str(place / "own" / "mine.safetensors"))
    return place / "own" / "mine.safetensors", folder


def loaded(path: Path, name: str = "combined") -> CombinedTagger:
    tagger = load_tagger(name, default_codebook(), TaggerOptions(model=path))
    assert isinstance(tagger, CombinedTagger)
    return tagger


def asked(path: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["try", TEXT, "--model", str(path), *more])


def test_the_file_keeps_where_the_model_lies_and_what_is_in_it(made: tuple[Path, Path]) -> None:
    path, folder = made
    facts, card = read_facts(path), json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert facts["sentence"]["model"] == str(folder) and len(facts["sentence"]["digest"]) == 64
    assert facts["mixes"]["combined"]["sentence"] > 0.05
    assert "sentence" not in facts["mixes"]["quick"] and "sentence" not in facts["mixes"]["linear"]
    assert card["digest"] == facts["digest"] and card["sentence"]["digest"] == facts["sentence"]["digest"]
    assert 0 < card["sentence"]["without"]["micro_f1"] <= 1
    assert (path.parent / ENCODER).read_bytes() == model_path().with_name(ENCODER).read_bytes()


def test_what_it_says_counts_with_its_weight(made: tuple[Path, Path]) -> None:
    tagger = loaded(made[0])
    assert tagger.sentence is not None
    texts = [TEXT, "The partners measure the same indicators every month.", ""]
    passages = [lone_passage(str(n), text) for n, text in enumerate(texts)]

    def odds() -> np.ndarray:
        scores = tagger.judge(passages)[1]
        return np.log(scores) - np.log1p(-scores)

    said, whole = tagger.sentence.odds(texts), odds()
    tagger.sentence = None
    assert np.abs(said).max() > 0.1
    assert whole - odds() == pytest.approx(tagger.mix.sentence * said, abs=1e-6)


def test_passages_do_not_depend_on_each_other(made: tuple[Path, Path]) -> None:
    tagger = loaded(made[0])
    passages = [lone_passage(str(n), text, "da") for n, text in enumerate((TEXT, "Bussen kørte.", TEXT * 30))]
    assert tagger.tag(passages) == [tag for passage in passages for tag in tagger.tag([passage])]


def test_the_command_line_tags_with_it(made: tuple[Path, Path]) -> None:
    done = asked(made[0], "--json")
    assert done.exit_code == 0, done.output
    digest = read_facts(made[0])["digest"][:8]
    assert {tag["source"] for tag in json.loads(done.stdout).values()} <= {f"combined@{digest}"}


def test_a_project_is_tagged_with_it_once(made: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(f"{TEXT} Det blev aftalt, at alle måler ens fra næste år.", "utf-8")

    def ran(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["-p", str(tmp_path / "project.db"), *arguments])

    assert ran("add", str(tmp_path / "note.txt")).exit_code == 0
    told = [ran("tag", "--model", str(made[0])).stderr for _ in range(2)]
    assert told == ["Dokumenter kodet: 1.\n", "Dokumenter kodet: 0.\n"]


def test_a_model_that_is_gone_or_another_is_said(made: tuple[Path, Path], tmp_path: Path) -> None:
    path, folder = made
    away = folder.rename(tmp_path / "away")
    try:
        gone = asked(path)
        quick = asked(path, "--tagger", "quick")
        save_word_model(folder, dict.fromkeys(("fonden", "penge"), [1.0] * len(CODES)))
        other = asked(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        away.rename(folder)
    assert gone.exit_code == 1 and f"is gone: {folder}" in gone.stderr and "--tagger quick" in gone.stderr
    assert quick.exit_code == 0, quick.output
    assert other.exit_code == 1 and "is not the sentence model that it was made with" in other.stderr
    assert asked(path).exit_code == 0  # a file's time is no part of the digest


@pytest.mark.parametrize(
    ("modules", "weights", "says"),
    [
        ('[{"path": "", "type": "own.Module"}]', "model.safetensors", "brings code of its own (own.Module)"),
        ('[{"path": "", "type": "sentence_transformers.models.T"}]', "pytorch_model.bin", "not in safetensors"),
    ],
)
def test_a_folder_with_code_or_pickles_is_not_opened(tmp_path: Path, modules: str, weights: str, says: str) -> None:
    (tmp_path / "modules.json").write_text(modules, "utf-8")
    (tmp_path / "config.json").write_text("{}", "utf-8")
    (tmp_path / weights).write_bytes(b"...")
    (tmp_path / "own.py").write_text("raise SystemExit('run')", "utf-8")
    with pytest.raises(UsageError) as caught:
        load_sentence_model(str(tmp_path))
    assert says in str(caught.value)


def test_the_description_of_a_model_may_change(made: tuple[Path, Path]) -> None:
    (made[1] / "README.md").write_text("Notes of our own.", "utf-8")
    assert loaded(made[0]).source.startswith("combined@")


def test_neither_the_packed_model_nor_another_encoder_is_overwritten(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, folder = model_path().read_bytes(), str(made[1])
    (tmp_path / ENCODER).write_bytes(b"another")
    for out, told in ((model_path(), "is packed with the program"), (tmp_path / FILE, "another encoder")):
        with pytest.raises(SystemExit):
            trained(monkeypatch, [], "--sentence-model", folder, "--out", str(out))
        assert told in capsys.readouterr().err
    with pytest.raises(SystemExit):
        trained(monkeypatch, [], "--sentence-model", "/no/such/model")
    assert "is no folder" in capsys.readouterr().err
    assert model_path().read_bytes() == before and not (tmp_path / FILE).exists()


def test_a_file_that_is_no_model_is_said(tmp_path: Path) -> None:
    text = tmp_path / "notes.safetensors"
    text.write_text("not a model", "utf-8")
    for path in (text, model_path().with_name("vectors.safetensors")):
        done = asked(path)
        assert done.exit_code == 2 and str(path) in done.stderr


def test_a_model_of_other_codes_is_not_passed_over_for_the_lexicon(tiny_codebook: Path) -> None:
    from ci_text.codebook import load_codebook

    with pytest.raises(UsageError, match="does not know just the codes"):
        load_tagger("auto", load_codebook(tiny_codebook), TaggerOptions(model=model_path()))


def test_the_mix_has_a_fourth_weight_only_where_there_is_a_fourth_signal() -> None:
    dice = np.random.default_rng(1)
    soft = (dice.random((300, 2)) < 0.3).astype(float)
    noise = [dice.normal(size=soft.shape) for _ in range(3)]
    telling = 3 * soft - 1 + dice.normal(size=soft.shape)
    groups = np.arange(300) % 3

    def mixed(sentence: np.ndarray | None) -> dict[str, Any]:
        signals = Signals(noise[0], np.abs(noise[1]), noise[2], ["da", "en"] * 150, sentence)
        return fit_mix([Set(signals, soft, groups)], ("a", "b"))

    assert "sentence" not in mixed(None)
    assert mixed(telling)["sentence"] > 0.8 > 0.2 > mixed(telling)["linear"]
    assert mixed(dice.normal(size=soft.shape))["sentence"] < 0.3
