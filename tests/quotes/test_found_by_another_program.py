"""What is exported stands in the PDF, as another program reads it, on the page that is cited."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from ci_text.exporters import write_export
from ci_text.project import Project
from small import SAMPLE

IGNORED = re.compile(r"[\s\-\u00ad\u2010\u2011\ufffe]+")


def bare(text: str) -> str:
    return IGNORED.sub("", unicodedata.normalize("NFKC", text))


@cache
def page_readings(path: str, page: int) -> tuple[str, ...]:
    """The page by Poppler's pdftotext, in reading order and in the order of the file."""
    commands = (["pdftotext", *order, "-f", str(page), "-l", str(page), path, "-"] for order in ([], ["-raw"]))
    return tuple(bare(subprocess.run(c, capture_output=True, check=True).stdout.decode()) for c in commands)


def is_there(text: str, path: str, page: int) -> bool:
    """Spaces and hyphens left out; a note mark (digits after a punctuation mark) may stand in the other reading."""
    wanted = "".join(re.escape(c) + ("" if c.isalnum() else r"\d{0,2}") for c in bare(text))
    return any(re.search(wanted, reading) for reading in page_readings(path, page))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with Project(tmp_path_factory.mktemp("sample") / "project.db") as project:
        project.add([str(SAMPLE)])
        project.tag()
        yield project


def test_every_exported_quote_is_found_on_the_page_cited(project, tmp_path: Path):
    write_export(tmp_path / "quotes.jsonl", project.findings(), "da")
    quotes = [json.loads(line) for line in (tmp_path / "quotes.jsonl").read_text("utf-8").splitlines()]
    quotes = [quote for quote in quotes if quote["document"].endswith(".pdf")]
    assert len(quotes) > 50
    lost = []
    for quote in quotes:
        document = project.document(quote["document_id"])
        for page in range(quote["page"], quote["page_end"] + 1):
            here = [x for x in document.lines if x.page == page and x.start < quote["end"] and x.end > quote["start"]]
            text = document.text[max(quote["start"], here[0].start) : min(quote["end"], here[-1].end)]
            if not is_there(text, quote["document"], page):
                lost.append((quote["document"], page, text[:120]))
    assert lost == []
