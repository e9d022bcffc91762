"""A long document takes no more memory than a short one, but for the text that comes out of it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hard_pages import REPORTS, Made
from hard_talks import TALKS
from pdf_makers import HEIGHT, Read
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from typeset import Prose

from ci_text.readers.pdf.line_map import Lines
from ci_text.readers.pdf.shelf import Shelf
from ci_text.records import Box, Line

SHORT, LONG = 150, 750
PROGRAM = """
import json, resource, sys
from pathlib import Path
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import read_pdf

def peak_after(path):
    document = read_pdf(path, path.read_bytes(), ReadOptions(ocr="never"))
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit, len(document.text), len(document.pages)

print(json.dumps([peak_after(Path(name)) for name in sys.argv[1:]]))
"""


def long_report(path: Path, pages: int) -> Path:
    """A report of so many pages: running title, page number, heading, and paragraphs of lines of some 85 letters."""
    prose = Prose("da", 3)
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(1, pages + 1):
        for place, size, text in ((800, 8, "Evaluering af Torsdagsbordet"), (40, 8, str(number))):
            canvas.setFont("Helvetica", size)
            canvas.drawString(60, place, text)
        text = canvas.beginText(60, HEIGHT - 80)
        text.setFont("Helvetica-Bold", 13)
        text.textLine(f"{number} Hvad der skete")
        text.setFont("Helvetica", 9.5)
        for _ in range(6):
            line = ""
            for word in prose.paragraph(5, 6).split():
                if len(line) + len(word) > 84:
                    text.textLine(line)
                    line = ""
                line = f"{line} {word}".strip()
            text.textLine(line)
            text.textLine("")
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_memory_grows_by_the_text_only(tmp_path: Path) -> None:
    files = [long_report(tmp_path / f"{pages}.pdf", pages) for pages in (SHORT, LONG)]
    command = [sys.executable, "-c", PROGRAM, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (short, few, _), (long, many, pages) = json.loads(done.stdout)
    assert pages == LONG
    assert many > 4.5 * few > 0
    # Measured: 7.6 bytes a character (the document 3.3, PDFium's own 2.7); all lines kept as objects take 17.5.
    assert long - short < 11 * (many - few)


def test_a_shelf_gives_back_what_was_put(tmp_path: Path) -> None:
    shelf: Shelf[list[int]] = Shelf(live=2)
    for number in range(5):
        shelf.put([number])
    assert list(shelf) == list(shelf) == [[0], [1], [2], [3], [4]]
    assert list(shelf.taken()) == [[0], [1], [2], [3], [4]]
    assert len(shelf) == 0


@pytest.mark.parametrize("maker", [*REPORTS[:3], *TALKS], ids=lambda maker: maker.__name__)
def test_a_packed_document_is_the_same(maker: Callable[[], Made], read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = maker()
    whole = read(data, ocr="never")
    monkeypatch.setattr("ci_text.readers.pdf.shelf.LIVE", 1)
    assert read(data, ocr="never") == whole


def test_packed_lines_are_a_sequence_of_lines() -> None:
    lines, plain = Lines(), tuple(Line(9 * i, 9 * i + 8, 1 + i // 2, Box(1.5, i, 2.25, i + 1)) for i in range(5))
    for line in plain:
        assert line.box is not None
        lines.add(line.start, line.end, line.page, line.box)
    assert tuple(lines) == plain
    assert lines == plain
    assert hash(lines) == hash(plain)
    assert (lines[0], lines[-1], lines[1:3]) == (plain[0], plain[-1], plain[1:3])
    assert pickle.loads(pickle.dumps(lines)) == lines
    with pytest.raises(IndexError):
        lines[5]
