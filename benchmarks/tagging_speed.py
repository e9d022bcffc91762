"""Speed, load time and memory of the taggers, beside spaCy's blank tokenizer and a MiniLM encoder in one process."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from threadpoolctl import threadpool_limits

from ci_text.codebook import default_codebook
from ci_text.errors import CiTextError
from ci_text.language import SUPPORTED
from ci_text.records import Passage
from ci_text.sentence_model import load_sentence_model
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


SECONDS = 10.0  # of a round, about
FEW = 64  # passages that tell how many those are
PEER = "all-MiniLM-L6-v2"


def per_second(work: Callable[[], Any], passages: int) -> float:
    """Passages per second of processor time, the best of three."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return passages / min(seconds)


def drawn(passages: Sequence[Passage], work: Callable[[Sequence[Passage]], Any]) -> Sequence[Passage]:
    """As many of the passages, evenly drawn, as a round of some seconds takes; warms up what works."""
    few = passages[:: max(1, len(passages) // FEW)][:FEW]
    work(few)
    enough = int(SECONDS * per_second(lambda: work(few), len(few)))
    return passages[:: max(1, len(passages) // max(1, enough))]


def speed(passages: Sequence[Passage], sentence_model: str = PEER) -> None:
    import spacy

    print(subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout.strip())
    blank = {lang: spacy.blank(lang) for lang in SUPPORTED}
    base = per_second(lambda: [blank[p.lang](p.text) for p in passages], len(passages))
    print(f"{len(passages)} passages; spaCy's blank tokenizer {base:.0f} passages/s")
    peer = peer_rate(passages, sentence_model)
    for name in ("lexicon", "linear", "quick", "combined"):
        tagger = load_tagger(name, default_codebook())
        chosen = drawn(passages, tagger.tag)
        rate = per_second(lambda tagger=tagger, chosen=chosen: tagger.tag(chosen), len(chosen))
        beside = f", {rate / peer:.2f} of {sentence_model}'s" if peer else ""
        told = f"{name:10}{rate:8.1f} passages/s on one core ({len(chosen)} passages)"
        print(f"{told}, {rate / base:.4f} of the tokenizer's speed{beside}", flush=True)
    print(f"memory after all: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def peer_rate(passages: Sequence[Passage], name: str) -> float | None:
    """Passages per second of processor time that a sentence model encodes; None, told, where it is not installed."""
    try:
        model = load_sentence_model(name)
    except CiTextError as error:
        print(f"{name} was not measured: {error}")
        return None

    def work(some: Sequence[Passage]) -> Any:
        with threadpool_limits(1):
            return model.encode([p.text for p in some])

    chosen = drawn(passages, work)
    rate = per_second(lambda: work(chosen), len(chosen))
    print(f"{name} {rate:.1f} passages/s on one core ({len(chosen)} passages)", flush=True)
    return rate
