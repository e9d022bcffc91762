"""Tables without rows, groupings that a table does not know, quotes from where nothing is: what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ci_text.project import Project
from test_cli_evidence import ci_text

TALK = """Interviewer: Hvad er sekretariatets rolle i samarbejdet?

Anna: Sekretariatet holder sammen på partnerne og kalder dem til møde hver måned, og det har det gjort i fire år.

Anna: Vi mangler en fælles måde at måle på, for hver kommune har sine egne tal og sine egne skemaer.
"""
REPORT = "Partnerne har en fælles dagsorden, og den blev til på tre møder i foråret med alle kommuner ved bordet."


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tomme")
    for name, text in (
        ("Åen/interview.txt", TALK),
        ("Skoven/rapport.md", REPORT),
        ("Skoven/igen.md", f"# Igen\n\n{REPORT}\n"),
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for args in (("add", str(folder / "Åen"), str(folder / "Skoven")), ("tag", "--tagger", "lexicon")):
        assert ci_text("-p", str(folder / "p.db"), *args).returncode == 0
    return folder / "p.db"


def said(db: Path, *args: str, code: int = 0) -> str:
    done = ci_text("-p", str(db), *args)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_years_that_nobody_gave_are_told(db: Path, tmp_path: Path) -> None:
    danish = said(db, "compare", "--table", "years", "-o", str(tmp_path / "år.csv"), code=2)
    assert "Intet dokument har et årstal. Giv hvert sit år i en liste" in danish
    assert not (tmp_path / "år.csv").exists()
    assert "Give each its year" in said(db, "compare", "--table", "years", "--lang", "en", code=2)
    assert said(db, "compare", "--table", "years", "--json").startswith("[")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("cooccurrence", "er over alle dokumenter tilsammen. Udelad --by."),
        ("code_theme", "er over alle dokumenter tilsammen. Udelad --by."),
        ("maturity", "er altid over initiativer. Udelad --by."),
    ],
)
def test_a_table_that_knows_no_such_groups_refuses_them(db: Path, table: str, says: str) -> None:
    assert f"Tabellen '{table}' {says}" in said(db, "compare", "--table", table, "--by", "kind", code=2)


def test_a_table_of_themes_that_were_not_made_and_of_a_single_group(db: Path) -> None:
    assert "Find dem først" in said(db, "compare", "--table", "code_theme", code=2)
    told = said(db, "compare", "--table", "differences", "--by", "author", code=2)
    assert "Der er ikke to grupper med tekst, der kan sammenlignes." in told


def test_the_row_of_all_codes_has_a_name(db: Path) -> None:
    with Project(db, create=False) as project:
        one = next(p.id for p in project.passages() if p.role != "interviewer")
    for coder in ("anna", "bo"):
        said(db, "code", one, "backbone", "at_work", "--coder", coder)
    assert "alle tilsammen" in said(db, "compare", "--table", "agreement").splitlines()[1]
    assert "all together" in said(db, "compare", "--table", "agreement", "--lang", "en").splitlines()[1]


def test_versions_are_spoken_of_where_status_names_some(db: Path, tmp_path: Path) -> None:
    assert "1 tekststykker er (næsten) gentagelser af andre og tæller én gang; `ci-text status` nævner" in said(
        db, "compare"
    )
    for name, more in (("a", "en"), ("b", "to")):
        rest = [f"{REPORT.replace('foråret', f'{more} {word}')}" for word in ("byer", "skoler", "stuer", "haver")]
        (tmp_path / f"{name}.md").write_text("\n\n".join([REPORT, *rest[: 3 if name == "a" else 4]]), "utf-8")
    other = tmp_path / "p.db"
    said(other, "add", str(tmp_path / "a.md"), str(tmp_path / "b.md"))
    told = said(other, "compare")
    assert "tæller én gang.\n" in told and "status" not in told, told


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--initiative", "Søen"], "Der er intet initiativ, der hedder 'Søen'. Initiativerne er: Skoven, Åen."),
        (["--theme", "99"], "Der er intet tema 99."),
        (["--role", "leder"], "Ingen har rollen 'leder'. Rollerne er: informant, interviewer."),
    ],
)
def test_quotes_from_where_nothing_is_are_refused(db: Path, args: list[str], says: str) -> None:
    assert says in said(db, "quotes", *args, code=2)


def test_quotes_from_where_something_is_are_found(db: Path) -> None:
    decomposed = "A\u030aen"
    assert "Sekretariatet" in said(db, "quotes", "--initiative", decomposed, "--role", "informant", "--min-score", "0")


def test_status_lists_the_paths_that_forget_takes(db: Path) -> None:
    paths = json.loads(said(db, "status", "--json"))["files"]["paths"]
    assert len(paths) == 3 and str(db.parent / "Åen" / "interview.txt") in paths
