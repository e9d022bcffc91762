"""Files without pages: pieces of text in reading order, made into a document with its account."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Final

from ci_text.errors import NoText
from ci_text.readers.labels import timestamp
from ci_text.readers.turns import Turn, attach_questions, find_turns
from ci_text.records import Block, Document, Furniture, Line, PageAccount

BREAK: Final = "\u2028"  # a line break inside a paragraph, as readers give it to `Flow.add`
SPOKEN: Final = ("paragraph", "list_item")  # kinds that may be turns
FEWEST_TURNS: Final = 4  # of a talk whose turns all stand after such breaks
LONE_STAMP: Final = re.compile(r"[\[(<#]{0,2}((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])>#]{0,2}$")
TALK: Final = 0.5  # share of paragraphs with a label that makes the last unlabelled ones part of the talk
DOUBTFUL: Final = 0.45  # share of known words below which a text is doubtful; real prose is over .7
_INVISIBLE: Final = frozenset("\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e]")
_TAB = re.compile(r" ?\t[ \t]*")
_BLANK = re.compile(r"[^\S\t]+")


def ink(text: str) -> int:
    """How many characters are not blank."""
    return sum(map(len, text.split()))


@dataclass(slots=True)
class Piece:
    """A paragraph, heading, list item … before it has its place in the reading text."""

    text: str
    kind: str = "paragraph"
    level: int = 0
    mark: str = ""  # stands before the text: bullet, number, note number
    mark_in_source: bool = True
    bold: int = 0  # characters at its start that are bold
    breaks: tuple[int, ...] = ()  # where its lines after the first begin
    generated: int = 0  # non-blank characters of the text that are not in the source (repeated table heads)
    label: str = ""  # a speaker's label, where the format itself has one
    speaker: str | None = None
    time: str | None = None
    role: str | None = None


@dataclass(slots=True)
class Flow:
    """What a reader gathers: pieces in order and what it sets aside, by kind."""

    path: Path
    data: bytes
    format: str
    pieces: list[Piece] = field(default_factory=list)
    aside: Counter[str] = field(default_factory=Counter)
    furniture: list[Furniture] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""
    characters_in: int = 0
    replaced: int = 0  # characters that could not be decoded

    def set_aside(self, kind: str, text: str, keep: bool = True) -> None:
        """Count the text under a kind; `keep` it as furniture too, where a reader might ask for it."""
        if ink(text):
            self.aside[kind] += ink(text)
            if keep:
                self.furniture.append(Furniture(kind, 1, " ".join(text.split())))

    def clean(self, text: str) -> str:
        """White space as single blanks (a tab stays a tab until labels are found); what can't be seen set aside."""
        if _CONTROL.search(text):
            for sign in _CONTROL.findall(text):
                self.aside["hyphen" if sign == "\u00ad" else "invisible" if sign in _INVISIBLE else "control"] += 1
            text = _CONTROL.sub("", text)
        text = _BLANK.sub(" ", text)
        return (_TAB.sub("\t", text) if "\t" in text else text).strip()

    def add(self, piece: Piece) -> None:
        """Add a piece, its text cleaned; one without text is nothing."""
        before = len(piece.text)
        lines = [line for line in map(self.clean, piece.text.split(BREAK)) if line]
        piece.text = " ".join(lines)
        piece.breaks = tuple(accumulate(len(line) + 1 for line in lines[:-1]))
        if piece.bold >= before:
            piece.bold = len(piece.text)
        if piece.text:
            self.pieces.append(piece)
        elif piece.mark and piece.mark_in_source:
            self.set_aside("list_mark", piece.mark, keep=False)

    def document(self, languages: tuple[str, ...] = ("da", "en")) -> Document:
        """The document; raises NoText where there is no piece."""
        if not self.pieces:
            raise NoText(f"{self.path} holds no text.", "Check that it is the right file.")
        pieces = _with_turns(self.pieces, self.aside)
        text, blocks, lines = _laid_out(pieces, self.aside)
        out = sum(ink(text[b.start : b.end]) for b in blocks) - sum(p.generated for p in pieces)
        return Document(
            id=hashlib.sha256(self.data).hexdigest(),
            path=str(self.path),
            format=self.format,
            text=text,
            blocks=attach_questions(text, blocks),
            lines=tuple(lines),
            pages=(self._account(text, out, languages),),
            furniture=tuple(self.furniture),
            reader=f"{self.format} 1",
            title=unicodedata.normalize("NFC", self.title) or self._first_heading(),
            notes=tuple(self.notes),
        )

    def _first_heading(self) -> str:
        return next((p.text for p in self.pieces if p.kind == "heading" and p.level == 1), "")

    def _account(self, text: str, out: int, languages: tuple[str, ...]) -> PageAccount:
        from ci_text.frequency import known_share

        quality, words = known_share(text[:200_000], languages)
        verdict, reason = "good", ""
        if self.replaced > 0.002 * len(text):
            verdict, reason = "doubtful", f"{self.replaced} characters could not be decoded"
        elif quality is not None and words >= 30 and quality < DOUBTFUL:
            verdict, reason = "doubtful", f"only {quality:.0%} of the words are known"
        return PageAccount(
            1, self.characters_in, out, dict(sorted(self.aside.items())), quality, verdict=verdict, reason=reason
        )


