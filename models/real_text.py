"""Labelled passages of real text: the encoder's last lesson, and what it said of each before it had seen its owner.

They are other people's words: the model keeps their fingerprints, so that whoever measures it on them is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder_learning import AT_ONCE, FROZEN, Example, Lesson, Rounded, copied, learn, padded
from encoder_network import Reader
from sklearn.model_selection import GroupKFold

from ci_text.codebook import Codebook
from ci_text.encoder.model import fingerprint
from ci_text.evaluation import read_gold

REAL = "real"  # stands for the author of such a passage
FOLDS = 5
DECIMALS = 4


class RealText:
    """The passages as exemplars are, each with the opinions of all its readers; `owners` are who publishes them."""

    lesson = Lesson(4, epochs=8, rate=1e-4, head_rate=1e-3)

    def __init__(self, path: Path, book: Codebook) -> None:
        gold = read_gold(path, book)
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        self.items: list[dict[str, Any]] = [
            {"id": g.id, "text": g.text, "context": g.context, "lang": g.lang, "author": REAL,
             "opinions": list(row.get("readers", {}).values()) or [g.codes]}
            for g, row in zip(gold, rows, strict=True)
        ]  # fmt: skip
        self.owners = [g.group.rpartition("/")[0] or g.group for g in gold]

    def write(self, path: Path, unseen: Mapping[str, Any], encoder: str) -> None:
        """What was said of the passages unseen, by fingerprint, beside the encoder that it belongs to."""
        told = {"encoder": encoder, "passages": unseen}
        path.write_text(json.dumps(told, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")


def adapt(
    reader: Reader, examples: list[Example], real: RealText, rehearsed: Sequence[Example]
) -> dict[str, dict[str, Any]]:
    """Teach the reader all real passages. Returns log odds and stance log odds of each, by fingerprint, as a reader
    said them that had learnt from the other owners' passages only."""

    def learn_from(chosen: Sequence[int]) -> None:
        own = [examples[n] for n in chosen]
        learn(reader, lambda epoch: [*own, *rehearsed[epoch :: real.lesson.epochs]], real.lesson)

    start = copied(reader)
    unseen: dict[str, dict[str, Any]] = {}
    for learnt, test in GroupKFold(FOLDS).split(examples, groups=real.owners):
        learn_from(learnt)
        said = read(reader, [examples[n] for n in test])
        unseen |= {fingerprint(real.items[n]["text"]): one for n, one in zip(test, said, strict=True)}
        reader.load_state_dict(start)
    learn_from(range(len(examples)))
    return unseen


def read(reader: Reader, examples: Sequence[Example]) -> list[dict[str, Any]]:
    """What the reader says, in as few bits as it is kept in."""
    reader.eval()
    said: list[dict[str, Any]] = []
    with torch.no_grad(), Rounded(reader):
        for first in range(0, len(examples), AT_ONCE):
            hidden, there, own, _, _ = padded(list(examples[first : first + AT_ONCE]))
            odds, stances = reader.upper(hidden, there, own, FROZEN)
            for row, stance in zip(odds.cpu().numpy(), stances.cpu().numpy(), strict=True):
                said.append({"odds": _short(row), "stances": _short(stance)})
    return said


def _short(values: np.ndarray) -> Any:
    return np.round(values.astype(float), DECIMALS).tolist()
