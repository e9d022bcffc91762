"""The last pupil: the encoder that ships hears what it said itself, and a network of which every layer learnt.

Such a network can't ship: in as few bits it is too large. But one whose lower layers stay as they are can hear what it
says. Two pupils of five such networks (encoder_whole.py), their weights' mean, are the voice of these; the encoder, as
encoder_pupil.py left it, learns from the labels, and from what it and that voice say together of the exemplars and of
parts of these that nobody labelled: for long, always of the same words (Beyer et al. 2022, 'Knowledge distillation: a
good teacher is patient and consistent', arXiv 2106.05237).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
from encoder_learning import FROZEN, LEARNT_BITS, copied, rounded, write_whole
from encoder_network import Reader
from encoder_passages import Labels, Pair, Passages, batches, loss_of, rows_of, without_some_questions
from encoder_whole import WHOLE, Course, Odds, said_of, take_course, teach_whole

VOICES = (Course(202, 2208, 1.5e-4, 7e-4), Course(203, 2182, 1.5e-4, 7e-4))
"""The pupils of the whole networks, of whose weights the mean is kept."""
LAST = Course(302, 8865, 3e-4, 1e-3, FROZEN)
VOICE_LABELS, LAST_LABELS = 0.35, 0.3  # share of what the exemplars' readers said; the rest is what the networks said
VOICE_AWARE, LAST_AWARE = 0.6, 0.7  # share of those who knew the codes that is learnt from
PARTS = (7, 8)  # seeds of the parts; the voice hears the first alone
ALIKE = (0, 1, 4)  # of the whole networks, those with the same beginning: the voice begins at the mean of their weights
HEARD_FROM = 0.25  # where a network says so much of a code, its stance is learnt, too

Weights = Mapping[str, torch.Tensor]


class Once:
    """Weights that are learnt once and kept in files beside `kept`, to go on from after a break."""

    def __init__(self, kept: Path | None) -> None:
        self.kept = kept

    def __call__(self, name: str, reader: Reader, learn: Callable[[], None]) -> Weights:
        file = self.kept and self.kept.with_name(f"{name}-{self.kept.name}")
        if file and file.exists():
            reader.load_state_dict(torch.load(file, map_location=reader.device, weights_only=True))
            print(f"{file}: gone on from; delete it to learn it anew", flush=True)
            return copied(reader)
        learn()
        if file:
            write_whole(file, reader.state_dict())
        return copied(reader)


def teach_last(
    reader: Reader, begin: Weights, passages: Passages, unaware: np.ndarray, beside: np.ndarray, once: Once
) -> None:
    """The reader, as the pupils of the lessons left it, learns on, from networks that began at `begin`."""
    first, whole = rounded_weights(reader.state_dict(), FROZEN), []
    for number, way in enumerate(WHOLE):
        reader.load_state_dict(begin)
        whole.append(once(f"whole-{number}", reader, partial(teach_whole, reader, passages, unaware, beside, way)))
    pairs = [*passages.pairs, *passages.parts(PARTS[0])]
    often = np.resize(unaware | beside, len(pairs))
    heard = mixed(passages.labels, _together(reader, whole, pairs), VOICE_LABELS)
    voices = []
    for course in VOICES:
        reader.load_state_dict(mean_of([whole[n] for n in ALIKE]))
        learn = partial(hear, reader, pairs, heard, often, VOICE_AWARE, course)
        voices.append(once(f"voice-{course.seed}", reader, learn))
    pairs += passages.parts(PARTS[1])
    both = [rounded_weights(mean_of(voices), 0), first]
    heard = mixed(passages.labels, _together(reader, both, pairs), LAST_LABELS)
    reader.load_state_dict(first)
    hear(reader, pairs, heard, np.resize(often, len(pairs)), LAST_AWARE, LAST)


def _together(reader: Reader, networks: Sequence[Weights], pairs: Sequence[Pair]) -> Odds:
    said = []
    for weights in networks:
        reader.load_state_dict(weights)
        said.append(said_of(reader, pairs))
    return Odds.mean(said)


def mixed(labels: Labels, said: Odds, share: float) -> Labels:
    """What is to be learnt of the exemplars, which come first, and of the parts of them that follow, each of which
    counts as much as its exemplar."""
    n, times = len(labels.codes), len(said.codes) // len(labels.codes)
    codes = 1 / (1 + np.exp(-said.codes))
    known = np.where(codes > HEARD_FROM, codes, 0.0)
    given = labels.known > 0
    known[:n] = np.where(given, 1.0, known[:n] / 2)
    codes[:n] = share * labels.codes + (1 - share) * codes[:n]
    stances = said.stances.copy()
    stances[:n] = np.where(given[..., None], share * labels.stances + (1 - share) * stances[:n], stances[:n])
    return Labels(codes, stances, known, np.tile(labels.weight, times))


def hear(reader: Reader, pairs: Sequence[Pair], heard: Labels, often: np.ndarray, share: float, course: Course) -> None:
    """The reader learns what was heard of the passages; of those that don't come `often`, a share."""
    torch.manual_seed(course.seed)
    rng, picks = np.random.default_rng(course.seed), random.Random(course.seed)
    order = batches(np.flatnonzero(often | (rng.random(len(pairs)) < share)), np.array([len(p[1]) for p in pairs]), rng)
    wanted = heard.on(reader.device)

    def go_back(_: float) -> torch.Tensor:
        chosen = next(order)
        asked = without_some_questions([pairs[n] for n in chosen], picks)
        numbers, there, own = rows_of(asked, reader.device)
        with torch.autocast(reader.device.type, torch.bfloat16):
            with torch.no_grad():
                x = reader.lower(numbers, there, course.frozen)
            rows = torch.tensor(chosen, device=reader.device)
            odds, stances = reader.upper(x, there, own, course.frozen)
            loss = loss_of(odds, stances, tuple(part[rows] for part in wanted))
        loss.backward()
        return loss.detach()

    take_course(reader, course, go_back, few_bits=True)


def mean_of(several: Sequence[Weights]) -> Weights:
    return {name: torch.stack([weights[name] for weights in several]).mean(0) for name in several[0]}


def rounded_weights(weights: Weights, frozen: int) -> Weights:
    """The weights in as few bits as those of the layers from there on are kept in."""
    return {
        name: rounded(value, LEARNT_BITS) if value.ndim == 2 and layer_of(name) >= frozen else value.clone()
        for name, value in weights.items()
    }


def layer_of(name: str) -> int:
    """The number of the layer that weights of this name belong to; below all others where to none."""
    return int(name.split(".")[1]) if name.startswith("layers.") else -1
