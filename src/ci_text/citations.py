"""Where a quote comes from, in the forms that reports use: short, APA-like, CSL-JSON; in Danish and English.

A page is named where the source has pages (PDF); in others the time in a transcript, or the heading. All of it comes
from the metadata; what is not known is left out, and the file's name stands in where nothing is.
APA-like follows the author-year form of the Publication Manual, 7th edition (in-text with page, list of references);
the CSL fields are those of the CSL 1.0.2 schema, as Zotero and Pandoc read them.
"""

from __future__ import annotations

import math
import re
from pathlib import PurePath
from typing import Any

from ci_text.records import Metadata, Quote

PAGE = {"da": "s.", "en": "p."}
PAGES = {"da": "s.", "en": "pp."}
UNDER = {"da": "under ”{}”", "en": "under “{}”"}
RECOGNISED = {"da": "læst med OCR ({} % sikkert)", "en": "read by OCR ({}% sure)"}
AND = {"da": "og", "en": "and"}
UNDATED = {"da": "u.å.", "en": "n.d."}
KINDS = {
    "da": {"report": "rapport", "memo": "notat", "newsletter": "nyhedsbrev", "brochure": "folder"},
    "en": {},
}
"""Words for the usual kinds; any other kind is shown as the user wrote it."""

CSL_TYPES = {"report": "report", "interview": "interview", "article": "article", "brochure": "pamphlet", "book": "book"}
ETAL_FROM = 3  # APA 7: three authors and more are 'et al.'
INITIALS = re.compile(r"(?:[A-ZÆØÅ]\.[ -]?)+")
_BETWEEN = re.compile(r"\s*(?:;|&|\bog\b|\band\b)\s*")


def has_pages(path: str) -> bool:
    """Whether the pages of a file are the same for everybody who opens it: a PDF's are, those of text files are not."""
    return PurePath(path).suffix.lower() == ".pdf"


def place(quote: Quote, lang: str) -> str:
    """Where in its source a quote stands: the page, else the time, else the heading it stands under, else ''."""
    if has_pages(quote.document):
        return pages(quote, lang)
    return quote.time or (UNDER[lang].format(quote.heading[-1]) if quote.heading else "")


def pages(quote: Quote, lang: str) -> str:
    """'s. 12', 's. 12-13', 'p. 12', 'pp. 12–13'."""
    if quote.page_end > quote.page:
        return f"{PAGES[lang]} {quote.page}{'-' if lang == 'da' else '–'}{quote.page_end}"
    return f"{PAGE[lang]} {quote.page}"


def recognised(quote: Quote, lang: str) -> str:
    """'læst med OCR (93 % sikkert)' for text recognised in a picture of its page, '' for text that was in the file.

    The share is the mean confidence of the page's words as the recogniser gives it, rounded down: never '100 %' of
    what was not wholly sure.
    """
    if quote.words_sure is None:
        return ""
    return RECOGNISED[lang].format(math.floor(100 * quote.words_sure))


def kind_name(kind: str, lang: str) -> str:
    return KINDS[lang].get(kind, kind)


def short(quote: Quote, metadata: Metadata, lang: str) -> str:
    """For a line under a quote: 'Birthe, Nøglen først, interview 2019, s. 3'; little known: 'report.pdf, s. 12'.

    Recognised text says so at the end: an author must hold it against the page before it is printed.
    """
    kind = " ".join(part for part in (kind_name(metadata.kind, lang), _year(metadata)) if part)
    named = [part for part in (quote.initiative or metadata.initiative, kind) if part] if kind else []
    source = ", ".join(named) or PurePath(quote.document).name
    speaker = f"{quote.speaker} ({quote.role})" if quote.speaker and quote.role == "interviewer" else quote.speaker
    return ", ".join(part for part in (speaker, source, place(quote, lang), recognised(quote, lang)) if part)


