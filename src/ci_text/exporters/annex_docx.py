"""The evidence annex as a Word file: chapters by code, then initiative; each quote with its source line; the sources.

The look is in the styles ('CI Quote', 'CI Source', headings), so that an author can change it in one place in Word.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ci_text.exporters.chapters import chapters, references, source_lines
from ci_text.exporters.docx_parts import (
    QUOTE_STYLE,
    REFERENCE_STYLE,
    SOURCE_STYLE,
    add_hyperlink,
    add_page_number,
    define_styles,
    set_language,
)
from ci_text.exporters.rows import code_name, label, link, word
from ci_text.findings import Findings
from ci_text.records import Quote, is_human

SUFFIX = ".docx"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # XML 1.0 can't hold them


def write(path: Path, findings: Findings, lang: str) -> None:
    """Write the annex with a chapter a code."""
    write_annex(path, findings, lang, "code")


def write_annex(path: Path, findings: Findings, lang: str, by: str) -> None:
    """Write the annex, chapters by 'code' or 'initiative'; each quote is marked with its own language."""
    import docx

    document = docx.Document()
    define_styles(document, lang)
    _front(document, findings, lang)
    source_line = source_lines(findings, lang)
    for chapter, sections in chapters(findings, by):
        _heading(document, chapter, findings, lang, "code" if by == "code" else "initiative", 1)
        for section, quotes in sections:
            _heading(document, section, findings, lang, "initiative" if by == "code" else "code", 2)
            for quote in quotes:
                _quote(
                    document, quote, source_line(quote), link(findings.source(quote.document), quote.page, path), lang
                )
    _references(document, findings, path, lang)
    document.save(str(path))


def clean(text: str) -> str:
    """Text without the control characters that a Word file can't hold."""
    return _UNPRINTABLE.sub("", text)


def _heading(document: Any, name: str, findings: Findings, lang: str, of: str, level: int) -> None:
    """The heading of a code or an initiative; a chapter on a code begins with its definition."""
    if of == "initiative":
        document.add_heading(clean(name) or word("annex", "no_initiative", lang), level)
        return
    document.add_heading(clean(code_name(findings.codebook, name, lang)) or word("annex", "no_code", lang), level)
    if level == 1 and name in findings.codebook.code_ids:
        definition = document.add_paragraph()
        definition.add_run(clean(label(findings.codebook[name].definition, lang, ""))).italic = True
        definition.paragraph_format.keep_with_next = True


def _front(document: Any, findings: Findings, lang: str) -> None:
    title = word("annex", "title", lang)
    document.core_properties.title = title
    document.core_properties.author = "ci-text"
    document.core_properties.comments = ""
    document.add_heading(title, 0)
    if findings.quotes:
        counts = {"quotes": len(findings.quotes), "documents": len({q.document_id for q in findings.quotes})}
        document.add_paragraph(word("annex", "intro", lang).format(**counts))
    else:
        document.add_paragraph(word("annex", "none", lang))
    add_page_number(document.sections[0], word("annex", "page", lang))


def _quote(document: Any, quote: Quote, source: tuple[str, str], address: str, lang: str) -> None:
    cited, stance = source
    words = document.add_paragraph(style=QUOTE_STYLE)
    run = words.add_run(f"{MARKS[lang][0]}{clean(quote.text)}{MARKS[lang][1]}")
    set_language(run, quote.lang or lang)
    line = document.add_paragraph(style=SOURCE_STYLE)
    add_hyperlink(line, clean(cited), address)
    by = "coded_by_human" if is_human(quote.source) else "coded_by_machine"
    details = [stance, word("annex", by, lang)] if quote.code else []
    details.append(" ".join(part for part in ("★" if quote.starred else "", quote.note) if part))
    line.add_run("".join(f" · {clean(detail)}" for detail in details if detail))


MARKS = {"da": ("”", "”"), "en": ("“", "”")}


def _references(document: Any, findings: Findings, path: Path, lang: str) -> None:
    listed = references(findings, lang)
    if not listed:
        return
    document.add_heading(word("annex", "references", lang), 1)
    for text, source in listed:
        paragraph = document.add_paragraph(style=REFERENCE_STYLE)
        paragraph.add_run(clean(text) + " ")
        if Path(source).name not in text:
            add_hyperlink(paragraph, Path(source).name, link(findings.source(source), 1, path).split("#")[0])
