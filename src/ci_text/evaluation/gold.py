"""Passages that people have labelled, a line of JSON each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ci_text.codebook import Codebook
from ci_text.errors import UsageError
from ci_text.language import detect
from ci_text.records import STANCES, Passage

GOLD_LINE = 'Each line is {"id", "lang", "text", "codes": {code: stance}}, perhaps with "context" and "source".'
HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with the codes that people gave it. `group` is its source, or its own id."""

    id: str
    lang: str
    text: str
    codes: dict[str, str]
    context: str = ""
    group: str = ""


def lone_passage(name: str, text: str, lang: str = "", context: str = "") -> Passage:
    """A passage without a document around it, for `try` and `evaluate`."""
    return Passage(
        id=name, document_id=name, position=0, kind="turn" if context else "paragraph", start=0, end=len(text),
        text=text, page=1, page_end=1, context=context, lang=lang if lang in ("da", "en") else detect(text),
    )  # fmt: skip


def read_gold(path: Path, codebook: Codebook) -> list[Labelled]:
    """The labelled passages of a JSON-lines file; raises UsageError naming the first line that can't be used."""
    return list(_gold_lines(path, codebook))


def _gold_lines(path: Path, codebook: Codebook) -> Iterator[Labelled]:
    with path.open(encoding="utf-8-sig") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _gold_line(line, f"{path}, line {number}", codebook)
        except UnicodeDecodeError as error:
            remedy = "Save the file as UTF-8 (in Excel and most editors a choice when saving)."
            raise UsageError(f"{path}: not UTF-8 text ({error.reason}).", remedy) from error


def _gold_line(line: str, where: str, codebook: Codebook) -> Labelled:
    """The labelled passage of a line; raises UsageError saying `where` and what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # a number of too many digits is a ValueError, too
        raise UsageError(f"{where}: not JSON ({error}).", GOLD_LINE) from error
    if wrong := _wrong(row, codebook):
        raise UsageError(f"{where}: {wrong}.", GOLD_LINE)
    name, text = str(row["id"]), row["text"]
    source, context = str(row.get("source") or name), str(row.get("context") or "")
    lang = str(row.get("lang") or detect(text)).lower().partition("-")[0]  # 'da-DK' is Danish
    return Labelled(name, lang, text, row["codes"], context, source)


def _wrong(row: Any, codebook: Codebook) -> str:
    """What is wrong with a line's data, '' where nothing is."""
    missing = [key for key in ("id", "text", "codes") if not isinstance(row, dict) or key not in row]
    if missing:
        return f"no {', '.join(missing)}"
    codes = row["codes"]
    if not is_text(row["text"]) or not isinstance(codes, dict):
        return "the text is to be text, and the codes {code: stance}"
    names = {key: row.get(key) for key in ("id", "lang", "context", "source")}
    if no_names := [key for key, value in names.items() if value is not None and not _is_name(value)]:
        return f"{', '.join(no_names)} is no text"
    if unknown := [code for code in codes if code not in codebook.code_ids]:
        return f"no code {', '.join(sorted(unknown))}"
    if strange := sorted({str(stance) for stance in codes.values() if stance not in STANCES}):
        return f"no stance {', '.join(strange)}; there are {', '.join(STANCES)}"
    return ""


def _is_name(value: Any) -> bool:
    return isinstance(value, int | float) or is_text(value)


def is_text(value: Any) -> bool:
    """Whether it is text that can be written down: half of a character that takes two is none."""
    return isinstance(value, str) and HALF.search(value) is None
