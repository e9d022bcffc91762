"""model_themes: any size, any order, kept models, languages."""

from __future__ import annotations

import dataclasses
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score
from theme_passages import MATTERS, passages

from ci_text.codebook import Codebook, default_codebook
from ci_text.errors import MissingDependency, StoreError, UsageError
from ci_text.records import Tag
from ci_text.themes import ThemeModel, ThemeOptions, keep, model_themes, update
from ci_text.themes.build import _by_size, _loose
from ci_text.themes.consensus import memberships
from ci_text.themes.model import OUTLIER
from word_model import save_word_model

NO_CODES = Codebook("x", "1", {}, {}, {}, ())


def agreement(model: ThemeModel, truth: dict[str, str]) -> float:
    ids = sorted(model.labels)
    return float(adjusted_mutual_info_score([truth[i] for i in ids], [model.labels[i] for i in ids]))


@pytest.fixture(scope="module")
def danish() -> ThemeModel:
    return model_themes(passages(160)[0], NO_CODES)


def test_it_finds_the_matters(danish: ThemeModel) -> None:
    model = model_themes(passages(160)[0], NO_CODES, options=ThemeOptions(n_themes=4))
    assert agreement(model, passages(160)[1]) > 0.8
    # a matter is ten words, but 'åen' is a single letter in the dictionary
    assert sorted(len(t.keywords) for t in model.themes) == [9, 10, 10, 10]
    text = " ".join(p.text for p in passages(160)[0]).lower()
    for theme in model.themes:
        assert theme.size >= 5
        assert theme.stability is not None and 0 <= theme.stability <= 1
        assert 1 <= len(theme.name.split(", ")) <= 3
        for word in theme.name.split(", "):
            assert word.lower() in text


def test_the_same_to_the_bit_in_any_order(danish: ThemeModel) -> None:
    made = passages(160)[0]
    random.Random(7).shuffle(made)
    again = model_themes(made, NO_CODES)
    for one in dataclasses.fields(ThemeModel):
        if one.name != "placer":
            assert getattr(again, one.name) == getattr(danish, one.name), one.name
    assert (again.placer.middles == danish.placer.middles).all()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 9, 10, 19, 20, 21, 33, 60])
def test_no_size_raises_and_every_size_says_something(count: int) -> None:
    model = model_themes(passages(count)[0], NO_CODES)
    assert model.message["da"] and model.message["en"]
    if count and not model.themes:
        assert model.keywords
    assert all(t.size >= 5 for t in model.themes)


@given(st.lists(st.text(max_size=60), max_size=40))
@settings(max_examples=15, deadline=None)
def test_no_text_raises(texts: list[str]) -> None:
    one = passages(1)[0][0]
    made = [dataclasses.replace(one, id=f"{n:012d}:0-{len(t)}", text=t, lang="") for n, t in enumerate(texts)]
    model = model_themes(made, NO_CODES)
    assert model.message["en"]


def test_alike_passages_are_no_themes() -> None:
    one = passages(1)[0][0]
    made = [
        dataclasses.replace(one, id=f"{n:012d}:0-9", text="xqz " + "abcdefghij"[n % 10] * (n + 3)) for n in range(40)
    ]
    model = model_themes(made, NO_CODES)
    assert model.message["da"]


def test_headings_copies_and_questions_are_left_out() -> None:
    made = passages(60)[0]
    extra = [
        dataclasses.replace(made[0], id="zzz:1-2"),
        dataclasses.replace(made[1], id="zzz:3-4", kind="heading", text="En overskrift om skolen"),
        dataclasses.replace(made[2], id="zzz:5-6", role="interviewer", text="Hvad tænkte du om åen?"),
    ]
    model = model_themes([*made, *extra], NO_CODES)
    assert not {p.id for p in extra} & set(model.labels)
    assert model.details["left_out"]["not body text"] == 1
    assert model.details["left_out"]["interviewer"] == 1


def test_two_languages_share_themes() -> None:
    made, truth = passages(200, ("da", "en"))
    model = model_themes(made, NO_CODES, options=ThemeOptions(n_themes=4))
    assert agreement(model, truth) > 0.5
    shares = [t.language_share for t in model.themes]
    assert sum(s is not None and s > 0.9 for s in shares) <= 1


def test_weights_add_up_to_at_most_one_and_the_heaviest_is_the_label(danish: ThemeModel) -> None:
    heaviest: dict[str, tuple[float, int]] = {}
    total: dict[str, float] = {}
    for share in danish.shares:
        total[share.passage_id] = total.get(share.passage_id, 0.0) + share.weight
        heaviest[share.passage_id] = max(heaviest.get(share.passage_id, (0.0, 0)), (share.weight, share.theme_id))
    assert max(total.values()) <= 1.001
    agree = [heaviest[i][1] == label for i, label in danish.labels.items() if label >= 0]
    assert sum(agree) / len(agree) > 0.97
    assert set(danish.labels) == set(danish.positions)


def test_reassigned_outliers_have_a_theme() -> None:
    model = model_themes(passages(120)[0], NO_CODES, options=ThemeOptions(reassign_outliers=True))
    assert min(model.labels.values()) > 0


