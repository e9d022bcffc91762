"""What a reader may be told: passwords, recognition of pictures of text, limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read.

    `ocr`: 'auto' recognises pages that hold a picture and no readable text, 'always' every page, 'never' none.
    `time_limit` is in seconds and `memory_limit` in bytes, both for one file; `max_pages` and `max_bytes` refuse a
    file before it is read. `languages` are the languages the text may be in, the most likely one first.
    """

    passwords: tuple[str, ...] = ()
    ocr: Literal["auto", "never", "always"] = "auto"
    max_pages: int = 3000
    max_bytes: int = 500_000_000
    time_limit: float = 600.0
    memory_limit: int = 4 * 1024**3
    languages: tuple[str, ...] = ("da", "en")
