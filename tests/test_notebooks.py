"""The notebooks run from top to bottom, on a small copy of the sample corpus."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from small import ROOT, SAMPLE

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
INITIATIVES = ("noegle-foerst", "ord-nok", "opgang-9")


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """Three initiatives with what corpus.toml says of them."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    blocks = (SAMPLE / "corpus.toml").read_text("utf-8").split("[[document]]")[1:]
    kept = []
    for block in blocks:
        path = tomllib.loads(block)["path"]
        if path.startswith(INITIATIVES):
            (folder / path).parent.mkdir(exist_ok=True)
            shutil.copy(SAMPLE / path, folder / path)
            kept.append(block)
    (folder / "corpus.toml").write_text("".join(f"[[document]]{block}" for block in kept), "utf-8")
    return folder


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_and_was_committed_without_output(path: Path, small_corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("CI_TEXT_CORPUS", str(small_corpus))
    monkeypatch.setenv("CI_TEXT_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = nbformat.read(path, as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs")]
    NotebookClient(
        notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    if path.stem.startswith("3"):
        assert (tmp_path / "out" / "highlighted.pdf").stat().st_size > 10_000


def test_there_are_three():
    assert len(NOTEBOOKS) == 3
