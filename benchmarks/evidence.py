"""From tags to evidence, one whole project: how long and how much memory do compare, quotes and report take?

    python benchmarks/evidence.py [--documents 500] [--passages 50000] [--initiatives 25] [--themes] [--folder DIR]

Makes a project file of passages mixed from the sentences of the exemplars - reports and interviews of several years,
tags with evidence, people who reviewed a part, a second coder - and then, in a process of its own that opens the file
as a user's command would, compares, pulls quotes in several ways and writes the report. Ends with 1 where the three
together take more than 60 s of processor time or 2 GB. Workbook, annex and manifest are measured beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ci_text.project import Project
from ci_text.records import STANCES, Block, Document, Evidence, Line, Metadata, PageAccount, Tag
from ci_text.segment import make_passages

EXEMPLARS = Path(__file__).parents[1] / "corpora" / "exemplars" / "texts"
SECONDS, MEGABYTES = 60, 2_000
PER_PAGE = 8
TAGS_EACH = 0.45  # tags a passage, as the trained tagger gives on reports
REVIEWED = 40  # one passage of so many is decided on every code, half of these by two people
MACHINE = "combined@made-up"


def sentences() -> list[str]:
    """The texts of the exemplars: the material of the passages."""
    found = []
    for path in sorted(EXEMPLARS.glob("*.txt")):
        for block in path.read_text("utf-8").split("\n\n"):
            text = " ".join(line for line in block.splitlines() if not line.startswith("#"))
            if len(text.split()) > 5:
                found.append(" ".join(text.split()))
    return found


def documents(rng: random.Random, number: int, passages: int, initiatives: int) -> Iterator[tuple[Document, Metadata]]:
    pool = sentences()
    for d in range(number):
        interview = d % 3 == 2
        size = passages // number + (d < passages % number)
        text, blocks, lines = "", [], []
        for n in range(size):
            body = f"{rng.choice(pool)} {rng.choice(pool)} ({d}.{n})"
            asks = interview and n % 2 == 0
            blocks.append(
                Block(
                    len(text), len(text) + len(body), "turn" if interview else "paragraph",
                    speaker=("I" if asks else "Birthe") if interview else None,
                    role=("interviewer" if asks else "informant") if interview else None,
                )
            )  # fmt: skip
            lines.append(Line(len(text), len(text) + len(body), 1 + n // PER_PAGE))
            text += body + "\n\n"
        characters = len("".join(text.split()))
        pages = tuple(PageAccount(1 + n, 0, 0) for n in range(1, 1 + size // PER_PAGE))
        yield (
            Document(
                hashlib.sha256(f"made up {d}".encode()).hexdigest(), f"material/{d % initiatives:02}/{d:04}.pdf", "pdf",
                text, tuple(blocks), tuple(lines), (PageAccount(1, characters, characters), *pages),
            ),
            Metadata(
                initiative=f"Initiativ {1 + d % initiatives}", kind="interview" if interview else "report",
                year=2015 + (d // initiatives) % 8, voice=("self", "independent")[d % 2], organisation=f"Hus {d % 60}",
                author=f"Anna Borg {d % 90}",
            ),
        )  # fmt: skip


def make(path: Path, number: int, passages: int, initiatives: int, themes: bool) -> None:
    """The project file, written through the store as reading and tagging write it."""
    rng = random.Random(5)
    with Project(path) as project:
        codes, store = project.codebook.code_ids, project.store
        for document, metadata in documents(rng, number, passages, initiatives):
            cut = make_passages(document, metadata)
            store.save_document(document.path, (0, 0, ""), document, cut, metadata)
            lean = {code: rng.betavariate(0.8, 0.8 * (len(codes) / TAGS_EACH - 1)) for code in codes}
            tags = []
            for p in cut:
                word = Evidence(0, len(p.text.split()[0]), p.text.split()[0])
                for code in codes:
                    if rng.random() < lean[code]:
                        tags.append(
                            Tag(p.id, code, rng.choice(STANCES), round(rng.uniform(0.3, 1), 3), MACHINE, (word,))
                        )
            store.tags.save_machine(document.id, MACHINE, tags, cut)
            _review(project, rng, [p.id for p in cut], {(t.passage_id, t.code): t for t in tags})
        store.log("tag", {"source": MACHINE, "documents": number, "versions": {}})
        if themes:
            project.themes()


def _review(project: Project, rng: random.Random, ids: list[str], tags: dict[tuple[str, str], Tag]) -> None:
    for n, passage_id in enumerate(ids[::REVIEWED]):
        for coder in ("anna", "bo")[: 1 + n % 2]:
            for code in project.codebook.code_ids:
                said = tags.get((passage_id, code))
                right = rng.random() < 0.9
                stance = (said.stance if said else None) if right else (None if said else "at_work")
                project.store.tags.decide(
                    Tag(passage_id, code, stance or "general", float(stance is not None), f"human:{coder}"),
                    "2026-01-01",
                )


def measure(path: Path, folder: Path) -> int:
    """Run by itself in a fresh process: the steps on an existing project, each opened anew."""
    spent = 0.0

    def timed(name: str, work: Callable[[Project], object], counts: bool = True) -> object:
        nonlocal spent
        begun, cpu = time.perf_counter(), time.process_time()
        with Project(path, create=False) as project:
            result = work(project)
        cpu = time.process_time() - cpu
        spent += cpu if counts else 0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name:34} {cpu:6.1f} s cpu {time.perf_counter() - begun:7.1f} s wall   peak {peak:5} MB", flush=True)
        return result

    timed("compare, all tables", lambda p: p.compare())
    timed(
        "quotes on a code, for and against", lambda p: p.quotes(codes=(p.codebook.code_ids[0],), against=True, limit=50)
    )
    timed("quotes by words", lambda p: p.quotes(search="fælles*", limit=50))
    timed("report in Danish", lambda p: p.report(folder / "report.html"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = (folder / "report.html").stat().st_size
    print(f"together {spent:.1f} s cpu, peak {peak} MB; report {size / 1e6:.2f} MB")
    for name in ("evidence.xlsx", "annex.docx", "quotes.csv"):
        timed(f"beside them: {name}", lambda p, name=name: p.export(folder / name), counts=False)
    timed("beside them: manifest", lambda p: p.manifest(), counts=False)
    return 0 if spent <= SECONDS and peak <= MEGABYTES and size < 3_000_000 else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--initiatives", type=int, default=25)
    parser.add_argument("--themes", action="store_true", help="model themes too: the report shows them")
    parser.add_argument("--folder", type=Path, help="keep project and report here; made up anew where it holds none")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        return measure(given.measure, given.folder)
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "project.db"
        if not path.exists():
            make(path, given.documents, given.passages, given.initiatives, given.themes)
        command = [sys.executable, __file__, "--measure", str(path), "--folder", str(folder)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
