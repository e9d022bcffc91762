"""Files that come, go and lie twice in a project."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from ci_text.errors import StoreError, UsageError
from ci_text.project import Project
from ci_text.readers import ReadOptions
from ci_text.readers import text as plain
from ci_text.records import Document

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


def bytes_of(tmp_path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(tmp_path.glob("p.db*")))


@pytest.mark.parametrize("gone", [False, True])
def test_a_file_can_be_forgotten_for_good(material: Path, tmp_path: Path, gone: bool) -> None:
    """No word of it is left in the file, and nothing of what was said on it."""
    secret = "Zarathustra fortalte om flytningen til Nivebakken, og at naboen hjalp med kasserne hele natten."
    (material / "A" / "hemmelig.txt").write_text(secret, "utf-8")
    path = str(material / "A" / "hemmelig.txt")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(material)], jobs=1)
        project.add([path], jobs=1)
        passage = next(p.id for p in project.corpus().passages if p.text == secret)
        project.decide(passage, "involvement", "at_work", "anna")
        project.note_quote(passage, "involvement", "starred", "anna", "om flytningen")
        before = bytes_of(tmp_path)
        assert (
            b"Nivebakken" in before and before.count(b"ivebakken") > 1
        )  # once and more in the text, once in the index
        if gone:
            Path(path).unlink()
            project.add([str(material)], jobs=1)
            assert b"Nivebakken" in bytes_of(tmp_path)
        assert project.forget([path]) == {path: []}
        assert project.store.quote_notes() == {} and len(project.corpus().files) == 3
        assert not project.store.search("Nivebakken") and project.store.search("Sekretariatet")
    left = bytes_of(tmp_path).lower()
    assert b"ivebakken" not in left and b"flytningen" not in left and b"hemmelig.txt" not in left
    with Project(tmp_path / "p.db") as project, pytest.raises(UsageError, match="No file"):
        project.forget([path])


def test_what_another_file_holds_too_is_not_forgotten(material: Path, tmp_path: Path) -> None:
    (material / "B" / "kopi.txt").write_bytes((material / "A" / "en.txt").read_bytes())
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(material)], jobs=1)
        en, copy = str(material / "A" / "en.txt"), str(material / "B" / "kopi.txt")
        assert project.forget([copy]) == {copy: [en]}
        assert len(project.corpus().files) == 3 and project.store.search("Sekretariatet")
        (material / "B" / "kopi.txt").write_bytes(b"\xef\xbb\xbf" + SAID.encode())  # other bytes, the same words
        project.add([str(material)], jobs=1)
        assert project.forget([en]) == {en: [copy]}
        project.add([str(material)], jobs=1)
        assert project.forget([en, copy]) == {en: [], copy: []} and not project.store.search("gør")
        project.add([str(material)], jobs=1)
        (material / "B" / "kopi.txt").unlink()
        project.add([str(material)], jobs=1)
        assert project.forget([en]) == {en: [copy]}, "the text of a file that is gone is in the project, too"


def test_homeless_decisions_can_be_forgotten(material: Path, tmp_path: Path) -> None:
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(material)], jobs=1)
        passage = next(p.id for p in project.corpus().passages if p.text == "Noget helt andet.")
        project.decide(passage, "backbone", "at_work", "anna")
        (material / "B" / "tre.txt").write_text("Og nu står her kun dette.", "utf-8")
        project.add([str(material)], jobs=1)
        assert len(project.store.tags.homeless()) == 1
        project.forget([str(material / "A" / "to.txt")])
        assert len(project.store.tags.homeless()) == 1
        project.forget([str(material / "A" / "en.txt")], homeless=True)
        assert project.store.tags.homeless() == []


def test_a_document_that_cannot_be_kept_costs_itself_only(
    material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a character, as broken fonts and symbols give: readers mend it, and the store would refuse it."""
    whole = plain.read

    def halved(path: Path, data: bytes, options: ReadOptions) -> Document:
        document = whole(path, data, options)
        return replace(document, title="\ud83d") if path.name == "en.txt" else document

    monkeypatch.setattr(plain, "read", halved)
    with Project(tmp_path / "p.db", create=True) as project:
        added = project.add([str(material)], jobs=0)
        assert len(added.read) == 2
        [(path, error)] = added.failed
        assert path.endswith("en.txt") and "can't be kept (UnicodeEncodeError)" in str(error)
        assert [f.status for f in project.store.files()].count("failed") == 1


def test_two_files_of_one_name_stay_two(material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are called 'en.txt' from the folder that they lie in."""
    (material / "B" / "en.txt").write_text("Noget tredje, som kun står her.", "utf-8")
    monkeypatch.chdir(material / "A")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add(["en.txt"], jobs=1)
        monkeypatch.chdir(material / "B")
        project.add(["en.txt"], jobs=1)
        assert len(project.corpus().files) == 2
        assert project.store.search("Sekretariatet") and project.store.search("tredje")
        project.forget([str(material / "A" / "en.txt")])
        assert not project.store.search("Sekretariatet") and project.store.search("tredje")


def test_a_file_that_is_gone_is_not_another_of_its_name(
    material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (material / "B" / "en.txt").write_text("Noget tredje, som kun står her.", "utf-8")
    monkeypatch.chdir(material / "A")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add(["en.txt"], jobs=1)
        (material / "A" / "en.txt").unlink()
        monkeypatch.chdir(material / "B")
        project.add([str(material / "B" / "en.txt")], jobs=1)
        assert len(project.corpus().files) == 2
        assert project.forget([str(material / "A" / "en.txt")]) == {"en.txt": []}


def test_what_was_said_of_an_earlier_reading_is_forgotten_too(material: Path, tmp_path: Path) -> None:
    path = material / "B" / "tre.txt"
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(material)], jobs=1)
        passage = next(p.id for p in project.corpus().passages if p.text == "Noget helt andet.")
        project.decide(passage, "backbone", "at_work", "anna")
        path.write_text("Og nu står her kun dette.", "utf-8")
        project.add([str(material)], jobs=1)
        project.add([str(path)], jobs=1)
        project.forget([str(path)])
        assert b"Noget helt andet" not in bytes_of(tmp_path)  # while it is open: what was erased is not in the journal


def test_who_reads_the_project_hinders_the_erasing_and_it_is_said(material: Path, tmp_path: Path) -> None:
    path = str(material / "B" / "tre.txt")
    with Project(tmp_path / "p.db", create=True) as project:
        project.add([str(material)], jobs=1)
        other = sqlite3.connect(tmp_path / "p.db")
        other.execute("BEGIN")
        other.execute("SELECT * FROM passage").fetchone()
        project.store.db.execute("PRAGMA busy_timeout = 100")
        with pytest.raises(StoreError, match="run `ci-text forget` again"):
            project.forget([path])
        other.close()
        with pytest.raises(UsageError, match="No file"):  # it is out already; what was left is wiped now
            project.forget([path])
        assert b"Noget helt andet" not in bytes_of(tmp_path)
