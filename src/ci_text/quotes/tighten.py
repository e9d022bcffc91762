"""A passage cut down to the sentences that carry the evidence; nothing is ever rewritten."""

from __future__ import annotations

from ci_text.language import sentences
from ci_text.quotes.fitness import openers
from ci_text.records import Evidence, Passage
from ci_text.verbatim import GAP


def tightened(p: Passage, evidence: tuple[Evidence, ...], ellipsis: bool, min_words: int) -> tuple[int, int, str]:
    """(start, end, text): offsets into the passage, and the quote.

    The sentences from the first evidence to the last, with the one before where the first leans on it, and the
    next ones until there are `min_words`. With `ellipsis`, sentences without evidence in between become '(…)'.
    The whole passage where there is no evidence to go by.
    """
    spans = sentences(p.text, p.lang)
    carrying = [n for n, (s, e) in enumerate(spans) if any(w.start < e and w.end > s for w in evidence)]
    if not carrying:
        return 0, len(p.text), p.text
    first, last = carrying[0], carrying[-1]
    if first > 0 and _leans(p.text[slice(*spans[first])], p.lang):
        first -= 1
    while last + 1 < len(spans) and len(p.text[spans[first][0] : spans[last][1]].split()) < min_words:
        last += 1
    start, end = spans[first][0], spans[last][1]
    if not ellipsis:
        return start, end, p.text[start:end]
    kept = {first, last, *carrying}
    return start, end, _with_gaps(p.text, spans, sorted(kept))


def _with_gaps(text: str, spans: list[tuple[int, int]], kept: list[int]) -> str:
    """The kept sentences; neighbours stay as they stand, what lies between others becomes a mark of omission."""
    runs: list[tuple[int, int]] = []
    for n in kept:
        if runs and runs[-1][1] == n - 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return GAP.join(text[spans[a][0] : spans[b][1]] for a, b in runs)


def _leans(sentence: str, lang: str) -> bool:
    first = sentence.split(None, 1)[0].lower().strip("\"'“”„«»(,.")
    lists = openers(lang)
    return first in lists.leaning or first in lists.joining
