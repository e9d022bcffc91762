"""Fixtures of all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from small import TINY_CODEBOOK

# The same examples each time, so that a red run is about the change at hand; look for new ones with
# `pytest --hypothesis-profile explore`.
# How long drawing takes on a busy machine says nothing of the program.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", derandomize=False, max_examples=500)
settings.load_profile("same")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """What commands say is English, unless --lang says otherwise."""
    monkeypatch.setenv("CI_TEXT_LANG", "en")


@pytest.fixture
def tiny_codebook(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY_CODEBOOK, "utf-8")
    return path
