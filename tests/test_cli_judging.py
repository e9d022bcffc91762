"""Decisions of several coders: the later one holds, and nothing is taken back that is not there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ci_text.project import Project
from test_cli import ci_text

TEXT = "Sekretariatet holder sammen på partnerne og kalder dem til møde hver måned, og det har det gjort i fire år."


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """(project file, passage)."""
    folder = tmp_path_factory.mktemp("judging")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    path = str(folder / "p.db")
    assert ci_text("-p", path, "add", str(folder / "a.txt")).returncode == 0
    with sqlite3.connect(path) as db:
        return path, db.execute("SELECT id FROM passage").fetchone()[0]


def log_of(path: str) -> list[tuple[str, str, str]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT coder, old, new FROM note_change ORDER BY rowid").fetchall()


def stances(path: str, passage: str) -> list[str]:
    with Project(Path(path), create=False) as opened:
        return [f"{t.stance} {t.source}" for t in opened.corpus().tags if t.passage_id == passage]


def test_the_later_of_two_decisions_holds_whatever_the_coders_are_called(project: tuple[str, str]) -> None:
    path, passage = project
    for coder, stance, now in (
        ("bo", "lacking", ["lacking human:bo"]),
        ("anna", "at_work", ["at_work human:anna"]),
        ("bo", "advised", ["advised human:bo"]),
        ("anna", "no", []),
    ):
        assert ci_text("-p", path, "code", passage, "backbone", stance, "--coder", coder).returncode == 0
        assert stances(path, passage) == now


@pytest.mark.usefixtures("english")
def test_undo_takes_back_what_it_names_and_the_log_says_so(project: tuple[str, str]) -> None:
    path, passage = project
    assert ci_text("-p", path, "code", passage, "patience", "at_work", "--coder", "bo").returncode == 0
    quote = ("-p", path, "{}", passage, "patience", "--coder")

    def say(command: str, *rest: str) -> tuple[int, str]:
        done = ci_text(*(part.format(command) for part in quote), *rest)
        return done.returncode, done.stderr

    assert "nothing is noted on it" in say("star", "anna", "--undo")[1]
    assert say("discard", "bo", "--reason", "uden sammenhæng")[0] == 0
    code, told = say("star", "anna", "--undo")
    assert code != 0 and "it is discarded by bo" in told
    code, told = say("star", "anna")
    assert code == 0 and "Before: discarded by bo: uden sammenhæng." in told
    assert say("star", "bo", "--undo")[0] == 0
    assert log_of(path) == [
        ("bo", "", "discarded (bo): uden sammenhæng"),
        ("anna", "discarded (bo): uden sammenhæng", "starred (anna): "),
        ("bo", "starred (anna): ", ""),
    ]


def test_what_is_said_is_said_in_both_languages(project: tuple[str, str], tmp_path: Path) -> None:
    path, passage = project
    for lang, here, unknown in (
        ("da", "backbone: gælder ikke (anna).", "Der er ingen kode, der hedder 'x'. Koderne er: common_agenda,"),
        ("en", "backbone: does not apply (anna).", "No code 'x'. Codes: common_agenda,"),
    ):
        done = ci_text("-p", path, "code", passage, "backbone", "no", "--coder", "anna", "--lang", lang)
        assert (done.returncode, here in done.stderr) == (0, True), done.stderr
        wrong = ci_text("-p", path, "code", passage, "x", "no", "--coder", "anna", "--lang", lang)
        assert (wrong.returncode, unknown in wrong.stderr) == (2, True), wrong.stderr


def test_a_withdrawn_interview_is_erased(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    path, file = str(tmp_path / "p.db"), str(tmp_path / "a.txt")
    assert ci_text("-p", path, "add", file).returncode == 0
    done = ci_text("-p", path, "forget", file)
    assert done.returncode == 0 and f"Slettet fra projektet: {file}" in done.stderr and "på ny" in done.stderr
    assert b"Sekretariatet" not in Path(path).read_bytes()
    assert ci_text("-p", path, "forget", file).returncode == 2
    (tmp_path / "kopi.txt").write_text(TEXT, "utf-8")
    assert ci_text("-p", path, "add", file, str(tmp_path / "kopi.txt")).returncode == 0
    done = ci_text("-p", path, "forget", file)
    assert done.returncode == 1 and f"Den samme tekst er der stadig, som: {tmp_path / 'kopi.txt'}" in done.stderr
    assert "Slettet" not in done.stderr


def test_a_decision_that_no_table_counts_is_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.md").write_text(f"# Et møde i {name}\n\n{TEXT}\n", "utf-8")
    path = str(tmp_path / "p.db")
    assert ci_text("-p", path, "add", str(tmp_path / "a"), str(tmp_path / "b")).returncode == 0
    with Project(Path(path), create=False) as opened:
        heading, first, _, again = (p.id for p in opened.passages())

    def told(passage: str, *rest: str) -> str:
        return ci_text("-p", path, "code", passage, "backbone", "at_work", "--coder", "anna", *rest).stderr

    assert f"en gentagelse af {first}, som tæller i dets sted" in told(again)
    assert "The passage is a heading: context for the others" in told(heading, "--lang", "en")
    assert told(first).count("\n") == 1
