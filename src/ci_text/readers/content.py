"""What a file holds, from its first bytes, whatever its name says."""

from __future__ import annotations

from typing import Final

HEAD: Final = 4096

NAMES: Final = {
    "pdf": "a PDF",
    "docx": "a Word file (docx)",
    "zip": "an archive (zip)",
    "ole": "an old or password-protected Office file",
    "picture": "a picture",
    "rtf": "an RTF file",
    "html": "a web page",
    "text": "plain text",
    "binary": "no text and no format known here",
}
"""Kinds of content, as they are told to the user."""

_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_RIFF: Final = (b"WEBP", b"AVI ", b"WAVE")
_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


def content_of(data: bytes) -> str:
    """The kind of content, a key of `NAMES`. A PDF may have up to 1 KiB before its header, as readers accept."""
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in data else "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    riff = head.startswith(b"RIFF") and head[8:12] in _RIFF
    bitmap = head.startswith(b"BM") and head[6:10] == bytes(4)  # a talk may begin 'BM: …'
    if head.startswith(_PICTURES) or riff or bitmap:
        return "picture"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if is_binary(head):
        return "binary"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<!doctype html", b"<html")) else "text"


def is_binary(head: bytes) -> bool:
    """Whether these bytes are no text in any encoding: NUL bytes that no UTF-16 or UTF-32 explains, control bytes."""
    if head.startswith(_BOMS):
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half:
        return False  # UTF-16 without a mark
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 27)
    return controls > max(2, 0.02 * len(head))
