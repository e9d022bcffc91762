"""The theme pictures as PNG: the shapes of `svg` drawn through PDFium, which the program has for reading PDFs.

PDFium brings its own Helvetica, so the picture is the same on every machine and needs no font or library of its own.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SCALE = 2.0  # pixels per unit of the drawing
ROUND = 0.5523  # of the radius: where the handles of four curves lie that make a circle
OPAQUE = 255


def write_png(picture: str, path: Path, scale: float = SCALE) -> None:
    """Write a picture made by `svg.picture` as PNG."""
    import pypdfium2 as pdfium

    root = ElementTree.fromstring(picture)  # noqa: S314 - drawn by the program itself
    width, height = float(root.get("width", "1")), float(root.get("height", "1"))
    document = pdfium.PdfDocument.new()
    page = document.new_page(width, height)
    try:
        pen = _Pen(document, page, height)
        for node in root:
            pen.draw(node, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
        page.gen_content()
        page.render(scale=scale).to_pil().save(path, "PNG")
    finally:
        page.close()
        document.close()


class _Pen:
    """Draws one shape after another; a matrix is (a, b, c, d, e, f) as in SVG, with y downwards."""

    def __init__(self, document: Any, page: Any, height: float) -> None:
        from pypdfium2 import raw

        self.raw, self.document, self.page, self.height = raw, document, page, height

    def draw(self, node: Any, matrix: tuple[float, ...]) -> None:
        kind = node.tag.rpartition("}")[2]
        if kind == "g":
            for inner in node:
                self.draw(inner, _rotation(node.get("transform", "")))
        elif kind == "text":
            self._text(node, matrix)
        elif kind == "circle":
            x, y, r = (float(node.get(k)) for k in ("cx", "cy", "r"))
            self._filled(self._circle(x, y, r), node)
        elif kind == "rect" and "%" not in node.get("width", ""):
            x, y, w, h = (float(node.get(k)) for k in ("x", "y", "width", "height"))
            self._filled(self.raw.FPDFPageObj_CreateNewRect(x, self.height - y - h, w, h), node)
        elif kind == "polyline":
            self._line(node)

    def _circle(self, x: float, y: float, r: float) -> Any:
        y, k = self.height - y, ROUND * r
        path = self.raw.FPDFPageObj_CreateNewPath(x + r, y)
        for curve in (
            (x + r, y + k, x + k, y + r, x, y + r),
            (x - k, y + r, x - r, y + k, x - r, y),
            (x - r, y - k, x - k, y - r, x, y - r),
            (x + k, y - r, x + r, y - k, x + r, y),
        ):
            self.raw.FPDFPath_BezierTo(path, *curve)
        self.raw.FPDFPath_Close(path)
        return path

    def _filled(self, shape: Any, node: Any) -> None:
        opacity = round(OPAQUE * float(node.get("fill-opacity", "1")))
        self.raw.FPDFPageObj_SetFillColor(shape, *_rgb(node.get("fill")), opacity)
        edge = node.get("stroke")
        if edge:
            self.raw.FPDFPageObj_SetStrokeColor(shape, *_rgb(edge), OPAQUE)
            self.raw.FPDFPageObj_SetStrokeWidth(shape, 1.0)
        self.raw.FPDFPath_SetDrawMode(shape, self.raw.FPDF_FILLMODE_WINDING, bool(edge))
        self.raw.FPDFPage_InsertObject(self.page, shape)

    def _line(self, node: Any) -> None:
        points = [tuple(map(float, pair.split(","))) for pair in node.get("points").split()]
        path = self.raw.FPDFPageObj_CreateNewPath(points[0][0], self.height - points[0][1])
        for x, y in points[1:]:
            self.raw.FPDFPath_LineTo(path, x, self.height - y)
        self.raw.FPDFPageObj_SetStrokeColor(path, *_rgb(node.get("stroke")), OPAQUE)
        self.raw.FPDFPageObj_SetStrokeWidth(path, float(node.get("stroke-width", "1")))
        self.raw.FPDFPath_SetDrawMode(path, self.raw.FPDF_FILLMODE_NONE, True)
        self.raw.FPDFPage_InsertObject(self.page, path)

    def _text(self, node: Any, matrix: tuple[float, ...]) -> None:
        raw = self.raw
        shape = raw.FPDFPageObj_NewTextObj(self.document, b"Helvetica", float(node.get("font-size")))
        wide = ctypes.create_string_buffer(_western(node.text or "").encode("utf-16-le") + b"\0\0")
        raw.FPDFText_SetText(shape, ctypes.cast(wide, raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_SetFillColor(shape, *_rgb(node.get("fill")), OPAQUE)
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
        back = {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0.0) * right.value
        a, b, c, d, e, f = matrix
        x, y = float(node.get("x")) - back, float(node.get("y"))
        x, y = a * x + c * y + e, b * x + d * y + f
        raw.FPDFPageObj_Transform(shape, a, -b, -c, d, x, self.height - y)
        raw.FPDFPage_InsertObject(self.page, shape)


def _rotation(transform: str) -> tuple[float, ...]:
    """The matrix of 'rotate(degrees x y)'."""
    degrees, x, y = map(float, transform.removeprefix("rotate(").removesuffix(")").split())
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y


def _rgb(colour: str) -> tuple[int, int, int]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * d for d in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _western(text: str) -> str:
    """Characters that the built-in font lacks without their marks ('ő' as 'o'), else as '?'."""

    def one(character: str) -> str:
        try:
            character.encode("cp1252")
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", character)[0]
            return plain if plain.isascii() else "?"
        return character

    return "".join(map(one, unicodedata.normalize("NFC", text)))