def test_what_was_left_over_is_of_no_theme_and_goes_to_the_nearest_when_asked() -> None:
    labels = np.array([0] * 12 + [1] * 8 + [OUTLIER] * 3)
    rng = np.random.default_rng(1)
    together = rng.uniform(0.0, 0.1, (23, 23))
    together[:12, :12] += 0.8
    together[12:20, 12:20] += 0.8
    affinity = memberships(labels, together)
    assert affinity[20:].max() < 0.2 < 0.6 < affinity[:12, 0].min()
    assert np.flatnonzero(_loose(labels, affinity, 5)).tolist() == [20, 21, 22]
    alone = affinity.copy()
    alone[12:20, 1] = np.linspace(0.0, 0.2, 8)  # a theme that little holds together keeps five all the same
    assert np.flatnonzero(_loose(labels, alone, 5)).tolist() == [12, 13, 14, 20, 21, 22]
    assert _by_size(np.array([0, 0, OUTLIER, 1, 1, 1]), np.arange(6)).tolist() == [1, 1, OUTLIER, 0, 0, 0]


@pytest.mark.parametrize("asked", [12, 39, 100])
def test_more_themes_than_there_are_passages_for_are_told(asked: int) -> None:
    model = model_themes(passages(40)[0], NO_CODES, options=ThemeOptions(n_themes=asked))
    assert len(model.themes) < asked
    assert min(t.size for t in model.themes) >= 5
    assert f"Der var bedt om {asked}" in model.message["da"] and f"{asked} were asked for" in model.message["en"]


def test_a_number_is_never_given_twice_and_a_lost_name_is_told(danish: ThemeModel) -> None:
    made = passages(160)[0]
    last = danish.themes[-1].id
    named = danish.renamed(last, "Mit eget navn")
    few = model_themes(made, NO_CODES, options=ThemeOptions(n_themes=2), previous=named)
    again = model_themes(made, NO_CODES, previous=few)
    before, gone = {t.id for t in danish.themes}, {t.id for t in danish.themes} - {t.id for t in few.themes}
    assert gone and not gone & {t.id for t in again.themes}
    assert {t.id for t in again.themes} - {t.id for t in few.themes}
    assert max(before) < max(again.labels.values())
    assert ("Mit eget navn" in few.message["da"]) == (last in gone)


def test_save_and_load(danish: ThemeModel, tmp_path: Path) -> None:
    named = danish.renamed(1, "Skolen")
    named.save(tmp_path / "kept")
    again = ThemeModel.load(tmp_path / "kept")
    for one in dataclasses.fields(ThemeModel):
        if one.name != "placer":
            assert getattr(again, one.name) == getattr(named, one.name), one.name
    danish.save(tmp_path / "kept")
    named.save(tmp_path / "kept")
    (numbers,) = (tmp_path / "kept").glob("arrays-*.safetensors")
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == [numbers.name, "model.json"]


