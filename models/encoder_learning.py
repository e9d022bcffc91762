"""How the encoder learns from labelled passages: its upper layers, in as few bits as they are kept in."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder_network import Reader
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from ci_text.encoder.model import LONGEST, opening
from ci_text.encoder.packing import BLOCK
from ci_text.encoder.pieces import END, PAD, Pieces
from ci_text.records import STANCES

BATCH, AT_ONCE = 16, 64  # passages that learn together, and that are read together
FROZEN = 6  # layers that stay as they are
LEARNT_BITS = 5  # 4 bits cost .02 of F1; without rounding while learning (`Rounded`) 5 bits cost as much, 4 bits .21
DECAY = 0.85  # a layer lower learns by so much less
WARM, LAST_PACE = 0.05, 0.05  # share of a lesson in which the rates rise; share of them that is left at its end
NO_CONTEXT = 0.3  # share of the answers that are read without their question
STANCE_WEIGHT = 0.3
SMOOTHED = 0.05  # share of a stance that is dealt out to all four


@dataclass(frozen=True)
class Lesson:
    """One lesson: its random numbers, how often it goes through what is to be learnt, and how fast it learns."""

    seed: int
    epochs: int
    rate: float = 3e-4  # of the top layer
    head_rate: float = 2e-3
    snapshots: int = 1  # of the weights, evenly over the last epoch: their mean is what is learnt


@dataclass
class Example:
    """An exemplar ready for the upper layers: what the lower ones make of it, where its own words begin, its labels."""

    hidden: torch.Tensor
    body: int
    codes: np.ndarray
    stances: np.ndarray
    weight: float


def numbers_of(pieces: Pieces, item: dict[str, Any], asked: bool) -> tuple[list[int], int]:
    """(pieces with signs, number of those before the passage's own)."""
    own = [n for word in item["text"].split() for n in pieces.of_word(word)][:LONGEST]
    before = opening(pieces, item["context"] if asked else "")
    return [*before, *own, END], len(before)


def labels(item: dict[str, Any], codes: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Soft labels a code, and the shares of the stances of each (codes x stances), none where nobody gave the code."""
    soft = np.mean([[float(code in opinion) for code in codes] for opinion in item["opinions"]], axis=0)
    stances = np.zeros((len(codes), len(STANCES)))
    for opinion in item["opinions"]:
        for code, stance in opinion.items():
            stances[codes.index(code), STANCES.index(stance)] += 1
    given = stances.any(axis=1)
    stances[given] /= stances[given].sum(axis=1, keepdims=True)
    stances[given] += SMOOTHED * (1 / len(STANCES) - stances[given])
    return soft, stances


def prepare(
    reader: Reader,
    pieces: Pieces,
    items: Sequence[dict[str, Any]],
    codes: tuple[str, ...],
    weigh: Callable[[dict[str, Any]], float],
) -> list[Example]:
    """All passages through the layers that do not learn."""
    asked = [random.Random(item["id"]).random() >= NO_CONTEXT for item in items]
    cut = [numbers_of(pieces, item, yes) for item, yes in zip(items, asked, strict=True)]
    order = sorted(range(len(items)), key=lambda n: len(cut[n][0]))
    hidden: dict[int, torch.Tensor] = {}
    reader.eval()
    with torch.no_grad(), torch.autocast(reader.device.type, torch.bfloat16):
        for first in range(0, len(order), AT_ONCE):
            chosen = order[first : first + AT_ONCE]
            longest = len(cut[chosen[-1]][0])
            numbers = torch.full((len(chosen), longest), PAD)
            for row, n in enumerate(chosen):
                numbers[row, : len(cut[n][0])] = torch.tensor(cut[n][0])
            numbers = numbers.to(reader.device)
            for n, states in zip(chosen, reader.lower(numbers, numbers != PAD, FROZEN), strict=True):
                hidden[n] = states[: len(cut[n][0])].half()
    return [Example(hidden[n], cut[n][1], *labels(items[n], codes), weigh(items[n])) for n in range(len(items))]


def batches(examples: Sequence[Example], rng: random.Random) -> list[list[Example]]:
    """Batches of passages of about equal length, in random order."""
    order = list(examples)
    rng.shuffle(order)
    found = []
    for first in range(0, len(order), BATCH * 20):
        chunk = sorted(order[first : first + BATCH * 20], key=lambda e: len(e.hidden))
        found += [chunk[k : k + BATCH] for k in range(0, len(chunk), BATCH)]
    rng.shuffle(found)
    return found


def padded(batch: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """(hidden states, which tokens are there, which are the passage's own, soft labels, stances)."""
    device = batch[0].hidden.device
    hidden = pad_sequence([e.hidden for e in batch], batch_first=True).float()
    place = torch.arange(hidden.shape[1], device=device)
    bounds = torch.tensor([[e.body, len(e.hidden)] for e in batch], device=device)
    there = place < bounds[:, 1:]
    soft = torch.tensor(np.array([e.codes for e in batch]), dtype=torch.float32, device=device)
    stances = torch.tensor(np.array([e.stances for e in batch]), dtype=torch.float32, device=device)
    return hidden, there, there & (place >= bounds[:, :1]), soft, stances


def loss_of(reader: Reader, batch: list[Example]) -> torch.Tensor:
    hidden, there, own, soft, stances = padded(batch)
    odds, stance_odds = reader.upper(hidden, there, own, FROZEN)
    weight = torch.tensor([e.weight for e in batch], device=reader.device)
    loss = (F.binary_cross_entropy_with_logits(odds, soft, reduction="none").sum(1) * weight).mean()
    if any(e.stances.any() for e in batch):
        known = stances.sum(-1) > 0
        loss = loss + STANCE_WEIGHT * F.cross_entropy(stance_odds[known], stances[known])
    return loss


class Rounded:
    """The learning layers in as few bits as they are kept in, while a batch goes through them; the steps are taken by
    the full weights (the straight-through estimator; Bengio et al. 2013, arXiv 1308.3432).

    From then on these weights lie one after the other in one piece of memory, so that all are rounded at once."""

    def __init__(self, reader: Reader, frozen: int = FROZEN) -> None:
        layers = list(reader.layers)[frozen:]
        weights = [p for layer in layers for p in layer.parameters() if p.ndim == 2]
        self.together = torch.cat([p.data.reshape(-1) for p in weights])
        for p, part in zip(weights, self.together.split([p.numel() for p in weights]), strict=True):
            p.data = part.view_as(p)
        self.full = torch.empty_like(self.together)

    def __enter__(self) -> None:
        self.full.copy_(self.together)
        self.together.copy_(rounded(self.together, LEARNT_BITS))

    def __exit__(self, *_: object) -> None:
        self.together.copy_(self.full)


def rounded(weight: torch.Tensor, bits: int) -> torch.Tensor:
    """The weight on the grid of `ci_text.encoder.packing`."""
    blocks, zero = weight.view(-1, BLOCK), 2 ** (bits - 1)
    scale = (blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -zero).half().float()
    steps = (blocks / scale.where(scale != 0, 1.0)).round_().clamp_(-zero, zero - 1)
    return steps.mul_(scale).view_as(weight)


def optimizer_of(
    reader: Reader, rate: float, head_rate: float, frozen: int = FROZEN, decay: float = DECAY
) -> torch.optim.Optimizer:
    """Each learning layer at its own rate, the top one at `rate`, kept as `rate` in its group."""
    groups = [
        {"params": list(layer.parameters()), "rate": rate * decay ** (len(reader.layers) - 1 - n)}
        for n, layer in enumerate(reader.layers) if n >= frozen
    ]  # fmt: skip
    groups.append({"params": reader.heads(), "rate": head_rate, "weight_decay": 0.0})
    return torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


def pace_at(done: float) -> float:
    """The share of its rate that each group learns at when so much of the lesson is done: rising, then falling."""
    return min(1.0, done / WARM) * max(LAST_PACE, 1 - done)


def take_step(
    reader: Reader, optimizer: torch.optim.Optimizer, few_bits: Rounded, batch: list[Example]
) -> torch.Tensor:
    """Learn from a batch; returns its loss."""
    optimizer.zero_grad()
    with few_bits:
        with torch.autocast(reader.device.type, torch.bfloat16):
            loss = loss_of(reader, batch)
        loss.backward()
    torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
    optimizer.step()
    return loss.detach()


def learn(reader: Reader, part: Callable[[int], Sequence[Example]], lesson: Lesson, kept: Path | None = None) -> None:
    """One lesson; `part` says what is gone through in each epoch. The reader gets the mean of its weights at so many
    points of the last epoch (Izmailov et al. 2018, arXiv 1803.05407). What is learnt is `kept` in a file before each
    epoch, and gone on from where it is there; the same numbers come out as without a break."""
    optimizer = optimizer_of(reader, lesson.rate, lesson.head_rate)
    torch.manual_seed(lesson.seed)
    start = time.time()
    few_bits, mean = Rounded(reader), Mean()
    for epoch in range(gone_on(kept, reader, optimizer) if kept else 0, lesson.epochs):
        if kept:
            keep(kept, reader, optimizer, epoch)
        found = batches(part(epoch), random.Random(lesson.seed * 1000 + epoch))
        reader.train()
        taken = {math.ceil(len(found) * (n + 1) / lesson.snapshots) for n in range(lesson.snapshots)}
        losses = []
        for step, batch in enumerate(found, 1):
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * pace_at((epoch + step / len(found)) / lesson.epochs)
            losses.append(take_step(reader, optimizer, few_bits, batch))
            if step % 25 == 0:
                told = torch.stack(losses[-25:]).mean()
                print(f"step {step} of {len(found)}, loss {told:.3f}, {time.time() - start:.0f} s", flush=True)
            if epoch == lesson.epochs - 1 and step in taken:
                mean.add(reader)
        print(f"epoch {epoch + 1}: loss {torch.stack(losses).mean():.3f}", flush=True)
    reader.load_state_dict(mean.weights)


def keep(kept: Path, reader: Reader, optimizer: torch.optim.Optimizer, epoch: int) -> None:
    """Where a lesson is at the beginning of an epoch."""
    numbers = [torch.get_rng_state(), *(torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [])]
    state = {"epoch": epoch, "reader": reader.state_dict(), "optimizer": optimizer.state_dict(), "random": numbers}
    write_whole(kept, state)


def write_whole(file: Path, state: dict[str, Any]) -> None:
    """The state in a file, as a whole or not at all."""
    torch.save(state, file.with_suffix(".part"))
    file.with_suffix(".part").replace(file)


def gone_on(kept: Path, reader: Reader, optimizer: torch.optim.Optimizer) -> int:
    """The epoch to go on with; reader, optimizer and random numbers as they were then, where they were kept."""
    if not kept.exists():
        return 0
    state = torch.load(kept, map_location="cpu", weights_only=True)
    reader.load_state_dict(state["reader"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"][0])
    if torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["random"][1:])
    print(f"{kept}: gone on from before epoch {state['epoch'] + 1}; delete it to begin anew", flush=True)
    return int(state["epoch"])


def copied(reader: Reader) -> dict[str, torch.Tensor]:
    """Its weights as they are now, to go back to."""
    return {name: value.clone() for name, value in reader.state_dict().items()}


class Mean:
    """The mean of a reader's weights at some points in time."""

    def __init__(self) -> None:
        self.weights: dict[str, torch.Tensor] = {}
        self.taken = 0

    def add(self, reader: Reader) -> None:
        self.taken += 1
        for name, value in reader.state_dict().items():
            before = self.weights.setdefault(name, torch.zeros_like(value))
            before += (value - before) / self.taken
