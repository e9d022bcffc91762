"""Markdown inside a paragraph: emphasis, links, pictures, code and note marks off, the words left."""

from __future__ import annotations

import re
from typing import Final

from ci_text.readers.flow import Flow, ink

_NOTE: Final = re.compile(r"\[\^[^\[\]\s]+\]")
_PICTURE: Final = re.compile(r"!\[([^\[\]]*)\](?:\([^()\s]*(?:\s+[\"'][^\"']*[\"'])?\)|\[[^\]]*\])")
_LINK: Final = re.compile(
    r"\[([^\[\]]+)\](?:\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+[\"'][^\"']*[\"'])?\)|\[[^\]]*\])"
)
_AUTO: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EMPHASIS: Final = re.compile(
    r"(?<!\*)\*(?=[^\s*])(.{1,2000}?)(?<=[^\s*])\*(?!\*)|(?<!\w)_(?=[^\s_])(.{1,2000}?)(?<=[^\s_])_(?!\w)"
)
_STRUCK: Final = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~")
_VERBATIM: Final = re.compile(r"\\([!-/:-@\[-`{-~])|(?<!`)(`+)(?!`)(.{1,2000}?)(?<!`)\2(?!`)")
_HELD: Final = "\ue000"  # private use: stands for code or an escaped sign while the others are taken off


def plain(text: str, flow: Flow) -> tuple[str, int]:
    """The words of a stretch of Markdown, and how many characters at their start are strong.

    Signs are counted as `markup`, note marks as `note_mark`, addresses of links as `link`.
    """
    before = ink(text)
    for mark in _NOTE.findall(text):
        flow.set_aside("note_mark", mark, keep=False)
        before -= ink(mark)
    text = _NOTE.sub("", text)
    if not any(sign in text for sign in "*_`[<~\\"):
        return text, 0
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[1] or match[3])
        return _HELD

    text = text.replace(_HELD, " ") if _HELD in text else text
    text = _VERBATIM.sub(hold, text)
    for pattern in (_PICTURE, _LINK, _AUTO):
        text = pattern.sub(r"\1", text)
    text = _TAG.sub("", text)
    strong = _STRONG.match(text.lstrip())
    bold = _bare(strong[2]) if strong else ""
    text = _bare(text)
    parts = iter(held)
    length = len(bold) + sum(len(h) - 1 for h in held[: bold.count(_HELD)])
    text = re.sub(_HELD, lambda _: next(parts), text)
    flow.aside["markup"] += before - ink(text)
    return text, length


def _bare(text: str) -> str:
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda m: m[1] or m[2], text)
    return _EMPHASIS.sub(lambda m: m[1] or m[2], _STRUCK.sub(r"\1", text))
