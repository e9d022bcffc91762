"""Quotes as Markdown: chapters by code, then initiative, each quote with its source line; the sources at the end."""

from __future__ import annotations

from pathlib import Path

from ci_text.exporters.chapters import chapters, references, source_lines
from ci_text.exporters.markdown import safe
from ci_text.exporters.rows import code_name, link, word
from ci_text.findings import Findings

SUFFIX = ".md"


def write(path: Path, findings: Findings, lang: str) -> None:
    """Write the chapters; a citation links to file and page."""
    line_of = source_lines(findings, lang)
    lines = [f"# {word('annex', 'title', lang)}", ""]
    for code, initiatives in chapters(findings):
        lines += [f"## {safe(code_name(findings.codebook, code, lang) or word('annex', 'no_code', lang))}", ""]
        for initiative, quotes in initiatives:
            lines += [f"### {safe(initiative or word('annex', 'no_initiative', lang))}", ""]
            for quote in quotes:
                cited, said = line_of(quote)
                lines += [f"> {safe(line)}" for line in quote.text.splitlines()]
                address = link(findings.source(quote.document), quote.page, path)
                noted = " ".join(part for part in ("★" if quote.starred else "", quote.note) if part)
                details = "".join(f" ({safe(part)})" for part in (said, noted) if part)
                lines += [">", f"> — [{safe(cited)}](<{address}>){details}", ""]
    lines += [f"## {word('annex', 'references', lang)}", ""]
    lines += [f"- {safe(text)}" for text, _ in references(findings, lang)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
