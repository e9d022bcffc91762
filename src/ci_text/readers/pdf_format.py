"""PDF as a format: the reader itself is the package `ci_text.readers.pdf`."""

from __future__ import annotations

from pathlib import Path

from ci_text.readers.options import ReadOptions
from ci_text.records import Document

SUFFIXES = (".pdf",)
CONTENT = "pdf"


def read(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a PDF's bytes; raises what `read_pdf` raises."""
    from ci_text.readers.pdf import read_pdf

    return read_pdf(path, data, options)
