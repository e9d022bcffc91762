"""The packed network as it lies in the package: safetensors, nothing in it can run code (models/train_encoder.py)."""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ci_text.encoder.capitals import calm
from ci_text.encoder.names import unpack_names
from ci_text.encoder.network import Network
from ci_text.encoder.packing import unpack
from ci_text.encoder.pieces import BEGIN, END, Pieces

if TYPE_CHECKING:
    import numpy as np

FILE = "encoder.safetensors"
WORD = re.compile(r"\S+")
LONGEST = 400  # pieces of a text that are read; the taggers cut their windows by words and characters to keep below
LONGEST_CONTEXT = 40
LONGEST_READ = LONGEST + LONGEST_CONTEXT + 4  # with the signs between and around
LARGE = 2**62


@dataclass(frozen=True, slots=True)
class Read:
    """What the network made of a text: log odds a code, stance log odds (codes x stances), the words as (start, end),
    and `gain` (codes x words): what each word, without its punctuation, gave to the log odds of a code."""

    odds: np.ndarray
    stances: np.ndarray
    words: list[tuple[int, int]]
    gain: np.ndarray

    def per_token(self, starts: Sequence[int], code: int) -> list[float]:
        """The gain of a code at tokens that begin at `starts`: each word's gain, shared out among its tokens."""
        owner = [bisect_right(self.words, (start, LARGE)) - 1 for start in starts]
        counts = Counter(owner)
        return [float(self.gain[code, word]) / counts[word] for word in owner]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A network with the pieces it reads and the codes it knows, in the order of its answers."""

    pieces: Pieces
    network: Network
    codes: tuple[str, ...]
    facts: Mapping[str, Any]

    def read_all(self, texts: Sequence[tuple[str, str]]) -> list[Read]:
        """`read` of each (text, context), a text a core: matrices this small gain nothing from several cores each, and
        with one thread each the numbers are the same on every machine."""
        from threadpoolctl import threadpool_limits

        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(cores) as pool:
            return list(pool.map(lambda pair: self.read(*pair), texts))

    def read(self, text: str, context: str = "") -> Read:
        """What the text says of each code; `context` is the question before an answer."""
        import numpy as np

        words = [match.span() for match in WORD.finditer(text)]
        cut = [self.pieces.of_word(word) for word in calm([text[start:end] for start, end in words])]
        numbers, owner = _joined(cut)
        before = opening(self.pieces, context)
        heads = self.network.read([*before, *numbers, END], slice(len(before), len(before) + len(numbers) + 1))
        gain = np.zeros((len(self.codes), len(words)), dtype=np.float32)
        for place, word in enumerate(owner):
            if self.pieces.is_word(numbers[place]):  # a full stop gathers what its sentence says and is no evidence
                gain[:, word] += heads.gain[:, place]
        return Read(heads.odds, heads.stances, words, gain)


def _joined(cut: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """All pieces, and for each the number of its word."""
    numbers = [n for pieces in cut for n in pieces][:LONGEST]
    owner = [word for word, pieces in enumerate(cut) for _ in pieces][:LONGEST]
    return numbers, owner


def opening(pieces: Pieces, context: str) -> list[int]:
    """What stands before the text: the sign of the beginning, and the question between signs."""
    asked = [n for word in context.split() for n in pieces.of_word(word)][:LONGEST_CONTEXT]
    return [BEGIN, *asked, END, END] if asked else [BEGIN]


@cache
def load_encoder(path: Path) -> Encoder:
    """The network in a file made by models/train_encoder.py; raises SafetensorError where it is none."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        facts = json.loads(file.metadata()["facts"])
        weights = _weights(file, facts["width"])
        names = unpack_names(file.get_tensor("pieces"))
        scores = file.get_tensor("piece_scores").astype("float32").tolist()
    network = Network(weights, facts["heads"])
    return Encoder(Pieces(names, scores), network, tuple(facts["codes"]), facts)


def _weights(file: Any, width: int) -> dict[str, np.ndarray]:
    """Everything in float32, matrices as (inputs x outputs)."""
    import numpy as np

    weights: dict[str, np.ndarray] = {}
    names = set(file.keys())
    for name in sorted(names - {"pieces", "piece_scores"}):
        plain, _, part = name.partition("/")
        if part == "nibbles":
            inputs = 4 * width if plain.endswith(".fo.w") else width
            planes = [file.get_tensor(n) for n in sorted(names) if n.startswith(plain + "/bit")]
            rows = unpack(file.get_tensor(name), file.get_tensor(plain + "/scale"), inputs, planes)
            weights[plain] = rows if plain == "word" else np.ascontiguousarray(rows.T)
        elif not part:
            weights[name] = file.get_tensor(name).astype(np.float32)
    return weights
