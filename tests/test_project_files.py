"""Files that come, go and lie twice in a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from ci_text.project import Project

SAID = "Sekretariatet holder partnerne sammen og kalder dem til møde hver måned, og det har det gjort i fire år."


@pytest.fixture
def material(tmp_path: Path) -> Path:
    for name, text in (("A/en.txt", SAID), ("A/to.txt", SAID + " Nu er det slut."), ("B/tre.txt", "Noget helt andet.")):
        (tmp_path / "m" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "m" / name).write_text(text, "utf-8")
    return tmp_path / "m"


def names(project: Project) -> list[str]:
    return sorted(Path(f.path).name for f in project.store.files())


def test_a_file_that_is_gone_counts_no_more_and_its_decisions_wait(material: Path, tmp_path: Path) -> None:
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(material)], jobs=1)
        passage = next(p.id for p in project.corpus().passages if p.text.endswith("fire år."))
        project.decide(passage, "backbone", "at_work", "anna")
        (material / "A" / "en.txt").rename(tmp_path / "kept.txt")
        notes = project.add([str(material)], jobs=1).notes
        assert any("en.txt: gone" in note and "1 decisions" in note for note in notes)
        assert names(project) == ["to.txt", "tre.txt"]
        assert [t for t in project.corpus().tags if t.source == "human:anna"] == []
        (tmp_path / "kept.txt").rename(material / "B" / "flyttet.txt")  # the same words elsewhere
        project.add([str(material)], jobs=1)
        assert [t.code for t in project.corpus().tags if t.source == "human:anna"] == ["backbone"]


def test_what_was_not_asked_for_is_left_alone(material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(material)
    with Project(tmp_path / "p.db", create=True) as project:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "x.txt").write_text(SAID, "utf-8")
        project.add(["../other"], jobs=1)
        (tmp_path / "other" / "x.txt").unlink()
        assert project.add(["."], jobs=1).notes == ()
        (material / "A" / "corpus.toml").write_text('[[document]]\npath = "to.txt"\n', "utf-8")
        project.add(["A"], jobs=1)  # lists one of the two that were read
        assert names(project) == ["en.txt", "to.txt", "tre.txt", "x.txt"]


def test_a_file_that_lies_twice_says_where_it_counts(material: Path, tmp_path: Path) -> None:
    (material / "B" / "kopi.txt").write_bytes((material / "A" / "en.txt").read_bytes())
    with Project(tmp_path / "p.db", create=True) as project:
        [note] = project.add([str(material)], jobs=1).notes
        assert note.endswith(f"A/en.txt: the same as {material}/B/kopi.txt, and counted there only (B).")


def test_a_file_named_in_another_way_is_the_same_file(
    material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Project(Path("p.db"), create=True) as project:
        first = project.add(["m"], jobs=1)
        project.decide(next(p.id for p in project.corpus().passages), "backbone", "at_work", "anna")
        again = project.add([str(material)], jobs=1)
        assert (len(first.read), len(again.read), len(again.unchanged)) == (3, 0, 3)
        monkeypatch.chdir(material)
        assert len(project.add(["A/en.txt"], jobs=1).unchanged) == 1
        assert len(project.corpus().files) == 3
        assert [t.code for t in project.corpus().tags if t.source == "human:anna"] == ["backbone"]
        (material / "A" / "en.txt").write_bytes(b"\x00\x01")  # fails: what was decided waits under its path
        project.add(["A/en.txt"], jobs=1)
        (material / "A" / "en.txt").write_text(SAID, "utf-8")
        monkeypatch.chdir(tmp_path)
        project.add(["m"], jobs=1)
        assert [t.code for t in project.corpus().tags if t.source == "human:anna"] == ["backbone"]
