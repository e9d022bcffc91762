"""Levels, stars, highlights, methods, manifest, rerun and diff, as their users type them, on real files."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from ci_text.cli import main
from small import SAMPLE


def ci_text(*args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command in this process, which spares a second of imports each time; test_cli.py starts real ones."""
    with contextlib.chdir(cwd or Path.cwd()):
        done = CliRunner().invoke(main, list(args))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(args, done.exit_code, done.stdout, done.stderr)


CORPUS_TOML = """
[[document]]
path = "Nøgle først/interview.pdf"
initiative = "Nøgle først"
kind = "interview"
wave = "før"
[[document]]
path = "Kaffe/report.pdf"
initiative = "Kaffe"
kind = "report"
wave = "efter"
"""
RUBRIC = """
id: two
levels:
  - {id: out, name: {da: ude, en: out}}
  - {id: inn, name: {da: inde, en: in}, at_least: {passages: 1}}
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus `stof` and its first run in `ud`; commands are run in it."""
    top = tmp_path_factory.mktemp("beviser æøå")
    for folder, name in (("Nøgle først", "noegle-foerst/interview.pdf"), ("Kaffe", "kaffe-klokken-tre/report.pdf")):
        (top / "stof" / folder).mkdir(parents=True)
        shutil.copy(SAMPLE / name, top / "stof" / folder)
    (top / "stof" / "corpus.toml").write_text(CORPUS_TOML, "utf-8")
    done = ci_text("run", "stof", "-o", "ud", cwd=top)
    assert done.returncode == 0, done.stderr
    return top


@pytest.fixture
def place(first: Path, tmp_path: Path) -> Path:
    """A copy of the first run that a test may change."""
    copy = tmp_path / "sted"
    shutil.copytree(first, copy)
    return copy


def in_project(place: Path, *args: str, code: int = 0) -> str:
    done = ci_text("-p", "ud/project.db", *args, cwd=place)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 and done.stdout else done.stderr


def tagged(place: Path) -> list[dict]:
    """Quotes on whatever code there is, surest first."""
    found = json.loads(in_project(place, "quotes", "--min-score", "0", "--limit", "40", "--json"))
    assert len(found) > 5
    return sorted(found, key=lambda q: -q["score"])


def test_a_run_writes_a_manifest_and_nothing_anew_where_nothing_changed(place: Path) -> None:
    record = json.loads((place / "ud" / "manifest.json").read_text("utf-8"))
    assert {i["path"] for i in record["inputs"]} == {"stof/Nøgle først/interview.pdf", "stof/Kaffe/report.pdf"}
    before = (place / "ud" / "report.html").stat().st_mtime_ns
    again = ci_text("run", "stof", "-o", "ud", cwd=place)
    assert "Intet er ændret" in again.stderr
    assert (place / "ud" / "report.html").stat().st_mtime_ns == before
    (place / "ud" / "evidence.xlsx").unlink()
    assert "Skrevet" in ci_text("run", "stof", "-o", "ud", cwd=place).stderr
    assert (place / "ud" / "evidence.xlsx").exists()
    quote = tagged(place)[0]
    in_project(place, "code", quote["passage_id"], quote["code"], "no", "--coder", "anna")
    assert "Skrevet" in ci_text("run", "stof", "-o", "ud", cwd=place).stderr
    assert "Written" in ci_text("run", "stof", "-o", "ud", "--lang", "en", cwd=place).stderr


@pytest.mark.usefixtures("english")
def test_a_level_is_kept_with_who_and_why(place: Path) -> None:
    sheet = json.loads(in_project(place, "compare", "--table", "maturity", "--json"))
    code = sheet[0]["code"]
    in_project(place, "level", "Kaffe", code, "sustained", "--coder", "anna", "--why", "tre kilder")
    (row,) = (r for r in json.loads(in_project(place, "compare", "--table", "maturity", "--json"))
              if (r["initiative"], r["code"]) == ("Kaffe", code))  # fmt: skip
    assert (row["level"], row["coder"], row["level_why"]) == ("sustained", "anna", "tre kilder") and row["suggested"]
    rated = {r["code"] for r in sheet}
    other = next(line.split()[0] for line in ci_text("codebook", "show").stdout.splitlines()
                 if line.split()[0] not in rated)  # fmt: skip
    for args, says in (
        (("Te", code, "sustained"), "Kaffe, Nøgle først"),
        (("Kaffe", "nosuch", "sustained"), code),
        (("Kaffe", code, "nosuch"), "emerging"),
        (("Kaffe", other, "emerging"), "does not rate"),
    ):
        assert says in in_project(place, "level", *args, "--coder", "anna", code=2)


