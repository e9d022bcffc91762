"""The methods text, written in a little Markdown (headings, paragraphs, lists), as blocks that the page can set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is heading, paragraph or list; a heading or paragraph has one line, a list one for each item."""

    kind: str
    lines: tuple[str, ...]


def blocks(text: str) -> tuple[Block, ...]:
    """Blocks in order; a first heading is left out, as the page's section has its own."""
    found: list[Block] = []
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("#"):
            found.append(Block("heading", (line.lstrip("# "),)))
        elif line.startswith(("- ", "* ")):
            kept = found.pop().lines if found and found[-1].kind == "list" else ()
            found.append(Block("list", (*kept, line[2:])))
        elif line:
            found.append(Block("paragraph", (line,)))
    return tuple(found[1:] if found and found[0].kind == "heading" else found)
