"""Paragraphs to the reading text: lines joined, marks set in front, every span mapped to page and box."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ci_text.readers.pdf.calls import EOL_HYPHEN
from ci_text.readers.pdf.hyphens import HYPHENS, Hyphens, is_address
from ci_text.readers.pdf.line_map import Lines
from ci_text.readers.pdf.lines import Seg, ink
from ci_text.readers.pdf.paragraphs import Para
from ci_text.records import Block, Box

QUOTES = '"“”„»«'
PARTS = 1000  # strings that are joined to one
BEYOND = (2**32, 2**32, 0)  # behind the last line


@dataclass(slots=True)
class Text:
    """The reading text as it grows."""

    shown: Callable[[int, Box], Box]
    hyphens: Hyphens
    aside: Callable[[int], Counter[str]]  # page -> what is set aside on it
    chunks: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)
    path: list[tuple[int, str]] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def add(self, para: Para, turn: tuple[int, str, str | None, str | None] | None = None) -> None:
        """Append one paragraph as a block; `turn` is (length of label, speaker, time, role)."""
        pieces = self._pieces(para)
        whole = "".join(text for _, text in pieces)
        if not whole.strip():
            return
        if len(self.parts) > PARTS:  # a long document's lines as strings of their own weigh twice the text
            self.chunks.append("".join(self.parts))
            self.parts = []
        if self.length:
            self.put("\n\n")
        start = self.length
        lead, tail, kind = self._marks(para, whole, turn)
        for line, text in pieces:
            begin = self.length
            self.put(text)
            if line is not None and text.strip():
                self.lines.add(begin, begin + len(text.rstrip()), line.page, self.shown(line.page, line.box))
        self._count_marks(para, whole[:lead], whole[len(whole) - tail :] if tail else "", kind, start)
        end = self.length - tail
        title = whole[lead : len(whole) - tail].strip()
        above = self.path
        if para.kind == "heading":
            self.path = [(level, name) for level, name in self.path if level < para.level]
        speaker, time, role = turn[1:] if turn else (None, None, None)
        mark = para.mark if para.kind in ("list_item", "footnote") else whole[:lead].strip() if tail else ""
        self.blocks.append(
            Block(
                start + lead, end, para.kind, tuple(name for _, name in self.path), para.level, mark,
                speaker=speaker, role=role, time=time, words_sure=para.sure,
            )
        )  # fmt: skip
        if para.kind == "heading" and para.flow:
            self.path = above  # the heading of a box is over the box only
        elif para.kind == "heading":
            self.path.append((para.level, title))

    def _marks(
        self, para: Para, whole: str, turn: tuple[int, str, str | None, str | None] | None
    ) -> tuple[int, int, str]:
        """(characters of mark before the block, characters after it, kind under which they are set aside)."""
        if turn is not None:
            lead, kind = turn[0], "speaker_label"
        elif para.mark and whole.startswith(para.mark):
            lead, kind = len(para.mark), "note_mark" if para.kind == "footnote" else "list_mark"
        elif para.kind == "pull_quote" and whole[0] in QUOTES and whole[-1] in QUOTES and len(whole) > 4:
            return 1, 1, "quote_mark"
        else:
            return 0, 0, ""
        while lead < len(whole) and whole[lead].isspace():
            lead += 1
        return (lead, 0, kind) if lead < len(whole) else (0, 0, "")

    def _count_marks(self, para: Para, lead: str, tail: str, kind: str, start: int) -> None:
        if not kind:
            return
        for line in reversed(self.lines):
            if line.start < start:
                break
            inside = max(0, min(line.end, start + len(lead)) - line.start)
            count = ink(lead[line.start - start :][:inside]) if inside else 0
            if count:
                self.aside(line.page)[kind] += count
        if tail:
            self.aside(para.last.page)[kind] += ink(tail)

    def _pieces(self, para: Para) -> list[tuple[Seg | None, str]]:
        """(line, text) in order; the texts joined are the paragraph."""
        return self._row(para) if para.cells else list(self._joined(para.lines))

    def _joined(self, lines: Sequence[Seg]) -> Iterator[tuple[Seg, str]]:
        """Lines with what joins each to the next: nothing after a hyphen that the break put there, else a blank."""
        for line, after in itertools.zip_longest(lines, lines[1:]):
            text = self._clean(line)
            for _, mark in line.notes:
                self.aside(line.page)["note_mark"] += len(mark)
            if after is not None and text[-1:] in HYPHENS and len(text) > 1 and text[-2].isalnum():
                sign, blank = self.hyphens.join(text, after.text)
                if not sign:
                    self.aside(line.page)["hyphen"] += 1
                text = text[:-1] + sign + blank
            elif after is not None and (_dash(text, after) or _address_goes_on(line, text, after)):
                text = text.replace(EOL_HYPHEN, "-")
            else:
                text = text.replace(EOL_HYPHEN, "-") + ("" if after is None else " ")
            yield line, text

    def _clean(self, line: Seg) -> str:
        text = line.text
        if "\u00a0" in text or "\u2007" in text or "\u202f" in text:
            text = text.replace("\u00a0", " ").replace("\u2007", " ").replace("\u202f", " ")
        inner = text[:-1]
        soft = inner.count("\u00ad") + inner.count("\u200b") + inner.count("\ufeff")
        if soft:
            self.aside(line.page)["hyphen"] += soft
            text = inner.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "") + text[-1]
        if EOL_HYPHEN in text[:-1]:
            text = text[:-1].replace(EOL_HYPHEN, "-") + text[-1]
        return text

    def _row(self, para: Para) -> list[tuple[Seg | None, str]]:
        """A row of a table: its cells in order, each with the name over it."""
        pieces: list[tuple[Seg | None, str]] = []
        at = 0
        for index, size in enumerate(para.cells):
            name = para.names[index] if index < len(para.names) else ""
            if pieces:
                pieces.append((None, " | "))
            if name:
                pieces.append((None, f"{name}: "))
            pieces.extend(self._joined(para.lines[at : at + size]))
            at += size
        added = ink("".join([text for seg, text in pieces if seg is None]))
        if added:
            self.aside(para.page)["repeated"] -= added
        return pieces

    def finished(self) -> str:
        return "".join([*self.chunks, *self.parts])


def _dash(text: str, after: Seg) -> bool:
    """An unspaced dash at the line end: the break put no blank there."""
    closed = text[-1:] in "—/" and len(text) > 1 and not text[-2].isspace()
    return closed or (after.text[:1] == "—" and len(after.text) > 1 and not after.text[1].isspace())


def _address_goes_on(line: Seg, text: str, after: Seg) -> bool:
    """A web address broken at the line end: the line is full and the next word could not be one of a sentence."""
    if not is_address(text) or line.right - line.x1 > after.first_width:
        return False
    word = after.text.split(" ", 1)[0]
    address = text.rsplit(None, 1)[-1]
    if "/" not in address.split("://")[-1] and "www." not in address and word[0] not in "/?#":
        return False  # a bare name of a site is whole
    return text[-1] in "/_=&?%-#" or any(c in "/_=&?%#" or c.isdigit() for c in word) or "." in word[:-1]


def characters_out(text: str, blocks: Sequence[Block], lines: Lines) -> tuple[Counter[int], Counter[int]]:
    """Non-blank characters of the blocks by page: those under lines, and those that were added between them."""
    under: Counter[int] = Counter()
    added: Counter[int] = Counter()
    spans = iter(lines.spans)
    coming = zip(spans, spans, spans, strict=True)
    start, end, page = next(coming, BEYOND)
    for block in blocks:
        while end <= block.start:
            start, end, page = next(coming, BEYOND)
        inside, first = 0, page if start < block.end else 0
        while start < block.end:  # a line ends within the block in nearly all cases
            n = ink(text[max(start, block.start) : min(end, block.end)])
            under[page] += n
            inside += n
            if end > block.end:
                break
            start, end, page = next(coming, BEYOND)
        added[first] += ink(text[block.start : block.end]) - inside
    return under, added
