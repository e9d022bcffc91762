from __future__ import annotations

import pytest

from ci_text.citations import csl, in_text, pages, reference, short
from ci_text.records import Metadata, Quote

QUOTE = Quote("p", "d", "mappe/Rapport.pdf", "Åen", "water", "at_work", 0.9, "x", "…", 0, 1, 12, 12, speaker="Birthe")
KNOWN = Metadata(
    initiative="Åen", kind="report", year=2019, author="Signe Thorlund og Mads Ebbe Krag", organisation="Kvist",
    citation="Thorlund, S. og Krag, M.E. (2019): Åen. Evaluering 2015-2019. Nord: Kvist.", language="da", place="Nord",
)  # fmt: skip


def two_pages(quote: Quote) -> Quote:
    from dataclasses import replace

    return replace(quote, page_end=13, speaker=None)


def test_short():
    assert short(QUOTE, KNOWN, "da") == "Birthe, Åen, rapport 2019, s. 12"
    assert short(QUOTE, KNOWN, "en") == "Birthe, Åen, report 2019, p. 12"
    assert short(two_pages(QUOTE), Metadata(), "da") == "Rapport.pdf, s. 12-13"
    assert pages(two_pages(QUOTE), "en") == "pp. 12–13"


def test_a_file_without_pages_is_cited_by_time_or_heading():
    from dataclasses import replace

    word = replace(QUOTE, document="m/Notat.docx", page=1, page_end=1, heading=("Del 1", "Økonomi"))
    assert short(word, KNOWN, "da") == "Birthe, Åen, rapport 2019, under ”Økonomi”"
    assert in_text(word, KNOWN, "en") == "(Birthe, in Thorlund & Krag, 2019, under “Økonomi”)"
    talk = replace(word, document="m/samtale.vtt", time="00:12:31")
    assert short(talk, Metadata(), "da") == "Birthe, samtale.vtt, 00:12:31"
    assert short(replace(word, heading=()), Metadata(), "en") == "Birthe, Notat.docx"


@pytest.mark.parametrize(
    ("author", "families"),
    [
        ("Madsen, Birthe", "Madsen"),
        ("Madsen, B.", "Madsen"),
        ("Madsen, B., Krag, M.E. & Li, Bo", "Madsen et al."),
        ("Birthe Madsen, Bo Li", "Madsen & Li"),
        ("Hansen, Jens Peter", "Hansen"),
        ("COWI, Rambøll", "COWI & Rambøll"),
        ("van der Berg, J.-P.; Li, B.", "van der Berg & Li"),
    ],
)
def test_authors_as_libraries_have_them(author, families):
    assert in_text(two_pages(QUOTE), Metadata(author=author, year=2019), "da") == f"({families}, 2019, s. 12-13)"


def test_recognised_text_says_so_and_never_that_it_is_wholly_sure():
    from dataclasses import replace

    assert short(replace(QUOTE, words_sure=0.937), KNOWN, "da").endswith("s. 12, læst med OCR (93 % sikkert)")
    assert short(replace(QUOTE, words_sure=0.999), KNOWN, "en").endswith("p. 12, read by OCR (99% sure)")


def test_apa_like():
    assert in_text(two_pages(QUOTE), KNOWN, "da") == "(Thorlund & Krag, 2019, s. 12-13)"
    assert in_text(QUOTE, Metadata(author="A B, C D og E F"), "da") == "(Birthe, i B et al., u.å., s. 12)"
    assert in_text(two_pages(QUOTE), Metadata(), "en") == "(Rapport.pdf, n.d., pp. 12–13)"
    assert reference(KNOWN, "x.pdf", "da") == KNOWN.citation
    assert reference(Metadata(), "m/x.pdf", "da") == "x.pdf"
    bare = Metadata(author="Bo Li", organisation="Kvist", kind="memo", initiative="Åen", year=2020)
    assert reference(bare, "m/x.pdf", "da") == "Bo Li (2020). Notat: Åen. Kvist. x.pdf."


def test_csl_json_names_authors_year_and_publisher():
    item = csl(KNOWN, "x.pdf", "d1")
    assert item["author"] == [{"family": "Thorlund", "given": "Signe"}, {"family": "Krag", "given": "Mads Ebbe"}]
    assert item["issued"] == {"date-parts": [[2019]]} and item["type"] == "report" and item["title"] == "Åen"
    folder = Metadata(citation="Kaffe (2016): Du er savnet kl. 3. Folder, marts 2016. Strynsbro.", year=2016)
    assert csl(folder, "x.pdf", "d3")["title"] == "Du er savnet kl. 3"
    assert csl(Metadata(citation="Bo Li (2020). Åen."), "x.pdf", "d4")["title"] == "Åen"
    assert csl(Metadata(initiative="Åen"), "m/x.pdf", "d5")["title"] == "Åen: x.pdf"
    assert csl(Metadata(), "m/x.pdf", "d2") == {"id": "d2", "type": "document", "title": "x.pdf"}


@pytest.mark.parametrize("name", ["Kaffe klokken tre", "Hjortsø Kommune, Børn og Skole"])
def test_an_organisation_is_no_person(name):
    assert csl(Metadata(author=name, organisation=name), "x", "i")["author"] == [{"literal": name}]
