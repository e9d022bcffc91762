"""What several lessons taught, taught to one network: it keeps what they agree on.

Networks that learnt the same in another order say together more than each of them, and more than the mean of their
weights; a pupil that learns from what they say keeps most of it at the cost of one (Hinton et al. 2015, 'Distilling the
knowledge in a neural network', arXiv 1503.02531; Furlanello et al. 2018, 'Born-again neural networks', arXiv
1805.04770). It begins at the mean of their weights (Wortsman et al. 2022, 'Model soups', arXiv 2203.05482).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from encoder_learning import AT_ONCE, FROZEN, Example, Lesson, Mean, Rounded, learn, padded
from encoder_network import Reader

LESSONS = tuple(Lesson(seed, epochs=2, rate=7.5e-5, head_rate=5e-4, snapshots=6) for seed in (21, 22))
"""A pupil each, of whose weights the mean is kept. An epoch is a half of the exemplars."""
TEACHERS = 0.6  # share of what the teachers say; the rest is what the readers of the exemplars said

Weights = Mapping[str, torch.Tensor]


def teach(reader: Reader, teachers: Sequence[Weights], examples: Sequence[Example], kept: Path | None = None) -> None:
    """The reader gets what the teachers taught; each pupil goes through each exemplar once. `kept` as in `learn`."""
    said, mean = [], Mean()
    for weights in teachers:
        reader.load_state_dict(weights)
        mean.add(reader)
        said.append(_said(reader, examples))
    codes = torch.stack([odds for odds, _ in said]).mean(0).sigmoid().numpy()
    stances = torch.stack([odds.softmax(-1) for _, odds in said]).mean(0).numpy()
    heard = [_heard(*one) for one in zip(examples, codes, stances, strict=True)]
    pupils = Mean()
    for lesson in LESSONS:
        random.Random(lesson.seed).shuffle(heard)
        reader.load_state_dict(mean.weights)
        own = kept and kept.with_name(f"{lesson.seed}-{kept.name}")
        learn(reader, partial(_part, heard, lesson.epochs), lesson, own)
        pupils.add(reader)
    reader.load_state_dict(pupils.weights)


def _part(examples: Sequence[Example], parts: int, number: int) -> Sequence[Example]:
    return examples[number::parts]


def _heard(example: Example, codes: np.ndarray, stances: np.ndarray) -> Example:
    """The exemplar with labels that are partly the teachers'; only codes that a reader gave have a stance."""
    given = example.stances.any(axis=1, keepdims=True)
    mixed = (1 - TEACHERS) * example.stances + TEACHERS * stances
    return replace(
        example, codes=(1 - TEACHERS) * example.codes + TEACHERS * codes, stances=np.where(given, mixed, 0.0)
    )


def _said(reader: Reader, examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    """(log odds, stance log odds) of each exemplar, in as few bits as the network is kept in."""
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].hidden))
    odds = torch.zeros(len(examples), len(reader.bias))
    stances = torch.zeros(len(examples), *reader.stance_bias.shape)
    reader.eval()
    with torch.no_grad(), Rounded(reader), torch.autocast(reader.device.type, torch.bfloat16):
        for first in range(0, len(order), AT_ONCE):
            chosen = order[first : first + AT_ONCE]
            hidden, there, own, _, _ = padded([examples[n] for n in chosen])
            said, stance = reader.upper(hidden, there, own, FROZEN)
            odds[chosen], stances[chosen] = said.float().cpu(), stance.float().cpu()
    return odds, stances
