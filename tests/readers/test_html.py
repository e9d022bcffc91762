"""Web pages, whole and broken."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_text.errors import NoText, ReadError
from ci_text.readers import read_file
from readers.promises import check, said, texts

PAGE = """<!DOCTYPE html><html lang="da"><head><meta charset="utf-8"><title>Opgang 9</title>
<style>p {color: red}</style><script>var a = "<p>nej</p>";</script></head>
<body><header><a href="/">Forside</a></header><nav><ul><li>Menu</li></ul></nav>
<main><h1>Opgang 9</h1><p>Fire <b>opgange</b> var<br>med &amp; glade.</p>
<h2>Tal</h2><ul><li>første <em>punkt</em></li><li><p>andet punkt</p><ol start="3"><li>tredje</li></ol></li></ul>
<table><caption>Gæster</caption><thead><tr><th>År</th><th>Antal</th></tr></thead>
<tr><td rowspan="2">2021</td><td>41</td></tr><tr><td>7</td></tr></table>
<aside><p>I en boks.</p></aside><figure><img src="x"><figcaption>Et billede.</figcaption></figure>
løs tekst<div>i en div</div><!-- ikke dette --></main>
<form><button>Send</button></form><footer>Kontakt</footer></body></html>"""


def test_page(read):
    found = read("a.html", PAGE)
    assert [(b.kind, b.level, b.mark, t) for b, t in zip(found.blocks, texts(found))] == [
        ("heading", 1, "", "Opgang 9"),
        ("paragraph", 0, "", "Fire opgange var med & glade."),
        ("heading", 2, "", "Tal"),
        ("list_item", 0, "•", "første punkt"),
        ("list_item", 0, "•", "andet punkt"),
        ("list_item", 0, "3.", "tredje"),
        ("caption", 0, "", "Gæster"),
        ("table_row", 0, "", "År: 2021; Antal: 41"),
        ("table_row", 0, "", "År: 2021; Antal: 7"),
        ("side_box", 0, "", "I en boks."),
        ("caption", 0, "", "Et billede."),
        ("paragraph", 0, "", "løs tekst"),
        ("paragraph", 0, "", "i en div"),
    ]
    assert found.title == "Opgang 9"
    assert found.blocks[3].heading == ("Opgang 9", "Tal")
    assert {"navigation", "script", "style", "header", "footer", "form", "title"} <= set(found.pages[0].set_aside)
    assert not any("nej" in f.text for f in found.furniture)


def test_a_form_around_the_whole_page_is_read_through(read):
    page = "<html><body><form><h1>Huset</h1><p>Vi mødes.</p><button>Send</button></form></body></html>"
    assert texts(read("a.html", page)) == ["Huset", "Vi mødes."]


def test_a_talk_in_one_paragraph_has_its_speakers(read):
    turns = (
        "Anna: Hvordan gik det?",
        "Bo: Det gik.",
        "Anna: Og så?",
        "Bo: Så gik vi hjem.",
        "Anna: Tak.",
        "Bo: Selv tak.",
    )
    assert said(read("a.html", f"<p>{'<br>'.join(turns)}</p>")) == [tuple(turn.split(": ")) for turn in turns]


def test_lines_of_a_cell_are_no_one_word(read):
    page = (
        "<table><tr><th>Hvad</th><th>Hvem</th></tr><tr><td>Holdt møder<br>Lavede <b>m</b>ad</td>"
        "<td><ul><li>Bo</li><li>Li</li></ul></td></tr></table>"
    )
    assert texts(read("a.html", page)) == ["Hvad: Holdt møder Lavede mad; Hvem: Bo Li"]


def test_a_page_that_calls_itself_latin_is_read_as_windows(tmp_path):
    for charset in ("iso-8859-1", "us-ascii", "hex", "undefined"):
        page = f'<meta charset="{charset}"><p>»Ja,“ sagde hun – og så…</p>'.encode("cp1252")
        (tmp_path / "a.html").write_bytes(page)
        assert texts(read_file(tmp_path / "a.html")) == ["»Ja,“ sagde hun – og så…"]


def test_fragment(read):
    assert texts(read("a.htm", "<p>Et.<p>To.")) == ["Et.", "To."]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-8", "windows-1252"])
def test_declared_encoding(read, encoding):
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><p>Æblegrød på Ærø'
    )
    assert read("a.html", page.encode(encoding)).text == "Æblegrød på Ærø"


def test_talk(read):
    page = "".join(f"<p><strong>{who}:</strong> {words}</p>" for who, words in TALK)
    assert said(read("a.html", page)) == TALK


TALK = [("Anna", "Hvem var med?"), ("Mette Holm", "Det var jeg."), ("Anna", "Kun dig?"), ("Mette Holm", "Ja, kun mig.")]


@pytest.mark.parametrize(
    ("first", "read_as"),
    [
        ("<td>Ejer:</td><td>Havnens Hus</td>", ["Ejer: Havnens Hus", "By: Aarhus"]),
        ("<td><b>Ejer</b></td><td>Havnens Hus</td>", ["Ejer: Havnens Hus", "By: Aarhus"]),
        ("<td><b>Ejer</b></td><td><b>Hjem</b></td>", ["Ejer: By; Hjem: Aarhus"]),
        ("<th>Ejer</th><th>Hjem</th>", ["Ejer: By; Hjem: Aarhus"]),
    ],
)
def test_two_columns_have_names_over_them_where_the_first_row_is_set_off(read, first, read_as):
    found = read("a.html", f"<table><tr>{first}</tr><tr><td>By</td><td>Aarhus</td></tr></table>")
    assert texts(found) == read_as


def test_layout_tables_are_text(read):
    found = read("a.html", "<table><tr><td><h1>Titel</h1><p>Tekst.</p></td><td><p>Mere.</p></td></tr></table>")
    assert [b.kind for b in found.blocks] == ["heading", "paragraph", "paragraph"]


def test_deep_nesting_does_not_crash(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html>" + "<div>" * 20_000 + "bunden" + "</div>" * 20_000)
    try:
        assert check(read_file(path), path).text == "bunden"
    except ReadError as error:
        assert error.remedy


def test_nothing_to_read(tmp_path):
    (tmp_path / "a.html").write_text("<html><script>alert(1)</script></html>")
    with pytest.raises(NoText):
        read_file(tmp_path / "a.html")


TAGS = [
    "p",
    "div",
    "span",
    "b",
    "strong",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "h1",
    "h2",
    "br",
    "aside",
    "nav",
    "script",
    "style",
    "title",
    "caption",
    "pre",
    "a",
    "svg",
    "header",
    "footer",
    "blockquote",
]
PARTS = st.lists(
    st.sampled_from([f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS])
    | st.sampled_from(["Anna: ", "ord ", "mere?", "&amp;", "<!-- x -->", "<td rowspan=3>", "<![CDATA[x]]>", "\u00ad"])
    | st.sampled_from(["<td hidden>", "<tr style=display:none>", "<caption hidden>", "<b style=visibility:hidden>"]),
    max_size=40,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=PARTS)
def test_any_soup_is_accounted_for(tmp_path, parts):
    path = tmp_path / "any.html"
    path.write_text("<html><body>ord" + "".join(parts), encoding="utf-8")
    with suppress(NoText):
        check(read_file(path), path)


def test_who_said_it_stays_with_a_quotation_and_the_footer_of_the_page_goes(read):
    page = (
        "<blockquote><p>Det gik godt.</p><footer>– Hans, landmand</footer></blockquote>"
        "<blockquote><p>Ja.</p><cite>Bo, smed</cite></blockquote><article><p>Vi sås.</p>"
        "<footer>Af <cite>Ib</cite></footer></article><figure><blockquote>Nej.</blockquote>"
        "<figcaption>Li</figcaption></figure><footer>Kontakt os</footer>"
    )
    found = read("a.html", page)
    said_and_by = ["Det gik godt.", "– Hans, landmand", "Ja.", "Bo, smed", "Vi sås.", "Af Ib", "Nej.", "Li"]
    assert texts(found) == said_and_by
    assert found.pages[0].set_aside == {"footer": len("Kontaktos")}


def test_what_a_page_does_not_show_is_set_aside(read):
    rows = "<tr><th>År</th><th style='display:none'>Nøgle</th></tr><tr><td>2021</td><td hidden>k1</td></tr>"
    page = (
        "<body style='visibility:hidden'><p style='color: red; DISPLAY : none !important'>skjult</p><p>Vi <i>sås</i>"
        "<span style='visibility:hidden'> ikke</span>.</p><p style='display:block'>Her.</p>"
        f"<table><caption style='display:none'>T</caption>{rows}"
        "<tr style='display:none'><td>9</td><td>8</td></tr></table>"
    )
    found = read("a.html", page)
    assert texts(found) == ["Vi sås.", "Her.", "År: 2021"]
    assert found.pages[0].set_aside == {"hidden": len("skjultikkeTNøglek198"), "table_head": len("År")}


def test_numbers_of_a_long_list(read):
    lists = '<ol start="-1"><li>a<ol><li>b</ol><li value="7">c<li hidden>d<li>e</ol>'
    blocks = read("a.html", f"{lists}<ol start={'9' * 5000}><li>f</ol>").blocks
    assert [b.mark for b in blocks] == ["-1.", "1.", "7.", "8.", "1."]
    start = time.perf_counter()
    blocks = read("b.html", f"<ol>{'<li>et to' * 4000}</ol>").blocks
    assert [b.mark for b in blocks] == [f"{n}." for n in range(1, 4001)]
    assert time.perf_counter() - start < 4


def test_a_table_in_a_form_around_the_page_is_read_at_once(read):
    start = time.perf_counter()
    page = f"<form><table>{'<tr><td>Ejer</td><td>Bo</td></tr>' * 200}</table>{'<p>Vi sås.' * 2000}</form>"
    assert len(read("a.html", page).blocks) == 2200
    assert time.perf_counter() - start < 4
