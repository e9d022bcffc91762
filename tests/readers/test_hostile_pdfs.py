"""A part of benchmarks/fuzz.py: broken and hostile PDFs cost themselves only."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from ci_text.readers import ReadOptions
from ci_text.records import Document
from ci_text.workers import read_isolated

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def fuzz():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import fuzz

    yield fuzz
    sys.path.remove(str(ROOT / "benchmarks"))


def test_every_file_has_a_typed_outcome(fuzz, tmp_path):
    sources = sorted((ROOT / "corpora" / "sample").glob("*/interview.pdf"))
    paths = fuzz.write_files(tmp_path, sources, 27, seed=3, hard=False)
    options = ReadOptions(ocr="never", time_limit=15, memory_limit=1500 * 1024**2)
    found = list(read_isolated(paths, options, jobs=2))
    assert Counter(path for path, _ in found) == Counter(paths)
    assert [f"{path}: {fault}" for path, result in found if (fault := fuzz.broken_promise(result))] == []
    outcomes = {Path(path).stem.removeprefix("hostile_"): result for path, result in found}
    good = outcomes["good"]
    assert isinstance(good, Document)
    assert good.text == "Ordet er frit i dag og i morgen."
    assert outcomes["empty"].kind == "empty"
    assert outcomes["text"].kind == outcomes["zip"].kind == "damaged"
