from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from ci_text.column_words import _words
from ci_text.compare import compare
from ci_text.errors import MissingDependency, NotVerbatim, UsageError
from ci_text.exporters import suffixes, write_export
from ci_text.exporters.markdown import safe
from ci_text.exporters.tables import WRITERS, markdown_table, write_table
from ci_text.findings import Findings
from ci_text.maturity import maturity_tables
from ci_text.quotes import QuoteFilter, find_quotes
from ci_text.records import Metadata, PageAccount, SourceFile, ThemeShare
from ci_text.statistics.agreement import COLUMNS as AGREEMENT_COLUMNS
from made_corpus import make_codebook, random_corpus
from shelf import Shelf, two_codes

DASH = "- Ja, vi mødtes hver tirsdag i rådhusets kælder og gennemgik tallene for åen."
FORMULA = "=1+1 er ikke nok, når vandet i Tvede Å måles af syv parter på hver deres måde."


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    shelf = Shelf()
    a = shelf.document("a", "Åens venner", kind="interview", year=2019, citation="Interview med Bo & <Ida>, 2019.")
    shelf.passage(a, "Åen", code="", kind="heading")
    shelf.passage(a, DASH, evidence="tallene", speaker="Bo", role="informant", page=3, page_end=4, heading=("Åen",))
    b = shelf.document("b", "Nøglen")
    shelf.passage(b, FORMULA, code="trust", stance="lacking", source="human:anna", score=1.0)
    shelf.files.append(SourceFile("x/tom.pdf", "failed", None, "empty", "Filen er tom.", "Hent den igen."))
    corpus = replace(
        shelf.corpus(), shares=(ThemeShare(shelf.passages[1].id, 2, 0.75),), pages={a: (PageAccount(1, 5, 5),)}
    )
    book = two_codes(tmp_path)
    quotes = find_quotes(corpus, book, QuoteFilter(per_cell=5), shelf.text_of, {}, None)
    matrix = pd.DataFrame(
        {
            "group": ["Nøglen", "Åens venner"],
            "code": ["trust", "water"],
            "passages": [1, 1],
            "share": [0.25, float("nan")],
        }
    )
    return Findings(corpus, book, {"matrix": matrix, "odd/name": matrix}, tuple(quotes), {})


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("suffix", sorted(suffixes()))
def test_every_exporter_writes_a_file_and_nothing_beside_it(findings, tmp_path, suffix, lang):
    folder = tmp_path / "ud æø"
    folder.mkdir()
    path = folder / (suffix if not suffix.startswith(".") else f"fil{suffix}")
    write_export(path, findings, lang)
    assert path.stat().st_size > 0 and list(folder.iterdir()) == [path]


@pytest.mark.parametrize("suffix", sorted(suffixes()))
def test_every_exporter_copes_with_nothing(findings, tmp_path, suffix):
    nothing = replace(findings, quotes=(), tables={}, corpus=Shelf().corpus())
    write_export(tmp_path / f"tom{suffix}", nothing, "da")
    assert (tmp_path / f"tom{suffix}").exists()


def test_an_unknown_ending_a_missing_folder_and_an_unknown_language_are_named(findings, tmp_path):
    for path, lang in ((tmp_path / "x.odt", "da"), (tmp_path / "no" / "x.csv", "da"), (tmp_path / "x.csv", "fr")):
        with pytest.raises(UsageError):
            write_export(path, findings, lang)


def test_a_quote_that_was_changed_on_the_way_is_refused_and_the_old_file_stays(findings, tmp_path):
    path = tmp_path / "quotes.csv"
    path.write_text("før")
    changed = replace(findings.quotes[0], text=findings.quotes[0].text.replace("a", "e"))
    with pytest.raises(NotVerbatim):
        write_export(path, replace(findings, quotes=(changed,)), "da")
    assert path.read_text() == "før"


