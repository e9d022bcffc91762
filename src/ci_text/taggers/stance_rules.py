"""Stance by rules: words of lack, of advice and plan, of definition; else at work.

Words near the evidence count more: each marker counts 1 / (1 + distance / 10 tokens).
The markers are lemmas; they are the fallback where no trained stance model fits the codebook.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ci_text.language import DEFAULT, Tokens
from ci_text.plain_yaml import packed

BIAS = {"at_work": 0.9, "lacking": 0.0, "advised": 0.0, "general": -0.3}


@cache
def markers() -> dict[str, dict[str, frozenset[str]]]:
    """Stance -> language -> lemmas, from the packed data file."""
    data = packed("ci_text.data", "stance_markers.yaml")
    return {stance: {lang: frozenset(map(str, ws)) for lang, ws in lists.items()} for stance, lists in data.items()}


def rule_stance(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> str:
    """The stance that most markers near the spans (token ranges) speak for; at_work where few do."""
    weight = dict(BIAS)
    for stance, lists in markers().items():
        known = lists.get(tokens.lang, lists[DEFAULT])
        for place, (word, dictionary_form) in enumerate(zip(tokens.words, tokens.lemmas, strict=True)):
            if word in known or dictionary_form in known:
                distance = min((_distance(place, span) for span in spans), default=10)
                weight[stance] += 1 / (1 + distance / 10)
    return max(weight, key=lambda stance: weight[stance])


def _distance(place: int, span: tuple[int, int]) -> int:
    first, last = span
    return max(first - place, place - last + 1, 0)
