"""Quotes: are they in the PDF by another program's reading, and how fast are they found?

    python benchmarks/quotes.py found corpora/sample        every passage that could be quoted, against pdftotext
    python benchmarks/quotes.py speed --passages 50000      find_quotes and the exports on made-up passages

`found` asks Poppler's pdftotext for the text of the page that is cited, takes spaces and hyphens out of both, and
looks for the one in the other. Note marks (digits after anything but a digit) may stand in pdftotext's reading: ours
sets them aside. A passage over two pages must be found page by page. What can't be read is named and left out. For what
is not found it tells where the two part: the last letters that they share, and how each goes on.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import tempfile
import time
import unicodedata
from functools import cache
from pathlib import Path

from ci_text.codebook import Codebook, default_codebook, load_codebook
from ci_text.corpus import Corpus
from ci_text.errors import ReadError
from ci_text.exporters import write_export
from ci_text.findings import Findings
from ci_text.quotes import QuoteFilter, find_quotes
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import read_pdf
from ci_text.records import UNCODED_KINDS, Document, Evidence, Metadata, Passage, Quote, SourceFile, Tag
from ci_text.segment import make_passages

IGNORED = re.compile(r"[\s\-\u00ad\u2010\u2011\ufffe]+")


def bare(text: str) -> str:
    return IGNORED.sub("", unicodedata.normalize("NFKC", text))


@cache
def page_texts(path: Path, page: int) -> tuple[str, ...]:
    """A page as pdftotext reads it, in reading order and in stream order."""
    command = ["pdftotext", "-f", str(page), "-l", str(page), str(path), "-"]
    orders = ([], ["-raw"])
    readings = [subprocess.run([*command[:1], *o, *command[1:]], capture_output=True, check=True) for o in orders]
    return tuple(bare(reading.stdout.decode("utf-8", "replace")) for reading in readings)


def is_on_page(text: str, path: Path, page: int) -> bool:
    return any(re.search(pattern(bare(text)), reading) for reading in page_texts(path, page))


def pattern(letters: str) -> str:
    """The letters with room for note marks."""
    return "".join(re.escape(c) + ("" if c.isdigit() else r"\d{0,2}") for c in letters)


def parting(text: str, path: Path, page: int) -> str:
    """Where the reading of pdftotext that goes along the furthest parts from ours."""
    letters, best = bare(text), (0, "")
    for reading in page_texts(path, page):
        shared, beyond = 0, len(letters) + 1
        while beyond - shared > 1:
            middle = (shared + beyond) // 2
            found = re.search(pattern(letters[:middle]), reading)
            shared, beyond = (middle, beyond) if found else (shared, middle)
        found = re.search(pattern(letters[:shared]), reading)
        best = max(best, (shared, reading[found.end() : found.end() + 20] if found else ""))
    shared, theirs = best
    return f"{letters[max(0, shared - 12) : shared]!r} + {letters[shared : shared + 20]!r}, theirs {theirs!r}"


def missed(document: Document, path: Path, quote: Quote | Passage) -> str:
    """Where the text parts from that of a page cited for it; '' where it stands on each of them."""
    for page in range(quote.page, quote.page_end + 1):
        here = [li for li in document.lines if li.page == page and li.start < quote.end and li.end > quote.start]
        if not here:
            return f"nothing of it is on page {page}"
        text = document.text[max(quote.start, here[0].start) : min(quote.end, here[-1].end)]
        if not is_on_page(text, path, page):
            return f"page {page}: {parting(text, path, page)}"
    return ""


def found(folder: Path) -> None:
    total, missing = 0, []
    for path in sorted(folder.rglob("*.pdf")):
        try:
            document = read_pdf(path, path.read_bytes(), ReadOptions())
        except ReadError as error:
            print(f"not read: {path}: {error}", flush=True)
            continue
        quotable = [p for p in make_passages(document) if p.kind not in UNCODED_KINDS and len(p.text.split()) >= 6]
        total += len(quotable)
        lost = [(path, p, why) for p in quotable if (why := missed(document, path, p))]
        missing += lost
        print(f"{len(quotable) - len(lost):6} of {len(quotable):6}  {path}", flush=True)
    for path, p, why in missing:
        print(f"not found: {path.name} {p.kind} {p.text[:40]!r}, {why}")
    print(f"{total - len(missing)} of {total} passages of six words and more found verbatim on the page cited")


# --- speed -----------------------------------------------------------------------------------------------------------

SENTENCE = "vi har sammen taget ansvar for de fælles tal og alle parter lagde deres egne planer frem på mødet"
WORDS = SENTENCE.split()


def made_up(passages: int, codes: tuple[str, ...]) -> tuple[Corpus, dict[str, str]]:
    """A corpus of 100 passages a document, a tag on every second passage, and the documents' texts."""
    rng = random.Random(1)
    files, all_passages, tags, texts = [], [], [], {}
    for n in range(-(-passages // 100)):
        document = f"{n:064d}"
        files.append(SourceFile(f"d{n}.pdf", "read", document, metadata=Metadata(initiative=f"Initiativ {n % 10}")))
        text = ""
        for position in range(100):
            length = rng.randint(8, 90)
            words = [rng.choice(WORDS) if i % 12 else f"{rng.choice(WORDS).title()}" for i in range(length)]
            body = " ".join(words) + f" {rng.randint(1, 999)}."
            start = len(text)
            text += body + "\n\n"
            p = Passage(
                f"{document[-12:]}:{start}",
                document,
                position,
                "paragraph",
                start,
                start + len(body),
                body,
                1,
                1,
                lang="da",
            )
            all_passages.append(p)
            if position % 2:
                evidence = (Evidence(0, len(words[0]), words[0]),)
                tags.append(Tag(p.id, rng.choice(codes), "at_work", round(rng.random(), 3), "x", evidence))
        texts[document] = text
    return Corpus(tuple(files), tuple(all_passages), tuple(tags)), texts


def speed(passages: int, book: Codebook) -> None:
    corpus, texts = made_up(passages, book.code_ids)

    def timed(name: str, work: object) -> object:
        begun = time.perf_counter()
        result = work()  # type: ignore[operator]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{name:28} {time.perf_counter() - begun:6.2f} s   peak {peak} MB")
        return result

    for name, where in {
        "all": QuoteFilter(),
        "five of each cell": QuoteFilter(per_cell=5),
        "one code, ten, tightened": QuoteFilter(codes=book.code_ids[:1], limit=10, tighten=True, against=True),
    }.items():
        quotes = timed(
            f"find_quotes: {name}", lambda where=where: find_quotes(corpus, book, where, texts.get, {}, None)
        )
        if where.per_cell:
            findings = Findings(corpus, book, {}, tuple(quotes), {})
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".jsonl", ".xlsx", ".docx", ".csv", ".parquet"):
            timed(f"export {suffix}", lambda s=suffix: write_export(Path(folder) / f"x{s}", findings, "da"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("found").add_argument("folder", type=Path)
    fast = commands.add_parser("speed")
    fast.add_argument("--passages", type=int, default=50_000)
    fast.add_argument("--codebook", type=Path, help="the packed codebook where not given")
    given = parser.parse_args()
    if given.command == "found":
        found(given.folder)
    else:
        speed(given.passages, load_codebook(given.codebook) if given.codebook else default_codebook())


if __name__ == "__main__":
    main()
