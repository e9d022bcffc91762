"""Pages that are pictures: recognised where Tesseract is installed, else refused with the line to type."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2 as pdfium
import pytest
from pdf_makers import LEFT, WHOLE, Read, column, made, passages, typeset
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


def with_broken_font_map() -> bytes:
    """The page looks right, but its letters are said to be others: each the next in the alphabet."""
    data = typeset("".join(f"<p>{WHOLE}</p>" for _ in range(2)), "body{font-size:13pt;hyphens:none}")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            table = font.ToUnicode.read_bytes()
            font.ToUnicode.write(
                re.sub(rb"(?<=> <)00([46][1-9a-fA-F]|[57][0-9])(?=>)", lambda m: b"00%02x" % (int(m[1], 16) + 1), table)
            )
        pdf.save(out)
    return out.getvalue()


def test_a_page_with_a_broken_font_map(read: Read) -> None:
    data = with_broken_font_map()
    plain = read(data, ocr="never")
    assert plain.pages[0].verdict != "good"
    document = read(data)
    if installed_languages() is None:
        assert any("tesseract-ocr" in note for note in document.notes)
        return
    assert document.pages[0].ocr
    assert "hver torsdag i to år" in " ".join(passages(document))
    assert document.pages[0].unaccounted == 0
