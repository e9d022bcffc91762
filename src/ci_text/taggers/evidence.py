"""Which words earned a tag: the cues that were found, and the words with the greatest trained weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ci_text.language import Tokens
from ci_text.taggers.space import Reading

if TYPE_CHECKING:
    import numpy as np

MOST = 4  # spans shown
SHARE = 0.35  # of the strongest word's contribution: weaker words are no evidence

Part = tuple[int, int, float]
"""(start, end, weight) in the text of the reading."""


def evidence_for(reading: Reading, code: str, columns: Mapping[str, int], weights: np.ndarray) -> list[Part]:
    """Spans of the reading's text that speak for the code, strongest first to find, in the order of the text."""
    tokens = reading.tokens
    if not tokens.words:
        return []
    values = reading.values
    credit = [0.0] * len(tokens.words)
    own = f"k:{code}"
    known = {name: columns[name] for name in values if name in columns}
    trained = dict(zip(known, weights[list(known.values())].tolist(), strict=True))
    for name, value, first, last in reading.found:
        gain = trained[name] * values[name] if name in trained else 0.0
        if name == own:
            gain += value
        for place in range(first, last):
            credit[place] += gain / (last - first)
    cues = {p for f in reading.cues if f.name == own for p in range(f.first, f.last)}
    strongest = max(credit)
    chosen = [
        p for p, c in enumerate(credit) if p in cues or (c > 0 and c >= SHARE * strongest and tokens.words[p].isalpha())
    ]
    return _spans(chosen, credit, tokens)


def _spans(chosen: Sequence[int], credit: Sequence[float], tokens: Tokens) -> list[Part]:
    runs: list[list[int]] = []
    for place in chosen:
        if runs and place - runs[-1][-1] <= 2:
            runs[-1].append(place)
        else:
            runs.append([place])
    runs.sort(key=lambda run: -sum(credit[p] for p in run))
    kept = sorted(runs[:MOST])
    return [
        (tokens.starts[run[0]], tokens.ends[run[-1]], round(max(0.0, sum(credit[p] for p in run)), 3)) for run in kept
    ]


def carrying_sentence(parts: Sequence[Part], spans: Sequence[tuple[int, int]], tokens: Tokens) -> tuple[int, int]:
    """(first, last) token of the sentence with the most evidence; all tokens where there is none."""
    everything = (0, len(tokens.words))
    if not parts or not spans:
        return everything
    gains = [sum(w + 0.01 for s, e, w in parts if s < last and e > first) for first, last in spans]
    start, end = spans[max(range(len(spans)), key=lambda n: gains[n])]
    inside = [p for p, s in enumerate(tokens.starts) if start <= s < end]
    return (inside[0], inside[-1] + 1) if inside else everything