def in_text(quote: Quote, metadata: Metadata, lang: str) -> str:
    """APA-like, in brackets: '(Thorlund & Krag, 2019, s. 12)'; the speaker stands before: '(Birthe, i …)'."""
    names = _family_names(metadata) or [PurePath(quote.document).name]
    if len(names) >= ETAL_FROM:
        who = f"{names[0]} et al."
    else:
        who = " & ".join(names)
    year = _year(metadata) or UNDATED[lang]
    speaker = f"{quote.speaker}, {'i' if lang == 'da' else 'in'} " if quote.speaker else ""
    return f"({', '.join(part for part in (speaker + who, year, place(quote, lang)) if part)})"


def reference(metadata: Metadata, path: str, lang: str) -> str:
    """An entry of the list of references: the citation as the user gave it, else one made of what is known."""
    if metadata.citation:
        return metadata.citation
    if not (metadata.author or metadata.organisation):
        return PurePath(path).name
    who = metadata.author or metadata.organisation
    about = f"{_first_upper(kind_name(metadata.kind, lang))}: {metadata.initiative}".strip(": ")
    publisher = metadata.organisation if metadata.author else ""
    rest = ". ".join(part for part in (about, publisher, PurePath(path).name) if part)
    return f"{who} ({_year(metadata) or UNDATED[lang]}). {rest}."


def csl(metadata: Metadata, path: str, identifier: str) -> dict[str, Any]:
    """One CSL-JSON item (a dictionary) for reference managers; `identifier` is its id there."""
    item: dict[str, Any] = {
        "id": identifier,
        "type": CSL_TYPES.get(metadata.kind, "document"),
        "title": _title(metadata) or ": ".join(part for part in (metadata.initiative, PurePath(path).name) if part),
    }
    authors = [_csl_name(name, metadata) for name in _authors(metadata)]
    if authors:
        item["author"] = authors
    if metadata.year:
        item["issued"] = {"date-parts": [[metadata.year]]}
    optional = {
        "publisher": metadata.organisation,
        "publisher-place": metadata.place,
        "language": metadata.language,
        "genre": metadata.kind,
        "note": metadata.citation,
    }
    return item | {name: value for name, value in optional.items() if value}


def _csl_name(name: str, metadata: Metadata) -> dict[str, str]:
    words = name.split()
    if len(words) < 2 or name == metadata.organisation:
        return {"literal": name}
    if "," in name:
        family, _, given = name.partition(", ")
        return {"family": family, "given": given}
    return {"family": words[-1], "given": " ".join(words[:-1])}


def _authors(metadata: Metadata) -> list[str]:
    if metadata.author and metadata.author == metadata.organisation:
        return [metadata.author]
    return _named(metadata.author) or [o for o in [metadata.organisation] if o]


def _named(author: str) -> list[str]:
    """The authors, each as 'Given Family', or as 'Family, Given' and 'Family, G.', as libraries have it."""
    names = []
    for chunk in _BETWEEN.split(author):
        parts = [part.strip() for part in chunk.split(",") if part.strip()]
        if len(parts) == 2 and len(parts[0].split()) == 1 and not any(part.isupper() for part in parts):
            parts = [", ".join(parts)]
        while parts:
            family = parts.pop(0)
            names.append(f"{family}, {parts.pop(0)}" if parts and INITIALS.fullmatch(parts[0]) else family)
    return names


def _family_names(metadata: Metadata) -> list[str]:
    return [_csl_name(n, metadata).get("family", n) for n in _authors(metadata)]


def _title(metadata: Metadata) -> str:
    """What stands after '(2019)' in the user's citation, up to the first full stop that ends it; else ''.

    A stop ends it before a capital or at the end: not that of 'kl. 3'.
    """
    found = re.search(r"\(\d{4}\)[:.,]?\s*(.+?)(?:\.\s+(?=[A-ZÆØÅ])|\.?\s*$)", metadata.citation)
    return found.group(1).strip() if found else ""


def _year(metadata: Metadata) -> str:
    return str(metadata.year) if metadata.year else ""


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
