from __future__ import annotations

import docx
import pytest

from ci_text.exporters import write_export
from ci_text.findings import Findings
from ci_text.quotes import QuoteFilter, find_quotes
from shelf import Shelf, two_codes

TEXT = "Vi mødtes \x07hver tirsdag i Nordhavn med 14 parter, og alle lagde deres tal frem."


@pytest.fixture
def annex(tmp_path):
    shelf = Shelf()
    a = shelf.document("a", "Åens venner", kind="interview", year=2019, citation="Interview med Bo, 2019.")
    shelf.passage(a, TEXT, speaker="Bo & <Ida>", page=3, page_end=3, lang="en", source="human:anna")
    book = two_codes(tmp_path)
    quotes = tuple(find_quotes(shelf.corpus(), book, QuoteFilter(per_cell=1), shelf.text_of, {}, None))
    write_export(tmp_path / "annex.docx", Findings(shelf.corpus(), book, {}, quotes, {}), "da")
    return docx.Document(str(tmp_path / "annex.docx"))


def test_chapters_quote_source_line_and_sources(annex):
    shown = [(p.style.name, p.text) for p in annex.paragraphs]
    assert ("Heading 1", "Vand") in shown and ("Heading 2", "Åens venner") in shown
    assert ("CI Quote", f"”{TEXT.replace(chr(7), '')}”") in shown, "control characters are no text in Word"
    assert ("CI Source", "Bo & <Ida>, Åens venner, interview 2019, s. 3 · til stede · kodet af et menneske") in shown
    assert shown[-1] == ("CI Reference", "Interview med Bo, 2019. a.pdf")


def test_chapters_by_initiative(tmp_path):
    shelf = Shelf()
    for letter, initiative in (("a", "Å"), ("b", "B")):
        document = shelf.document(letter, initiative)
        shelf.passage(document, TEXT)
        shelf.passage(document, TEXT, code="trust")
    book = two_codes(tmp_path)
    quotes = tuple(find_quotes(shelf.corpus(), book, QuoteFilter(per_cell=1), shelf.text_of, {}, None))
    findings = Findings(shelf.corpus(), book, {}, quotes, {})
    headings = {}
    for name in ("annex.docx", "initiatives.docx"):
        write_export(tmp_path / name, findings, "da")
        paragraphs = docx.Document(str(tmp_path / name)).paragraphs
        headings[name] = [p.text for p in paragraphs if p.style.name == "Heading 1"]
    assert headings == {"annex.docx": ["Vand", "Vand", "Kilder"], "initiatives.docx": ["B", "Å", "Kilder"]}


def test_the_source_line_opens_the_page(annex):
    addresses = [
        link.address + (f"#{link.fragment}" if link.fragment else "") for p in annex.paragraphs for link in p.hyperlinks
    ]
    assert any(a.endswith("a.pdf#page=3") for a in addresses)


def test_a_quote_is_spelled_in_its_own_language(annex):
    (quote,) = (p for p in annex.paragraphs if p.style.name == "CI Quote")
    assert 'w:lang w:val="en-GB"' in quote._p.xml
    assert 'w:lang w:val="da-DK"' in annex.styles["Normal"].element.xml
