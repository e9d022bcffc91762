"""Recognition of pages that are pictures of text, by Tesseract's command line."""

from __future__ import annotations

import csv
import io
import os
import shutil
import statistics
import subprocess
from functools import cache
from typing import Any

from ci_text.errors import MissingDependency
from ci_text.readers.pdf.chars import PageWords, Style, Word

PROGRAM = "tesseract"
DPI = 300
LARGEST = 60_000_000  # pixels: larger pages are rendered coarser
TESSERACT_NAMES = {"da": "dan", "en": "eng"}
HOW_TO_INSTALL = (
    "Install Tesseract with Danish: 'apt install tesseract-ocr tesseract-ocr-dan' (Debian, Ubuntu), "
    "'brew install tesseract tesseract-lang' (macOS), or https://github.com/UB-Mannheim/tesseract/wiki (Windows)."
)


@cache
def installed_languages() -> frozenset[str] | None:
    """The languages Tesseract has data for; None where there is no Tesseract."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    answer = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    return frozenset(line.strip() for line in (answer.stdout + answer.stderr).splitlines()[1:])


class RecognitionFailed(Exception):
    """Tesseract ended without a result; the message is what it said last."""


def recognise(page: Any, result: PageWords, languages: tuple[str, ...], time_limit: float) -> PageWords:
    """The page with recognised words in place of its own.

    Raises MissingDependency where Tesseract is missing, RecognitionFailed where it fails, subprocess.TimeoutExpired.
    """
    there = installed_languages()
    if there is None:
        raise MissingDependency("Tesseract is not installed, so pages that are pictures can't be read.", HOW_TO_INSTALL)
    wanted = [TESSERACT_NAMES.get(language, language) for language in languages]
    usable = [name for name in wanted if name in there] or ["eng"]
    scale = DPI / 72
    area = result.shown_width * result.shown_height
    if area * scale * scale > LARGEST:
        scale = (LARGEST / area) ** 0.5
    picture = io.BytesIO()  # handed over by a pipe: a file would stay where the worker is ended at its limit
    bitmap = page.render(scale=scale, grayscale=True)
    bitmap.to_pil().save(picture, "png")
    bitmap.close()
    answer = subprocess.run(
        [PROGRAM, "stdin", "stdout", "-l", "+".join(usable), "--dpi", str(round(72 * scale)), "tsv"],
        input=picture.getvalue(), capture_output=True, check=False, timeout=max(10.0, time_limit),
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},  # its data may lie where TESSDATA_PREFIX says
    )  # fmt: skip
    if answer.returncode:
        said = answer.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RecognitionFailed(f"Tesseract ended with {answer.returncode}. {said[-1] if said else ''}".strip())
    return _words(answer.stdout.decode("utf-8", "replace"), result, scale)


def _words(table: str, result: PageWords, scale: float) -> PageWords:
    rows = [
        r for r in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE) if r.get("level") == "5"
    ]
    rows = [r for r in rows if (r.get("text") or "").strip() and float(r["conf"]) >= 0]
    lines: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    heights = {key: _height(line) / scale for key, line in lines.items()}
    usual = statistics.median(heights.values()) if heights else 10.0
    page = PageWords(
        result.number, result.shown_width, result.shown_height, result.shown_width, result.shown_height, 0,
        picture_share=result.picture_share, ocr=True,
    )  # fmt: skip
    sure: list[float] = []
    for key, line in lines.items():
        size = usual if abs(heights[key] - usual) < 0.3 * usual else heights[key]
        style = Style("recognised", round(size, 1) or 1.0, False, False)
        base = statistics.median(int(r["top"]) + int(r["height"]) for r in line) / scale
        for row in line:
            x0 = int(row["left"]) / scale
            text = row["text"].strip()
            word = Word(text, x0, x0 + int(row["width"]) / scale, base, style, False, len(page.words))
            page.words.append(word)
            page.characters += len(text)
            sure.append(float(row["conf"]) / 100)
    page.sure = round(statistics.fmean(sure), 3) if sure else None
    return page


def _height(line: list[dict[str, str]]) -> float:
    """Letters with ascenders stand about .74 of the size high."""
    return statistics.median(int(r["height"]) for r in line) / 0.8
