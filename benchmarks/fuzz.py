"""Broken and hostile PDFs through the isolated workers: nothing may stop the batch.

    python benchmarks/fuzz.py                         # 500 mutants of corpora/sample and all hostile files
    python benchmarks/fuzz.py --data ../shared/extraction --count 500 --time-limit 20 --memory 1500

Every file must come back once, within the time limit, as a document with a balanced account or as a typed error
with a remedy. Prints outcomes by kind and the slowest files; ends with 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from ci_text.errors import READ_ERRORS, ReadError
from ci_text.readers import ReadOptions
from ci_text.records import Document
from ci_text.workers import read_isolated
from hostile import bombs, hostile

HERE = Path(__file__).resolve().parent
OBJECT = re.compile(rb"\d+ \d+ obj\b.*?\bendobj", re.DOTALL)
NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?")
STARTING = 3.0  # seconds allowed over the limit: a worker is ended, another one started


def flip(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 5, 50, 500))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def truncate(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    return data[: rng.randrange(5, len(data))]


def behead(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    return data[:20] + data[rng.randrange(20, len(data)) :]


def swap_objects(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    spans = [m.span() for m in OBJECT.finditer(data)]
    if len(spans) < 2:
        return flip(data, rng, _other)
    (a, b), (c, d) = sorted(rng.sample(spans, 2))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def swap_bodies(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    """Two objects under each other's numbers."""
    spans = [(m.start() + m[0].index(b"obj") + 3, m.end()) for m in OBJECT.finditer(data)]
    if len(spans) < 2:
        return flip(data, rng, _other)
    (a, b), (c, d) = sorted(rng.sample(spans, 2))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def numbers(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    found = [m.span() for m in NUMBER.finditer(data)]
    out, last = [], 0
    for a, b in sorted(rng.sample(found, min(len(found), rng.choice((1, 4, 20))))):
        out += [data[last:a], rng.choice((b"0", b"-1", b"99999999999", b"2147483648", b"1e99", b"3", b"65536"))]
        last = b
    return b"".join([*out, data[last:]])


def cut_out(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randrange(1, 5000) :]


def repeat(data: bytes, rng: random.Random, _other: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at : at + rng.randrange(1, 5000)] * rng.choice((2, 30)) + data[at:]


def splice(data: bytes, rng: random.Random, other: bytes) -> bytes:
    return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]


MUTATIONS: tuple[Callable[[bytes, random.Random, bytes], bytes], ...] = (
    flip, truncate, behead, swap_objects, swap_bodies, numbers, cut_out, repeat, splice
)  # fmt: skip


def write_files(folder: Path, sources: list[Path], count: int, seed: int, hard: bool = True) -> list[str]:
    """Write the mutants and the hostile files; the same seed writes the same files; `hard` adds the bombs."""
    rng = random.Random(seed)
    paths = []
    for n in range(count):
        mutate = MUTATIONS[n % len(MUTATIONS)]
        source, other = rng.choice(sources), rng.choice(sources)
        path = folder / f"{n:04}_{mutate.__name__}_{source.stem}.pdf"
        path.write_bytes(mutate(source.read_bytes(), rng, other.read_bytes()))
        paths.append(str(path))
    for name, data in chain(hostile(), bombs() if hard else ()):
        path = folder / f"hostile_{name}.pdf"
        path.write_bytes(data)
        paths.append(str(path))
    return paths


def broken_promise(result: object) -> str:
    """What is wrong with an outcome, '' where nothing is."""
    if isinstance(result, Document):
        lost = [page.page for page in result.pages if page.unaccounted]
        return f"characters unaccounted for on page {lost[0]}" if lost else ""
    if not isinstance(result, ReadError) or type(result) not in READ_ERRORS.values():
        return f"no typed error: {result!r}"
    if not result.message or not result.remedy:
        return "an error without message or remedy"
    return f"a reader failed: {result.message}" if "the reader failed with" in result.message else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parent / "corpora" / "sample", help="folder of good PDFs")
    parser.add_argument("--count", type=int, default=500, help="mutants (default 500)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--time-limit", type=float, default=20.0, help="seconds a file")
    parser.add_argument("--memory", type=int, default=1500, help="MiB a worker")
    parser.add_argument("--keep", type=Path, help="write the files here and keep them")
    args = parser.parse_args()
    sources = sorted(p for p in args.data.rglob("*.pdf") if p.stat().st_size < 3_000_000)
    if not sources:
        parser.error(f"no PDF under {args.data}")
    options = ReadOptions(ocr="never", time_limit=args.time_limit, memory_limit=args.memory * 1024**2)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return run(write_files(folder, sources, args.count, args.seed), options, args.jobs)


def run(paths: list[str], options: ReadOptions, jobs: int) -> int:
    """Read all, print what came of them; 1 where a promise is broken."""
    kinds: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    failures: list[str] = []
    gaps: list[tuple[float, str]] = []
    start = last = time.monotonic()
    for path, result in read_isolated(paths, options, jobs=jobs):
        now = time.monotonic()
        gaps.append((now - last, Path(path).name))
        last = now
        seen[path] += 1
        kinds["read" if isinstance(result, Document) else getattr(result, "kind", "?")] += 1
        if fault := broken_promise(result):
            failures.append(f"{Path(path).name}: {fault}")
        if isinstance(result, ReadError) and result.kind in ("crash", "time-out"):
            print(f"  {result.kind:9} {result.message.rpartition('/')[2][:150]}")
    wall = time.monotonic() - start
    if seen != Counter(paths):
        failures.append(f"{len(paths)} files in, {sum(seen.values())} outcomes out")
    gaps.sort(reverse=True)
    if gaps and gaps[0][0] > options.time_limit + STARTING:
        failures.append(f"{gaps[0][1]} held the batch for {gaps[0][0]:.1f} s")
    print(f"{len(paths)} files in {wall:.0f} s, {jobs} workers, limit {options.time_limit:g} s a file")
    for kind, n in kinds.most_common():
        print(f"  {kind:15} {n}")
    print("longest waits: " + ", ".join(f"{name} {gap:.1f} s" for gap, name in gaps[:5]))
    for failure in failures:
        print(f"BROKEN  {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
