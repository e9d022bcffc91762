"""What a user puts right between two readings: roles, a missing Tesseract; and a report in Danish."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from small import SAMPLE
from test_cli import CI_TEXT, ci_text

REPORT = SAMPLE / "noegle-foerst" / "report.pdf"
TALK = """Mette: Hvordan kom du med i projektet?
Jonas: Jeg blev spurgt af en nabo, og så gik jeg med til et møde med folk fra kommunen og foreningerne.
Mette: Hvad fik I ud af det?
Jonas: Vi fik en fast aftale om at mødes hver måned, og så fik vi en fælles liste over, hvem der gør hvad.
Mette: Er der noget, der mangler?
Jonas: Ja, der mangler en fælles måde at måle på, for hver forening har sit eget regneark.
"""


def roles(project: Path) -> dict[str, tuple[str, bool]]:
    """Speaker -> role, and whether questions hang on what is said."""
    with sqlite3.connect(project) as db:
        rows = db.execute("SELECT speaker, role, max(context) FROM passage GROUP BY speaker, role").fetchall()
    return {speaker: (role, bool(context)) for speaker, role, context in rows}


def test_corrected_roles_hold_for_a_file_that_was_read_and_when_it_is_read_again(tmp_path: Path) -> None:
    talk, project, listing = tmp_path / "stof" / "samtale.txt", tmp_path / "p.db", tmp_path / "stof" / "corpus.toml"
    talk.parent.mkdir()
    talk.write_text(TALK, "utf-8")
    add = ["-p", str(project), "add", str(talk.parent)]
    assert ci_text(*add).returncode == 0
    assert roles(project) == {"Mette": ("interviewer", False), "Jonas": ("informant", True)}
    entry = '[[document]]\npath = "samtale.txt"\nspeakers = {{ {} = "informant", Jonas = "interviewer" }}\n'
    listing.write_text(entry.format("Mette"), "utf-8")
    assert "Filer: 1 læst" in ci_text(*add).stderr
    corrected = {"Mette": ("informant", True), "Jonas": ("interviewer", False)}
    assert roles(project) == corrected
    assert "1 uændret" in ci_text(*add).stderr
    talk.write_text(TALK + "Mette: Tak for snakken, det var godt.\n", "utf-8")
    assert "Filer: 1 læst" in ci_text(*add).stderr
    assert roles(project) == corrected
    listing.write_text(entry.format("Metta"), "utf-8")
    told = ci_text(*add).stderr
    assert "speakers: Metta: den taler findes ikke her. Her er: Jonas, Mette." in told
    assert "1 unchanged" in ci_text(*add, "--lang", "en").stderr


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of text, and the next page as a picture."""
    folder = tmp_path_factory.mktemp("mixed")
    scan, path = folder / "scan.pdf", folder / "stof" / "rapport.pdf"
    path.parent.mkdir()
    with pdfium.PdfDocument(REPORT) as pdf:
        pdf[1].render(scale=2).to_pil().convert("L").save(scan, "PDF", resolution=144)
    with pikepdf.open(REPORT) as pdf, pikepdf.open(scan) as picture:
        del pdf.pages[1:]
        pdf.pages.extend(picture.pages)
        pdf.save(path)
    return path


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_pages_are_recognised_once_tesseract_is_there_wherever_it_lies(mixed: Path, tmp_path: Path) -> None:
    project, nowhere, elsewhere = tmp_path / "p.db", tmp_path / "nowhere", tmp_path / "elsewhere"
    nowhere.mkdir()
    elsewhere.mkdir()
    (elsewhere / "tesseract").symlink_to(str(shutil.which("tesseract")))

    def add(path: Path) -> str:
        command = [*CI_TEXT, "-p", str(project), "add", str(mixed)]
        env = os.environ | {"PATH": str(path)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=env, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    told = add(nowhere)
    assert "rapport.pdf: Side 2 er et billede af tekst, som ikke kunne genkendes." in told
    assert "apt install tesseract-ocr tesseract-ocr-dan" in told
    assert "1 uændret" in add(nowhere)
    assert "Filer: 1 læst" in add(elsewhere)
    pages = json.loads(ci_text("-p", str(project), "status", "--json").stdout)["pages"]
    assert (pages["good"], pages["recognised"]) == (2, 1)
    assert "1 uændret" in add(elsewhere)
    assert "1 uændret" in add(nowhere)


def test_the_danish_report_says_in_danish_what_could_not_be_read(mixed: Path, tmp_path: Path) -> None:
    stof, project = tmp_path / "stof", tmp_path / "p.db"
    stof.mkdir()
    (stof / "god.pdf").write_bytes(mixed.read_bytes())
    with pikepdf.open(REPORT) as pdf:
        pdf.save(stof / "laast.pdf", encryption=pikepdf.Encryption(user="blåbær", owner="x", R=6))
    (stof / "skadet.pdf").write_bytes(b"%PDF-1.4\n" + bytes(range(256)))
    (stof / "tom.pdf").write_bytes(b"")
    (stof / "lang.pdf").write_bytes(REPORT.read_bytes())
    blank = pdfium.PdfDocument.new()
    blank.new_page(595, 842)
    blank.save(stof / "blank.pdf")
    told = ci_text("-p", str(project), "add", str(stof), "--ocr", "never", "--max-pages", "2")
    assert told.returncode == 1
    for words in ("laast.pdf: Filen er låst", "tom.pdf: Filen er tom.", "sider; grænsen er 2.", "læst, 0 uændret, "):
        assert words in told.stderr
    said = {}
    for lang in ("da", "en"):
        report = tmp_path / f"{lang}.html"
        assert ci_text("-p", str(project), "report", "-o", str(report), "--lang", lang).returncode == 0
        cells = re.findall(r"<td[^>]*>(.*?)</td>", report.read_text("utf-8"), re.DOTALL)
        said[lang] = " | ".join(cells).replace("&#39;", "'")
        said[lang] += ci_text("-p", str(project), "methods", "--lang", lang).stdout
    danish = (
        "Filen er låst med en adgangskode.", "Angiv den med --password.", "Filen er beskadiget", "Filen er tom.",
        "Filen indeholder ingen tekst.", "sider; grænsen er 2.", "kun et billede, uden tekst",
    )  # fmt: skip
    english = (
        "is encrypted.", "Give its password", "can't be opened as a PDF", "is empty (0 bytes)", "holds no text.",
        "pages; the limit is 2.", "a picture only, without text",
    )  # fmt: skip
    for here, there in zip(danish, english, strict=True):
        assert here in said["da"]
        assert here not in said["en"]
        assert there not in said["da"]
        assert there in said["en"]
