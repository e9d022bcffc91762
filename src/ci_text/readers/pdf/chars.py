"""Characters of a PDF page, from pypdfium2's raw text API, as words with place and style."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ci_text.readers.pdf.calls import Calls
from ci_text.records import Box

_FACE = re.compile(
    r"[-, ]?(bold|black|heavy|semi|demi|ital(ic)?|oblique?|kursiv|regular|roman|medium|light|book|mt|ps)"
)


class Style(NamedTuple):
    """Font family, size in points, weight and slope of a stretch of text."""

    font: str
    size: float
    bold: bool
    italic: bool


class Word(NamedTuple):
    """A run of non-blank characters, or a whole line of one style.

    Reading space: x grows along the line, y downwards; `base` is the baseline.
    """

    text: str
    x0: float
    x1: float
    base: float
    style: Style
    glued: bool  # no blank before it in the source
    place: int  # its place in the content stream
    head: float = 0.0  # width of its first word where it is a whole line


@dataclass(slots=True)
class Turned:
    """Text whose lines do not run the way the page's do."""

    text: str
    box: Box


@dataclass(slots=True)
class PageWords:
    """What a page holds, in reading space (the page turned so that most of its text runs left to right)."""

    number: int
    width: float
    height: float
    shown_width: float
    shown_height: float
    characters: int  # non-blank characters of the source
    words: list[Word] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)  # filled or stroked rectangles
    rules: list[Box] = field(default_factory=list)  # thin lines
    dots: list[Box] = field(default_factory=list)  # small spots, some of them bullets
    shapes: list[Box] = field(default_factory=list)  # pictures and all else that is drawn
    pictures: list[Box] = field(default_factory=list)
    picture_share: float = 0.0  # share of the page under pictures
    orientation: tuple[int, int, int, int] = (1, 0, 0, 1)  # direction of a line, direction of the next line
    ocr: bool = False
    sure: float | None = None
    gridded: bool = True  # what is drawn may be a table, as far as is known

    def shown(self, box: Box) -> Box:
        """A box of reading space on the page as it is shown."""
        ax, ay, dx, dy = self.orientation
        if (ax, ay, dx, dy) == (1, 0, 0, 1):
            return box
        corners = []
        for x, y in ((box.x0, box.top), (box.x1, box.bottom)):
            u = x if ax + ay > 0 else self.width - x
            v = y if dx + dy > 0 else self.height - y
            corners.append((u * abs(ax) + v * abs(dx), u * abs(ay) + v * abs(dy)))
        (xa, ya), (xb, yb) = corners
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


Raw = tuple[str, float, float, float, float, float, float, int, bool, float]
"""Text, origin x and y, left, right, bottom, top of its last character, run, glued, width of its first word."""
Run = tuple["Style", float, float, float, float]
"""Style and the first four numbers of the matrix."""


class CharReader:
    """Reads the pages of one open document; keeps what is known of its fonts."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.faces: dict[tuple[bytes, int], tuple[str, bool, bool]] = {}
        self.fonts: dict[int, tuple[str, bool, bool]] = {}  # of one page: pdfium frees them with it
        self.styles: dict[Style, Style] = {}
        self.looks: dict[tuple[int, float, bytes], Run] = {}
        self.advance: dict[Style, tuple[float, int]] = {}
        self.matrix = self.calls.raw.FS_MATRIX()
        self.matrix_pointer = ctypes.byref(self.matrix)
        self.turn = memoryview(self.matrix).cast("B")[:16]  # its first four numbers

    def read(self, page: Any, number: int) -> PageWords:
        """The words, frames, rules and picture share of a pypdfium2 page."""
        from ci_text.readers.pdf.drawings import Drawn
        from ci_text.readers.pdf.placing import Frame, placed
        from ci_text.readers.pdf.stretches import TextPage
        from ci_text.readers.pdf.tables import may_hold_table

        self.fonts.clear()
        self.looks.clear()
        frame = Frame(page)
        drawn = Drawn(page, frame.shown)
        textpage = page.get_textpage()
        try:
            tabled = may_hold_table(drawn.frames, drawn.rules, frame.width, frame.height)
            text = TextPage(self, textpage)
            raws = text.by_words() if tabled or frame.turn else text.by_stretches()
        finally:
            textpage.close()
        result = placed(raws, text.runs, frame, number)
        result.gridded = tabled or result.orientation != (1, 0, 0, 1)
        result.characters = len("".join(text.text.split()))
        drawn.put(result)
        return result

    def run(self, handle: ctypes.c_void_p, at: int, obj: int) -> Run:
        """Style and direction of the text object that a character belongs to."""
        calls = self.calls
        calls.matrix_of(handle, at, self.matrix_pointer)
        font = calls.font_of(obj) if obj else None
        look = (font or 0, calls.size_of(handle, at), self.turn.tobytes())
        known = self.looks.get(look)
        if known is None:
            m = self.matrix
            size = float(look[1]) * (math.hypot(m.c, m.d) or 1.0)
            name, bold, italic = self._font(font)
            style = Style(name, round(abs(size), 1) or 1.0, bold, italic)
            known = self.looks[look] = (self.styles.setdefault(style, style), m.a, m.b, m.c, m.d)
        return known

    def is_even(self, style: Style, mean: float, slack: float) -> bool:
        """Whether a piece is about as wide a letter as others of its style; `slack` is a share, `mean` in points."""
        total, n = self.advance.get(style, (0.0, 0))
        return n >= 4 and mean <= (1.0 + slack) * total / n and mean <= 0.8 * style.size

    def learn(self, style: Style, mean: float) -> None:
        """Remember the width of a letter in a piece without wide gaps."""
        total, n = self.advance.get(style, (0.0, 0))
        self.advance[style] = (total + mean, n + 1)

    def _font(self, font: int | None) -> tuple[str, bool, bool]:
        if not font:
            return "", False, False
        known = self.fonts.get(font)
        if known is None:
            raw = self.calls.raw
            pointer = ctypes.cast(font, raw.FPDF_FONT)
            buffer = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(pointer, buffer, 256)
            key = (buffer.value, max(0, raw.FPDFFont_GetFlags(pointer)))
            known = self.fonts[font] = self.faces.get(key) or self.faces.setdefault(key, _face(*key))
        return known


def _face(name: bytes, flags: int) -> tuple[str, bool, bool]:
    """Family, whether bold, whether sloped, by a font's name and its flags (PDF 32000-1, table 123)."""
    low = name.decode("utf-8", "replace").split("+", 1)[-1].lower()
    heavy = re.search(r"bold|black|heavy|semib|demi", low) is not None or bool(flags & (1 << 18))
    sloped = re.search(r"ital|obliq|kursiv", low) is not None or bool(flags & (1 << 6))
    return _FACE.sub("", low), heavy or low.endswith("-bd"), sloped
