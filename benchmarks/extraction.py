"""How well and how fast PDFs are read, ours beside other engines, in one run.

    python benchmarks/extraction.py --data ../shared/extraction [--engines ours,pdfplumber] [--scramble] [--misses]

`exact`: true paragraphs that equal one extracted passage. `verbatim`: true paragraphs that stand word for word in the
extracted text (blanks normalised; a mark or speaker label before a passage may be part of it or not). `order`: share of
neighbouring true paragraphs that come in the wrong order. Truth: `synthetic/gt.json`, and for a PDF with an ODT of the
same name the ODT's paragraphs. CPU is process time, in seconds a page, once all is
loaded, the best of three; `times` is pdfplumber's default over it, where both are run. Memory is the peak of a fresh
process.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RIVAL = "pdfplumber"  # the engine that speed is told against
REPEATS = 3  # the fastest counts: the others were disturbed
BARE = "•‣◦▪–—-\"“”„»«'’‘* "


@dataclass
class Score:
    engine: str
    file: str
    truths: int = 0
    exact: float = 0.0
    verbatim: float = 0.0
    order: float = 0.0
    turns: float | None = None
    unaccounted: int | None = None
    pages: int = 0
    seconds_a_page: float = 0.0
    peak_mb: float = 0.0


def plain(text: str) -> str:
    """Blanks made one, typographic hyphens made plain."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u2010", "-").replace("\u00ad", "")).strip()


def loose(text: str) -> str:
    return plain(text).strip(BARE)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def ours(path: Path) -> tuple[list[str], str, int, int]:
    from ci_text.readers.options import ReadOptions
    from ci_text.readers.pdf import read_pdf

    document = read_pdf(path, path.read_bytes(), ReadOptions(passwords=("test",), ocr="never"))
    passages = []
    for block in document.blocks:
        text = document.text[block.start : block.end]
        passages.append(text if block.speaker is None else f"{block.speaker}: {text}")
        if block.mark and block.kind == "list_item":  # a number may be counted as part of the text
            passages.append(f"{block.mark} {text}")
    lost = sum(abs(page.unaccounted) for page in document.pages)
    return passages, document.text, len(document.pages), lost


def _by_blank_lines(text: str) -> list[str]:
    return [p for p in re.split(r"\n\s*\n", text) if p.strip()]


def pdfplumber_default(path: Path, **options: Any) -> tuple[list[str], str, int, None]:
    import pdfplumber

    texts = []
    with pdfplumber.open(path, password="test" if "password" in path.name else None) as pdf:
        for page in pdf.pages:
            texts.append(page.extract_text(**options) or "")
            page.close()
    whole = "\n\n".join(texts)
    return _by_blank_lines(whole), whole, len(texts), None


def pdfplumber_flow(path: Path) -> tuple[list[str], str, int, None]:
    return pdfplumber_default(path, use_text_flow=True)


def pypdfium2_text(path: Path) -> tuple[list[str], str, int, None]:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path, password="test" if "password" in path.name else None)
    texts = [page.get_textpage().get_text_range() for page in pdf]
    whole = "\n\n".join(texts).replace("\r\n", "\n")
    return _by_blank_lines(whole), whole, len(texts), None


def pdfminer_text(path: Path) -> tuple[list[str], str, int, None]:
    from pdfminer.high_level import extract_text

    whole = extract_text(str(path), password="test" if "password" in path.name else "")
    return _by_blank_lines(whole), whole, whole.count("\f") or 1, None


def pypdf_text(path: Path) -> tuple[list[str], str, int, None]:
    from pypdf import PdfReader

    texts = [
        page.extract_text() for page in PdfReader(path, password="test" if "password" in path.name else None).pages
    ]
    whole = "\n\n".join(texts)
    return _by_blank_lines(whole), whole, len(texts), None


def pymupdf_blocks(path: Path) -> tuple[list[str], str, int, None]:
    import pymupdf  # type: ignore[import-not-found]

    pdf = pymupdf.open(path)
    blocks = [block[4] for page in pdf for block in page.get_text("blocks") if block[6] == 0]
    return blocks, "\n\n".join(blocks), len(pdf), None


