"""Networks of which every layer learns, for a graphics card: no two learn in the same way, so that together they know
more of a passage than each, and one network can hear it from them (encoder_last.py).

All go through all exemplars, and at their end more often through the authors unaware of the codes. One learns nothing
besides; some read two passages as one and words that are missing; some have first guessed words of the exemplars that
were hidden (Gururangan et al. 2020, 'Don't stop pretraining', arXiv 2004.10964); one reads everything a second time
pushed to where it is read worst (Miyato et al. 2017, 'Adversarial training methods for semi-supervised text
classification', arXiv 1605.07725).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from encoder_learning import Mean, Rounded, optimizer_of, pace_at
from encoder_network import Reader
from encoder_passages import AT_ONCE, Labels, Pair, Passages, Wanted, batches, loss_of, rows_of, without_some_questions
from torch import nn
from torch.nn import functional as F

from ci_text.encoder.pieces import END, UNKNOWN

SNAPSHOTS = 6  # of the weights, evenly over the end of a course: their mean is what is learnt
JOINED, MISSING = 0.15, 0.08  # share of the passages read as one with another, of the pieces that are missing
HIDDEN, SHOWN, CHANGED = 0.2, 0.1, 0.1  # share of the pieces to be guessed; of these, left as they are, or others
PUSH = 2.0  # how far, over all values of a passage
TURN, AWARE_SHARE = 0.72, 0.35  # when the end of a course begins, and how many of those who knew the codes are in it


@dataclass(frozen=True)
class Course:
    """How a network learns: its random numbers, steps of a batch each, rates of the top layer and of the heads, the
    layers that stay as they are, how much less a layer lower learns, and when the first snapshot is taken."""

    seed: int
    steps: int
    rate: float
    head_rate: float
    frozen: int = 0
    decay: float = 0.85
    from_on: float = 0.75


@dataclass(frozen=True)
class Whole(Course):
    """A course of its own kind: steps of guessing before it, whether passages are joined and words missing, and
    whether each is read a second time, pushed."""

    decay: float = 0.9
    from_on: float = 0.8
    guessing: int = 0
    torn: bool = False
    pushed: bool = False


WHOLE = (  # as many steps as there was time for, all at once on one card, in four minutes
    Whole(100, 2625, 3e-4, 2e-3),
    Whole(101, 1853, 4e-4, 2e-3, torn=True),
    Whole(102, 2037, 3e-4, 2e-3, guessing=480),
    Whole(103, 1431, 4e-4, 2e-3, guessing=480, torn=True),
    Whole(105, 1718, 3e-4, 2e-3, pushed=True),
)


@dataclass(frozen=True)
class Odds:
    """What a network says of passages: log odds (n x codes), and shares of stances (n x codes x stances)."""

    codes: np.ndarray
    stances: np.ndarray

    @classmethod
    def mean(cls, said: Sequence[Odds]) -> Odds:
        return cls(np.mean([s.codes for s in said], axis=0), np.mean([s.stances for s in said], axis=0))


def said_of(reader: Reader, pairs: Sequence[Pair]) -> Odds:
    """What the reader says of the passages."""
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][0]) + len(pairs[n][1]))
    odds = np.zeros((len(pairs), len(reader.bias)), np.float32)
    stances = np.zeros((len(pairs), *reader.stance_bias.shape), np.float32)
    reader.eval()
    with torch.no_grad(), torch.autocast(reader.device.type, torch.bfloat16):
        for first in range(0, len(order), AT_ONCE):
            chosen = order[first : first + AT_ONCE]
            numbers, there, own = rows_of([pairs[n] for n in chosen], reader.device)
            said, stance = reader.upper(reader.lower(numbers, there, 0), there, own, 0)
            odds[chosen], stances[chosen] = said.float().cpu(), stance.float().softmax(-1).cpu()
    return Odds(odds, stances)


def take_course(reader: Reader, course: Course, go_back: Callable[[float], torch.Tensor], few_bits: bool) -> None:
    """`go_back` reads a batch, sends its loss back and returns it; it is told the share of the course that is done. The
    reader gets the mean of some moments; with `few_bits` what learns is rounded as it is kept in each step."""
    optimizer = optimizer_of(reader, course.rate, course.head_rate, course.frozen, course.decay)
    rounding = Rounded(reader, course.frozen) if few_bits else nullcontext()
    mean, losses = Mean(), []
    moments = {int(course.steps * (course.from_on + (1 - course.from_on) * n / SNAPSHOTS)) for n in range(SNAPSHOTS)}
    reader.zero_grad()  # of layers that don't learn now, too: the clipping below counts every slope there is
    reader.train()
    reader.layers[: course.frozen].eval()
    for step in range(course.steps):
        done = step / course.steps
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * pace_at(done)
        optimizer.zero_grad()
        with rounding:
            losses.append(go_back(done))
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        if step in moments:
            mean.add(reader)
        if step % 400 == 399:
            print(f"step {step + 1} of {course.steps}, loss {torch.stack(losses[-400:]).mean():.3f}", flush=True)
    reader.load_state_dict(mean.weights)


def teach_whole(reader: Reader, passages: Passages, often: np.ndarray, twice: np.ndarray, way: Whole) -> None:
    """The reader learns all its layers in one way. At the end only those who come `often` and a part of the others are
    read, and those who come `twice` twice."""
    torch.manual_seed(way.seed)
    rng, picks = np.random.default_rng(way.seed), random.Random(way.seed)
    every = np.arange(len(passages.pairs))
    if way.guessing:
        guess(reader, passages.pairs, batches(every, passages.lengths, rng), way.guessing)
    at_end = np.flatnonzero(often | (rng.random(len(every)) < AWARE_SHARE))
    first = batches(every, passages.lengths, rng)
    second = batches(np.concatenate([at_end, np.flatnonzero(twice)]), passages.lengths, rng)

    def go_back(done: float) -> torch.Tensor:
        chosen = next(first if done < TURN else second)
        pairs, wanted = _joined(passages, chosen, picks) if way.torn else _plain(passages, chosen)
        numbers, there, own = rows_of(without_some_questions(pairs, picks), reader.device)
        if way.torn:
            missing = (torch.rand(numbers.shape, device=reader.device) < MISSING) & own & (numbers != END)
            numbers = numbers.masked_fill(missing, UNKNOWN)
        return _read_and_go_back(reader, numbers, there, own, wanted.on(reader.device), way.pushed)

    take_course(reader, way, go_back, few_bits=False)


def _plain(passages: Passages, chosen: np.ndarray) -> tuple[list[Pair], Labels]:
    return [passages.pairs[n] for n in chosen], passages.labels.rows(chosen)


def _joined(passages: Passages, chosen: np.ndarray, picks: random.Random) -> tuple[list[Pair], Labels]:
    """Some of the passages as one with another of their author."""
    pairs, wanted = _plain(passages, chosen)
    for row, n in enumerate(chosen):
        if picks.random() < JOINED and (both := passages.joined(n, picks)):
            pairs[row], wanted.codes[row], wanted.stances[row] = both
            wanted.known[row] = wanted.stances[row].any(axis=-1)
    return pairs, wanted


def _read_and_go_back(
    reader: Reader, numbers: torch.Tensor, there: torch.Tensor, own: torch.Tensor, wanted: Wanted, pushed: bool
) -> torch.Tensor:
    """The loss, already sent back."""
    x = reader.lower(numbers, there, 0).detach().requires_grad_(pushed)

    def lost(at: torch.Tensor) -> torch.Tensor:
        with torch.autocast(reader.device.type, torch.bfloat16):
            return loss_of(*reader.upper(at, there, own, 0), wanted)

    loss = lost(x)
    if not pushed:
        loss.backward()
        return loss.detach()
    (loss / 2).backward()
    size = x.grad.flatten(1).norm(dim=1).view(-1, 1, 1)
    (lost(x.detach() + PUSH * x.grad / (size + 1e-12)) / 2).backward()
    return loss.detach()


def guess(reader: Reader, pairs: Sequence[Pair], order: Iterator[np.ndarray], steps: int) -> None:
    """The layers learn to say which pieces were hidden, from the others."""
    device, width = reader.device, reader.word.weight.shape[1]
    head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width)).to(device)
    bias = nn.Parameter(torch.zeros(len(reader.word.weight), device=device))
    scale = nn.Parameter(torch.tensor(4.0, device=device))
    known = F.normalize(reader.word.weight, dim=-1)
    groups: Iterable[dict[str, Any]] = [
        {"params": list(reader.layers.parameters()), "rate": 2e-4},
        {"params": [*head.parameters(), bias, scale], "rate": 1e-3},
    ]
    optimizer = torch.optim.AdamW(groups, lr=2e-4, betas=(0.9, 0.98), fused=True)
    reader.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * pace_at(step / steps)
        numbers, there, _ = rows_of([pairs[n] for n in next(order)], device)
        asked = (torch.rand(numbers.shape, device=device) < HIDDEN) & there & (numbers > UNKNOWN)
        chance = torch.rand(numbers.shape, device=device)
        other = torch.randint_like(numbers, UNKNOWN + 1, len(known))
        seen = numbers.masked_fill(asked & (chance >= SHOWN + CHANGED), UNKNOWN)
        seen = torch.where(asked & (chance < CHANGED), other, seen)
        optimizer.zero_grad()
        with torch.autocast(device.type, torch.bfloat16):
            x = reader.lower(seen, there, len(reader.layers))
            odds = (head(x[asked]) @ known.T).float() * scale + bias
        F.cross_entropy(odds, numbers[asked]).backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
