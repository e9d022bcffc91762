"""Roles that the user names, put over those that were inferred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ci_text.readers.turns import attach_questions
from ci_text.records import Document


def with_roles(document: Document, speakers: Mapping[str, str]) -> Document:
    """The document with the roles of `speakers` (name -> role), and the questions hung on the answers anew."""
    if not speakers:
        return document
    blocks = [
        replace(b, role=speakers.get(b.speaker, b.role), context="") if b.speaker is not None else b
        for b in document.blocks
    ]
    return replace(document, blocks=attach_questions(document.text, blocks))


def unknown_speakers(document: Document, speakers: Mapping[str, str]) -> str:
    """What to tell where `speakers` names somebody who does not speak in the document; '' where all do."""
    there = sorted({b.speaker for b in document.blocks if b.speaker is not None})
    strange = sorted(set(speakers) - set(there))
    if not strange:
        return ""
    names = ", ".join(strange)
    return f"speakers: {names}: no such speaker here. Those found: {', '.join(there) or 'none'}. Mend the list."
