"""Transcripts with times: WebVTT (Teams, Zoom, Whisper) and SubRip.

Formats: https://www.w3.org/TR/webvtt1/ and the SubRip files that players and recorders write.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Final

from ci_text.errors import DamagedFile
from ci_text.readers.cues import Cue, seconds, talk_of
from ci_text.readers.flow import Flow, ink
from ci_text.readers.options import ReadOptions
from ci_text.readers.text import open_text
from ci_text.records import Document

SUFFIXES = (".vtt", ".srt")
CONTENT = "text"

_STAMP = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_MARKS: Final = re.compile(r"\ufeff?(?:WEBVTT|NOTE|STYLE|REGION)\b|\s*\S*\d\S*\s*$")  # blocks that hold no words
TIMING: Final = re.compile(rf"\s*({_STAMP})\s*-->\s*({_STAMP})(.*)$")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG: Final = re.compile(r"</?(?:v|c|i|b|u|lang|ruby|rt|font)(?:[.\s][^>]*)?>|<(?:\d+:)?\d+:\d+\.\d+>|\{\\[^}]*\}")


def read(path: Path, data: bytes, options: ReadOptions) -> Document:
    """The document in a VTT or SRT file; raises DamagedFile where it has no cue, NoText where the cues are blank."""
    flow = Flow(path, data, path.suffix.lower().lstrip(".") or "vtt")
    cues: list[Cue] = []
    last: Cue | None = None
    for block in re.split(r"\n\s*\n", "\n".join(open_text(flow).splitlines())):
        lines = [line for line in block.split("\n") if line.strip()]
        at = next((i for i, line in enumerate(lines) if TIMING.match(line)), None)
        if at is not None:
            cues += _cues(lines, at, flow)
            timing = [found for line in lines if (found := TIMING.match(line))][-1]
            last = Cue(seconds(timing[1]), seconds(timing[2]), "")
        elif last is not None and lines and not _MARKS.match("\n".join(lines)):  # a blank line inside a cue
            cues += _voices(last, lines, flow)
        else:
            flow.set_aside("cue_mark", "\n".join(lines))
    if not cues:
        raise DamagedFile(f"{path} holds no line with a time ('00:01 --> 00:04').", "Check that it is a transcript.")
    talk_of(cues, flow)
    return flow.document(options.languages)


def _cues(lines: list[str], at: int, flow: Flow) -> list[Cue]:
    """The cues of a block: one, or several where the blank line between them is missing."""
    cues: list[Cue] = []
    for line in lines[:at]:
        flow.set_aside("cue_mark", line, keep=False)
    rest: list[str] = []
    for line in lines[at:]:
        timing = TIMING.match(line)
        if timing is None:
            rest.append(line)
            continue
        if cues:
            if rest and rest[-1].strip().isdigit():
                flow.set_aside("cue_mark", rest.pop(), keep=False)
            cues[-1:] = _voices(cues[-1], rest, flow)
        rest = []
        flow.set_aside("cue_mark", line, keep=False)
        cues.append(Cue(seconds(timing[1]), seconds(timing[2]), ""))
    cues[-1:] = _voices(cues[-1], rest, flow)
    return cues


def _voices(cue: Cue, lines: list[str], flow: Flow) -> list[Cue]:
    """The cue, or one for each voice in it."""
    text = "\n".join(lines)
    parts = _VOICE.split(text)
    found = []
    for speaker, said in zip([None, *parts[1::2]], parts[0::2], strict=True):
        name = " ".join(html.unescape(speaker or "").split())
        words = _plain(said, flow)
        if name:
            flow.aside["speaker_label"] += ink(name)
        if words.strip():
            found.append(Cue(cue.start, cue.end, words, name or None, f"{name}:" if name else ""))
    flow.aside["cue_mark"] += sum(ink(m[0]) for m in _VOICE.finditer(text)) - sum(
        ink(" ".join(html.unescape(name).split())) for name in parts[1::2]
    )
    return found


def _plain(text: str, flow: Flow) -> str:
    """The words without tags and with the characters that entities stand for."""
    bare = _TAG.sub("", text)
    plain = html.unescape(bare)
    flow.aside["cue_mark"] += ink(text) - ink(plain)
    return plain