def test_a_rubric_of_ones_own_is_kept_and_checked(place: Path) -> None:
    (place / "mine.yaml").write_text(RUBRIC, "utf-8")
    done = ci_text(
        "-p", "ud/project.db", "--rubric", "mine.yaml", "compare", "--table", "maturity", "--json", cwd=place
    )
    assert {r["suggested"] for r in json.loads(done.stdout)} <= {"out", "inn"}
    printed = in_project(place, "compare", "--table", "maturity")  # without naming it again
    assert "ude" in printed or "inde" in printed
    (place / "bad.yaml").write_text("levels: 7", "utf-8")
    done = ci_text("-p", "ud/project.db", "--rubric", "bad.yaml", "status", cwd=place)
    assert done.returncode == 2 and "bad.yaml" in done.stderr
    assert in_project(place, "compare", "--table", "maturity") == printed


@pytest.mark.usefixtures("english")
def test_quotes_are_starred_discarded_and_taken_back(place: Path) -> None:
    one, two = tagged(place)[:2]
    key, other = (one["passage_id"], one["code"]), (two["passage_id"], two["code"])
    in_project(place, "star", *key, "--coder", "anna", "--reason", "god")
    starred = json.loads(in_project(place, "quotes", "--starred", "--min-score", "0", "--json"))
    assert [(q["passage_id"], q["code"]) for q in starred] == [key]
    in_project(place, "star", *key, "--coder", "anna", "--undo")
    assert json.loads(in_project(place, "quotes", "--starred", "--min-score", "0", "--json")) == []
    in_project(place, "discard", *other, "--coder", "bo", "--reason", "uden sammenhæng")
    left = json.loads(in_project(place, "quotes", other[1], "--min-score", "0", "--limit", "99", "--json"))
    assert other[0] not in {q["passage_id"] for q in left}
    with sqlite3.connect(place / "ud" / "project.db") as db:
        assert db.execute("SELECT state, reason, coder FROM quote_note").fetchall() == [
            ("discarded", "uden sammenhæng", "bo")
        ]
    with sqlite3.connect(place / "ud" / "project.db") as db:
        carried = {row[0] for row in db.execute("SELECT code FROM tag WHERE passage_id = ?", key[:1])}
    missing = next(line.split()[0] for line in ci_text("codebook", "show").stdout.splitlines()
                   if line.split()[0] not in carried)  # fmt: skip
    for args, says in (((key[0], missing), "does not carry"), (("x:1-2", key[1]), "No passage")):
        assert says in in_project(place, "star", *args, "--coder", "anna", code=2)
    assert "No passage" in in_project(place, "code", "x:1-2", key[1], "no", "--coder", "anna", code=2)


@pytest.mark.usefixtures("english")
def test_unsure_codes_are_quoted_only_when_asked_for(place: Path) -> None:
    in_project(place, "tag", "--recall", "0.9")  # at the threshold for balance no code here is that unsure
    every = [
        q["score"] for q in json.loads(in_project(place, "quotes", "--min-score", "0", "--limit", "999", "--json"))
    ]
    assert min(every) < 0.5
    sure = json.loads(in_project(place, "quotes", "--limit", "99", "--json"))
    assert sure and min(q["score"] for q in sure) >= 0.5
    done = ci_text("-p", "ud/project.db", "quotes", "--limit", "99", cwd=place)
    assert "more with a score under 0.5" in done.stderr
    assert f"[{sure[0]['passage_id']}]" in done.stdout
    speaker = next(q["speaker"] for q in tagged(place) if q["speaker"])
    said = json.loads(in_project(place, "quotes", "--speaker", speaker, "--min-score", "0", "--json"))
    assert {q["speaker"] for q in said} == {speaker}


@pytest.mark.parametrize("name", ["a.docx", "a.md", "a.csv", "a.xlsx", "quotes.jsonl", "a.csl.json"])
def test_chosen_quotes_go_into_a_file(first: Path, tmp_path: Path, name: str) -> None:
    in_project(first, "quotes", "--limit", "3", "--ellipsis", "-o", str(tmp_path / name))
    assert (tmp_path / name).stat().st_size > 50
    if name == "quotes.jsonl":
        assert len((tmp_path / name).read_text("utf-8").splitlines()) == 3


