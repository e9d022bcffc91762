"""Reading of PDFs in tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_makers import Read

from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import read_pdf
from ci_text.records import Document


@pytest.fixture
def read() -> Read:
    def reader(data: bytes, name: str = "prøve æøå.pdf", **options: object) -> Document:
        return read_pdf(Path(name), data, ReadOptions(**options))  # type: ignore[arg-type]

    return reader
