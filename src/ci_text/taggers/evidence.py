"""Which words earned a tag: the cues that were found, and the words that gave most to the trained scores."""

from __future__ import annotations

from collections.abc import Sequence

from ci_text.language import Tokens, pipeline
from ci_text.taggers.space import Reading

MOST = 4  # spans shown
SENTENCE_ENDS = frozenset(".!?:;…")
SHARE = 0.35  # of the strongest word's contribution: weaker words are no evidence

Part = tuple[int, int, float]
"""(start, end, weight) in the text of the reading."""


def evidence_for(reading: Reading, code: str, credit: Sequence[float]) -> list[Part]:
    """Spans of the reading's text that speak for the code, strongest first to find, in the order of the text.

    `credit` is what each token gave to the code beside its cues.
    """
    tokens = reading.tokens
    if not tokens.words:
        return []
    total = list(credit)
    own = [found for found in reading.cues if found.name == f"k:{code}"]
    for _, value, first, last in own:
        for place in range(first, last):
            total[place] += value / (last - first)
    cues = {place for _, _, first, last in own for place in range(first, last)}
    able = [p for p, word in enumerate(tokens.words) if p in cues or any(map(str.isalpha, word))]
    strongest = max((total[p] for p in able), default=0.0)
    chosen = [p for p in able if p in cues or (total[p] > 0 and total[p] >= SHARE * strongest)]
    stop_words = pipeline(tokens.lang).Defaults.stop_words
    telling = [p for p in chosen if p in cues or tokens.words[p] not in stop_words]
    return _spans(telling or chosen, total, tokens)


def _spans(chosen: Sequence[int], credit: Sequence[float], tokens: Tokens) -> list[Part]:
    runs: list[list[int]] = []
    for place in chosen:
        if runs and place - runs[-1][-1] <= 2 and SENTENCE_ENDS.isdisjoint(tokens.words[runs[-1][-1] : place]):
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
