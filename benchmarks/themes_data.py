"""Labelled corpora for benchmarks/themes.py from text that is at hand, none of it seen when the settings were chosen.

    python benchmarks/themes_data.py OUT [--help-folder FOLDER] [--office-folder FOLDER]

Written to OUT as `*.jsonl.gz` (doc, pos, label, lang, text; one passage a line):

- `exda`, `exen`, `exmix`: the exemplars (corpora/exemplars/texts) by the field they speak of, fields that at least
  three authors wrote on and that have 25 passages or more; Danish, English, and both. Self-written.
- `stdlib`: paragraphs of docstrings of Python's standard library by kind of package (network, numbers, ...): English.
- `gnda`, `gnen`, `gnmix` with --help-folder, a folder like `/usr/share/help` with GNOME's help (Debian:
  gnome-user-docs): paragraphs by the subject that begins a page's name (net, a11y, files, ...). Danish, English, both.
- `office` with --office-folder, LibreOffice's help text (Debian: libreoffice-help-da, `help/da/text`): Danish
  paragraphs by the program they are about.

    apt-get download gnome-user-docs libreoffice-help-da && for f in *.deb; do dpkg -x $f docs; done
"""

from __future__ import annotations

import argparse
import ast
import gzip
import html
import json
import random
import re
import sysconfig
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Row = dict[str, Any]
EXEMPLARS = Path(__file__).parents[1] / "corpora" / "exemplars" / "texts"
SHORTEST, LONGEST = 120, 1500  # characters of a passage
LEAST_CLASS, LEAST_AUTHORS, MOST_CLASS = 25, 3, 400
STDLIB = {
    "network": "http urllib email ftplib smtplib imaplib poplib socket socketserver xmlrpc ssl nntplib telnetlib",
    "concurrency": "asyncio threading multiprocessing concurrent queue sched subprocess selectors",
    "numbers": "statistics decimal fractions random numbers _pydecimal colorsys",
    "files": "pathlib shutil os tempfile zipfile tarfile glob fileinput filecmp gzip bz2 lzma genericpath posixpath",
    "text": "re string textwrap difflib json csv html xml configparser locale gettext codecs",
    "code": "ast dis inspect tokenize importlib pkgutil unittest doctest pdb bdb trace typing dataclasses abc",
    "windows": "tkinter turtle idlelib curses",
    "time": "datetime calendar zoneinfo _pydatetime",
}


def exemplars() -> Iterator[tuple[Row, str]]:
    for path in sorted(EXEMPLARS.glob("*.txt")):
        blocks = re.split(r"^# (?=da|en)", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
        for pos, block in enumerate(blocks):
            head, *lines = block.strip().splitlines()
            parts = [p.strip() for p in head.split("|")]
            text = " ".join(line for line in lines if not line.startswith("? "))
            yield {"doc": path.stem, "pos": pos, "label": parts[2], "lang": parts[0], "text": text}, path.stem


def by_field() -> list[Row]:
    found = list(exemplars())
    authors: dict[str, set[str]] = defaultdict(set)
    for row, author in found:
        authors[row["label"]].add(author)
    sizes = Counter(row["label"] for row, _ in found)
    return [r for r, _ in found if sizes[r["label"]] >= LEAST_CLASS and len(authors[r["label"]]) >= LEAST_AUTHORS]


def stdlib() -> Iterator[Row]:
    folder = Path(sysconfig.get_paths()["stdlib"])
    for label, names in STDLIB.items():
        for name in names.split():
            top = folder / name
            for path in sorted(top.rglob("*.py")) if top.is_dir() else [folder / f"{name}.py"]:
                if not path.exists() or "test" in path.parts:
                    continue
                tree = ast.parse(path.read_text("utf-8", errors="replace"))
                kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
                docs = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, kinds)]
                for pos, text in enumerate(p for doc in docs for p in re.split(r"\n\s*\n", doc)):
                    doc = str(path.relative_to(folder))
                    yield {"doc": doc, "pos": pos, "label": label, "lang": "en", "text": " ".join(text.split())}


def gnome(folder: Path, lang: str) -> Iterator[Row]:
    from ci_text.language import detect

    for path in sorted((folder / {"en": "C"}.get(lang, lang) / "gnome-help").glob("*-*.page")):
        page = ElementTree.parse(path).getroot()
        for pos, node in enumerate(n for n in page.iter() if n.tag.endswith("}p")):
            text = " ".join("".join(node.itertext()).split())
            # a translation leaves paragraphs in English
            if len(text) >= SHORTEST and detect(text) == lang:
                yield {"doc": path.stem, "pos": pos, "label": path.stem.split("-")[0], "lang": lang, "text": text}


def office(folder: Path) -> Iterator[Row]:
    from ci_text.language import detect

    for path in sorted(folder.rglob("*.html")):
        label = path.relative_to(folder).parts[0]
        if label == "shared":
            continue
        for pos, found in enumerate(re.findall(r"<p[^>]*class=\"paragraph\"[^>]*>(.*?)</p>", path.read_text("utf-8"))):
            text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())
            if len(text) >= SHORTEST and detect(text) == "da":
                doc = str(path.relative_to(folder))
                yield {"doc": doc, "pos": pos, "label": label, "lang": "da", "text": text}


def write(out: Path, name: str, rows: Iterable[Row], shortest: int = SHORTEST) -> None:
    """Each text once, classes of LEAST_CLASS or more, none above MOST_CLASS (a fixed draw)."""
    texts: dict[str, Row] = {}
    for row in rows:
        if shortest <= len(row["text"]) <= LONGEST:
            texts.setdefault(row["text"], row)
    found = list(texts.values())
    random.Random(5).shuffle(found)
    classes: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        classes[row["label"]].append(row)
    kept = [r for c in sorted(classes) if len(classes[c]) >= LEAST_CLASS for r in classes[c][:MOST_CLASS]]
    with gzip.open(out / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
    print(name, len(kept), dict(Counter(r["label"] for r in kept)), dict(Counter(r["lang"] for r in kept)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--help-folder", type=Path)
    parser.add_argument("--office-folder", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    fields = by_field()
    write(args.out, "exda", [r for r in fields if r["lang"] == "da"], 60)
    write(args.out, "exen", [r for r in fields if r["lang"] == "en"], 60)
    write(args.out, "exmix", fields, 60)
    write(args.out, "stdlib", stdlib())
    if args.help_folder:
        danish, english = list(gnome(args.help_folder, "da")), list(gnome(args.help_folder, "en"))
        write(args.out, "gnda", danish)
        write(args.out, "gnen", english)
        write(args.out, "gnmix", danish + english)
    if args.office_folder:
        write(args.out, "office", office(args.office_folder))


if __name__ == "__main__":
    main()
