"""Passages as pieces of words with their labels, for networks of which every layer learns (encoder_whole.py)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from encoder_learning import NO_CONTEXT, STANCE_WEIGHT, labels
from torch.nn import functional as F

from ci_text.encoder.capitals import calm
from ci_text.encoder.model import LONGEST, opening
from ci_text.encoder.pieces import BEGIN, END, PAD, Pieces

BATCH, AT_ONCE = 64, 256  # passages that learn together, and that are read together
SENTENCE_END = re.compile(r"[.!?…:;]['\"»”)]*$")
SHORTEST = 12  # pieces of a part that says something
SOME = 0.5  # share of the parts that are some sentences of an exemplar; the others are halves of two

Pair = tuple[list[int], list[int]]  # pieces before a passage's own, and its own
Wanted = tuple[torch.Tensor, ...]  # the parts of `Labels`


@dataclass(frozen=True)
class Labels:
    """What is to be learnt of passages: soft codes (n x codes), shares of stances (n x codes x stances), how much each
    of these counts (n x codes), and how much a passage counts (n)."""

    codes: np.ndarray
    stances: np.ndarray
    known: np.ndarray
    weight: np.ndarray

    def on(self, device: torch.device) -> Wanted:
        parts = (self.codes, self.stances, self.known, self.weight)
        return tuple(torch.tensor(part, dtype=torch.float32, device=device) for part in parts)

    def rows(self, chosen: np.ndarray) -> Labels:
        return Labels(self.codes[chosen], self.stances[chosen], self.known[chosen], self.weight[chosen])


class Passages:
    """The exemplars, cut into pieces; `starts` are the places of the pieces that sentences begin with."""

    def __init__(self, items: Sequence[dict[str, Any]], pieces: Pieces, codes: tuple[str, ...], weight: list[float]):
        self.authors = [item["author"] for item in items]
        cut = [_cut(pieces, item["text"]) for item in items]
        self.starts = [starts for _, starts in cut]
        self.pairs: list[Pair] = [(opening(pieces, i["context"]), own) for i, (own, _) in zip(items, cut, strict=True)]
        both = [labels(item, codes) for item in items]
        stances = np.array([stance for _, stance in both])
        known = stances.any(axis=-1).astype(float)
        self.labels = Labels(np.array([soft for soft, _ in both]), stances, known, np.array(weight))
        self.lengths = np.array([len(own) for _, own in self.pairs])
        self.of_author: dict[str, list[int]] = {}
        for n, author in enumerate(self.authors):
            self.of_author.setdefault(author, []).append(n)

    def joined(self, n: int, rng: random.Random) -> tuple[Pair, np.ndarray, np.ndarray] | None:
        """The passage and another of its author as one, with the codes and stances of both; None where too long."""
        other = rng.choice(self.of_author[self.authors[n]])
        before, own = self.pairs[n]
        if other == n or len(own) + len(self.pairs[other][1]) > LONGEST:
            return None
        said = self.labels
        stances = said.stances[n] + said.stances[other]
        total = stances.sum(axis=-1, keepdims=True)
        shares = np.divide(stances, total, out=np.zeros_like(stances), where=total > 0)
        return (before, own + self.pairs[other][1]), np.maximum(said.codes[n], said.codes[other]), shares

    def parts(self, seed: int) -> list[Pair]:
        """One passage that nobody labelled of each exemplar: some sentences of it, or half of it and of another by the
        same author, so that what is made of it can only be said by who reads it."""
        rng = random.Random(seed)
        return [self._part(n, rng) for n in range(len(self.pairs))]

    def _part(self, n: int, rng: random.Random) -> Pair:
        own, starts = self.pairs[n][1], self.starts[n]
        if len(starts) > 1 and rng.random() < SOME:
            ends = [*starts[1:], len(own)]
            first = rng.randrange(len(starts))
            wanted = rng.uniform(0.35, 0.75) * len(own)
            end = next((e for e in ends[first:] if e - starts[first] >= wanted), len(own))
            begin = starts[first] if end - starts[first] >= SHORTEST else 0
            return [BEGIN], own[begin:end]
        other = rng.choice(self.of_author[self.authors[n]])
        half = own[: self._middle(n) or len(own)]
        return [BEGIN], (half + self.pairs[other][1][self._middle(other) :])[:LONGEST]

    def _middle(self, n: int) -> int:
        return self.starts[n][len(self.starts[n]) // 2] if len(self.starts[n]) > 1 else 0


def _cut(pieces: Pieces, text: str) -> tuple[list[int], list[int]]:
    """(pieces, places of those that a sentence begins with)."""
    words = calm(text.split())
    own: list[int] = []
    starts = [0]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        own += pieces.of_word(word)
        if following and SENTENCE_END.search(word) and len(own) < LONGEST:
            starts.append(len(own))
    return own[:LONGEST], starts


def without_some_questions(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """The passages, some of the answers without their question: others each time."""
    return [([BEGIN], own) if rng.random() < NO_CONTEXT else (before, own) for before, own in pairs]


def rows_of(pairs: Sequence[Pair], device: torch.device) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(numbers of the pieces, which are there, which are the passages' own), as `encoder_learning.padded`."""
    longest = max(len(before) + len(own) for before, own in pairs) + 1
    numbers = np.full((len(pairs), longest), PAD)
    bounds = np.empty((len(pairs), 2), int)
    for row, (before, own) in enumerate(pairs):
        every = [*before, *own, END]
        numbers[row, : len(every)] = every
        bounds[row] = len(before), len(every)
    place = torch.arange(longest, device=device)
    begin, end = torch.tensor(bounds, device=device).split(1, dim=1)
    there = place < end
    return torch.tensor(numbers, device=device), there, there & (place >= begin)


def batches(pool: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Batches of passages of about equal length, in random order, through the pool again and again."""
    while True:
        order = rng.permutation(pool)
        for first in range(0, len(order), BATCH * 20):
            chunk = order[first : first + BATCH * 20]
            chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
            cut = [chunk[k : k + BATCH] for k in range(0, len(chunk), BATCH)]
            for number in rng.permutation(len(cut)):
                yield cut[number]


def loss_of(odds: torch.Tensor, stances: torch.Tensor, wanted: Wanted) -> torch.Tensor:
    """As `encoder_learning.loss_of`; a stance counts as much as it is known."""
    codes, shares, known, weight = wanted
    loss = (F.binary_cross_entropy_with_logits(odds, codes, reduction="none").sum(1) * weight).mean()
    lost = -(shares * stances.log_softmax(-1)).sum(-1)
    return loss + STANCE_WEIGHT * (lost * known).sum() / known.sum().clamp(min=1.0)