Engine = Callable[[Path], tuple[list[str], str, int, int | None]]
ENGINES: dict[str, tuple[Engine, str]] = {
    "ours": (ours, "ci_text"),
    "pdfplumber": (pdfplumber_default, "pdfplumber"),
    "pdfplumber text flow": (pdfplumber_flow, "pdfplumber"),
    "pypdfium2": (pypdfium2_text, "pypdfium2"),
    "pdfminer.six": (pdfminer_text, "pdfminer"),
    "pypdf": (pypdf_text, "pypdf"),
    "pymupdf blocks": (pymupdf_blocks, "pymupdf"),
}


def truth_of(data: Path) -> dict[Path, list[tuple[str, str]]]:
    """PDF -> its true paragraphs as (kind, text)."""
    truths: dict[Path, list[tuple[str, str]]] = {}
    listing = data / "synthetic" / "gt.json"
    if listing.exists():
        for stem, paragraphs in json.loads(listing.read_text("utf-8")).items():
            truths[data / "synthetic" / f"{stem}.pdf"] = [(kind, text) for kind, text in paragraphs]
    for odt in sorted(data.glob("real/*.odt")):
        pdf = odt.with_suffix(".pdf")
        if pdf.exists():
            truths[pdf] = odt_paragraphs(odt)
    return truths


def odt_paragraphs(path: Path) -> list[tuple[str, str]]:
    """The paragraphs of an ODT in order, footnotes behind theirs; the table of contents left out."""
    from lxml import etree

    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    space = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    found: list[tuple[str, str]] = []

    def text_of(node: Any) -> str:
        out = node.text or ""
        for child in node:
            if child.tag == f"{space}note":
                pass
            elif child.tag in (f"{space}s", f"{space}tab", f"{space}line-break"):
                out += " " * int(child.get(f"{space}c", "1"))
            elif isinstance(child.tag, str) and not child.tag.endswith(("annotation", "}frame")):
                out += text_of(child)
            out += child.tail or ""
        return out

    for node in root.iter(f"{space}p", f"{space}h"):
        parents = [p.tag for p in node.iterancestors()]
        if f"{space}table-of-content" in parents:
            continue
        text = plain(text_of(node))
        if len(text) > 1:
            kind = "fn" if f"{space}note-body" in parents else "h" if node.tag == f"{space}h" else "p"
            found.append((kind, text))
    return found


def _timed(run: Engine, path: Path) -> float:
    started = time.process_time()
    run(path)
    return time.process_time() - started


def score(engine: str, path: Path, truth: list[tuple[str, str]], misses: bool) -> Score:
    """Run one engine on one file and compare."""
    run = ENGINES[engine][0]
    passages, whole, pages, lost = run(path)  # imports and word lists are paid here, once for a batch
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = min(_timed(run, path) for _ in range(REPEATS))
    result = Score(engine, path.name, len(truth), pages=pages, unaccounted=lost)
    result.seconds_a_page = seconds / max(1, pages)
    result.peak_mb = peak
    if not truth:
        return result
    have: dict[str, int] = {}
    for passage in passages:
        have[loose(passage)] = have.get(loose(passage), 0) + 1
    text = plain(whole)
    exact = verbatim = turns = turns_right = 0
    places: list[int] = []
    for kind, paragraph in truth:
        key = loose(paragraph)
        hit = have.get(key, 0) > 0
        if hit:
            have[key] -= 1
        exact += hit
        turns += kind == "turn"
        turns_right += hit and kind == "turn"
        at = text.find(key)
        verbatim += at >= 0
        if at >= 0 and kind == "p":
            places.append(at)
        if misses and not hit:
            print(f"  {engine} {path.stem} {'not exact' if at >= 0 else 'not verbatim'} [{kind}] {paragraph[:300]}")
    result.exact, result.verbatim = exact / len(truth), verbatim / len(truth)
    result.turns = turns_right / turns if turns else None
    pairs = list(itertools.pairwise(places))
    result.order = sum(b < a for a, b in pairs) / len(pairs) if pairs else 0.0
    return result


