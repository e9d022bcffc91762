"""The text of a page in as few pieces as its layout allows: whole lines, stretches of one text object, or words.

Calls through ctypes cost 0.3-0.5 µs each, so the page's text comes in one call and a piece costs three: the text object
of its first character (a new object means a new style), that character's origin (its baseline) and the box of its last
character. Source of the cost figures: measured on the project's own material.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ci_text.readers.pdf.calls import EOL_HYPHEN, page_text

if TYPE_CHECKING:
    from ci_text.readers.pdf.chars import CharReader, Raw, Run, Style

SHORTEST = 8  # characters: the mean width of a shorter piece says little
WIDEST = 0.9  # of the size: a wider gap is none between two words of a line
BULLETS = "•\uf0b7"
_ODD = re.compile(r"[\d*†‡§\x02]")
_LINE = re.compile(r"[^\s\x02](?:[^\r\n\x02]*[^\s\x02])?\x02?|\x02")
_CLOSER = re.compile(r"  |\t|[•\uf0b7]|\x02(?!\Z)")
_DIGITS = re.compile(r"\d+|[*†‡§]")
_LEAD = re.compile(r"(?:[–—‣◦▪■□●○✓➢-]|o|\(?\w{1,3}[.)])\s")
_ORNAMENTS = re.compile(r"dingbat|wingding|webding|marlett")
_WORD = re.compile(r"\S+")
_MIXED = re.compile(r"[^\W\d_].*?[\d*†‡§]|^[\"'”»’)\].,;:!?]+\d|\d[.,;:!?)\]”»]+\d|[*†‡§]|^\d{5,}|\d-\d{3,}")


class TextPage:
    """The text of an open pypdfium2 text page, and the styles of its text objects."""

    def __init__(self, reader: CharReader, textpage: Any) -> None:
        self.reader = reader
        self.handle = ctypes.cast(textpage.raw, ctypes.c_void_p)
        self.text = page_text(textpage, reader.calls.raw)
        self.runs: list[Run] = []
        self.raws: list[Raw] = []
        self.known: dict[int, int] = {}
        self.judged: dict[tuple[str, Style], bool] = {}
        self.values = (ctypes.c_double * 6)()  # origin x and y, left, right, bottom, top
        self.pointers = tuple(ctypes.byref(self.values, 8 * i) for i in range(6))
        self.tools: tuple[Any, ...] = (reader.calls.origin, reader.calls.box, self.handle, *self.pointers)

    def by_words(self) -> list[Raw]:
        """Each word by itself, as tables ask for."""
        object_of, handle = self.reader.calls.object_of, self.handle
        for line in _LINE.finditer(self.text):
            odd = _ODD.search(self.text, *line.span())
            for match in _WORD.finditer(self.text, *line.span()):
                start, end = match.span()
                for at, to in self._pieces(start, end) if odd else ((start, end),):
                    self._put(at, to, object_of(handle, at) or 0, at > start)
        return self.raws

    def by_stretches(self) -> list[Raw]:
        """A line of one text object comes as one, else the words of one object that follow each other."""
        for line in _LINE.finditer(self.text):
            first, stop = line.span()
            obj = self._object_of_line(first, stop)
            if obj:
                self._put(first, stop, obj, False, 0.2)
            else:
                self._line(first, stop)
        return self.raws

    def _object_of_line(self, start: int, end: int) -> int:
        """The text object of a line that holds nothing which asks for a closer look (marks, tabs, numbers); 0 else."""
        text, handle = self.text, self.handle
        if end - start < SHORTEST or _LEAD.match(text, start, end) or _CLOSER.search(text, start, end):
            return 0
        object_of = self.reader.calls.object_of
        obj: int = object_of(handle, start) or 0
        if obj != object_of(handle, end - 1):
            return 0
        for match in _DIGITS.finditer(text, start, end):
            if object_of(handle, match.start()) != obj:
                return 0
        return obj

    def _line(self, first: int, stop: int) -> None:
        """A line of several objects: a list mark, bullets and the marks of notes by themselves."""
        text, handle, object_of = self.text, self.handle, self.reader.calls.object_of
        begin = end = last = -1
        alone = _LEAD.match(text, first, stop) is not None
        odd = _ODD.search(text, first, stop)
        for match in _WORD.finditer(text, first, stop):
            start, to = match.span()
            obj = object_of(handle, start) or 0
            pieces = self._pieces(start, to) if odd else ((start, to),)
            apart = len(pieces) > 1 or text[start] in BULLETS
            if obj == last and start == end + 1 and text[end] == " " and not apart:
                end = to
                continue
            if begin >= 0:
                self._put(begin, end, last, False)
            begin, end, last = start, to, obj
            if apart or alone:
                for at, upto in pieces:
                    self._put(at, upto, object_of(handle, at) or 0, at > start)
                begin = last = -1
            alone = False
        if begin >= 0:
            self._put(begin, end, last, False)

    def _put(self, at: int, to: int, obj: int, glued: bool, slack: float | None = None) -> None:
        """Note place and style of a piece; word by word where a wide gap hides in it."""
        origin, box, handle, x, y, left_edge, right_edge, bottom, top = self.tools
        run = self.known.get(obj)
        if run is None:
            run = self.known[obj] = len(self.runs)
            self.runs.append(self.reader.run(handle, at, obj))
        origin(handle, at, x, y)
        piece, head = self.text[at:to], 0.0
        blank = piece.find(" ")
        if blank > 0:
            box(handle, at + blank - 1, left_edge, right_edge, bottom, top)
            head = self.values[3] - self.values[0]
        box(handle, to - 1, left_edge, right_edge, bottom, top)
        left, base, last, right, low, high = self.values[:]
        if blank > 0 and not self._is_one(piece, at, self.runs[run], right - left, slack):
            for match in _WORD.finditer(self.text, at, to):
                self._put(*match.span(), obj, False)
            return
        if to - at == 1 and _ORNAMENTS.search(self.runs[run][0].font) and piece < "\u2000":
            piece = "•"  # its code is a letter's, what is seen is a sign
        glued = glued or (at > 0 and self.text[at - 1] == EOL_HYPHEN)
        self.raws.append((piece, left, base, last, right, low, high, run, glued, head))

    def _is_one(self, piece: str, at: int, run: Run, width: float, slack: float | None) -> bool:
        """No wide gap hides in a piece: it is as wide as others of its style, else its gaps are measured.

        The width of two letters is less than that of the least gap that counts, and so much is allowed unless told
        otherwise. What is printed twice is judged once, so that both copies are the same pieces.
        """
        style, a, b, c, d = run
        known = self.judged.get((piece, style))
        if known is None:
            letters = len(piece)
            mean = width / letters
            known = a > 0 and d > 0 and abs(b) < 0.01 * a and abs(c) < 0.01 * d
            if known and (letters < SHORTEST or not self.reader.is_even(style, mean, slack or 2.0 / letters)):
                known = self._is_close(piece, at, style.size)
            if known and letters >= SHORTEST:
                self.reader.learn(style, mean)
            self.judged[piece, style] = known
        return known

    def _is_close(self, piece: str, at: int, size: float) -> bool:
        """Whether each word of a piece begins where a blank after the one before it ends."""
        calls, handle = self.reader.calls, self.handle
        left, down, _, right, low, high = self.pointers
        blank = piece.find(" ")
        while blank > 0:
            calls.box(handle, at + blank - 1, left, right, low, high)
            calls.origin(handle, at + blank + 1, left, down)
            if not -0.35 * size <= self.values[0] - self.values[3] <= WIDEST * size:
                return False
            blank = piece.find(" ", blank + 1)
        return True

    def _pieces(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """A word cut where a note mark of another text object stands in it; whole in nearly all cases."""
        text = self.text
        if end - start < 2 or not _ODD.search(text, start, end):
            return [(start, end)]
        cut = text.find(EOL_HYPHEN, start, end - 1)
        if cut >= 0:  # pdfium takes the line break out after such a hyphen
            return [*self._pieces(start, cut + 1), *self._pieces(cut + 1, end)]
        if not _MIXED.search(text, start, end):
            return [(start, end)]
        objects = [self.reader.calls.object_of(self.handle, i) for i in range(start, end)]
        cuts = [start] + [start + i for i in range(1, end - start) if objects[i] != objects[i - 1]] + [end]
        return list(itertools.pairwise(cuts))
