"""The one fixture of the readers' tests."""

from __future__ import annotations

import pytest

from ci_text.readers import ReadOptions, read_file
from ci_text.records import Document
from readers.promises import check


@pytest.fixture
def read(tmp_path):
    """Write bytes or text to a file of that name, read it, check the promises."""

    def write_and_read(name: str, content: str | bytes, **options) -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return check(read_file(path, ReadOptions(**options)), path)

    return write_and_read
