"""try, tag and evaluate, as they are called."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ci_text.codebook import default_codebook
from ci_text.evaluation import evaluate_file, table
from ci_text.records import Passage, Tag
from test_cli import ci_text

STREAM = "Vandløbet er renset, og bækken blev omsider ren."


class Told:
    """A tagger that says what it was told to."""

    source = "told@1"

    def __init__(self, answers: list[list[tuple[str, str, float]]]) -> None:
        self.answers = answers

    def tag(self, passages: list[Passage]) -> list[Tag]:
        return [Tag(p.id, c, s, score, self.source) for p in passages for c, s, score in self.answers[int(p.id)]]


GOLD = [
    ({"backbone": "at_work", "patience": "lacking"}, [("backbone", "lacking", 0.9)]),
    ({"backbone": "at_work"}, [("backbone", "at_work", 0.9), ("patience", "general", 0.6)]),
    ({}, [("patience", "at_work", 0.55)]),
    ({}, []),
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    langs = ["da", "da-DK", None, "en"]
    rows = [
        {"id": str(n), "lang": lang, "text": STREAM, "codes": codes, "source": f"s{n % 2}"}
        for n, ((codes, _), lang) in enumerate(zip(GOLD, langs, strict=True))
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_the_figures_are_those_that_a_hand_reckons(gold: Path) -> None:
    result = evaluate_file(gold, Told([given for _, given in GOLD]), default_codebook())
    overall, backbone, patience = result["overall"], result["codes"]["backbone"], result["codes"]["patience"]
    assert (overall["n"], overall["sources"]) == (4, 2)
    assert overall["micro_precision"] == pytest.approx(2 / 4)  # right: backbone twice; wrong: patience twice
    assert overall["micro_recall"] == pytest.approx(2 / 3, abs=1e-4)  # missed: patience of the first
    assert overall["micro_f1"] == pytest.approx(4 / 7, abs=1e-4)
    assert overall["macro_f1"] == pytest.approx((1 + 0) / 2)  # of the codes that are there
    assert overall["no_code_specificity"] == pytest.approx(1 / 2)
    assert overall["stance_accuracy"] == pytest.approx(1 / 2)
    assert overall["ece_tags"] == pytest.approx((abs(2 - 1.8) + 0.6 + 0.55) / 4, abs=1e-4)
    assert (backbone["precision"], backbone["recall"], backbone["kappa"]) == (1, 1, 1)
    assert (patience["precision"], patience["recall"], patience["n"], patience["predicted"]) == (0, 0, 1, 2)
    assert patience["kappa"] == pytest.approx((1 / 4 - 1 / 2) / (1 - 1 / 2))
    assert {lang: row["n"] for lang, row in result["languages"].items()} == {"da": 3, "en": 1}
    assert overall["intervals"]["micro_recall"] == [0.5, 1]  # one source finds half, the other one all


def test_one_source_gives_no_interval(gold: Path) -> None:
    gold.write_text(gold.read_text("utf-8").replace('"s1"', '"s0"'), "utf-8")
    result = evaluate_file(gold, Told([given for _, given in GOLD]), default_codebook())
    assert result["overall"]["sources"] == 1
    assert result["overall"]["intervals"] == {}
    assert "0.50 [one source]" in table(result, "en")


def test_evaluate_prints_writes_and_spares_the_labels(gold: Path, tmp_path: Path) -> None:
    before, out = gold.read_bytes(), tmp_path / "said.jsonl"
    done = ci_text("evaluate", str(gold), "--tagger", "lexicon", "--json", "--predictions", str(out))
    assert done.returncode == 0
    assert json.loads(done.stdout)["overall"]["n"] == 4
    said = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in said] == ["0", "1", "2", "3"]
    refused = ci_text("evaluate", str(gold), "--tagger", "lexicon", "--predictions", str(gold), "--lang", "en")
    assert refused.returncode == 2
    assert "holds the labels" in refused.stderr
    assert gold.read_bytes() == before


def test_half_a_character_is_told_with_its_line(gold: Path) -> None:
    gold.write_text('{"id": "1", "text": "tak \\ud83d", "codes": {}}', "utf-8")
    done = ci_text("evaluate", str(gold), "--tagger", "lexicon")
    assert done.returncode == 2
    assert "linje 1: teksten skal være tekst" in done.stderr and "Hver linje er" in done.stderr


def test_figures_and_mistakes_are_told_in_the_language(gold: Path) -> None:
    danish = ci_text("evaluate", str(gold), "--tagger", "lexicon").stdout
    english = ci_text("evaluate", str(gold), "--tagger", "lexicon", "--lang", "en").stdout
    assert "på 4 tekststykker fra 2 kilder" in danish and "præcision" in danish and re.search(r"\d,\d\d", danish)
    assert "on 4 passages of 2 sources" in english and "micro_precision" in english
    gold.write_text('{"id": "1", "text": "a", "codes": {"rygrad": "at_work"}}', "utf-8")
    assert "linje 1: der er ingen kode rygrad. Hver linje er" in ci_text("evaluate", str(gold)).stderr


def test_a_changed_codebook_is_applied_to_what_was_tagged(tiny_codebook: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STREAM, "utf-8")
    project = str(tmp_path / "p.db")
    own = ("-p", project, "--codebook", str(tiny_codebook))
    assert ci_text(*own, "add", str(tmp_path / "a.txt")).returncode == 0
    assert "Dokumenter kodet: 1" in ci_text(*own, "tag").stderr
    assert "Dokumenter kodet: 0" in ci_text(*own, "tag").stderr
    assert "renset" in ci_text("-p", project, "quotes", "water").stdout
    tiny_codebook.write_text(
        tiny_codebook.read_text("utf-8").replace("vandløb", "kanal").replace("bæk", "fos"), "utf-8"
    )
    assert "Dokumenter kodet: 1" in ci_text(*own, "tag").stderr
    assert "renset" not in ci_text("-p", project, "quotes", "water").stdout


def test_decisions_on_a_code_that_was_renamed_are_told(tiny_codebook: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STREAM, "utf-8")
    own = ("-p", str(tmp_path / "p.db"), "--codebook", str(tiny_codebook))
    ci_text(*own, "add", str(tmp_path / "a.txt"))
    assert "kodebogen" not in ci_text(*own, "tag").stderr
    passage = re.search(r"\[(\S+)\]", ci_text(*own, "quotes", "water").stdout)[1]
    ci_text(*own, "code", passage, "water", "lacking", "--coder", "anna")
    assert "1 kode på 1 tekststykke" in ci_text(*own, "methods").stdout
    tiny_codebook.write_text(tiny_codebook.read_text("utf-8").replace("id: water", "id: river"), "utf-8")
    told = ci_text(*own, "tag", "--lang", "en").stderr
    assert "1 human decision(s) on codes that the codebook lacks" in told
    assert f"{passage}: water: lacking (human:anna)" in told
    assert "Ingen koder er gennemgået af mennesker" in ci_text(*own, "methods").stdout
    ci_text(*own, "manifest", "-o", str(tmp_path / "m.json"))
    again = ci_text("rerun", str(tmp_path / "m.json"), "-o", str(tmp_path / "igen"), "--lang", "en")
    assert f"The codebook lacks the code of a human decision: anna: water on {passage}" in again.stderr
    assert "found no passage" not in again.stderr


def test_try_knows_the_codebook_of_the_project_that_is_named(tiny_codebook: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STREAM, "utf-8")
    project = str(tmp_path / "p.db")
    ci_text("-p", project, "--codebook", str(tiny_codebook), "add", str(tmp_path / "a.txt"))
    assert "water" in ci_text("-p", project, "try", STREAM).stdout
    assert "water" in ci_text("-p", project, "codebook", "show").stdout
    assert "water" not in ci_text("codebook", "show").stdout


def test_an_own_codebook_moves_with_its_project_and_no_manifest_tells_where_it_lay(
    tiny_codebook: Path, tmp_path: Path
) -> None:
    home, away = tmp_path / "hjemme", tmp_path / "flyttet" / "hjemme"
    (home / "ud").mkdir(parents=True)
    tiny_codebook.rename(home / "egen.yaml")
    (home / "a.txt").write_text(STREAM, "utf-8")
    for arguments in (["--codebook", "egen.yaml", "add", "a.txt"], ["tag"], ["manifest", "-o", "ud/m.json"]):
        done = ci_text("-p", "ud/p.db", *arguments, cwd=home)
        assert done.returncode == 0, done.stderr
    written = (home / "ud" / "m.json").read_text("utf-8")
    assert "../egen.yaml" in written and str(tmp_path) not in written
    away.parent.mkdir()
    home.rename(away)
    assert "renset" in ci_text("-p", str(away / "ud" / "p.db"), "quotes", "water", cwd=tmp_path).stdout
    done = ci_text("rerun", "flyttet/hjemme/ud/m.json", "-o", "igen", "--lang", "en", cwd=tmp_path)
    assert "All tables are the same." in done.stdout, done.stdout + done.stderr
    assert "water" in ci_text("-p", "igen/project.db", "codebook", "show", cwd=tmp_path).stdout
    (away / "egen.yaml").rename(tmp_path / "egen.yaml")
    alone = ("-p", str(away / "ud" / "p.db"))
    lost = ci_text(*alone, "quotes", "water", cwd=tmp_path)
    assert lost.returncode == 2 and "egen kodebog er der ikke" in lost.stderr and "--codebook" in lost.stderr
    assert "renset" in ci_text(*alone, "--codebook", "egen.yaml", "quotes", "water", cwd=tmp_path).stdout
    lost = ci_text("rerun", "flyttet/hjemme/ud/m.json", "-o", "igen2", cwd=tmp_path)
    assert lost.returncode == 2 and "kodebogen, som manifestet nævner, er der ikke" in lost.stderr
    assert "egen.yaml" in lost.stderr and not (tmp_path / "igen2").exists()


def test_a_model_is_not_passed_over(tmp_path: Path) -> None:
    model = tmp_path / "tagger.safetensors"
    model.write_bytes(b"x")
    done = ci_text("try", STREAM, "--tagger", "lexicon", "--model", str(model))
    assert done.returncode == 2
    assert "uses no trained model" in done.stderr
