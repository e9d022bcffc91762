"""The page without a browser: words, numbers, what is absent, what is cut, and how it is written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from report_findings import codebook, findings

from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.findings import Findings, NamedLevel
from ci_text.maturity import default_rubric
from ci_text.records import UNCODED_KINDS, Evidence, Quote
from ci_text.report import render_report, write_report
from ci_text.report.absence import absence_table, further_tables
from ci_text.report.budget import cut_sheets, size
from ci_text.report.context import Context
from ci_text.report.heat import LEVELS, level, matrix
from ci_text.report.page import as_json
from ci_text.report.prose import blocks
from ci_text.report.quotes import pieces
from ci_text.report.strings import Words
from ci_text.report.summary import summary
from ci_text.report.themes import shortened

TEMPLATES = Path(__file__).parents[2] / "src/ci_text/report/templates"
TABLE: dict[str, Any] = yaml.safe_load((TEMPLATES / "strings.yaml").read_text("utf-8"))


COLUMNS: dict[str, Any] = yaml.safe_load((TEMPLATES.parents[1] / "data" / "columns.yaml").read_text("utf-8"))


def entries() -> dict[str, Any]:
    values = {f"{column}/{k}": v for column, known in COLUMNS["values"].items() for k, v in known.items()}
    return TABLE | {f"columns/{k}": v for k, v in COLUMNS["columns"].items()} | values


@pytest.mark.parametrize("key", entries())
def test_every_text_is_there_in_both_languages_with_the_same_marks(key: str) -> None:
    entry = entries()[key]
    assert set(entry) == {"da", "en"}

    def marks(text: Any) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(str(text)) if name}

    assert marks(entry["da"]) == marks(entry["en"])
    assert isinstance(entry["da"], list) == isinstance(entry["en"], list)


def test_every_word_that_the_page_asks_for_is_in_the_table() -> None:
    asked = set()
    for template in TEMPLATES.glob("*.j2"):
        asked |= set(re.findall(r'\bw(?:\.items)?\("(\w+)"', template.read_text("utf-8")))
    for module in TEMPLATES.parent.glob("*.py"):
        asked |= set(re.findall(r'words(?:\.count|\.raw)?\(\s*"(\w+)"', module.read_text("utf-8")))
    asked |= set(re.findall(r"\bsay\.(\w+)", (TEMPLATES / "report.js").read_text("utf-8")))
    assert len(asked) > 100
    assert asked <= set(TABLE)


def test_numbers_as_each_language_writes_them() -> None:
    da, en = Words("da"), Words("en")
    assert da.number(12345.6, 1) == "12.345,6"
    assert en.number(12345.6, 1) == "12,345.6"
    assert (da.percent(0.062), en.percent(0.062)) == ("6,2\u202f%", "6.2%")
    assert (da.percent(0.0996), da.percent(0), da.percent(None)) == ("10\u202f%", "0\u202f%", "–")
    assert da.listing(["a", "b", "c"]) == "a, b og c"
    assert (da.count("n_passages", 1), da.count("n_passages", 2000)) == ("1 tekststykke", "2.000 tekststykker")


def page_of(found: Findings, lang: str = "da") -> tuple[str, dict[str, Any]]:
    text = render_report(found, lang, Path("/nowhere"))
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert data
    return text, json.loads(data.group(1))


def test_an_empty_project_makes_a_page_that_says_so() -> None:
    text, data = page_of(Findings(Corpus((), (), ()), codebook(), {}, (), {}))
    assert "Der er ingen læst tekst i projektet endnu." in text
    assert text.count("Figuren er udeladt") >= 4
    assert data["quotes"]["rows"] == []


@pytest.mark.parametrize("name", ["matrix", "years", "cooccurrence", "differences", "maturity", "gaps"])
def test_a_table_that_is_absent_or_lacks_columns_costs_its_figure_alone(name: str) -> None:
    found = findings(documents=4, passages=6, initiatives=2)
    without = {k: v for k, v in found.tables.items() if k != name}
    strange = {**found.tables, name: found.tables[name].iloc[:, :1]}
    for tables in (without, strange):
        text, _ = page_of(replace(found, tables=tables))
        assert "</html>" in text
    if name == "matrix":
        assert "tabellen »matrix« mangler" in page_of(replace(found, tables=strange))[0].replace("&#34;", '"')


def test_the_heat_map_shows_the_comparisons_own_numbers() -> None:
    found = findings()
    text, data = page_of(found)
    sheet = data["sheets"]["matrix"]
    place = sheet["columns"].index("Andel")
    assert [row[place] for row in sheet["rows"]] == pytest.approx(list(found.tables["matrix"]["share"]), abs=1e-4)
    row = found.tables["matrix"].query("group == 'Ungebroen' and code == 'story'").iloc[0]
    assert f"Ny fortælling, Ungebroen: {Words('da').percent(row['share'])}" in text


def test_every_quote_is_word_for_word_in_the_page() -> None:
    found = findings()
    _, data = page_of(found)
    assert data["quotes"]["all"] == len(found.quotes) == len(data["quotes"]["rows"])
    assert sorted("".join(row[7]) for row in data["quotes"]["rows"]) == sorted(q.text for q in found.quotes)
    marked = {row[7][1] for row in data["quotes"]["rows"]}
    assert marked <= {e.text for q in found.quotes for e in q.evidence}


def test_evidence_is_marked_only_where_its_words_stand() -> None:
    base = Quote("p", "d", "a.pdf", "i", "c", "general", 1.0, "m", "å blev ren 😀 igen", 10, 28, 1, 1)
    evidence = (Evidence(7, 10, "ren"), Evidence(2, 6, "noget"), Evidence(22, 26, "igen"), Evidence(8, 12, "en 😀"))
    assert pieces(replace(base, evidence=evidence[:2])) == ["å blev ", "ren", " 😀 igen"]
    assert pieces(replace(base, evidence=evidence[2:3]), shift=9) == ["å blev ren 😀 ", "igen", ""]
    assert "".join(pieces(replace(base, evidence=evidence))) == base.text


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_pieces_always_join_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    evidence = tuple(Evidence(a, b, text[a:b]) for a, b in spans)
    quote = Quote("p", "d", "a", "i", "c", "general", 1.0, "m", text, 0, len(text), 1, 1, evidence=evidence)
    cut = pieces(quote)
    assert "".join(cut) == text
    assert len(cut) % 2 == 1


@given(st.text())
def test_data_can_not_leave_its_script_element(text: str) -> None:
    written = as_json({"t": text + "</script><!--"})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["t"] == text + "</script><!--"


@given(st.floats(0, 1), st.floats(0, 1))
def test_colours_are_none_for_nothing_and_stay_in_range(value: float, most: float) -> None:
    assert (level(value, most) == 0) == (value <= 0 or most <= 0)
    assert 0 <= level(value, most) <= LEVELS


def test_many_rows_are_cut_and_counted() -> None:
    small, large = {"columns": ["a"], "rows": [[1]] * 3}, {"columns": ["a"], "rows": [["x" * 90]] * 1000}
    kept = cut_sheets({"large": large, "small": small}, budget=20_000)
    assert kept["small"] == small
    assert len(kept["large"]["rows"]) + kept["large"]["left_out"] == 1000
    assert size(kept) < 20_500
    assert list(kept) == ["large", "small"]


def test_a_long_passage_is_cut_at_a_sentence() -> None:
    assert shortened("Kort.") == ("Kort.", False)
    text, cut = shortened("En sætning her. " * 100, 100)
    assert cut and text.endswith("her.") and len(text) <= 100


def test_the_methods_text_is_set_from_its_markdown() -> None:
    found = blocks("## Metode\n\n### Materiale\nTo filer.\n- et\n- to\n\nSlut.")
    assert [b.kind for b in found] == ["heading", "paragraph", "list", "paragraph"]
    assert found[2].lines == ("et", "to")


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(documents=2, passages=4, initiatives=2)
    path = tmp_path / "å mappe" / "rapport.html"
    write_report(path, found, "da")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(UsageError, match="can't be written"):
        write_report(path, found, "en")
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["rapport.html"]


def test_a_language_it_does_not_speak_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No report in 'de'"):
        write_report(tmp_path / "r.html", findings(2, 4, 2), "de")


def test_the_same_findings_make_the_same_page() -> None:
    found = findings(documents=4, passages=6, initiatives=2)
    assert page_of(found)[0] == page_of(found)[0]


def test_five_hundred_documents_stay_under_three_megabytes() -> None:
    found = findings(documents=500, passages=4, initiatives=60, per_cell=5)
    text, data = page_of(found)
    assert len(text.encode("utf-8")) < 3_000_000
    assert len(data["quotes"]["rows"]) > 100


def test_the_map_says_whether_the_machines_error_is_in_it() -> None:
    assert "andelene er ikke rettet for maskinens fejl" in page_of(findings(reviewed=False))[0]
    found = findings(reviewed=False)
    machine = tuple(tag for tag in found.corpus.tags if not tag.source.startswith("human:"))
    confirmed = tuple(replace(tag, source="human:bo") for tag in found.corpus.tags)
    seen = replace(found, corpus=replace(found.corpus, tags=confirmed, machine_tags=machine))
    assert machine and "andelene er ikke rettet for maskinens fejl" in page_of(seen)[0], "confirmed is not reviewed"
    found = findings()
    corrected = found.tables["matrix"].assign(corrected=True, share_corrected=0.5)
    text, _ = page_of(replace(found, tables={**found.tables, "matrix": corrected}))
    assert "alle andele er rettet for maskinens fejl" in text
    some = corrected.assign(corrected=corrected["group"] == "Ungebroen")
    text, _ = page_of(replace(found, tables={**found.tables, "matrix": some}))
    assert "<sup>✓</sup>" in text and "felter uden mærke er ikke" in text


def test_the_overview_counts_what_the_shares_are_of() -> None:
    found = findings()
    first = next(p for p in found.corpus.passages if p.kind not in UNCODED_KINDS)
    asked = tuple(replace(p, role="interviewer" if p is first else None) for p in found.corpus.passages)
    corpus = replace(found.corpus, passages=asked)
    told = [p for p in asked if p.role is None and p.kind not in UNCODED_KINDS and p.id not in corpus.duplicates]
    text = summary(Context(replace(found, corpus=corpus), "da", Path())).material
    assert f"delt i {len(told)} tekststykker." in text and "kommer 1 tekststykke med interviewerens" in text
    nobody = replace(found, corpus=replace(corpus, passages=tuple(replace(p, role=None) for p in asked)))
    assert "interviewer" not in summary(Context(nobody, "en", Path())).material


def test_comparisons_that_could_not_be_tested_are_no_findings() -> None:
    few = findings(documents=6, initiatives=3)
    table = few.tables["differences"]
    assert set(table["verdict"]) <= {"too-few-documents", "too-little-evidence"}
    text = render_report(few, "da", Path())
    assert "sammenligninger kan prøves" in text and "sikrere end tilfældet" not in text
    many = render_report(findings(documents=20, initiatives=2), "en", Path())
    assert "that could be tested" in many and "comparisons can be tested" not in many


def test_the_colour_of_a_level_says_the_level() -> None:
    whole = findings()
    levels = tuple(NamedLevel(one.id, one.name, one.meaning) for one in default_rubric().levels)
    text = render_report(replace(whole, levels=levels), "da", Path())
    figure = text[text.index('data-figure="maturity"') :]
    shades = {
        name: set(re.findall(r'<td class="h(\d)"><a [^>]*><span>' + name, figure)) for name in ("På vej", "På plads")
    }
    assert shades["På vej"] == {"3"} and shades["På plads"] <= {"6"}
    assert "fra »Ikke set« til »Forankret«" in text and "Flere kilder viser elementet" in text


def test_every_share_stands_with_its_interval() -> None:
    text = render_report(findings(), "da", Path())
    figure = text[text.index('data-figure="matrix"') : text.index('data-figure="stances"')]
    cells = re.findall(r"<td class=\"h[1-8]\">(.*?)</td>", figure)
    assert cells and all(re.search(r"<small>[\d,]+–[\d,]+</small>", cell) for cell in cells)


def test_sheets_speak_the_language_of_the_page() -> None:
    context = Context(findings(), "da", Path())
    absence_table(context), further_tables(context), matrix(context)
    rows = context.sheets["table-differences"]["rows"]
    verdicts = {row[context.sheets["table-differences"]["columns"].index("Vurdering")] for row in rows}
    assert verdicts <= {"forskel", "kan ikke skelnes", "for få dokumenter til at prøve", "for lidt evidens"}
    sheet = context.sheets["matrix"]
    assert not [head for head in sheet["columns"] if head.islower() and " " not in head and head not in ("p", "x", "y")]
