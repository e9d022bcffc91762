"""What people decided, while documents go, come back, meet and are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_text.project import Project
from ci_text.project.analyse import Analysis
from ci_text.records import Passage, Tag
from ci_text.taggers.contract import Tagger

SAID = "Sekretariatet holder partnerne sammen og kalder dem til møde hver måned, og det har det gjort i fire år."
MORE = "Fonden har lovet penge i ti år, og derfor tør kommunen ansætte flere folk til det fælles arbejde."


class Meanwhile:
    """A tagger during whose work something else happens to the project."""

    source = "meanwhile@1"

    def __init__(self, happens) -> None:
        self.happens = happens

    def tag(self, passages: list[Passage]) -> list[Tag]:
        self.happens()
        return [Tag(p.id, "backbone", "at_work", 0.9, self.source) for p in passages]


def tag_while(project: Project, monkeypatch: pytest.MonkeyPatch, happens) -> int:
    tagger: Tagger = Meanwhile(happens)
    monkeypatch.setattr(Analysis, "tagger", lambda *_: tagger)
    return project.tag()


def of_people(project: Project) -> list[tuple[str, str, str]]:
    texts = {p.id: p.text for p in project.corpus().passages}
    return sorted((texts[t.passage_id], t.stance, t.source) for t in project.corpus().tags if t.source[:6] == "human:")


def passage(project: Project, text: str, path: str = "") -> str:
    ids = {f.document_id for f in project.store.files() if f.path.endswith(path)}
    return next(p.id for p in project.corpus().passages if p.text == text and p.document_id in ids)


@pytest.fixture
def read_by_two(tmp_path: Path) -> Iterator[tuple[Path, Project, Project]]:
    """A file, and two who have opened the project that it was read into."""
    file = tmp_path / "a.txt"
    file.write_text(SAID, "utf-8")
    with Project(tmp_path / "p.db", create=True) as project, Project(tmp_path / "p.db") as other:
        project.add([str(file)], jobs=0)
        yield file, project, other


def test_an_interview_that_is_forgotten_while_it_is_tagged_leaves_no_word(
    read_by_two: tuple[Path, Project, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, project, other = read_by_two
    assert tag_while(project, monkeypatch, lambda: other.forget([str(file)])) == 0
    assert project.store.db.execute("SELECT count(*) FROM tag").fetchone()[0] == 0
    assert project.store.db.execute("SELECT count(*) FROM tagged").fetchone()[0] == 0


def test_a_document_read_anew_while_it_is_tagged_is_tagged_the_next_time(
    read_by_two: tuple[Path, Project, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, project, other = read_by_two

    def read_anew() -> None:
        file.write_text(MORE, "utf-8")
        other.add([str(file)], jobs=0)

    assert tag_while(project, monkeypatch, read_anew) == 0
    assert project.corpus().tags == ()
    assert tag_while(project, monkeypatch, lambda: None) == 1
    assert [t.passage_id for t in project.corpus().tags] == [passage(project, MORE)]


def test_forget_takes_away_what_an_older_program_left_on_passages_that_are_gone(tmp_path: Path) -> None:
    for name, text in (("a.txt", SAID), ("b.txt", MORE)):
        (tmp_path / name).write_text(text, "utf-8")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], jobs=0)
        left = ("f" * 12 + ":0-9", "backbone", "old@1", "at_work", 0.9, '[[0,9,"Nivebakken",1]]')
        project.store.db.execute("INSERT INTO tag VALUES (?, ?, ?, ?, ?, ?)", left)
        project.forget([str(tmp_path / "a.txt")])
        assert project.store.db.execute("SELECT count(*) FROM tag").fetchone()[0] == 0


def test_decisions_come_back_with_their_words(tmp_path: Path) -> None:
    """A file that is cut short and mended: codes return as stars do, in the order in which they were given."""
    file = tmp_path / "a.txt"
    file.write_text(f"{SAID}\n\n{MORE}", "utf-8")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(file)], jobs=0)
        for coder, stance in (("bo", "lacking"), ("anna", "advised")):
            project.decide(passage(project, MORE), "backbone", stance, coder)
        project.note_quote(passage(project, MORE), "backbone", "starred", "anna")
        file.write_text(SAID, "utf-8")
        assert project.add([str(file)], jobs=0).homeless.count(MORE) == 3
        assert of_people(project) == [] and len(project.store.tags.homeless()) == 2
        file.write_text(f"{SAID}\n\n{MORE}", "utf-8")
        assert project.add([str(file)], jobs=0).homeless == ()
        assert of_people(project) == [(MORE, "advised", "human:anna")]
        assert project.store.tags.coders() == ["human:anna", "human:bo"]
        assert project.store.tags.homeless() == [] and len(project.store.quote_notes()) == 1


def test_losses_that_were_listed_for_ever_can_be_struck(tmp_path: Path) -> None:
    for name, text in (("a.txt", SAID), ("b.txt", MORE)):
        (tmp_path / name).write_text(text, "utf-8")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], jobs=0)
        there = passage(project, SAID)
        lost = ("2026-01-01", there, "backbone", "human:anna", "at_work 1", None, SAID)
        project.store.db.execute("INSERT INTO tag_change VALUES (?, ?, ?, ?, ?, ?, ?)", lost)
        project.forget([str(tmp_path / "b.txt")], homeless=True)
        assert project.store.tags.homeless() == []


@pytest.mark.parametrize("later", ["a.txt", "b.txt"])
def test_where_two_coded_files_become_one_the_later_decision_holds_and_it_is_told(tmp_path: Path, later: str) -> None:
    for name, head in (("a.txt", "Først."), ("b.txt", "Sidst.")):
        (tmp_path / name).write_text(f"{head}\n\n{SAID}", "utf-8")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], jobs=0)
        earlier = {"a.txt": "b.txt", "b.txt": "a.txt"}[later]
        for name, stance, coder in ((earlier, "lacking", "bo"), (later, "at_work", "anna")):
            project.decide(passage(project, SAID, name), "backbone", stance, "eva")
            project.note_quote(passage(project, SAID, name), "backbone", "starred", coder, "god")
        (tmp_path / "b.txt").write_bytes((tmp_path / "a.txt").read_bytes())
        notes = "\n".join(project.add([str(tmp_path / "b.txt")], jobs=0).notes)
        assert of_people(project) == [(SAID, "at_work", "human:eva")]
        [note] = project.store.notes.every()
        assert note[2:] == ("starred", "god", "anna")
        assert "b.txt: two decisions on backbone meet" in notes and "at_work (eva), no more lacking (eva)" in notes
        assert "two notes on backbone meet" in notes and "holds: anna (god), no more bo (god): 'Sekretariatet" in notes