def scrambled(path: Path, folder: Path, seed: int = 7) -> Path:
    """A copy of a PDF with the text blocks (BT … ET) of each page in random order; each keeps its place on the page."""
    import random

    import pikepdf

    chance = random.Random(f"{seed}{path.name}")
    target = folder / path.name
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
            page.Contents.write(_shuffled(pikepdf, page, chance))
        pdf.save(target)
    return target


def _shuffled(pikepdf: Any, page: Any, chance: Any) -> bytes:
    """Each text-showing operator becomes a block of its own, with the state it needs written before it."""
    state: dict[str, Any] = {}
    stack: list[dict[str, Any]] = []
    rest: list[Any] = []
    shown: list[list[Any]] = []
    ctm = pikepdf.Matrix()
    saved: list[Any] = []
    matrix = line = pikepdf.Matrix()
    leading = 0.0
    keep = ("Tf", "Tc", "Tw", "Tz", "Ts", "Tr", "rg", "g", "k", "sc", "scn", "cs", "gs")
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            stack.append(dict(state))
            saved.append(ctm)
        elif name == "Q" and stack:
            state, ctm = stack.pop(), saved.pop()
        elif name == "cm":
            ctm = pikepdf.Matrix(*map(float, operands)) @ ctm
        elif name == "BT":
            matrix = line = pikepdf.Matrix()
        elif name == "Tm":
            matrix = line = pikepdf.Matrix(*map(float, operands))
        elif name in ("Td", "TD"):
            x, y = map(float, operands)
            if name == "TD":
                leading = -y
            matrix = line = pikepdf.Matrix(1, 0, 0, 1, x, y) @ line
        elif name == "TL":
            leading = float(operands[0])
        elif name == "T*":
            matrix = line = pikepdf.Matrix(1, 0, 0, 1, 0, -leading) @ line
        elif name in ("Tj", "TJ"):
            shown.append(_block(pikepdf, state, ctm, matrix, operands, operator))
            continue
        if name in keep:
            state[name] = (operands, operator)
        if name not in ("BT", "ET", "Tm", "Td", "TD", "TL", "T*", "BMC", "BDC", "EMC", "DP", "MP"):
            rest.append((operands, operator))
    lines = _lines_of(shown)
    chance.shuffle(lines)
    depth = sum((str(op) == "q") - (str(op) == "Q") for _, op in rest)
    rest += [([], pikepdf.Operator("Q"))] * max(0, depth)
    wrapped = [([], pikepdf.Operator("q")), *rest, ([], pikepdf.Operator("Q"))]
    return bytes(pikepdf.unparse_content_stream([*wrapped, *(op for row in lines for block in row for op in block[1])]))


def _block(pikepdf: Any, state: dict[str, Any], ctm: Any, matrix: Any, operands: Any, operator: Any) -> Any:
    op = pikepdf.Operator
    place = matrix @ ctm
    instructions = [([], op("q")), *state.values(), ([], op("BT"))]
    if "Tf" in state:
        instructions.append(state["Tf"])
    instructions += [(list(place.shorthand), op("Tm")), (operands, operator), ([], op("ET")), ([], op("Q"))]
    return (round(place.f, 1), instructions, round(place.shorthand[0], 2))


def _lines_of(shown: list[Any]) -> list[list[Any]]:
    """Operators that follow each other on one baseline are one line."""
    lines: list[list[Any]] = []
    for block in shown:
        if lines and lines[-1][-1][0] == block[0]:
            lines[-1].append(block)
        else:
            lines.append([block])
    return lines


