"""Speed, load time and memory of the taggers, beside spaCy's blank tokenizer in the same process."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from ci_text.codebook import default_codebook
from ci_text.language import SUPPORTED
from ci_text.records import Passage
from ci_text.taggers import load_tagger

# VmHWM and not ru_maxrss, which would count the parent's memory from before the exec
LOAD = """
import pathlib, time
start = time.perf_counter()
from ci_text.codebook import default_codebook
from ci_text.evaluation import lone_passage
from ci_text.taggers import load_tagger
tagger = load_tagger("combined", default_codebook())
tagger.tag([lone_passage("1", "Der var kaffe i hallen.", "da"), lone_passage("2", "We had coffee.", "en")])
most = pathlib.Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(f"load, with the first tags in both languages: {time.perf_counter() - start:.2f} s, {int(most) / 1024:.0f} MB")
"""


def per_second(work: Callable[[], Any], passages: int) -> float:
    """Passages per second of processor time, the best of three."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return passages / min(seconds)


def speed(passages: Sequence[Passage]) -> None:
    import spacy

    print(subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout.strip())
    blank = {lang: spacy.blank(lang) for lang in SUPPORTED}
    base = per_second(lambda: [blank[p.lang](p.text) for p in passages], len(passages))
    print(f"{len(passages)} passages; spaCy's blank tokenizer {base:.0f} passages/s")
    for name in ("lexicon", "linear", "quick", "combined"):
        tagger = load_tagger(name, default_codebook())
        tagger.tag(passages)
        rate = per_second(lambda tagger=tagger: tagger.tag(passages), len(passages))
        print(f"{name:10}{rate:8.0f} passages/s on one core, {rate / base:.3f} of the tokenizer's speed")
    print(f"memory after all: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
