"""Quotes as Markdown: chapters by code, then initiative, each quote with its source line; the sources at the end."""

from __future__ import annotations

import re
from pathlib import Path

from ci_text.exporters.chapters import chapters, references, source_lines
from ci_text.exporters.rows import code_name, link, word
from ci_text.findings import Findings

SUFFIX = ".md"
_MARKS = re.compile(r"([\\`*_\[\]<>#|]|&(?=#?\w+;)|^\s*[-+](?=\s)|^\s*\d{1,9}[.)](?=\s))")


def write(path: Path, findings: Findings, lang: str) -> None:
    """Write the chapters; a citation links to file and page."""
    line_of = source_lines(findings, lang)
    lines = [f"# {word('annex', 'title', lang)}", ""]
    for code, initiatives in chapters(findings):
        lines += [f"## {_safe(code_name(findings.codebook, code, lang) or word('annex', 'no_code', lang))}", ""]
        for initiative, quotes in initiatives:
            lines += [f"### {_safe(initiative or word('annex', 'no_initiative', lang))}", ""]
            for quote in quotes:
                cited, said = line_of(quote)
                lines += [f"> {_safe(line)}" for line in quote.text.splitlines()]
                address = link(findings.source(quote.document), quote.page, path)
                noted = " ".join(part for part in ("★" if quote.starred else "", quote.note) if part)
                details = "".join(f" ({_safe(part)})" for part in (said, noted) if part)
                lines += [">", f"> — [{_safe(cited)}](<{address}>){details}", ""]
    lines += [f"## {word('annex', 'references', lang)}", ""]
    lines += [f"- {_safe(text)}" for text, _ in references(findings, lang)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _safe(text: str) -> str:
    """Text that Markdown shows as it stands; at the beginning of a line a dash or '1.' would be a list."""
    return _MARKS.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], text)
