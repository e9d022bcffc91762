from __future__ import annotations

from pathlib import Path

import pytest

from ci_text.maturity import RubricError, default_rubric, load_rubric
from made_corpus import make_code, make_codebook

BROKEN = """
id: r
colour: red
levels:
  - {id: low, name: Lav, at_least: {passages: 1}}
  - {id: mid, name: {fr: moyen}, at_least: {pasages: 1, at_work_share: 2}}
  - {id: mid, name: Mid, at_most: {lacking: few}}
  - {name: Top, at_least: {passages: 1}, wants: {}}
families: elements
"""


def test_the_packed_rubric_has_four_levels_in_two_languages() -> None:
    rubric = default_rubric()
    assert len(rubric.levels) == 4
    assert all(level.name[lang] and level.meaning[lang] for level in rubric.levels for lang in ("da", "en"))


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(BROKEN, "utf-8")
    with pytest.raises(RubricError) as caught:
        load_rubric(path)
    text = str(caught.value)
    for part in (
        "unknown key 'colour'", "levels/low: the lowest level", "levels/mid/name: a text", "no measure 'pasages'",
        "at_work_share: a share", "'mid' stands 2 times", "levels/mid/at_least: a need is missing",
        "lacking: a number", "levels/4: an id", "unknown key 'wants'", "families: a list",
    ):  # fmt: skip
        assert part in text, part
    assert caught.value.exit_code == 2


def test_a_rubric_is_parsed_once_and_anew_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "levels.yaml"
    text = "version: 1\nlevels:\n- {id: none, name: Intet}\n- {id: some, name: Noget, at_least: {passages: 1}}\n"
    path.write_text(text, "utf-8")
    first = load_rubric(path)
    assert load_rubric(path) is first
    path.write_text(text.replace("version: 1", "version: 2"), "utf-8")
    assert (first.version, load_rubric(path).version) == ("1", "2")


@pytest.mark.parametrize("text", ["", "a: &x [1]\nlevels: *x", "- a", "a: [", "levels: []", "levels: 3"])
def test_what_is_no_rubric_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RubricError):
        load_rubric(path)
    with pytest.raises(RubricError):
        load_rubric(tmp_path / "not there.yaml")


def test_the_first_family_is_rated_unless_the_rubric_names_others(tmp_path: Path) -> None:
    book = make_codebook(make_code("a", "one"), make_code("b", "two"), families=("one", "two"))
    assert default_rubric().codes(book) == ("a",)
    path = tmp_path / "r.yaml"
    levels = "levels: [{id: l, name: L}, {id: h, name: H, at_least: {passages: 1}}]\n"
    path.write_text(levels + "families: [two, one]", "utf-8")
    assert load_rubric(path).codes(book) == ("a", "b")
    path.write_text(levels + "families: [three]", "utf-8")
    with pytest.raises(RubricError, match="three"):
        load_rubric(path).codes(book)
