"""Speaker turns of a PDF transcript, by the shared grammar of labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ci_text.readers.pdf.paragraphs import Para
from ci_text.readers.turns import find_turns

TurnMark = tuple[int, str, str | None, str | None]
_LABEL = re.compile(r"([A-ZÆØÅ][\w.’'-]*(?: [A-ZÆØÅ0-9][\w.’'-]*){0,4}):(?=\s|$)")
SHARE = 0.15  # of the paragraphs from the first turn to the last: where fewer open one, nobody is speaking
LEAST = 3  # a label that opens fewer lines is a word with a colon


def label_pattern(lines: Sequence[str]) -> re.Pattern[str] | None:
    """What opens a turn at the start of a line, learnt from the labels that come again and again; None without any."""
    seen: Counter[str] = Counter()
    for text in lines:
        found = _LABEL.match(text)
        if found:
            seen[found.group(1)] += 1
    names = [name for name, n in seen.items() if n >= LEAST]
    if not names or len(names) > 40:
        return None
    return re.compile("(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + "):(?=\\s|$)")


def _bold(para: Para) -> int:
    """Bold characters at the start of a paragraph."""
    if all(line.bold_first and line.bold_last for line in para.lines):
        return len(para.plain)
    return para.first.bold_prefix


def turns_of(paras: list[Para]) -> list[tuple[Para, TurnMark | None]]:
    """Each paragraph with the turn it opens; paragraphs that go on with a turn are joined to it."""
    body = [p for p in paras if p.kind in ("paragraph", "list_item", "heading")]
    found = find_turns([p.plain for p in body], [_bold(p) for p in body])
    places = [i for i, turn in enumerate(found) if turn is not None]
    if not places or len(places) < SHARE * (places[-1] - places[0] + 1):
        return [(p, None) for p in paras]  # labels here and there: 'Dates:', 'Address:'
    opened = {id(p): t for p, t in zip(body, found, strict=True) if t is not None}
    result: list[tuple[Para, TurnMark | None]] = []
    current: Para | None = None
    for para in paras:
        turn = opened.get(id(para))
        if turn is not None:
            para.kind, para.mark, para.level = "turn", "", 0
            result.append((para, (turn.label_end, turn.speaker, turn.time, turn.role)))
            current = para
        elif current is not None and para.kind in ("paragraph", "list_item"):
            current.lines.extend(para.lines)
        else:
            if para.kind == "heading":
                current = None
            result.append((para, None))
    return result