def test_highlights_are_annotations_in_copies(first: Path, tmp_path: Path) -> None:
    printed = in_project(first, "highlight", "-o", str(tmp_path / "a"), "--lang", "en")
    copies = sorted((tmp_path / "a").rglob("*.pdf"))
    assert [p.parent.name for p in copies] == ["Kaffe", "Nøgle først"] and all(str(p) in printed for p in copies)
    pages = pypdf.PdfReader(copies[0]).pages
    made = [a.get_object() for page in pages for a in page.get("/Annots", [])]
    assert any(a["/Subtype"] == "/Highlight" and " · " in a["/Contents"] for a in made)
    in_project(first, "highlight", "report.pdf", "-o", str(tmp_path / "b"))
    assert [p.name for p in (tmp_path / "b").rglob("*.pdf")] == ["report.pdf"]
    assert "interview.pdf" in in_project(first, "highlight", "nosuch.pdf", "-o", str(tmp_path / "c"), code=2)


def test_a_pdf_that_changed_is_not_marked_and_costs_only_itself(place: Path) -> None:
    shutil.copy(SAMPLE / "ord-nok" / "report.pdf", place / "stof" / "Kaffe" / "report.pdf")
    done = ci_text("-p", "ud/project.db", "highlight", "-o", "m", cwd=place)
    assert done.returncode == 1 and "not the file that was read" in done.stderr
    assert [p.name for p in (place / "m").rglob("*.pdf")] == ["interview.pdf"]


def test_methods_are_told_in_words(first: Path, tmp_path: Path) -> None:
    text = in_project(first, "methods")
    assert text.startswith("## Metode") and "ThemeOptions(" not in text
    in_project(first, "methods", "--lang", "en", "-o", str(tmp_path / "m.md"))
    assert "## Method" in (tmp_path / "m.md").read_text("utf-8")


def test_groups_by_a_column_of_ones_own(first: Path) -> None:
    rows = json.loads(in_project(first, "compare", "--by", "wave", "--json"))
    assert {r["group"] for r in rows} == {"før", "efter"}
    printed = in_project(first, "compare", "--by", "kind")
    assert "Gruppe" in printed.splitlines()[0] and "Øvre grænse" in printed.splitlines()[0]
    assert "rapport" in printed and "report " not in printed and "common_agenda" in printed
    assert "Upper limit" in in_project(first, "compare", "--by", "kind", "--lang", "en").splitlines()[0]
    message = in_project(first, "compare", "--by", "bølge", code=2)
    assert "bølge" in message and "wave" in message and "initiative" in message


@pytest.mark.usefixtures("english")
def test_a_rerun_gives_the_same_tables_and_decisions(place: Path) -> None:
    sheet = json.loads(in_project(place, "compare", "--table", "maturity", "--json"))
    one, two = tagged(place)[:2]
    in_project(place, "code", one["passage_id"], one["code"], "no", "--coder", "anna")
    in_project(place, "discard", two["passage_id"], two["code"], "--coder", "bo", "--reason", "for kort")
    in_project(place, "level", "Kaffe", sheet[0]["code"], "emerging", "--coder", "anna")
    assert ci_text("run", "stof", "-o", "ud", cwd=place).returncode == 0
    in_project(place, "manifest", "-o", "m.json")
    kept, written = (json.loads((place / n).read_text("utf-8")) for n in ("ud/manifest.json", "m.json"))
    for manifest, where in ((kept, place / "ud"), (written, place)):
        folders = [(where / added.pop("folder")).resolve() for added in manifest["options"]["adds"]]
        assert folders == [place.resolve()], "where the paths begin is said from where the manifest lies"
    assert kept["options"] == written["options"]
    done = ci_text("rerun", "m.json", "-o", "igen", cwd=place)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All tables are the same." in done.stdout and "changed" not in done.stdout
    assert "Nothing changed." in ci_text("diff", "ud/project.db", "igen/project.db", cwd=place).stdout
    assert "holds a project" in ci_text("rerun", "m.json", "-o", "igen", cwd=place).stderr


@pytest.mark.usefixtures("english")
def test_a_rerun_finds_its_files_from_another_folder_and_after_a_move(first: Path, tmp_path: Path) -> None:
    away = tmp_path / "et andet sted"
    away.mkdir()
    shutil.copytree(first, tmp_path / "flyttet")
    done = ci_text("rerun", str(tmp_path / "flyttet" / "ud" / "manifest.json"), "-o", "igen", cwd=away)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All tables are the same." in done.stdout and "changed" not in done.stdout
    moved = tmp_path / "flyttet" / "ud" / "project.db"
    marked = ci_text("-p", str(moved), "highlight", "-o", "m", cwd=away)
    assert marked.returncode == 0 and len(list((away / "m").rglob("*.pdf"))) == 2
    ci_text("-p", str(moved), "report", "-o", "r.html", cwd=away)
    assert "../flyttet/stof/Kaffe/report.pdf" in (away / "r.html").read_text("utf-8")
    lone = away / "manifest.json"
    lone.write_bytes((tmp_path / "flyttet" / "ud" / "manifest.json").read_bytes())
    done = ci_text("rerun", str(lone), "-o", "igen2", cwd=first)
    assert done.returncode == 0 and "All tables are the same." in done.stdout
    shutil.rmtree(first / "igen2")


