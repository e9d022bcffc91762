"""Pages that are pictures: recognised where Tesseract is installed, else refused with the line to type."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from pdf_makers import LEFT, Read, column, made, passages
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ci_text.errors import NoText
from ci_text.readers.pdf.ocr import installed_languages


def scanned() -> bytes:
    page = pdfium.PdfDocument(made(lambda canvas: column(canvas, 60, 100, LEFT, size=12, step=16)))[0]
    picture = page.render(scale=3).to_pil().convert("L")
    out = io.BytesIO()
    picture.save(out, "PNG")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(io.BytesIO(out.getvalue())), 0, 0, 595, 842)

    return made(draw)


def test_a_scanned_page(read: Read) -> None:
    data = scanned()
    if installed_languages() is None:
        with pytest.raises(NoText) as caught:
            read(data)
        assert "tesseract-ocr" in caught.value.remedy
        return
    document = read(data)
    assert document.pages[0].ocr
    assert document.pages[0].unaccounted == 0
    assert "hver torsdag i to år" in " ".join(passages(document))
    assert all(b.words_sure is not None and b.words_sure > 0.5 for b in document.blocks)


def test_never_means_never(read: Read) -> None:
    with pytest.raises(NoText) as caught:
        read(scanned(), ocr="never")
    assert "--ocr auto" in caught.value.remedy
