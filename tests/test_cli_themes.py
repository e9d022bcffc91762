"""`ci-text themes` as it is typed: what is kept from one time to the next, what is written, what is told."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ci_text.cli import main
from ci_text.project import Project

sys.path.insert(0, str(Path(__file__).parent / "themes"))
from theme_passages import passages

FILES = 6


def write_files(folder: Path, texts: list[str], name: str) -> list[Path]:
    """Passages dealt out to files, two files to an initiative."""
    written = []
    for n in range(FILES):
        path = folder / f"initiative {n // 2}" / f"{name}-{n}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(texts[n::FILES]) + "\n", "utf-8")
        written.append(path)
    return written


def themes(project: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["-p", str(project), "themes", *args])


def as_json(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themes")
    write_files(folder / "first", [p.text for p in passages(120, ("da", "en"))[0]], "a")
    added = CliRunner().invoke(main, ["-p", str(folder / "p.db"), "add", str(folder / "first")])
    assert added.exit_code == 0, added.output
    return folder / "p.db"


def test_tables_and_pictures_are_written(project: Path, tmp_path: Path) -> None:
    found = as_json(themes(project, "--json", "-o", str(tmp_path / "out"), "--lang", "en"))
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert {"theme_map.svg", "theme_map.png", "theme_prevalence.png", "theme_hierarchy.svg"} <= names
    assert {"theme_list.csv", "theme_prevalence.csv", "theme_reach.csv", "theme_words.csv"} <= names
    for theme in found["themes"]:
        assert theme["stability"] is not None and len(theme["quotes"]) == 3
        assert len({q["path"] for q in theme["quotes"]}) == 3
    assert len(found["hierarchy"]) == len(found["themes"]) - 1
    assert found["message"]["da"] and found["details"]["seed"] == 0


def test_files_in_another_order_give_the_same_themes_to_the_bit(project: Path, tmp_path: Path) -> None:
    files = sorted((project.parent / "first").rglob("*.txt"))
    random.Random(3).shuffle(files)
    for path in files:  # one at a time, in another order
        added = CliRunner().invoke(main, ["-p", str(tmp_path / "other.db"), "add", str(path)])
        assert added.exit_code == 0, added.output
    assert themes(tmp_path / "other.db").exit_code == 0
    assert themes(project).exit_code == 0
    one, other = (
        {p.name: p.read_bytes() for p in folder.iterdir()}
        for folder in (project.with_suffix(".themes"), tmp_path / "other.themes")
    )
    assert len(one) == 2 and one == other


def test_what_was_chosen_and_named_stays(project: Path) -> None:
    four = as_json(themes(project, "--number", "4", "--json"))["themes"]
    assert len(four) == 4
    named = themes(project, "--name", str(four[1]["id"]), "Mit eget navn", "--json")
    assert [t["id"] for t in as_json(named)["themes"]] == [t["id"] for t in four]  # a name is no new model
    assert [t["edited"] for t in as_json(named)["themes"]] == [n == 1 for n in range(4)]

    more = [p.text for p in passages(180, ("da", "en"), seed=2)[0]]
    write_files(project.parent / "first", more[120:], "b")
    added = CliRunner().invoke(main, ["-p", str(project), "add", str(project.parent / "first")])
    assert added.exit_code == 0, added.output
    updated = as_json(themes(project, "--update", "--json"))
    assert updated["drift"]["new"] > 30 and [t["id"] for t in updated["themes"]] == [t["id"] for t in four]
    assert "Mit eget navn" in {t["name"] for t in updated["themes"]}

    done = themes(project, "--lang", "da")
    assert done.exit_code == 0, done.output
    assert "Beholdt: " in done.stderr and "tekststykker" in done.stdout
    assert "Mit eget navn" in done.stdout
    assert len(as_json(themes(project, "--json"))["themes"]) == 4  # still four, without saying so again


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--update", "--number", "3"], "--update keeps the themes"),
        (["--name", "x", "Navn"], "a theme is called by its number"),
        (["--name", "99", "Navn"], "There is no theme 99"),
        (["--number", "1"], "1 themes"),
        (["--embedding", "./no such folder"], "is no folder"),
    ],
)
@pytest.mark.usefixtures("english")
def test_wrong_usage_is_told(project: Path, args: list[str], says: str) -> None:
    done = themes(project, *args)
    assert done.exit_code in (1, 2)
    assert says in done.output


@pytest.mark.parametrize("count", [1, 5, 9])
def test_few_passages_give_keywords_and_a_sentence(tmp_path: Path, count: int) -> None:
    (tmp_path / "few.txt").write_text("\n\n".join(p.text for p in passages(count)[0]), "utf-8")
    CliRunner().invoke(main, ["-p", str(tmp_path / "p.db"), "add", str(tmp_path / "few.txt")])
    done = themes(tmp_path / "p.db", "-o", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert "kan temaer ikke skilles ad" in done.stderr and done.stdout.strip()


@pytest.mark.usefixtures("english")
def test_names_are_given_all_or_none(project: Path) -> None:
    first = as_json(themes(project, "--json"))["themes"][0]
    done = themes(project, "--name", str(first["id"]), "Et nyt navn", "--name", "99", "Intet")
    assert done.exit_code == 2 and "There is no theme 99" in done.stderr
    assert as_json(themes(project, "--json"))["themes"][0]["name"] == first["name"]


def test_themes_of_an_earlier_project_of_that_name_are_not_taken_up(tmp_path: Path) -> None:
    db, texts = tmp_path / "project.db", [p.text for p in passages(120)[0]]
    for lot in (texts[:60], texts[60:]):
        db.unlink(missing_ok=True)
        files = write_files(tmp_path, lot, f"lot{len(lot[0])}")
        assert CliRunner().invoke(main, ["-p", str(db), "add", *map(str, files)]).exit_code == 0
        with Project(db) as project:
            assert project.themes_kept() is None
        found = as_json(themes(db, "--json"))
        assert found["themes"][0]["id"] == 1 and not found["changes"]


def test_near_copies_are_told(tmp_path: Path) -> None:
    texts = [p.text for p in passages(60)[0]]
    long = " ".join(dict.fromkeys(" ".join(texts[:6]).split()))
    files = write_files(tmp_path, [*texts, long, f"{long} Slut."], "near")
    db = tmp_path / "project.db"
    assert CliRunner().invoke(main, ["-p", str(db), "add", *map(str, files)]).exit_code == 0
    said = themes(db, "--lang", "en").stderr
    assert "1 near copies of others" in said


@pytest.mark.usefixtures("english")
def test_an_update_forgets_the_passages_of_files_that_are_gone(tmp_path: Path) -> None:
    texts, db = [p.text for p in passages(130)[0]], tmp_path / "project.db"
    write_files(tmp_path / "stuff", texts[:120], "a")
    late = tmp_path / "stuff" / "initiative 0" / "withdrawn.txt"

    def held() -> tuple[set[str], int]:
        found = as_json(themes(db, "--update", "--json"))
        with Project(db) as project:
            corpus = project.corpus()
        sizes = {t.id: t.size for t in corpus.themes}
        assert sizes == {t["id"]: t["size"] for t in found["themes"]}
        return {s.passage_id for s in corpus.shares}, sum(sizes.values())

    def add() -> None:
        done = CliRunner().invoke(main, ["-p", str(db), "add", str(tmp_path / "stuff")])
        assert done.exit_code == 0, done.output

    add()
    before = as_json(themes(db, "--json"))["themes"]
    late.write_text("\n\n".join(texts[120:]), "utf-8")
    add()
    with Project(db) as project:
        own = {p.id for p in project.passages() if p.id.startswith(project.store.files()[2].document_id[:12])}
    shares, whole = held()
    assert len(own) == 10 and len(own & shares) > 5
    late.unlink()
    add()
    told = themes(db, "--update").stderr
    assert "There are no new passages" in told and "10 passages that count no more were taken out" in told
    assert CliRunner().invoke(main, ["-p", str(db), "forget", str(late)]).exit_code == 0
    shares, now = held()
    assert not own & shares and now == sum(t["size"] for t in before) < whole
    assert [(t["size"], t["documents"]) for t in as_json(themes(db, "--update", "--json"))["themes"]] == [
        (t["size"], t["documents"]) for t in before
    ]
    assert not any(passage in (db.with_suffix(".themes") / "model.json").read_text("utf-8") for passage in own)


@pytest.mark.usefixtures("english")
def test_a_rerun_takes_other_numbers_and_names_of_themes_for_the_same_tables(tmp_path: Path) -> None:
    texts, db = [p.text for p in passages(150)[0]], tmp_path / "project.db"

    def rerun(manifest: Path, folder: str) -> Result:
        return CliRunner().invoke(main, ["rerun", str(manifest), "-o", str(tmp_path / folder)])

    for number, lot in enumerate((texts[:60], texts[60:])):  # as a project grows from month to month
        write_files(tmp_path / "stuff", lot, f"lot{number}")
        assert CliRunner().invoke(main, ["-p", str(db), "add", str(tmp_path / "stuff")]).exit_code == 0
        kept = as_json(themes(db, "--json"))["themes"]
    assert [t["id"] for t in kept] != [*range(1, len(kept) + 1)], "a theme has kept its number, not its place"
    as_json(themes(db, "--json", "--name", str(kept[0]["id"]), "Mit eget navn"))
    manifest = tmp_path / "m.json"
    assert CliRunner().invoke(main, ["-p", str(db), "manifest", "-o", str(manifest)]).exit_code == 0
    done = rerun(manifest, "again")
    assert done.exit_code == 0, done.output
    assert "All tables are the same." in done.stdout
    told = "(only numbers or names of themes are others)"
    assert f"table theme_list {told}" in done.stdout and f"table theme_hierarchy {told}" in done.stdout
    assert f"table matrix {told}" not in done.stdout

    record = json.loads(manifest.read_text("utf-8"))
    first = record["options"].pop("unnumbered")
    manifest.write_text(json.dumps(record), "utf-8")
    done = rerun(manifest, "of before")
    assert done.exit_code == 1 and "OTHER    table theme_list\n" in done.stdout
    assert "perhaps only these are others in: code_theme, theme_hierarchy, theme_list" in done.stdout
    (tmp_path / "stuff" / "initiative 0" / "lot0-0.txt").write_text("\n\n".join(texts[1:5]), "utf-8")
    record["options"]["unnumbered"] = first
    manifest.write_text(json.dumps(record), "utf-8")
    done = rerun(manifest, "changed")
    assert done.exit_code == 1 and "OTHER    table theme_list\n" in done.stdout
