"""The house rules, held by the tools themselves: style, types, the import contract, the size of modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from small import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["mypy"], ["lint-imports"]],
    ids=["ruff", "mypy", "import contract"],
)
def test_the_tools_find_nothing(command: list[str]) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_are_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "src").rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_no_stub_is_left() -> None:
    words = ("raise NotImplementedError", "TODO", "FIXME")
    found = [f"{p.name}: {w}" for p in (ROOT / "src").rglob("*.py") for w in words if w in p.read_text("utf-8")]
    assert found == []