def _laid_out(pieces: Sequence[Piece], aside: Counter[str]) -> tuple[str, list[Block], list[Line]]:
    parts: list[str] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    path: list[tuple[int, str]] = []
    at = 0
    for piece in pieces:
        lead = f"{piece.label} " if piece.label else f"{piece.mark} " if piece.mark else ""
        if piece.mark and piece.mark_in_source:
            aside["note_mark" if piece.kind == "footnote" else "list_mark"] += ink(piece.mark)
        text = piece.text.replace("\t", " ")
        start = at + len(lead)
        if piece.kind == "heading":
            path = [(level, title) for level, title in path if level < piece.level]
        blocks.append(
            Block(
                start, start + len(text), piece.kind, tuple(title for _, title in path),
                piece.level if piece.kind == "heading" else 0, piece.mark, piece.speaker, piece.role, "", piece.time,
            )
        )  # fmt: skip
        if piece.kind == "heading":
            path.append((piece.level, text))
        lines.append(Line(at, start + len(text), 1))
        parts.append(lead + text)
        at = start + len(text) + 2
    return "\n\n".join(parts), blocks, lines


def _parted(pieces: list[Piece]) -> list[Piece]:
    """The pieces, cut where a line after a break opens a turn: some write talks with Shift+Enter or <br> between turns.
    Only in talks: where paragraphs open turns as well, or half of all lines do."""
    whole = [(i, p) for i, p in enumerate(pieces) if p.kind in SPOKEN]
    if not any(p.breaks for _, p in whole):
        return pieces
    lines = [
        (i, start, p.text[start:end].strip(), 0 if start else min(p.bold, end))
        for i, p in whole
        for start, end in zip((0, *p.breaks), (*p.breaks, len(p.text)), strict=True)
    ]
    found = find_turns([text for _, _, text, _ in lines], [bold for _, _, _, bold in lines])
    turns = [(i, start) for (i, start, _, _), turn in zip(lines, found, strict=True) if turn is not None]
    few = len(turns) < max(FEWEST_TURNS, TALK * len(lines))
    if few and not any(find_turns([p.text for _, p in whole], [p.bold for _, p in whole])):
        return pieces
    cuts: dict[int, list[int]] = {}
    for i, start in turns:
        if start:
            cuts.setdefault(i, []).append(start)
    return [part for i, piece in enumerate(pieces) for part in _cut(piece, cuts.get(i, []))]


def _cut(piece: Piece, cuts: Sequence[int]) -> list[Piece]:
    """The piece in parts that begin at its start and at the cuts; its mark stays with the first."""
    if not cuts:
        return [piece]
    first = replace(piece, text=piece.text[: cuts[0]].strip(), bold=min(piece.bold, cuts[0]), breaks=())
    ends = [*cuts[1:], len(piece.text)]
    rest = [
        Piece(piece.text[start:end].strip(), piece.kind, piece.level) for start, end in zip(cuts, ends, strict=True)
    ]
    return [first, *rest]


def _with_turns(pieces: list[Piece], aside: Counter[str]) -> list[Piece]:
    """The pieces with speakers found and labels taken off; a format that names its speakers is left alone."""
    if any(p.label or p.speaker for p in pieces):
        return pieces
    pieces = _parted(pieces)
    places = [i for i, p in enumerate(pieces) if p.kind in SPOKEN]
    found = find_turns([pieces[i].text for i in places], [pieces[i].bold for i in places])
    turns = {i: turn for i, turn in zip(places, found, strict=True) if turn is not None}
    if not turns:
        return pieces
    last = max(turns)
    alone = sum(turn.label_end >= len(pieces[i].text) for i, turn in turns.items())
    whole = len(turns) >= TALK * (sum(1 for i in places if min(turns) <= i) - alone)
    result: list[Piece] = []
    speaking: Turn | None = None
    label, stamp = "", None
    for i, piece in enumerate(pieces):
        lone = LONE_STAMP.match(piece.text)
        if i in turns:
            speaking = turns[i]
            label = piece.text[: speaking.label_end].strip()
            aside["speaker_label"] += ink(label) - piece.generated  # a colon that a table's rows were given
            piece.generated = 0
            speaking = replace(speaking, time=speaking.time or stamp)
            piece.text, stamp = piece.text[speaking.label_end :], None
            if not piece.text:
                continue
        elif lone and piece.kind == "paragraph":
            stamp = timestamp(lone[1])
            aside["time_stamp"] += ink(piece.text)
            continue
        elif piece.kind not in SPOKEN or (i > last and not whole):
            speaking, label = (None, "") if piece.kind == "heading" or i > last else (speaking, label)
            result.append(piece)
            continue
        if speaking is not None:
            if stamp is not None:  # a time in the middle of a turn is that of the words after it
                speaking, stamp = replace(speaking, time=stamp), None
            piece.kind, piece.label = "turn", label
            piece.speaker, piece.time, piece.role = speaking.speaker, speaking.time, speaking.role
            label = ""
        result.append(piece)
    return result