def test_passages_jsonl_has_the_form_that_others_build_on(findings, tmp_path):
    write_export(tmp_path / "passages.jsonl", findings, "da")
    records = [json.loads(line) for line in (tmp_path / "passages.jsonl").read_text("utf-8").splitlines()]
    assert len(records) == 3
    added = {name: records[1].pop(name) for name in ("id", "document_id", "role", "time", "duplicate_of")}
    passage = findings.corpus.passages[1]
    assert added == {
        "id": passage.id, "document_id": passage.document_id, "role": passage.role, "time": None, "duplicate_of": None
    }  # fmt: skip
    assert records[1] == {
        "document": "Åens venner/a.pdf", "initiative": "Åens venner", "kind": "paragraph", "page": 3, "page_end": 4,
        "start": 5, "end": 5 + len(DASH), "text": DASH, "heading": ["Åen"], "speaker": "Bo", "lang": "da",
        "words_sure": None,
        "codes": {"water": {"score": 0.8, "stance": "at_work", "source": "lexicon@1", "evidence": [
            {"start": DASH.index("tallene"), "end": DASH.index("tallene") + 7, "text": "tallene"}]}},
        "themes": [{"id": 2, "weight": 0.75}],
    }  # fmt: skip
    assert records[0]["codes"] == {} and records[0]["themes"] == [] and records[0]["speaker"] is None


def test_the_workbook_holds_every_sheet_and_no_formula(findings, tmp_path):
    write_export(tmp_path / "evidence.xlsx", findings, "da")
    book = openpyxl.load_workbook(tmp_path / "evidence.xlsx")
    assert book.sheetnames == ["Citater", "Matrix", "Andele", "odd name", "Dokumenter", "Ikke læst", "Kodebog"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c for c in cells if c.data_type == "f"]
    quotes = book["Citater"]
    heads = [c.value for c in quotes[1]]
    texts = [row[heads.index("Citat")].value for row in quotes.iter_rows(min_row=2)]
    assert sorted(texts) == sorted([DASH, FORMULA])
    assert quotes.freeze_panes == "A2" and quotes.column_dimensions["E"].width > 60
    for sheet in book:  # on paper: across, heads on each page, few pages side by side
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.fitToHeight == 0
        assert 1 <= sheet.page_setup.fitToWidth <= 3
    links = [row[heads.index("Henvisning")] for row in quotes.iter_rows(min_row=2)]
    assert any(c.hyperlink and c.hyperlink.target.endswith("a.pdf#page=3") for c in links)
    wide = [[c.value for c in row] for row in book["Andele"].iter_rows()]
    assert wide == [["Gruppe", "Vand (water)", "Vand (trust)"], ["Nøglen", None, 0.25], ["Åens venner", None, None]]
    assert book["Andele"]["C2"].number_format == "0.0%"
    unread = [c.value for c in book["Ikke læst"][2]]
    assert (unread[0], unread[3:]) == ("x/tom.pdf", ["Filen er tom.", "Hent filen igen, hvor den kom fra."])


