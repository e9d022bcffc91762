"""The cue lexicon: a code applies where the cues of the codebook speak for it.

A cue of weight 1 stands for even odds. Different cues add up: the score is 1 - 2^(-sum of weights), so two cues of
weight 1 make .75. Works with any codebook that has cues, without training; not calibrated.
"""

from __future__ import annotations

from collections.abc import Sequence

from ci_text.codebook import Codebook
from ci_text.errors import UsageError
from ci_text.language import SUPPORTED, Tokens, analyse, supported
from ci_text.records import UNCODED_KINDS, Evidence, Passage, Tag
from ci_text.taggers.contract import Tagger, TaggerOptions
from ci_text.taggers.cues import CueMatcher, Hit, parse_cue
from ci_text.taggers.stance_rules import rule_stance

THRESHOLD = 0.6


class LexiconTagger:
    """Tags by cues alone."""

    source = "lexicon@1"

    def __init__(self, codebook: Codebook, threshold: float = THRESHOLD) -> None:
        self.codes = codebook.code_ids
        self.threshold = threshold
        self.matchers = {
            lang: CueMatcher(
                parse_cue(code.id, cue, lang) for code in codebook.codes for cue in code.cues.get(lang, ())
            )
            for lang in SUPPORTED
        }

    def hits(self, tokens: Tokens) -> dict[str, list[Hit]]:
        """Code -> its hits in the tokens."""
        found: dict[str, list[Hit]] = {}
        for hit in self.matchers[supported(tokens.lang)].find(tokens):
            found.setdefault(hit.cue.key, []).append(hit)
        return found

    def tag(self, passages: Sequence[Passage]) -> list[Tag]:
        return [tag for passage in passages if passage.kind not in UNCODED_KINDS for tag in self._tag_one(passage)]

    def _tag_one(self, passage: Passage) -> list[Tag]:
        tokens = analyse(passage.text, passage.lang)
        tags = []
        for code, hits in sorted(self.hits(tokens).items()):
            score = score_of(hits)
            if score >= self.threshold:
                evidence = evidence_of(hits, tokens, passage.text)
                stance = rule_stance(tokens, [(hit.first, hit.last) for hit in hits])
                tags.append(Tag(passage.id, code, stance, round(score, 4), self.source, evidence))
        return tags


def score_of(hits: Sequence[Hit]) -> float:
    """1 - 2^(-w), w the weights of the different cues among the hits."""
    weights = {hit.cue.text: hit.cue.weight for hit in hits}
    return float(1 - 2 ** -sum(weights.values()))


def evidence_of(hits: Sequence[Hit], tokens: Tokens, text: str) -> tuple[Evidence, ...]:
    """The words of the hits with their offsets; overlapping hits are one."""
    spans: list[tuple[int, int, float]] = []
    for hit in sorted(hits, key=lambda h: (tokens.starts[h.first], -h.last)):
        start, end = tokens.starts[hit.first], tokens.ends[hit.last - 1]
        if spans and start < spans[-1][1]:
            first, last, weight = spans[-1]
            spans[-1] = (first, max(last, end), max(weight, hit.cue.weight))
        else:
            spans.append((start, end, hit.cue.weight))
    return tuple(Evidence(start, end, text[start:end], weight) for start, end, weight in spans)


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    """The lexicon tagger; raises UsageError where a precision or recall is wanted (its scores are not calibrated) or a
    trained model is named."""
    if options.model is not None:
        raise UsageError(
            f"The lexicon uses no trained model ({options.model}).", "Leave out --model or --tagger lexicon."
        )
    if options.precision is not None or options.recall is not None:
        raise UsageError(
            "The lexicon's scores are no probabilities, so it can't be asked for a precision or a recall.",
            "Leave the option out; only trained taggers (combined, quick), which know the packed codebook, have it.",
        )
    return LexiconTagger(codebook)
