"""Small PDFs that the tests typeset: text at given places, in given sizes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ci_text.records import Document

WIDTH, HEIGHT = A4
Page = Callable[[Canvas], None]
Read = Callable[..., Document]
SAMPLES = sorted(Path(__file__).parents[2].glob("corpora/sample/*/*.pdf"))


def passages(document: Document, kind: str = "") -> list[str]:
    """The texts of the blocks, of all or of one kind."""
    return [document.text[b.start : b.end] for b in document.blocks if not kind or b.kind == kind]


def made(*pages: Page) -> bytes:
    """A PDF with one page for each drawing function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas: Canvas, x: float, top: float, text: str, size: float = 10, font: str = "Helvetica") -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, HEIGHT - top, text)


def column(canvas: Canvas, x: float, top: float, lines: list[str], size: float = 10, step: float = 13) -> None:
    for index, line in enumerate(lines):
        write(canvas, x, top + index * step, line, size)


def typeset(body: str, css: str = "") -> bytes:
    """A PDF of Danish HTML, set by WeasyPrint."""
    from weasyprint import HTML

    page = "@page{size:A4;margin:22mm} body{font:10pt/1.35 serif;hyphens:auto} p{margin:0 0 6pt}"
    data = HTML(string=f"<html lang=da><style>{page}{css}</style><body>{body}</body></html>").write_pdf()
    assert data is not None
    return bytes(data)


LEFT = [
    "Samarbejdet begyndte i en nedlagt bager-",
    "butik, hvor borgere og kommune mødtes",
    "hver torsdag i to år uden nogen dagsorden.",
    "Senere kom der en fælles plan for området",
    "og et sekretariat, som holdt mødet levende",
]
RIGHT = [
    "også i de måneder, hvor ingen troede på",
    "at pengene ville række til endnu et år.",
    "Det er den erfaring, de fleste nævner når",
    "de bliver spurgt om, hvad der bar arbejdet",
    "igennem den første og sværeste vinter.",
]
WHOLE = (
    "Samarbejdet begyndte i en nedlagt bagerbutik, hvor borgere og kommune mødtes hver torsdag i to år uden nogen "
    "dagsorden. Senere kom der en fælles plan for området og et sekretariat, som holdt mødet levende også i de "
    "måneder, hvor ingen troede på at pengene ville række til endnu et år. Det er den erfaring, de fleste nævner når "
    "de bliver spurgt om, hvad der bar arbejdet igennem den første og sværeste vinter."
)
