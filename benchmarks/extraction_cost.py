"""What reading a PDF costs: CPU beside pdfplumber's default, start of the program, memory over many pages.

    python benchmarks/extraction_cost.py --data ../shared/extraction [--only NAME] [--rounds 5] [--memory A.pdf]

CPU is process time. Ours and pdfplumber read each file in turns in one process, so that both meet the same machine;
the fastest round of each counts, and `times` is one over the other. `floor` is what PDFium alone takes to load the
pages and hand out their text: no reader on top of it can be faster. `start` is the CPU of a worker that has read
nothing yet; it is paid once for up to 200 files. Memory is the peak of a fresh process that reads the same pages
again and again as one document of 100, 300 and 1,000 pages; `slope` is kilobytes a page between the last two, and
beside it what the document itself weighs when it is sent from the worker (text, lines and their boxes: it grows with
the pages, as it must).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from extraction import ours, pdfplumber_default

LENGTHS = (100, 300, 1000)


def floor(path: Path) -> None:
    """Load each page and take its text, nothing else."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path, password="test" if "password" in path.name else None)
    for index in range(len(pdf)):
        try:
            page = pdf[index]
        except pypdfium2.PdfiumError:
            continue
        textpage = page.get_textpage()
        textpage.get_text_range()
        textpage.close()
        page.close()
    pdf.close()


def speed_of(path: Path, rounds: int) -> dict[str, float | str | int]:
    """Milliseconds a page of each, the fastest of some rounds in turns."""
    runs: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(path),
        "pdfplumber": lambda: pdfplumber_default(path),
        "floor": lambda: floor(path),
    }
    pages = ours(path)[2]  # imports and word lists are paid here
    best = dict.fromkeys(runs, float("inf"))
    failed = ""
    for _ in range(rounds):
        for name, run in list(runs.items()):
            begun = time.process_time()
            try:
                run()
            except Exception as error:  # a rival that can't read a file is told
                failed = f"{name}: {error!r}"[:60]
                del runs[name]
                continue
            best[name] = min(best[name], 1000 * (time.process_time() - begun) / pages)
    return {"file": path.name, "pages": pages, **best, "times": best["pdfplumber"] / best["ours"], "failed": failed}


def start_of_a_worker() -> float:
    """CPU seconds from nothing to a worker that waits for its first path."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import ci_text.workers.serving"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def lengthened(path: Path, pages: int, target: Path) -> Path:
    """A PDF with the pages of another again and again."""
    import pikepdf

    with pikepdf.open(path) as source, pikepdf.new() as long:
        while len(long.pages) < pages:
            long.pages.extend(list(source.pages)[: pages - len(long.pages)])
        long.save(target)
    return target


def memory_of(path: Path) -> dict[str, float]:
    """Peak in MB of this process after it has read a file, and MB of the document as it is sent."""
    import pickle

    from ci_text.readers.options import ReadOptions
    from ci_text.readers.pdf import read_pdf

    document = read_pdf(path, path.read_bytes(), ReadOptions(ocr="never"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"peak": peak, "document": len(pickle.dumps(document, pickle.HIGHEST_PROTOCOL)) / 2**20}


def _in_a_process(what: str, path: Path, rounds: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", what, "--data", str(path), "--rounds", str(rounds)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"{path.name}: {answer.stderr.strip().splitlines()[-1]}")
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def speed(files: list[Path], rounds: int) -> None:
    print(f"{'file':34} {'pages':>5} {'ours ms':>8} {'plumber':>8} {'floor':>7} {'times':>6}")
    totals = [0.0, 0.0]
    for file in files:
        row = _in_a_process("speed", file, rounds)
        numbers = f"{row['ours']:8.2f} {row['pdfplumber']:8.1f} {row['floor']:7.2f} {row['times']:6.1f}"
        print(f"{file.name[:34]:34} {row['pages']:5} {numbers} {row['failed']}", flush=True)
        if not row["failed"]:
            totals[0] += row["ours"] * row["pages"]
            totals[1] += row["pdfplumber"] * row["pages"]
    if totals[0]:
        print(f"all pages: {totals[1] / totals[0]:.1f} times as fast as pdfplumber")
    print(f"start of a worker: {start_of_a_worker():.2f} s CPU")


def memory(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        peaks: list[tuple[int, dict[str, float]]] = []
        for pages in LENGTHS:
            found = _in_a_process("memory", lengthened(path, pages, Path(folder) / f"{pages}.pdf"), 1)
            peaks.append((pages, found))
            print(f"{path.name}, {pages:5} pages: peak {found['peak']:.1f} MB, document {found['document']:.1f} MB")
    (short, a), (long, b) = peaks[-2:]
    slope, own = (1024 * (b[key] - a[key]) / (long - short) for key in ("peak", "document"))
    print(f"slope {slope:.1f} KB a page, of it the document itself {own:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder of PDFs, or one")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=Path, help="a PDF to be lengthened")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        found = speed_of(arguments.data, arguments.rounds) if arguments.one == "speed" else memory_of(arguments.data)
        print(json.dumps(found))
        return
    files = [arguments.data] if arguments.data.is_file() else sorted(arguments.data.rglob("*.pdf"))
    files = [file for file in files if arguments.only in file.name]
    speed(files, arguments.rounds)
    if arguments.memory:
        memory(arguments.memory)


if __name__ == "__main__":
    main()
