"""Which passages themes are made from, in an order that does not depend on the order of the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ci_text.records import UNCODED_KINDS, Passage
from ci_text.themes.words import Words

LEAST_WORDS = 2  # content words: 'Ja, men du er Tine.' belongs to any theme as well as to another
WORDS = re.compile(r"[^\W\d_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that are modelled, sorted by id, and how many were left out, by reason."""

    passages: tuple[Passage, ...]
    left_out: dict[str, int]


def select(passages: Sequence[Passage], near_copies: int = 0) -> Selection:
    """Leave out headings, tables and figures, an interviewer's questions, empty texts, and copies of a passage; so many
    near copies were left out before."""
    left_out = {"not body text": 0, "interviewer": 0, "no words": 0, "copies": 0, "near copies": near_copies}
    kept: list[Passage] = []
    seen: set[str] = set()
    for passage in sorted(passages, key=lambda p: p.id):
        key = " ".join(WORDS.findall(passage.text.casefold()))
        if passage.kind in UNCODED_KINDS:
            left_out["not body text"] += 1
        elif passage.role == "interviewer":
            left_out["interviewer"] += 1
        elif not key:
            left_out["no words"] += 1
        elif key in seen:
            left_out["copies"] += 1
        else:
            seen.add(key)
            kept.append(passage)
    return Selection(tuple(kept), {k: v for k, v in left_out.items() if v})


def with_words(chosen: Selection, words: Words) -> tuple[Selection, Words]:
    """Leave out passages of fewer than LEAST_WORDS content words; `words` are those of the chosen passages."""
    full = [len(lemmas) >= LEAST_WORDS for lemmas in words.lemmas]
    short = full.count(False)
    if not short:
        return chosen, words
    kept = replace(
        words,
        lemmas=tuple(one for one, ok in zip(words.lemmas, full, strict=True) if ok),
        langs=tuple(one for one, ok in zip(words.langs, full, strict=True) if ok),
    )
    passages = tuple(p for p, ok in zip(chosen.passages, full, strict=True) if ok)
    return Selection(passages, {**chosen.left_out, "too short": short}), kept
