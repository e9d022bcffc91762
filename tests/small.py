"""What the tests share: where things are, a small codebook, a small document."""

from __future__ import annotations

from pathlib import Path

from ci_text.records import Block, Box, Document, Line, PageAccount

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "sample"

TINY_CODEBOOK = """
id: tiny
version: 1
title: {da: Lille, en: Tiny}
families: [{id: f, name: {da: Familie, en: Family}}]
stances:
  - {id: at_work, name: {da: til stede, en: at work}}
  - {id: lacking, name: {da: mangler, en: lacking}}
  - {id: advised, name: {da: anbefalet, en: advised}}
  - {id: general, name: {da: generelt, en: general}}
codes:
  - id: water
    family: f
    name: {da: Vand, en: Water}
    definition: {da: Om vand., en: About water.}
    cues: {da: [vandløb, "(å|bæk) ... ren ^2"], en: [stream, "clean .. water ^2"]}
"""


def make_document(texts: list[str], name: str = "a" * 64, kinds: list[str] | None = None) -> Document:
    """A document of one page with a block for each text."""
    whole, blocks, lines = "", [], []
    for number, text in enumerate(texts):
        if whole:
            whole += "\n\n"
        start = len(whole)
        whole += text
        kind = kinds[number] if kinds else "paragraph"
        blocks.append(Block(start, len(whole), kind))
        lines.append(Line(start, len(whole), 1, Box(50, 50 + 20 * number, 500, 65 + 20 * number)))
    n = sum(not c.isspace() for c in whole)
    return Document(name, "a.txt", "txt", whole, tuple(blocks), tuple(lines), (PageAccount(1, n, n),))
