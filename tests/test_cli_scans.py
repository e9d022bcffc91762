"""A scan from file to report: wherever a quote of it is met, it says that it was recognised and how surely."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pypdfium2 as pdfium
import pytest
from PIL import Image

from ci_text.readers.pdf.ocr import installed_languages
from small import SAMPLE
from test_cli import ci_text

pytestmark = pytest.mark.skipif(installed_languages() is None, reason="Tesseract is not installed")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of a report as a scan, beside a note that was written as text."""
    folder = tmp_path_factory.mktemp("scans")
    source = folder / "kilder" / "Nøglen først"
    source.mkdir(parents=True)
    with pdfium.PdfDocument(SAMPLE / "noegle-foerst" / "report.pdf") as pdf:
        pages: list[Image.Image] = [pdf[n].render(scale=3).to_pil().convert("L") for n in (1, 2)]
    pages[0].save(source / "scan.pdf", save_all=True, append_images=pages[1:], resolution=216)
    (source / "notat.txt").write_text("Kommunen og boligforeningen mødtes hver tirsdag om fælles tal.\n", "utf-8")
    told = ci_text("run", str(source.parent), "-o", str(folder / "out"))
    assert told.returncode == 0, told.stderr
    return folder / "out"


def test_printed_quotes_and_json_say_what_was_recognised(out: Path) -> None:
    asked = ("-p", str(out / "project.db"), "quotes", "--min-words", "6", "--search", "og", "--limit", "40")
    quotes = json.loads(ci_text(*asked, "--json").stdout)
    scanned = [q for q in quotes if q["document"].endswith("scan.pdf")]
    assert scanned and all(0.5 < q["words_sure"] <= 1 for q in scanned)
    assert [q["words_sure"] for q in quotes if q["document"].endswith("notat.txt")] == [None]
    printed = {lang: ci_text(*asked, "--lang", lang).stdout for lang in ("da", "en")}
    assert len(re.findall(r"s\. \d+(?:-\d+)?, læst med OCR \(\d\d % sikkert\)", printed["da"])) == len(scanned)
    assert len(re.findall(r", read by OCR \(\d\d% sure\)", printed["en"])) == len(scanned)


def test_report_annex_and_workbook_say_what_was_recognised(out: Path) -> None:
    project = ("-p", str(out / "project.db"))
    for lang, said in (("da", r"læst med OCR \(\d\d % sikkert\)"), ("en", r"read by OCR \(\d\d% sure\)")):
        for name in ("report", "annex.docx"):
            target = out / f"{lang}-{name.replace('report', 'report.html')}"
            command = ("report", "-o", str(target)) if name == "report" else ("export", str(target))
            assert ci_text(*project, *command, "--lang", lang).returncode == 0
            text = target.read_text("utf-8") if name == "report" else _document_xml(target)
            assert re.search(said, text), (lang, name)
    rows = list(openpyxl.load_workbook(out / "evidence.xlsx")["Citater"].iter_rows())
    heads = [cell.value for cell in rows[0]]
    sure, document = heads.index("Læst med OCR, sikkerhed"), heads.index("Dokument")
    assert {row[document].value.endswith("scan.pdf") for row in rows[1:] if row[sure].value is not None} == {True}
    assert {row[sure].number_format for row in rows[1:] if row[sure].value is not None} == {"0.0%"}


def _document_xml(path: Path) -> str:
    with ZipFile(path) as parts:
        return parts.read("word/document.xml").decode("utf-8")