def table(scores: Iterable[Score]) -> str:
    heads = ("truths", "exact", "verb.", "order", "turns", "lost", "pages", "ms/page", "times", "MB")
    scores = list(scores)
    usual = {s.file: s.seconds_a_page for s in scores if s.engine == RIVAL}
    rows = [f"{'engine':22} {'file':34} " + " ".join(f"{head:>7}" for head in heads)]
    for s in scores:
        numbers = [f"{s.truths}", f"{s.exact:.3f}", f"{s.verbatim:.3f}", f"{s.order:.3f}"]
        numbers.append("" if s.turns is None else f"{s.turns:.2f}")
        numbers.append("" if s.unaccounted is None else str(s.unaccounted))
        times = f"{usual[s.file] / s.seconds_a_page:.1f}" if s.file in usual and s.seconds_a_page else ""
        numbers += [f"{s.pages}", f"{1000 * s.seconds_a_page:.1f}", times, f"{s.peak_mb:.0f}"]
        rows.append(f"{s.engine:22} {s.file[:34]:34} " + " ".join(f"{number:>7}" for number in numbers))
    return "\n".join(rows)


def summary(scores: list[Score]) -> str:
    rows = []
    usual = {s.file: s.seconds_a_page for s in scores if s.engine == RIVAL}
    for engine in dict.fromkeys(s.engine for s in scores):
        typeset = [s for s in scores if s.engine == engine and re.match(r"s\d\d_", s.file)]
        mine = [s for s in scores if s.engine == engine]
        n = sum(s.truths for s in typeset) or 1
        exact = sum(s.exact * s.truths for s in typeset) / n
        verbatim = sum(s.verbatim * s.truths for s in typeset) / n
        pages = sum(s.pages for s in mine) or 1
        cpu = sum(s.seconds_a_page * s.pages for s in mine) / pages
        shared = [s for s in mine if s.file in usual]
        times = sum(usual[s.file] * s.pages for s in shared) / (sum(s.seconds_a_page * s.pages for s in shared) or 1)
        worst = min((s.exact for s in typeset), default=0.0)
        rows.append(
            f"{engine:22} typeset: exact {exact:.3f} verbatim {verbatim:.3f} worst layout {worst:.3f}; "
            f"all files: {1000 * cpu:.1f} ms/page, {f'{times:.1f} times as fast as {RIVAL}, ' if shared else ''}"
            f"peak {max(s.peak_mb for s in mine):.0f} MB"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--scramble", action="store_true", help="shuffle the lines of each page's stream first")
    parser.add_argument("--misses", action="store_true", help="print the true paragraphs that were not found")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        engine, file = arguments.one.split("::")
        truth = truth_of(arguments.data).get(arguments.data / file, [])
        path = arguments.data / file
        if arguments.scramble:
            import tempfile

            with tempfile.TemporaryDirectory() as folder:
                result = score(engine, scrambled(path, Path(folder)), truth, arguments.misses)
        else:
            result = score(engine, path, truth, arguments.misses)
        print("RESULT " + json.dumps(asdict(result)))
        return
    scores = run_all(arguments)
    print(table(scores))
    print(summary(scores))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(s) for s in scores], indent=1), "utf-8")


def run_all(arguments: argparse.Namespace) -> list[Score]:
    """Each engine and file in a process of its own, so that peaks and caches are its own."""
    from importlib.util import find_spec

    scores: list[Score] = []
    files = sorted(arguments.data.glob("synthetic/*.pdf")) + sorted(arguments.data.glob("real/*.pdf"))
    if not files:
        files = sorted(arguments.data.rglob("*.pdf"))
    for engine in arguments.engines.split(","):
        if find_spec(ENGINES[engine][1]) is None:
            print(f"{engine}: not installed")
            continue
        for file in files:
            if arguments.only not in file.name or (arguments.scramble and file.parent.name != "synthetic"):
                continue
            command = [
                sys.executable,
                __file__,
                "--data",
                str(arguments.data),
                "--one",
                f"{engine}::{file.relative_to(arguments.data)}",
            ]
            command += ["--scramble"] * arguments.scramble + ["--misses"] * arguments.misses
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            for line in answer.stdout.splitlines():
                if line.startswith("RESULT "):
                    scores.append(Score(**json.loads(line[7:])))
                else:
                    print(line)
            if answer.returncode:
                print(f"{engine} on {file.name}: {answer.stderr.strip().splitlines()[-1]}")
    return scores


if __name__ == "__main__":
    main()
