"""Markdown: headings, lists, quotes, tables and footnotes; its signs are set aside as `markup`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final

from ci_text.readers.flow import Flow, Piece
from ci_text.readers.inline import plain
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf.hyphens import Hyphens
from ci_text.readers.rows import add_rows
from ci_text.readers.text import open_text
from ci_text.readers.turns import find_turns
from ci_text.readers.wrapping import join
from ci_text.records import Document

SUFFIXES = (".md", ".markdown")
CONTENT = "text"

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE: Final = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_ITEM: Final = re.compile(r"([ \t]*)([-*+•]|\d{1,9}[.)])[ \t]+(\[[ xX]\][ \t]+)?(\S.*)")
_QUOTE: Final = re.compile(r" {0,3}>[ \t]?")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)(.*)$")
_NOTE: Final = re.compile(r" {0,3}\[\^([^\]]+)\]:[ \t]*(.*)")
_LINK: Final = re.compile(  # one address, perhaps a title: '[Mette]: Ja.' is talk
    r" {0,3}\[[^\]^]+\]:[ \t]*(?:<[^>]*>|(?=\S*?(?:[/#@]|:\S|\.\w))\S++)"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?[ \t]*$"
)
_DIVIDER: Final = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*$")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def read(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a Markdown file; raises NoText where it is blank."""
    flow = Flow(path, data, "md")
    text = open_text(flow)
    for comment in _COMMENT.findall(text):
        flow.set_aside("comment", comment)
    lines = _COMMENT.sub("", text).splitlines()
    reading = _Reading(flow, lines)
    reading.read(_without_front_matter(lines, flow))
    return flow.document(options.languages)


def _without_front_matter(lines: list[str], flow: Flow) -> list[str]:
    if not lines or lines[0].rstrip() != "---":
        return lines
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if not end or not any(":" in line for line in lines[1:end]):
        return lines
    flow.set_aside("front_matter", "\n".join(lines[: end + 1]))
    return lines[end + 1 :]


class _Reading:
    def __init__(self, flow: Flow, lines: Sequence[str]) -> None:
        self.flow = flow
        self.hyphens = Hyphens()
        self.open: list[str] = []  # lines of the paragraph or item that is being read
        self.item: tuple[str, str] | None = None  # its mark, and 'list_item' or 'footnote'
        for line in lines:
            self.hyphens.learn(line.strip())

    def read(self, lines: Sequence[str]) -> None:
        """Add the pieces of these lines; quotes are read as what they hold."""
        opens = _opens(lines)
        i = 0
        while i < len(lines):
            line = lines[i]
            if not line.strip():
                self.close()
                i += 1
            elif _FENCE.match(line):
                i = self.fenced(lines, i)
            elif _QUOTE.match(line):
                quoted = list(takewhile(lambda x: x.strip() and (_QUOTE.match(x) or not _starts(x)), _from(lines, i)))
                self.close()
                self.markup(">" * sum(bool(_QUOTE.match(one)) for one in quoted))
                self.read([_QUOTE.sub("", one, count=1) for one in quoted])
                self.close()
                i += len(quoted)
            elif "|" in line and i + 1 < len(lines) and "-" in lines[i + 1] and _DIVIDER.match(lines[i + 1]):
                i = self.table(lines, i)
            else:
                self.line(line, opens[i])
                i += 1
        self.close()

    def line(self, line: str, opens: bool) -> None:
        heading, item, note = _HEADING.match(line), _ITEM.match(line), _NOTE.match(line)
        underline = _UNDERLINE.match(line)
        if heading:
            self.close()
            title, closing = _closed(heading[2] or "")
            self.markup(heading[1] + closing)
            self.heading(title, len(heading[1]))
        elif underline and self.open and self.item is None:
            self.markup(line)
            title, self.open = " ".join(self.open), []
            self.heading(title, 1 if "=" in line else 2)
        elif _RULE.match(line) or (underline and not self.open):
            self.close()
            self.markup(line)
        elif note:
            self.close()
            self.flow.set_aside("note_mark", "[^]:", keep=False)
            self.open, self.item = [note[2]], (note[1], "footnote")
        elif _LINK.match(line) and not self.open and not opens:
            self.flow.set_aside("link", line)
        elif item and not self.goes_on(item[2]):
            self.close()
            self.markup(item[3] or "")
            self.open, self.item = [item[4]], (item[2], "list_item")
        else:
            if opens:
                self.close()
            self.open.append(line)

    def goes_on(self, mark: str) -> bool:
        """Whether what looks like an item's number is of a paragraph's next line ('… den' / '12. marts'): only the
        first number begins a list there (CommonMark 0.31, 5.3)."""
        return bool(self.open) and self.item is None and mark[:-1].isdigit() and mark[:-1] not in ("0", "1")

    def heading(self, text: str, level: int) -> None:
        self.flow.add(Piece(plain(text, self.flow)[0], "heading", level=level))

    def close(self) -> None:
        """End the paragraph that is open."""
        if self.open:
            text, bold = plain(join([_unbroken(x, self) for x in self.open], self.hyphens, self.flow.aside), self.flow)
            mark, kind = self.item or ("", "paragraph")
            self.flow.add(Piece(text, kind, mark=mark, bold=bold))
        self.open, self.item = [], None

    def fenced(self, lines: Sequence[str], at: int) -> int:
        """A fenced stretch is a paragraph as it stands."""
        self.close()
        fence = lines[at].strip()
        sign = fence[:3]
        end = next((i for i in range(at + 1, len(lines)) if lines[i].strip().startswith(sign)), len(lines))
        self.markup(fence)
        if end < len(lines):
            self.markup(lines[end])
        self.flow.add(Piece(" ".join(lines[at + 1 : end])))
        return end + 1

    def table(self, lines: Sequence[str], at: int) -> int:
        self.close()
        self.markup(lines[at + 1])
        rows = [lines[at], *takewhile(lambda x: "|" in x and x.strip(), _from(lines, at + 2))]
        cells = []
        for row in rows:
            self.markup("|" * (row.count("|") - row.count("\\|")))
            bare = re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))
            cells.append([plain(cell, self.flow)[0] for cell in bare])
        add_rows(cells, self.flow)
        return at + 1 + len(rows)

    def markup(self, text: str) -> None:
        self.flow.set_aside("markup", text, keep=False)


def _closed(heading: str) -> tuple[str, str]:
    """A heading and the signs that close it, which stand after a blank: 'C#' has none (CommonMark 0.31, 4.2)."""
    text = heading.rstrip(" \t")
    title = text.rstrip("#")
    if title and title[-1] not in " \t":
        return text, ""
    return title.rstrip(" \t"), text[len(title) :]


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    """The lines from one on; not a slice, which would copy the rest of the file at each quotation."""
    return (lines[i] for i in range(at, len(lines)))


def _unbroken(line: str, reading: _Reading) -> str:
    """A line without the backslash that breaks it."""
    if line.endswith("\\") and not line.endswith("\\\\"):
        reading.markup("\\")
        return line[:-1]
    return line


def _starts(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_HEADING, _ITEM, _FENCE, _NOTE))


def _opens(lines: Sequence[str]) -> list[bool]:
    """Which lines open a speaker's turn: talks are often written a line a turn, without blank lines."""
    silent = Flow(Path(), b"", "md")
    filled = [i for i, line in enumerate(lines) if line.strip()]
    texts = [plain(lines[i].strip(), silent) for i in filled]
    found = find_turns([text for text, _ in texts], [bold for _, bold in texts])
    opens = [False] * len(lines)
    for i, turn in zip(filled, found, strict=True):
        opens[i] = turn is not None
    return opens
