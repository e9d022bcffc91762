"""Bytes to text: byte order marks, UTF-8, UTF-16 without a mark, and the legacy encodings of Danish machines."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY: Final = ("cp1252", "mac_roman", "cp865", "cp850")
"""Windows, old Macintosh, Nordic and Western DOS, the likeliest first."""

WINDOWS: Final = "cp1252"
CALLED_LATIN: Final = ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "us-ascii", "ascii")
"""What pages in cp1252 say they are in; read as browsers do (https://encoding.spec.whatwg.org/#names-and-labels)."""

_USUAL: Final = frozenset("æøåÆØÅéÉäöüÄÖÜßèêóáíúñçëïôàû–—‘’“”„«»»…•§°½¼©®€£´\u00a0·")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text (Unicode NFC) and the name of its encoding; `declared` is what the file says of itself.

    Bytes that mean nothing become U+FFFD; nothing is raised. Of the legacy encodings the one is taken that turns the
    bytes above 127 into the most letters and signs usual in Danish and English; where none does well,
    charset-normalizer decides.
    """
    encoding = _encoding_of(data, declared)
    text = data.decode(encoding, errors="replace")
    if data and text.startswith("\ufeff"):
        text = text[1:]
    return unicodedata.normalize("NFC", text), encoding


def _encoding_of(data: bytes, declared: str | None) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    wide = _wide(data[:4096])
    if wide:
        return wide
    if _decodes(data, "utf-8"):
        return "utf-8"
    declared = WINDOWS if declared and declared.lower() in CALLED_LATIN else declared
    if declared and _is_known(declared) and _decodes(data, declared):
        return declared
    return _legacy(data)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark shows in NUL bytes at every other place."""
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.4 * half or min(even, odd) > 0.05 * half:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):  # LookupError: a codec, but none of text
        return False
    return True


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _legacy(data: bytes) -> str:
    high = bytes(byte for byte in data if byte > 127)[:20_000]
    if data.count(b"\xc3") and _share_of_utf8(data) > 0.9:
        return "utf-8"  # UTF-8 with a few broken bytes
    scores = {name: _usual_share(high, name) for name in LEGACY}
    best = max(LEGACY, key=lambda name: scores[name])  # the first of equals
    if scores[best] >= 0.6:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(data[:200_000]).best()
    return guess.encoding if guess is not None else best


def _usual_share(high: bytes, encoding: str) -> float:
    text = high.decode(encoding, errors="replace")
    return sum(c in _USUAL for c in text) / max(1, len(text))


def _share_of_utf8(data: bytes) -> float:
    """The share of the characters above 127 that are whole UTF-8 sequences."""
    text = data[:200_000].decode("utf-8", errors="replace")
    high = sum(ord(c) > 127 for c in text)
    return 1 - text.count("\ufffd") / max(1, high)
