"""Texts that are entries of a list, and no sentences to quote."""

from __future__ import annotations

import re

_REFERENCE = re.compile(  # 'Holm, A. og Krag, B. (2014): …', 'Holm, A. (2014). …': APA and its Danish kin
    r"^[A-ZÆØÅ][\w'’-]+(?: [A-ZÆØÅ][\w'’-]+)*, (?:[A-ZÆØÅ]\.[ -]?)+[^()]{0,200}\((?:1[89]|20)\d\d[a-z]?\)[.:,]"
)
_LABEL = re.compile(r"^[^\W\d][\w -]{0,30}:\s")  # 'Til stede: …', 'Figur: …', 'Torsdag: frisøren'


def is_reference(text: str) -> bool:
    """Whether a text is an entry of a list of literature."""
    return bool(_REFERENCE.match(text))


def is_labelled(text: str) -> bool:
    """Whether a text begins with what it is about and a colon: an entry of a list, a line of a programme."""
    return bool(_LABEL.match(text))
