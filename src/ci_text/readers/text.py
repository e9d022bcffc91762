"""Plain text: paragraphs, headings, lists and talks, with hard-wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from ci_text.readers.cues import STAMPED, stamped_lines, talk_of
from ci_text.readers.encoding import decode
from ci_text.readers.flow import LONE_STAMP, Flow, Piece, ink
from ci_text.readers.labels import candidate, is_field, is_typical, key
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf.hyphens import Hyphens
from ci_text.readers.turns import find_turns
from ci_text.readers.wrapping import LIST_ITEM, goes_on, goes_on_over_blank, join, widths
from ci_text.records import Document

SUFFIXES = (".txt", ".text")
CONTENT = "text"

RULE: Final = re.compile(r"\s*([-=_*~#.•–—]\s?){4,}\s*$")
_NUMBERED: Final = re.compile(r"\s*(\d{1,5})(?:[ \t]+|$)(?=\S|$)")
_OUTLINE: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+[A-ZÆØÅ]")
LONGEST_HEADING: Final = 80
BULLETS: Final = frozenset("•‣◦▪■●○·∙►▶➢✓❖")
_SCRAP: Final = re.compile(r"[^\W\d_]{1,3}(?: [^\W\d_]{1,2})*")


def read(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a text file; raises NoText where it is blank."""
    flow = Flow(path, data, "txt")
    lines = open_text(flow).splitlines()
    lines = _without_line_numbers(lines, flow)
    stamped = [line for line in lines if line.strip()]
    if stamped and sum(bool(STAMPED.match(line)) for line in stamped) > 0.5 * len(stamped) and not any(_opens(lines)):
        talk_of(stamped_lines(lines, flow), flow)
    else:
        for piece in paragraphs(lines, flow):
            flow.add(piece)
    return flow.document(options.languages)


def open_text(flow: Flow, declared: str | None = None) -> str:
    """The decoded text of the file, with its characters counted and its encoding told where it is an old one."""
    text, encoding = decode(flow.data, declared)
    flow.characters_in = ink(text)
    flow.replaced = text.count("\ufffd")
    if encoding not in ("utf-8", "utf-8-sig"):
        flow.notes.append(f"The encoding was taken to be {encoding}.")
    return text


def _without_line_numbers(lines: list[str], flow: Flow) -> list[str]:
    """Numbers that count the lines, as in numbered transcripts, set aside; a numbered list is none."""
    found = [(i, m) for i, line in enumerate(lines) if (m := _NUMBERED.match(line))]
    filled = sum(1 for line in lines if line.strip())
    if len(found) < 5 or len(found) < 0.9 * filled:
        return lines
    numbers = [int(m[1]) for _, m in found]
    steps = sum(b - a == 1 for a, b in pairwise(numbers))
    if steps < 0.9 * (len(numbers) - 1):
        return lines
    result = list(lines)
    for i, match in found:
        flow.set_aside("line_number", match[1], keep=False)
        result[i] = lines[i][match.end() :]
    return result


