"""The page in a real browser: filters, cells, copying, downloads, print, phone; no request, no complaint."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from report_findings import findings

from ci_text.report import page as page_of
from ci_text.report import write_report
from ci_text.report.budget import cut_sheets

Opener = Callable[..., Any]

CONTRAST = """() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const f = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => {
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const bad = [];
  for (const e of document.querySelectorAll("body *:not(script):not(style):not(noscript):not(option)")) {
    const texts = [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
    if (e.closest("svg, .vh, [hidden], .skip") || !texts.length) continue;
    const a = light(parse(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${texts[0].data.slice(0, 20)}`);
  }
  return bad;
}"""


def shown(page: Any) -> int:
    return int(page.locator("#quote-list li").count())


def test_a_filter_leaves_the_quotes_that_fit_and_says_how_many(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["da"]).page
    everything = page.locator("#count").inner_text()
    page.select_option("select[name=code]", label="Ny fortælling")
    page.select_option("select[name=stance]", label="mangler")
    page.wait_for_timeout(50)
    assert page.locator("#count").inner_text() != everything
    assert set(page.locator(".about .code").all_inner_texts()) == {"Ny fortælling"}
    page.fill("input[name=text]", "MØDERNE om onsdagen")
    page.wait_for_timeout(300)
    assert 0 < shown(page) == page.locator("#quote-list li:has-text('møderne om onsdagen')").count()
    page.fill("input[name=text]", "zzz")
    page.wait_for_timeout(300)
    assert page.locator("#count").inner_text() == "Ingen citater passer til valget."
    page.click("button[type=reset]")
    page.wait_for_timeout(50)
    assert page.locator("#count").inner_text() == everything


def test_roles_and_reviewed_quotes_can_be_chosen(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["en"]).page
    page.select_option("select[name=origin]", label="reviewed")
    page.wait_for_timeout(50)
    assert set(page.locator(".badge").all_inner_texts()) == {"reviewed"}
    page.click("button[type=reset]")
    page.select_option("select[name=role]", label="informant")
    page.wait_for_timeout(50)
    assert all(text.startswith("Birthe") for text in page.locator("#quote-list .source").all_inner_texts())


def test_a_cell_opens_its_own_quotes_and_the_way_back_works(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["da"]).page
    cell = page.locator("[data-figure=matrix] td a[aria-label^='Ny fortælling, Ungebroen']")
    cell.hover()
    assert "Ny fortælling" in page.locator("#tip").inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.id") == "quotes-h"
    assert set(page.locator(".about .code").all_inner_texts()) == {"Ny fortælling"}
    assert all("Ungebroen" in s for s in page.locator("#quote-list .source").all_inner_texts())
    assert "Ungebroen: Ny fortælling ses i" in page.locator("#cell-note").inner_text()
    page.go_back()
    assert "quotes" not in page.url


def test_a_cell_without_quotes_shows_none_of_others(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["da"]).page
    page.evaluate("location.hash = '#quotes?code=narrative&initiative=' + encodeURIComponent('Uden citater')")
    expect(page.locator("#count")).to_have_text("Ingen citater passer til valget.")
    page.wait_for_timeout(100)
    assert shown(page) == 0
    page.click("button[type=reset]")
    page.wait_for_timeout(50)
    assert shown(page) > 0


def test_a_quote_is_copied_with_its_citation(reports: dict[str, Path], opened: Opener) -> None:
    browser_page = opened(reports["da"])
    browser_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = browser_page.page
    page.select_option("select[name=role]", label="informant")
    page.wait_for_timeout(50)
    text = page.locator("#quote-list blockquote").first.inner_text()
    page.locator("#quote-list .copy").first.click()
    page.wait_for_timeout(200)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"”{text}” (Birthe, i Krag & Thorlund, 20")
    assert copied.endswith("Krag, K. & Thorlund, O. (2019). Rapport om initiativet. Fonden.")
    assert page.locator("#said").inner_text() == "Kopieret"
    assert page.locator("#quote-list mark").count() > 0


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_every_figure_downloads(kind: str, reports: dict[str, Path], opened: Opener, tmp_path: Path) -> None:
    page = opened(reports["da"]).page
    figures = page.locator(f"main > section:not(#tables) [data-get={kind}]")
    assert figures.count() >= 6
    for n in range(figures.count()):
        with page.expect_download() as waiting:
            figures.nth(n).click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        body = file.read_bytes()
        assert len(body) > 200, file.name
        assert body.startswith({"svg": b"<svg", "png": b"\x89PNG", "csv": b"\xef\xbb\xbf"}[kind]), file.name
    if kind == "csv":
        rows = list(csv.reader(io.StringIO((tmp_path / "matrix.csv").read_text("utf-8-sig")), delimiter=";"))
        assert len(rows) == 1 + 5 * 11
        assert "Andel" in rows[0]


def test_a_table_that_was_cut_says_so_in_its_name(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of, "cut_sheets", partial(cut_sheets, budget=4_000))
    write_report(tmp_path / "cut.html", findings(), "da")
    page = opened(tmp_path / "cut.html").page
    with page.expect_download() as waiting:
        page.locator("[data-for=matrix] [data-get=csv]").click()
    found = re.fullmatch(r"matrix-(\d+)-af-55\.csv", waiting.value.suggested_filename)
    assert found
    waiting.value.save_as(tmp_path / "matrix.csv")
    assert len((tmp_path / "matrix.csv").read_text("utf-8-sig").splitlines()) == 1 + int(found[1])


def test_the_numbers_behind_a_figure_open_as_a_table(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["en"]).page
    page.locator("details[data-sheet=matrix] summary").click()
    expect(page.locator("details[data-sheet=matrix] tbody tr")).to_have_count(55)


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_window(lang: str, width: int, reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports[lang], width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_against_its_ground(scheme: str, reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["da"], 1280, scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate(CONTRAST) == []


def test_landmarks_headings_and_names_for_screen_readers(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["da"]).page
    levels = [int(n) for n in page.eval_on_selector_all("h1,h2,h3,h4", "e => e.map(x => x.tagName[1])")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert [page.locator(mark).count() for mark in ("main", "nav[aria-label]", "header")] == [1, 1, 1]
    ids = page.eval_on_selector_all("[id]", "e => e.map(x => x.id)")
    assert len(ids) == len(set(ids))
    nameless = "e => e.filter(x => !(x.getAttribute('aria-label') || x.textContent.trim())).length"
    assert page.eval_on_selector_all("a, button, svg[role=img], summary", nameless) == 0
    assert page.eval_on_selector_all("img", "e => e.every(x => x.alt)")
    assert page.eval_on_selector_all("select, input", "e => e.every(x => x.labels.length)")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_the_note_of_a_cell_goes_with_escape(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["en"]).page
    page.locator("[data-figure=matrix] td a").first.focus()
    page.locator("#tip").wait_for(state="visible")
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()


def test_it_prints_more_quotes_and_closes_again(reports: dict[str, Path], opened: Opener) -> None:
    page = opened(reports["da"]).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert shown(page) == 100
    assert "de første 100 citater" in page.locator("#count").inner_text()
    assert page.locator("#themes .theme details[open]").count() == 3
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#themes .theme details[open]").count() == 0
    assert page.pdf()[:5] == b"%PDF-"


def test_hostile_text_stays_text(opened: Opener, tmp_path: Path) -> None:
    from dataclasses import replace

    found = findings(documents=2, passages=6, initiatives=2)
    bad = '</script><img src=x onerror="document.title=1"><!--<script>{{7*7}}\u2028'
    first = replace(found.quotes[0], text=bad, end=found.quotes[0].start + len(bad), evidence=())
    quote = replace(first, speaker=bad, citation=bad, initiative=bad)
    files = tuple(replace(f, path=bad + f.path) for f in found.corpus.files)
    hostile = replace(
        found, quotes=(quote, *found.quotes[1:]), methods={"da": bad}, theme_message={"da": bad},
        theme_pictures={"map": '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title=2</script></svg>'},
        corpus=replace(found.corpus, files=files),
    )  # fmt: skip
    path = tmp_path / "hostile.html"
    write_report(path, hostile, "da")
    page = opened(path).page
    page.wait_for_timeout(200)
    assert page.title() == "Evidens på tværs af initiativer"
    assert page.locator("#quote-list blockquote").filter(has_text="onerror").count() == 1
    assert page.locator("main img").count() == 1  # the picture alone