def test_two_coders_are_held_against_each_other(place: Path) -> None:
    assert "Overensstemmelse mellem kodere er ikke målt" in in_project(place, "methods")
    for n, quote in enumerate(tagged(place)[:6]):
        for coder in ("anna", "bo"):
            stance = "no" if n == 5 and coder == "bo" else "at_work"
            in_project(place, "code", quote["passage_id"], quote["code"], stance, "--coder", coder)
    rows = json.loads(in_project(place, "compare", "--table", "agreement", "--json"))
    assert (rows[0]["code"], rows[0]["coders"]) == ("", 2) and rows[0]["agreement"] == pytest.approx(5 / 6)
    assert "Krippendorffs alfa" in in_project(place, "methods") and "alpha" in in_project(
        place, "methods", "--lang", "en"
    )


def test_a_starred_quote_comes_first_with_its_note(place: Path) -> None:
    last = tagged(place)[-1]
    in_project(place, "star", last["passage_id"], last["code"], "--coder", "anna", "--reason", "til kapitel 3")
    printed = in_project(place, "quotes", last["code"], "--min-score", "0", "--limit", "1")
    assert f"[{last['passage_id']}]" in printed and "★ til kapitel 3" in printed
    in_project(place, "report", "-o", "r.html")
    assert "til kapitel 3" in (place / "r.html").read_text("utf-8")
    in_project(place, "export", "a.csv")
    assert "til kapitel 3" in (place / "a.csv").read_text("utf-8-sig")


@pytest.mark.usefixtures("english")
def test_a_rerun_says_what_changed(place: Path) -> None:
    one = tagged(place)[0]
    in_project(place, "code", one["passage_id"], one["code"], "no", "--coder", "anna")
    in_project(place, "manifest", "-o", "m.json")
    with (place / "stof" / "corpus.toml").open("a", encoding="utf-8") as file:
        file.write('[[document]]\npath = "Kaffe/ny.txt"\ninitiative = "Kaffe"\n')
    (place / "stof" / "Kaffe" / "ny.txt").write_text("En ny tekst om naboer.", "utf-8")
    shutil.copy(SAMPLE / "ord-nok" / "report.pdf", place / one["document"])
    done = ci_text("rerun", "m.json", "-o", "igen", cwd=place)
    assert done.returncode == 1
    assert f"{one['document']}: sha256" in done.stdout and "OTHER    table matrix" in done.stdout
    assert "ny.txt: not in the list" in done.stderr and f"anna: {one['code']}" in done.stderr
    changes = json.loads(ci_text("diff", "ud/project.db", "igen/project.db", "--json", cwd=place).stdout)
    assert {c["kind"] for c in changes} == {"document", "tag", "cell", "quote"}
    assert any(c["why"] == "the file itself is another" for c in changes)
    danish = ci_text("diff", "ud/project.db", "igen/project.db", "--lang", "da", cwd=place).stdout
    assert "fordi    filen selv er en anden" in danish and "tekststykker med evidens 1" in danish
    assert "-        til stede" in danish and "at_work" not in danish
    assert not any(c["why"] in danish for c in changes), "every reason has its Danish words"


def test_a_discarded_quote_is_the_reason_of_a_difference(place: Path) -> None:
    shutil.copy(place / "ud" / "project.db", place / "før.db")
    one = next(q for q in tagged(place) if q["role"] != "interviewer")
    in_project(place, "discard", one["passage_id"], one["code"], "--coder", "bo", "--reason", "for kort")
    printed = ci_text("diff", "før.db", "ud/project.db", "--kind", "quote", cwd=place).stdout
    assert "kasseret i det ene projekt: for kort" in printed and "discarded" not in printed
    english = ci_text("diff", "før.db", "ud/project.db", "--kind", "quote", "--lang", "en", cwd=place).stdout
    assert "discarded in one project: for kort" in english


@pytest.mark.parametrize("text", ["", "{}", "[1]", "nonsense"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.json").write_text(text, "utf-8")
    done = ci_text("rerun", "m.json", "-o", "igen", cwd=tmp_path)
    assert done.returncode == 2 and "manifest" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "igen").exists()
