"""Timed lines of a recording joined to turns and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ci_text.readers.flow import Flow, Piece, ink
from ci_text.readers.labels import timestamp
from ci_text.readers.roles import infer_roles
from ci_text.readers.turns import find_turns

_STAMP = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
STAMPED: Final = re.compile(
    rf"\s*[\[(<]?(?P<start>{_STAMP})(?:\s*(?:-->|–|—|-)\s*(?P<end>{_STAMP}))?[\])>]?\s*(?:[-–—]\s+)?(?P<text>.*)$"
)
PAUSE: Final = 1.5  # seconds after which a sentence's end is a paragraph's end
LONG_PAUSE: Final = 4.0
ENOUGH: Final = 500  # characters after which any sentence's end is a paragraph's end
LONGEST_TURN: Final = 3000  # a monologue is cut at the next sentence's end
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


@dataclass(slots=True)
class Cue:
    """Words with the seconds they were said in, and who said them where the file says so."""

    start: float
    end: float
    text: str
    speaker: str | None = None
    label: str = ""  # how the speaker's label stands in the reading text


def seconds(stamp: str) -> float:
    """'HH:MM:SS.mmm' or 'MM:SS,mmm' in seconds."""
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def clock(at: float) -> str:
    """Seconds as 'HH:MM:SS'."""
    return f"{int(at) // 3600:02}:{int(at) // 60 % 60:02}:{int(at) % 60:02}"


def stamped_lines(lines: Sequence[str], flow: Flow) -> list[Cue]:
    """Cues of a text file whose lines begin with times, as Whisper writes them; other lines go on with the last."""
    cues: list[Cue] = []
    for line in lines:
        match = STAMPED.match(line)
        if match:
            start = seconds(match["start"])
            flow.set_aside("time_stamp", line[: match.start("text")], keep=False)
            cues.append(Cue(start, seconds(match["end"]) if match["end"] else start, match["text"]))
        elif line.strip() and cues:
            cues[-1].text += f" {line}"
        elif line.strip():
            flow.add(Piece(line))
    return cues


def talk_of(cues: list[Cue], flow: Flow) -> None:
    """Add cues as turns where speakers are named (in the cue or at its start, 'Mette: …'), else as paragraphs."""
    cues = [cue for cue in _without_repeats(cues, flow) if cue.text.strip()]
    if not any(cue.speaker for cue in cues):
        for cue, turn in zip(cues, find_turns([cue.text for cue in cues]), strict=True):
            if turn is not None:
                cue.label = cue.text[: turn.label_end].strip()
                flow.set_aside("speaker_label", cue.label, keep=False)
                cue.text, cue.speaker = cue.text[turn.label_end :], turn.speaker
    named = any(cue.speaker for cue in cues)
    pieces = [_piece(run) for run in _runs(cues, named)]
    if named:
        roles = infer_roles([(p.speaker.casefold(), p.text) for p in pieces if p.speaker], {})
        for piece in pieces:
            piece.role = roles.get((piece.speaker or "").casefold())
    for piece in pieces:
        flow.add(piece)


def _without_repeats(cues: Sequence[Cue], flow: Flow) -> list[Cue]:
    """Rolling captions show a line twice: once as the new one, once over the next. The second is set aside.

    Done only where three in ten cues do so: people repeat themselves too.
    """
    shown = [[line.strip() for line in cue.text.splitlines() if line.strip()] for cue in cues]
    repeats = [0] * len(cues)
    for i in range(1, len(cues)):
        touching = cues[i].start - cues[i - 1].end < 0.2 and cues[i].speaker is None
        if touching and shown[i] and shown[i][0] in shown[i - 1][-1:] and ink(shown[i][0]) > 5:
            repeats[i] = 1
    if sum(repeats) < max(2, 0.3 * len(cues)):
        return list(cues)
    for i, cue in enumerate(cues):
        if repeats[i]:
            flow.set_aside("duplicate", shown[i][0], keep=False)
            cue.text = "\n".join(shown[i][1:])
    return list(cues)


def _runs(cues: Sequence[Cue], named: bool) -> list[list[Cue]]:
    runs: list[list[Cue]] = []
    for cue in cues:
        if runs and (_same_turn(runs[-1], cue) if named else _same_paragraph(runs[-1], cue)):
            runs[-1].append(cue)
        else:
            runs.append([cue])
    return runs


def _same_turn(run: Sequence[Cue], cue: Cue) -> bool:
    """A cue without a name goes on with the turn."""
    if cue.speaker not in (None, run[0].speaker):
        return False
    return not (_size(run) > LONGEST_TURN and _ends(run))


def _same_paragraph(run: Sequence[Cue], cue: Cue) -> bool:
    pause = cue.start - run[-1].end
    if pause >= LONG_PAUSE or cue.text.lstrip().startswith(("- ", "– ", ">>")):
        return False
    return not (_ends(run) and (pause >= PAUSE or _size(run) > ENOUGH))


def _size(run: Sequence[Cue]) -> int:
    return sum(len(cue.text) for cue in run)


def _ends(run: Sequence[Cue]) -> bool:
    return bool(_SENTENCE_END.search(run[-1].text.rstrip()))


def _piece(run: Sequence[Cue]) -> Piece:
    first = run[0]
    text = " ".join(cue.text for cue in run)
    kind = "turn" if first.speaker else "paragraph"
    return Piece(text, kind, label=first.label, speaker=first.speaker, time=timestamp(clock(first.start)))
