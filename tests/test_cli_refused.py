"""What the machine refuses - a full disk, a damaged project, a terminal without the letters - is a message."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from test_cli import CI_TEXT
from test_cli_evidence import ci_text

TEXT = "Sekretariatet holder “sammen” på partnerne og kalder dem til møde hver måned – det har det gjort i fire år."


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a project p.db."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert ci_text("-p", "p.db", "add", "a.txt", cwd=tmp_path).returncode == 0
    return tmp_path


def passage(place: Path) -> str:
    with sqlite3.connect(place / "p.db") as db:
        return str(db.execute("SELECT id FROM passage").fetchone()[0])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize(("lang", "says"), [("da", "Styresystemet afviser"), ("en", "The system refuses")])
def test_output_that_finds_no_room(lang: str, says: str) -> None:
    with Path("/dev/full").open("w") as full:
        command = [*CI_TEXT, "codebook", "show", "--lang", lang]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and done.stderr.startswith(f"ci-text: {says}: No space left")
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


@pytest.mark.parametrize(
    ("lang", "says"), [("da", "tegn, som latin-1 ikke har"), ("en", "characters that latin-1 lacks")]
)
def test_output_that_lacks_the_letters(place: Path, lang: str, says: str) -> None:
    command = [*CI_TEXT, "text", "a.txt", "--lang", lang]
    there = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, cwd=place, env=there, capture_output=True, encoding="latin-1")
    assert done.returncode == 1 and says in done.stderr and "PYTHONUTF8=1" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_reads_on_no_more_gets_no_message() -> None:
    done = subprocess.run(
        f"{' '.join(CI_TEXT)} codebook show | true", shell=True, stderr=subprocess.PIPE, text=True, timeout=60
    )
    assert "ci-text:" not in done.stderr


@pytest.mark.parametrize("page", ["every", "of the passages"])
@pytest.mark.parametrize(
    ("lang", "says"), [("da", "Projektfilen er beskadiget"), ("en", "The project file is damaged")]
)
def test_a_damaged_project(place: Path, page: str, lang: str, says: str) -> None:
    with sqlite3.connect(place / "p.db") as db:
        size = db.execute("PRAGMA page_size").fetchone()[0]
        first = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'passage'").fetchone()[0] - 1
    whole = bytearray((place / "p.db").read_bytes())
    spoilt = slice(2 * size, len(whole)) if page == "every" else slice(first * size, (first + 1) * size)
    whole[spoilt] = b"\xaa" * len(whole[spoilt])
    (place / "p.db").write_bytes(whole)
    done = ci_text("-p", "p.db", "status", "--lang", lang, cwd=place)
    assert done.returncode == 1 and f"ci-text: {says} (database disk image is malformed). Ta" in done.stderr


def test_a_copy_of_the_codebook_wants_a_folder(tmp_path: Path) -> None:
    done = ci_text("codebook", "copy", "none/x.yaml", cwd=tmp_path)
    assert done.returncode == 2 and "none: der er ingen mappe af det navn. Lav den først" in done.stderr
    assert ci_text("codebook", "copy", "x.yaml", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("coder", ["", "  ", "anna\nbo", "a\u2028b", "\udcff"])
@pytest.mark.parametrize(("lang", "says"), [("da", "En koder skal have et navn"), ("en", "A coder needs a name")])
def test_a_coder_is_a_name_in_one_line(place: Path, coder: str, lang: str, says: str) -> None:
    for verb in (("code", passage(place), "backbone", "at_work"), ("level", place.name, "backbone", "in_place")):
        done = ci_text("-p", "p.db", *verb, "--coder", coder, "--lang", lang, cwd=place)
        assert done.returncode == 2 and says in done.stderr


def test_a_coder_is_one_with_blanks_and_without(place: Path) -> None:
    for coder in ("anna", " anna "):
        done = ci_text("-p", "p.db", "code", passage(place), "backbone", "at_work", "--coder", coder, cwd=place)
        assert done.returncode == 0 and done.stderr.startswith(f"{passage(place)}: backbone: at_work (anna).")
    with sqlite3.connect(place / "p.db") as db:
        assert db.execute("SELECT source FROM tag").fetchall() == [("human:anna",)]


def test_a_reason_that_is_no_text_is_told_and_not_kept(place: Path) -> None:
    assert (
        ci_text("-p", "p.db", "code", passage(place), "backbone", "at_work", "--coder", "a", cwd=place).returncode == 0
    )
    star = ("-p", "p.db", "star", passage(place), "backbone", "--coder", "a", "--reason")
    done = ci_text(*star, "\udcff", cwd=place)
    assert done.returncode == 2 and "Et ord i kommandoen er ikke UTF-8-tekst." in done.stderr


def test_what_a_second_person_replaces_is_named(place: Path) -> None:
    """Of stars and levels there is one: the first one's reason is not lost without a word."""
    assert (
        ci_text("-p", "p.db", "code", passage(place), "backbone", "at_work", "--coder", "a", cwd=place).returncode == 0
    )

    def says(verb: tuple[str, ...], *rest: str) -> str:
        done = ci_text("-p", "p.db", *verb, *rest, cwd=place)
        assert done.returncode == 0
        return done.stderr

    star = ("star", passage(place), "backbone")
    assert "Før" not in says(star, "--coder", "anna", "--reason", "til kapitel 3")
    assert "Før: fremhævet (anna): til kapitel 3." in says(star, "--coder", "bo")
    assert "Før" not in says(star, "--coder", "bo")
    level = ("level", place.name, "backbone")
    assert "Før" not in says(level, "in_place", "--coder", "anna", "--why", "tre kilder")
    assert "Før: in_place (anna): tre kilder." in says(level, "sustained", "--coder", "bo")
    assert "Før" not in says(level, "sustained", "--coder", "bo")


@pytest.mark.skipif(os.name != "posix", reason="limits on the size of files are POSIX")
def test_a_file_that_finds_no_room_is_named_and_not_left_in_halves(tmp_path: Path) -> None:
    command = f"ulimit -f 1; {' '.join(CI_TEXT)} codebook copy x.yaml --lang en"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "x.yaml: can't be written (File too large). Choose a folder" in done.stderr
    assert list(tmp_path.iterdir()) == []