def _opens(lines: Sequence[str]) -> list[bool]:
    """Which lines open a speaker's turn."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    opens = [False] * len(lines)
    for i, turn in zip(filled, find_turns([lines[i].strip() for i in filled]), strict=True):
        opens[i] = turn is not None
    return opens


def paragraphs(lines: Sequence[str], flow: Flow) -> list[Piece]:
    """The paragraphs, list items and headings of the lines of a text."""
    lines = _tidy(lines, flow)
    opens, width = _opens(lines), widths(lines)
    hyphens = Hyphens()
    for line in lines:
        hyphens.learn(line.strip())
    runs: list[list[int]] = []
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        if RULE.match(line):
            flow.set_aside("rule", line, keep=False)
            if runs and runs[-1] == [i - 1] and len(line.strip()) >= 3 and line.strip()[0] in "=-":
                runs[-1].append(-1)  # underlined: a heading
            continue
        last = runs[-1][-1] if runs else -1
        free = last >= 0 and not opens[i] and not LONE_STAMP.match(lines[last].strip())
        if free and (
            (last == i - 1 and goes_on(lines[last].rstrip(), line, width[last]))
            or (last == i - 2 and goes_on_over_blank(lines[last].rstrip(), line.strip()))
        ):
            runs[-1].append(i)
        else:
            runs.append([i])
    pieces = [_piece(run, lines, hyphens, flow) for run in runs]
    _mark_headings(pieces, runs, lines, opens)
    return pieces


def _tidy(lines: Sequence[str], flow: Flow) -> list[str]:
    """Bullets on lines of their own put before their text, stacked display letters set aside."""
    result = list(lines)
    filled = [i for i, line in enumerate(lines) if line.strip()]
    letters: list[int] = []
    for n, i in enumerate(filled):
        line = lines[i].strip()
        if line in BULLETS:
            after = filled[n + 1] if n + 1 < len(filled) else None
            if after is None or LIST_ITEM.match(lines[after]):
                flow.set_aside("list_mark", line, keep=False)
            else:
                result[after] = f"{line} {lines[after].lstrip()}"
            result[i] = ""
        letters = [*letters, i] if _SCRAP.fullmatch(line) else []
        if len(letters) >= 4:
            for k in letters if len(letters) == 4 else letters[-1:]:
                flow.set_aside("display", lines[k])
                result[k] = ""
    return result


def _piece(run: list[int], lines: Sequence[str], hyphens: Hyphens, flow: Flow) -> Piece:
    if run[-1] == -1:
        return Piece(lines[run[0]], "heading", level=1)
    item = LIST_ITEM.match(lines[run[0]])
    if item:
        return Piece(
            join([item["text"], *(lines[i] for i in run[1:])], hyphens, flow.aside), "list_item", mark=item["mark"]
        )
    return Piece(join([lines[i] for i in run], hyphens, flow.aside))


def _mark_headings(pieces: list[Piece], runs: list[list[int]], lines: Sequence[str], opens: Sequence[bool]) -> None:
    """Short lines that stand alone over a longer paragraph, begin with a capital and end with no stop are headings."""
    talk = opens.index(True) if True in opens else 0
    for n, (piece, run) in enumerate(zip(pieces, runs, strict=True)):
        if run[0] < talk and _is_entry(lines[run[0]]):
            continue
        outline = _OUTLINE.match(lines[run[0]].strip())
        if piece.kind == "heading" or len(run) > 1 or opens[run[0]] or not (piece.kind == "paragraph" or outline):
            continue
        line = lines[run[0]].strip()
        below = next((p for p in pieces[n + 1 :] if not _is_short(p)), None)
        over = n + 1 < len(pieces) and (pieces[n + 1] is below or _could_be_heading(pieces[n + 1].text))
        if not (over and below and _could_be_heading(line)) or any(opens[run[0] : run[0] + 3]):
            continue
        if piece.kind == "list_item" and n + 1 < len(pieces) and pieces[n + 1].kind == "list_item":
            continue  # an ordinary numbered list
        piece.kind, piece.text, piece.mark = "heading", line, ""
        piece.level = outline[1].count(".") + 1 if outline else 1


def _is_entry(line: str) -> bool:
    """'Informant: Karen Bro', 'Dato: 4. maj': what the head of a transcript says of it."""
    found = candidate(line.strip())
    return found is not None and found.form == "colon" and (is_typical(key(found.name)) or is_field(key(found.name)))


def _is_short(piece: Piece) -> bool:
    return piece.kind == "heading" or (piece.kind == "paragraph" and _could_be_heading(piece.text))


def _could_be_heading(line: str) -> bool:
    first = line.lstrip("0123456789. \"'“”„»«")[:1]
    return len(line) <= LONGEST_HEADING and first.isupper() and line[-1:] not in ".:;,!…" and "\t" not in line
