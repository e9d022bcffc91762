"""PDFium's raw text functions, called at the lowest cost that ctypes allows, and a page's text in one call."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from typing import Any

_CONTROL = re.compile("[\x00-\x01\x03-\x08\x0e-\x1b\x7f\ud800-\udfff]")  # and halves of characters
EOL_HYPHEN = "\x02"  # pdfium's stand-in for a hyphen before a line break; whether '-' or U+00AD stood there is lost


class Calls:
    """The raw functions. A text page is given as a c_void_p, an object as the number that `object_of` gives.

    Arguments go as they are: ctypes turns a number into a C int and hands on what `byref` gives. Naming their types
    would have each of them looked at once more, which costs two thirds of a call (measured: 0.4 µs instead of 1.4).
    """

    def __init__(self) -> None:
        import pypdfium2.raw as raw

        self.raw = raw
        pointer, number = ctypes.c_void_p, ctypes.c_int
        self.object_of = _fast(raw.FPDFText_GetTextObject, pointer)  # text page, place
        self.origin = _fast(raw.FPDFText_GetCharOrigin, number)  # text page, place, x, y
        self.box = _fast(raw.FPDFText_GetCharBox, number)  # text page, place, left, right, bottom, top
        self.matrix_of = _fast(raw.FPDFText_GetMatrix, number)  # text page, place, FS_MATRIX
        self.size_of = _fast(raw.FPDFText_GetFontSize, ctypes.c_double)  # text page, place
        self.font_of = _fast(raw.FPDFTextObj_GetFont, pointer, pointer)  # a number is no pointer unless it is said


def _fast(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The function, called without giving up the interpreter's lock, which costs as much as the call itself."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


def page_text(textpage: Any, raw: Any) -> str:
    """The characters of the page, one code point for each character that pdfium counts."""
    count = raw.FPDFText_CountChars(textpage.raw)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (1 << (2 * count + 2).bit_length()))()  # few sizes: each is a type that stays
    got = raw.FPDFText_GetText(textpage.raw, 0, count, buffer)
    text = bytes(memoryview(buffer)[: max(0, got - 1)]).decode("utf-16-le", "surrogatepass")
    if len(text) != count or "\x00" in text:  # the two can drift: characters without a code, pairs of surrogates
        codes = [raw.FPDFText_GetUnicode(textpage.raw, i) for i in range(count)]
        text = "".join(chr(v) if 0 < v < 0x110000 and not 0xD800 <= v < 0xE000 else "\ufffd" for v in codes)
    if "\ufffe" in text:
        text = text.replace("\ufffe", EOL_HYPHEN)
    return _CONTROL.sub("\ufffd", text)
