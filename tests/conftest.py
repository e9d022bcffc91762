"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from small import TINY_CODEBOOK


@pytest.fixture
def tiny_codebook(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY_CODEBOOK, "utf-8")
    return path
