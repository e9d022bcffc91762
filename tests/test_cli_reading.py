"""Reading one file from the command line: locked files, limits, pictures of pages."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from small import SAMPLE
from test_cli import ci_text

REPORT = SAMPLE / "noegle-foerst" / "report.pdf"


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("locked") / "rapport.pdf"
    with pikepdf.open(REPORT) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="blåbær", owner="x", R=6))
    return path


def test_a_locked_file_asks_for_its_password(locked: Path) -> None:
    told = ci_text("text", str(locked))
    assert (told.returncode, told.stdout) == (1, "")
    assert "encrypted" in told.stderr
    assert "--password" in told.stderr


def test_locked_files_are_marked_and_done_again_with_a_list_of_passwords(locked: Path, tmp_path: Path) -> None:
    listed = tmp_path / "koder.txt"
    listed.write_text("forkert\nblåbær\n", "utf-8")
    known = ("--passwords", str(listed))
    for arguments in (["add", str(locked), *known], ["tag", "--tagger", "quick"], ["manifest", "-o", "m.json"]):
        done = ci_text("-p", "p.db", *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    refused = ci_text("-p", "p.db", "highlight", "-o", "uden", cwd=tmp_path)
    assert refused.returncode == 1 and "--password" in refused.stderr
    marked = ci_text("-p", "p.db", "highlight", "-o", "med", *known, cwd=tmp_path)
    assert marked.returncode == 0 and list((tmp_path / "med").rglob("*.pdf")), marked.stderr
    again = ci_text("rerun", "m.json", "-o", "igen", "--lang", "en", *known, cwd=tmp_path)
    assert again.returncode == 0 and "All tables are the same." in again.stdout, again.stdout + again.stderr


def test_passwords_from_a_list_of_any_encoding_open_text_and_pictures(locked: Path, tmp_path: Path) -> None:
    for encoding in ("cp1252", "utf-16"):
        listed = tmp_path / f"{encoding}.txt"
        listed.write_bytes("forkert\r\nblåbær\r\n".encode(encoding))
        told = ci_text("text", str(locked), "--passwords", str(listed), "--picture", str(tmp_path / encoding))
        assert told.returncode == 0, told.stderr
        assert told.stdout.strip()
        assert list((tmp_path / encoding).glob("rapport-*.png"))


@pytest.mark.usefixtures("english")
def test_pictures_are_of_pdfs(tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Kære alle, mødet er flyttet til torsdag.", "utf-8")
    told = ci_text("text", str(tmp_path / "brev.txt"), "--picture", str(tmp_path / "x"))
    assert told.returncode == 2
    assert "is no PDF" in told.stderr


def test_limits_are_told_with_the_option_that_raises_them(tmp_path: Path) -> None:
    long = tmp_path / "long.pdf"
    with pikepdf.open(REPORT) as source, pikepdf.new() as pdf:
        while len(pdf.pages) < 2400:
            pdf.pages.extend(list(source.pages))
        pdf.save(long)
    for option, limit in (("--max-pages", "100"), ("--time-limit", "1")):
        told = ci_text("text", str(long), option, limit)
        assert (told.returncode, told.stdout) == (1, "")
        assert "long.pdf" in told.stderr
        assert option in told.stderr