def test_csv_as_danish_excel_wants_it(findings, tmp_path):
    write_export(tmp_path / "q.csv", findings, "da")
    raw = (tmp_path / "q.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert {r["Citat"] for r in rows} == {"'" + DASH, "'" + FORMULA}
    assert {r["Score"] for r in rows} == {"0,8", "1,0"}


def test_markdown_shows_the_text_as_it_stands_with_links_and_sources(findings, tmp_path):
    write_export(tmp_path / "q.md", findings, "da")
    text = (tmp_path / "q.md").read_text("utf-8")
    assert "#page=3>)" in text and "Interview med Bo & \\<Ida\\>, 2019." in text
    assert text.index("## Vand") < text.index("### Åens venner") < text.index("> \\- Ja")


def test_markdown_makes_no_list_of_what_begins_like_one():
    assert safe("- Ja & nej") == "\\- Ja & nej"
    assert safe("&lt; er mindre") == "\\&lt; er mindre"
    assert safe("12. maj, a-b + c") == "12\\. maj, a-b + c"
    assert safe("2019. Partnerne mødtes") == "2019\\. Partnerne mødtes"
    assert safe("+ *fed*") == "\\+ \\*fed\\*"


def test_csl_json_lists_the_quoted_sources(findings, tmp_path):
    write_export(tmp_path / "sources.csl.json", findings, "da")
    assert [item["id"] for item in json.loads((tmp_path / "sources.csl.json").read_text("utf-8"))] == [
        "a" * 12,
        "b" * 12,
    ]


def test_parquet_comes_back_the_same(findings, tmp_path):
    write_export(tmp_path / "p.parquet", findings, "da")
    back = pd.read_parquet(tmp_path / "p.parquet")
    assert list(back["text"]) == [p.text for p in findings.corpus.passages]
    assert back["codes"][1][0]["code"] == "water"


def test_parquet_without_its_library_says_what_to_type(findings, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingDependency, match="pip install"):
        write_export(tmp_path / "p.parquet", findings, "da")
    assert not list(tmp_path.glob("*.parquet"))


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_a_table_goes_to_any_table_format(findings, tmp_path, suffix):
    write_table(tmp_path / f"t{suffix}", findings.tables["matrix"])
    assert (tmp_path / f"t{suffix}").stat().st_size > 20
    with pytest.raises(UsageError):
        write_table(tmp_path / "t.odt", findings.tables["matrix"])


def test_metadata_that_is_missing_is_no_trouble(findings, tmp_path):
    files = tuple(replace(f, metadata=Metadata()) for f in findings.corpus.files)
    write_export(tmp_path / "e.xlsx", replace(findings, corpus=replace(findings.corpus, files=files)), "en")
    assert openpyxl.load_workbook(tmp_path / "e.xlsx").sheetnames[0] == "Quotes"


@pytest.mark.parametrize(("lang", "no_evidence", "unclear", "yes"), [
    ("da", "ingen evidens fundet", "kan ikke skelnes", "ja"), ("en", "no evidence found", "can't be told apart", "yes"),
])  # fmt: skip
def test_tables_for_people_speak_their_language(findings, tmp_path, lang, no_evidence, unclear, yes):
    frame = pd.DataFrame(
        {
            "group": ["Nøglen"], "code": ["water"], "absence": ["no-evidence"], "verdict": ["unclear"],
            "present": [True], "gaps": ["one-source self-only"],
            "suggested": ["low"], "suggested_da": ["lav"], "suggested_en": ["low one"],
            "sentence_da": ["på dansk"], "sentence_en": ["in English"],
        }
    )  # fmt: skip
    write_table(tmp_path / "t.csv", frame, lang, findings.codebook)
    (row,) = csv.DictReader((tmp_path / "t.csv").read_text("utf-8-sig").splitlines(), delimiter=";,"[lang == "en"])
    assert list(row.values())[3:6] == [no_evidence, unclear, yes]
    assert ("på dansk" in row.values()) == (lang == "da") and "_" not in "".join(row)
    assert ("lav" in row.values(), "low one" in row.values()) == (lang == "da", lang == "en")
    assert "low" not in row.values()
    write_table(tmp_path / "t.json", frame, lang, findings.codebook)
    assert json.loads((tmp_path / "t.json").read_text("utf-8"))[0]["absence"] == "no-evidence"


@pytest.mark.parametrize("lang", ["da", "en"])
def test_no_head_of_any_table_is_a_name_of_the_program(tmp_path, lang):
    """Every column that a stage makes has words in both languages."""
    corpus, book = random_corpus(3), make_codebook("a", "b", "c")
    tables = {**compare(corpus, book).tables(), **maturity_tables(corpus, book)}
    tables["agreement"] = pd.DataFrame(columns=list(AGREEMENT_COLUMNS))
    unknown = {
        f"{name}/{column}"
        for name, frame in tables.items()
        for column in frame.columns
        if column.removesuffix("_da").removesuffix("_en") not in _words()["columns"]
    }
    assert not unknown


def test_stars_and_notes_stand_in_what_people_read(findings, tmp_path):
    starred = replace(findings, quotes=(replace(findings.quotes[0], starred=True, note="til kapitel 3"),))
    write_export(tmp_path / "q.csv", starred, "da")
    (row,) = csv.DictReader((tmp_path / "q.csv").read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (row["Stjerne"], row["Note"]) == ("★", "til kapitel 3")
    write_export(tmp_path / "a.docx", starred, "da")
    assert any("★ til kapitel 3" in p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs)


def test_links_lead_to_where_the_files_lie_now(findings, tmp_path):
    moved = replace(findings, sources={q.document: tmp_path / "flyttet" / "x.pdf" for q in findings.quotes})
    write_export(tmp_path / "q.md", moved, "da")
    assert "(<flyttet/x.pdf#page=3>)" in (tmp_path / "q.md").read_text("utf-8")


def test_a_markdown_table_shows_no_picture_and_no_link() -> None:
    rows = [{"speaker": "<img src=x> ![b](http://x/t.png) | a", "share": 0.25}]
    table = markdown_table(rows, "en")
    assert "\\<img src=x\\> !\\[b\\](http://x/t.png) \\| a" in table and "| 0.250 |" in table