def test_a_run_that_is_killed_between_the_files_leaves_the_earlier_model(
    danish: ThemeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    danish.save(tmp_path)
    other = model_themes(passages(60, ("en",), seed=7)[0], NO_CODES)

    def killed(path: Path, text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keep, "write_text", killed)
    with pytest.raises(KeyboardInterrupt):
        other.save(tmp_path)
    assert len(list(tmp_path.glob("arrays-*"))) == 2
    assert ThemeModel.load(tmp_path).placer.axes.tobytes() == danish.placer.axes.tobytes()
    monkeypatch.undo()
    other.save(tmp_path)
    assert ThemeModel.load(tmp_path).labels == other.labels
    assert len(list(tmp_path.glob("arrays-*"))) == 1


def test_numbers_that_another_process_has_just_written_stay(danish: ThemeModel, tmp_path: Path) -> None:
    danish.save(tmp_path)
    (tmp_path / "arrays-0123456789ab.safetensors").write_bytes(b"of another, which has not named it yet")
    danish.save(tmp_path)
    assert len(list(tmp_path.glob("arrays-*"))) == 2


def test_a_model_cannot_name_a_file_elsewhere(danish: ThemeModel, tmp_path: Path) -> None:
    danish.save(tmp_path)
    text = json.loads((tmp_path / "model.json").read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(text | {"numbers": "../arrays.safetensors"}), "utf-8")
    with pytest.raises(StoreError, match="no file of this folder"):
        ThemeModel.load(tmp_path)


def test_a_model_of_before_is_read(danish: ThemeModel, tmp_path: Path) -> None:
    danish.save(tmp_path)
    text = json.loads((tmp_path / "model.json").read_text("utf-8"))
    (tmp_path / text.pop("numbers")).rename(tmp_path / "arrays.safetensors")
    (tmp_path / "model.json").write_text(json.dumps(text), "utf-8")
    assert ThemeModel.load(tmp_path).labels == danish.labels


@pytest.mark.parametrize("damage", ["{", '{"format": 99}', '{"format": 1}', "[]", None])
def test_a_damaged_model_is_told(danish: ThemeModel, tmp_path: Path, damage: str | None) -> None:
    danish.save(tmp_path)
    if damage is None:
        next(tmp_path.glob("arrays-*")).write_bytes(b"12345678junk")
    else:
        (tmp_path / "model.json").write_text(damage)
    with pytest.raises(StoreError, match="themes"):
        ThemeModel.load(tmp_path)


def test_a_model_without_themes_is_kept_too(tmp_path: Path) -> None:
    model = model_themes(passages(3)[0], NO_CODES)
    model.save(tmp_path)
    assert ThemeModel.load(tmp_path) == model


def test_ids_and_edited_names_live_on(danish: ThemeModel) -> None:
    named = danish.renamed(danish.themes[-1].id, "Mit eget navn")
    more = passages(176)[0]
    again = model_themes(more, NO_CODES, previous=named)
    assert "kept" in {c.kind for c in again.changes}
    kept = {a for c in again.changes if c.kind == "kept" for a in c.after}
    assert named.themes[-1].id not in kept or again.theme(named.themes[-1].id).name == "Mit eget navn"
    with pytest.raises(UsageError):
        danish.renamed(99, "x")
    with pytest.raises(UsageError):
        danish.renamed(1, " ")


def test_update_keeps_labels_and_tells_drift(danish: ThemeModel, tmp_path: Path) -> None:
    danish.save(tmp_path)
    kept = ThemeModel.load(tmp_path)
    new, truth = passages(240)
    grown = update(kept, new)
    assert all(grown.labels[i] == label for i, label in danish.labels.items())
    assert grown.drift is not None and grown.drift.new > 40
    assert len(grown.labels) > len(danish.labels)
    placed = {i: t for i, t in grown.labels.items() if i not in danish.labels}
    same = adjusted_mutual_info_score([truth[i] for i in placed], list(placed.values()))
    assert same > 0.5
    homeless = sum(label < 0 for i, label in grown.labels.items() if i not in danish.labels)
    told = f"{grown.drift.new - homeless} were placed in the kept themes, {homeless} fit none"
    assert told in grown.message["en"]
    assert update(grown, new).drift is None
    assert "no new passages" in update(grown, new).message["en"]
    strange = [
        dataclasses.replace(p, id=f"q{p.id}", text=f"quantum gravity tensor photon {p.text[:3]}", lang="en")
        for p in new
    ]
    assert update(kept, strange).message["en"].endswith("consider new themes.")


def test_update_needs_themes() -> None:
    with pytest.raises(UsageError):
        update(model_themes(passages(2)[0], NO_CODES), passages(5)[0])


def test_codes_are_named_and_guide() -> None:
    made, truth = passages(120)
    book = default_codebook()
    code = {"skole": book.codes[0].id, "bolig": book.codes[1].id, "vand": book.codes[2].id, "fond": book.codes[3].id}
    tags = [Tag(i, code[m], "at_work", 1.0, "human:x") for i, m in truth.items()]
    model = model_themes(made, book, tags, ThemeOptions(n_themes=4, guided=True))
    assert agreement(model, truth) > 0.9
    assert {t.near for t in model.themes} == set(code.values())


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model2vec folder: a vector for each word of the test passages."""
    vectors = {
        word: [1.0 if place == n else 0.01 for place in range(8)]
        for n, words in enumerate(MATTERS["da"].values())
        for word in words.split()
    }
    return save_word_model(tmp_path_factory.mktemp("encoder") / "små vektorer", vectors)


def test_a_local_encoder_makes_themes_and_places_new_passages(encoder: Path) -> None:
    made, truth = passages(120)
    model = model_themes(made, NO_CODES, options=ThemeOptions(n_themes=4, embedding=str(encoder)))
    assert agreement(model, truth) > 0.9
    assert model.details["embedding"] == str(encoder)
    grown = update(model, passages(160)[0])
    assert grown.drift is not None and grown.drift.new > 20


def test_a_folder_that_holds_no_encoder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no sentence model in the folder") as told:
        model_themes(passages(60)[0], NO_CODES, options=ThemeOptions(embedding=str(tmp_path)))
    assert str(tmp_path) in str(told.value)


@pytest.mark.parametrize("name", ["/no/such/folder", "./no-such", "~/no-such-folder-either"])
def test_an_encoder_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        model_themes(passages(60)[0], NO_CODES, options=ThemeOptions(embedding=name))


@pytest.mark.parametrize(
    ("name", "library"), [("potion-base-8M", "model2vec"), ("all-MiniLM-L6-v2", "sentence_transformers")]
)
def test_what_an_encoder_by_name_needs_is_told(name: str, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
    with pytest.raises(MissingDependency) as told:
        model_themes(passages(60)[0], NO_CODES, options=ThemeOptions(embedding=name))
    assert name in str(told.value) and "pip install" in str(told.value)


def test_options_are_checked() -> None:
    with pytest.raises(UsageError):
        ThemeOptions(n_themes=1)
    with pytest.raises(UsageError):
        ThemeOptions(floor=0)


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    model_themes(passages(60)[0], NO_CODES, progress=lambda *step: told.append(step))
    assert {step for step, _, _ in told} == {"words", "fits", "describe"}
    assert told[-1][1] == told[-1][2]
