"""Characters of a PDF page, from pypdfium2's raw text API, as words with place and style.

Calls through ctypes cost 0.5-1.5 µs each, so the page's text comes in one call and only three calls are made per word:
the text object of its first character (a new object means a new style), that character's origin (its baseline) and
the box of its last character. Source of the cost figures: measured on the project's own material.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ci_text.records import Box

_ODD = re.compile(r"[\d*†‡§\x02]")
_LINE = re.compile(r"[^\s\x02](?:[^\r\n\x02]*[^\s\x02])?\x02?|\x02")
_CLOSER = re.compile(r"  |\t|[•\uf0b7]|\x02(?!\Z)")
_DIGITS = re.compile(r"\d+|[*†‡§]")
_LEAD = re.compile(r"(?:[–—‣◦▪■□●○✓➢-]|o|\(?\w{1,3}[.)])\s")
_WORD = re.compile(r"\S+")
_MIXED = re.compile(r"[^\W\d_].*?[\d*†‡§]|^[\"'”»’)\].,;:!?]+\d|\d[.,;:!?)\]”»]+\d|[*†‡§]|^\d{5,}|\d-\d{3,}")
_FACE = re.compile(
    r"[-, ]?(bold|black|heavy|semi|demi|ital(ic)?|oblique?|kursiv|regular|roman|medium|light|book|mt|ps)"
)
_CONTROL = re.compile(r"[\x00-\x01\x03-\x08\x0e-\x1b\x7f]")
EOL_HYPHEN = "\x02"  # pdfium's stand-in for a hyphen before a line break; whether '-' or U+00AD stood there is lost


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
    picture_share: float = 0.0  # share of the page under pictures
    orientation: tuple[int, int, int, int] = (1, 0, 0, 1)  # direction of a line, direction of the next line
    ocr: bool = False
    sure: float | None = None

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


class _Calls:
    """The raw functions, with plain pointers so that no pointer object is made per call."""

    def __init__(self) -> None:
        import pypdfium2.raw as raw

        self.raw = raw
        double = ctypes.POINTER(ctypes.c_double)
        pointer, number = ctypes.c_void_p, ctypes.c_int
        self.object_of = _fast(raw.FPDFText_GetTextObject, pointer, pointer, number)
        self.origin = _fast(raw.FPDFText_GetCharOrigin, number, pointer, number, double, double)
        self.box = _fast(raw.FPDFText_GetCharBox, number, pointer, number, double, double, double, double)
        self.font_of = _fast(raw.FPDFTextObj_GetFont, pointer, pointer)
        self.matrix_of = _fast(raw.FPDFText_GetMatrix, number, pointer, number, ctypes.POINTER(raw.FS_MATRIX))
        self.size_of = _fast(raw.FPDFText_GetFontSize, ctypes.c_double, pointer, number)


def _fast(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The function, called without giving up the interpreter's lock, which costs as much as the call itself."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


class CharReader:
    """Reads the pages of one open document; keeps what is known of its fonts."""

    def __init__(self) -> None:
        self.calls = _Calls()
        self.fonts: dict[int, tuple[str, bool, bool]] = {}
        self.styles: dict[Style, Style] = {}
        self.advance: dict[Style, tuple[float, int]] = {}
        self.matrix = self.calls.raw.FS_MATRIX()
        self.matrix_pointer = ctypes.byref(self.matrix)

    def read(self, page: Any, number: int) -> PageWords:
        """The words, frames, rules and picture share of a pypdfium2 page."""
        from ci_text.readers.pdf.drawings import Drawn
        from ci_text.readers.pdf.placing import Frame, placed
        from ci_text.readers.pdf.tables import may_hold_table

        frame = Frame(page)
        drawn = Drawn(page, frame.shown)
        textpage = page.get_textpage()
        try:
            tabled = may_hold_table(drawn.frames, drawn.rules, frame.width, frame.height)
            raws, runs, count = self._words(textpage, frame.turn == 0 and not tabled)
        finally:
            textpage.close()
        result = placed(raws, runs, frame, number)
        result.characters = count
        drawn.put(result)
        return result

    def _words(self, textpage: Any, whole: bool) -> tuple[list[Raw], list[Run], int]:
        """The words; with `whole` a line of one text object comes as one, which saves most of the calls."""
        calls = self.calls
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        text = _page_text(textpage, calls.raw)
        a, b, c, d, e, f = (ctypes.c_double() for _ in range(6))
        pa, pb, pc, pd, pe, pf = (ctypes.byref(v) for v in (a, b, c, d, e, f))
        object_of, origin, box = calls.object_of, calls.origin, calls.box
        runs: list[Run] = []
        known: dict[int, int] = {}
        raws: list[Raw] = []
        count = 0
        last, run = -1, 0
        for line in _LINE.finditer(text):
            first, stop = line.span()
            entire = whole and self._is_whole(handle, text, first, stop)
            if entire:
                spans: Iterable[tuple[int, int]] = ((first, stop),)
            else:
                spans = (match.span() for match in _WORD.finditer(text, first, stop))
            for start, end in spans:
                closer = not entire and end - start > 1 and _ODD.search(text, start, end)
                for at, to in self._pieces(handle, text, start, end) if closer else ((start, end),):
                    obj = object_of(handle, at) or 0
                    if obj != last:
                        last = obj
                        run = known.get(obj, -1)
                        if run < 0:
                            run = known[obj] = len(runs)
                            runs.append(self._run(handle, at, obj))
                    origin(handle, at, pa, pb)
                    piece = text[at:to]
                    blank = piece.find(" ")
                    head = 0.0
                    if blank > 0:
                        box(handle, at + blank - 1, pc, pd, pe, pf)
                        head = d.value - a.value
                    box(handle, to - 1, pc, pd, pe, pf)
                    if blank > 0 and not self._is_even(runs[run], d.value - a.value, to - at):
                        raws.extend(
                            self._one_by_one(handle, text, at, to, run, (pa, pb, pc, pd, pe, pf), (a, b, c, d, e, f))
                        )
                        count += len("".join(piece.split()))
                        continue
                    count += len("".join(piece.split()))
                    glued = at > start or (at > 0 and text[at - 1] == EOL_HYPHEN)
                    raws.append((piece, a.value, b.value, c.value, d.value, e.value, f.value, run, glued, head))
        return raws, runs, count

    def _is_whole(self, handle: int | None, text: str, start: int, end: int) -> bool:
        """A line of one text object without anything that asks for a closer look: marks, tabs, numbers of notes."""
        if end - start < 8 or _LEAD.match(text, start, end) or _CLOSER.search(text, start, end):
            return False
        object_of = self.calls.object_of
        obj = object_of(handle, start)
        inner = (match.start() for match in _DIGITS.finditer(text, start, end))
        return obj == object_of(handle, end - 1) and all(object_of(handle, at) == obj for at in inner)

    def _is_even(self, run: Run, width: float, letters: int) -> bool:
        """No wide gap hides in a line: it is upright, and about as wide as others of its style with as many letters."""
        style, a, b, c, d = run
        if not (a > 0 and d > 0 and abs(b) < 0.01 * a and abs(c) < 0.01 * d):
            return False
        mean = width / letters
        total, n = self.advance.get(style, (0.0, 0))
        if mean > 0.8 * style.size or (n >= 4 and mean > 1.2 * total / n):
            return False
        self.advance[style] = (total + mean, n + 1)
        return True

    def _one_by_one(
        self, handle: int | None, text: str, start: int, end: int, run: int, pointers: Any, values: Any
    ) -> Iterator[Raw]:
        pa, pb, pc, pd, pe, pf = pointers
        a, b, c, d, e, f = values
        for match in _WORD.finditer(text, start, end):
            at, to = match.span()
            self.calls.origin(handle, at, pa, pb)
            self.calls.box(handle, to - 1, pc, pd, pe, pf)
            yield text[at:to], a.value, b.value, c.value, d.value, e.value, f.value, run, False, 0.0

    def _pieces(self, handle: int | None, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """A word cut where a note mark of another text object stands in it; whole in nearly all cases."""
        if end - start < 2:
            return [(start, end)]
        cut = text.find(EOL_HYPHEN, start, end - 1)
        if cut >= 0:  # pdfium takes the line break out after such a hyphen
            return self._pieces(handle, text, start, cut + 1) + self._pieces(handle, text, cut + 1, end)
        if not _MIXED.search(text, start, end):
            return [(start, end)]
        objects = [self.calls.object_of(handle, i) for i in range(start, end)]
        cuts = [start] + [start + i for i in range(1, end - start) if objects[i] != objects[i - 1]] + [end]
        return list(itertools.pairwise(cuts))

    def _run(self, handle: int | None, at: int, obj: int) -> Run:
        matrix = self.matrix
        self.calls.matrix_of(handle, at, self.matrix_pointer)
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        size = float(self.calls.size_of(handle, at)) * (math.hypot(c, d) or 1.0)
        name, bold, italic = self._font(obj)
        style = Style(name, round(abs(size) or 1.0, 1), bold, italic)
        return self.styles.setdefault(style, style), a, b, c, d

    def _font(self, obj: int) -> tuple[str, bool, bool]:
        font = self.calls.font_of(obj) if obj else None
        if not font:
            return "", False, False
        if font not in self.fonts:
            raw = self.calls.raw
            pointer = ctypes.cast(font, raw.FPDF_FONT)
            buffer = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(pointer, buffer, 256)
            name = buffer.value.decode("utf-8", "replace").split("+", 1)[-1]
            low = name.lower()
            flags = max(0, raw.FPDFFont_GetFlags(pointer))
            heavy = re.search(r"bold|black|heavy|semib|demi", low) is not None or bool(flags & (1 << 18))
            sloped = re.search(r"ital|obliq|kursiv", low) is not None or bool(flags & (1 << 6))
            family = _FACE.sub("", low)
            self.fonts[font] = (family, heavy or low.endswith("-bd"), sloped)
        return self.fonts[font]


def _page_text(textpage: Any, raw: Any) -> str:
    """The characters of the page, one code point for each character that pdfium counts."""
    count = raw.FPDFText_CountChars(textpage.raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    got = raw.FPDFText_GetText(textpage.raw, 0, count, buffer)
    text = bytes(buffer)[: max(0, got - 1) * 2].decode("utf-16-le", "surrogatepass")
    if len(text) != count or "\x00" in text:  # the two can drift: characters without a code, pairs of surrogates
        codes = [raw.FPDFText_GetUnicode(textpage.raw, i) for i in range(count)]
        text = "".join(chr(v) if 0 < v < 0x110000 and not 0xD800 <= v < 0xE000 else "\ufffd" for v in codes)
    if "\ufffe" in text:
        text = text.replace("\ufffe", EOL_HYPHEN)
    return _CONTROL.sub("\ufffd", text)
