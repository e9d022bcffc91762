from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ci_text.errors import AccessDenied, MetadataError, UsageError
from ci_text.metadata import PROJECT, find_files
from ci_text.store.schema import APPLICATION_ID


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("tekst")
    return path


def test_the_folder_under_a_path_is_the_initiative(tmp_path: Path) -> None:
    touch(tmp_path / "Grøn Å" / "rapport med mellemrum.txt")
    touch(tmp_path / "Grøn Å" / "dyb" / "interview.txt")
    touch(tmp_path / "løs.txt")
    touch(tmp_path / ".skjult" / "x.txt")
    touch(tmp_path / "~$lock.docx")
    found, notes = find_files([str(tmp_path)])
    assert {Path(f.path).name: f.metadata.initiative for f in found} == {
        "rapport med mellemrum.txt": "Grøn Å", "interview.txt": "Grøn Å", "løs.txt": tmp_path.name,
    }  # fmt: skip
    assert notes == []


def test_what_a_run_wrote_is_no_document(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "r.txt")
    touch(tmp_path / "out" / "project.db")
    touch(tmp_path / "out" / "report.html")
    found, _ = find_files([str(tmp_path)])
    assert [Path(f.path).name for f in found] == ["r.txt"]


def test_a_project_among_the_material_hides_none_of_it(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "r.txt")
    touch(tmp_path / "b.txt")
    for name in ("project.db", "a/study.db"):
        (tmp_path / name).write_bytes(PROJECT[0] + bytes(52) + PROJECT[1] + bytes(28))
    touch(tmp_path / "a" / "study.db-wal")
    touch(tmp_path / "a" / "study.themes" / "model.json")
    touch(tmp_path / "report.html")
    found, notes = find_files([str(tmp_path)])
    assert [Path(f.path).name for f in found] == ["r.txt", "b.txt"]
    assert len(notes) == 1 and "a project's own: report.html" in notes[0]
    (tmp_path / "project.db").write_bytes(PROJECT[0] + bytes(84))  # somebody else's database
    assert {"project.db", "report.html"} <= {Path(f.path).name for f in find_files([str(tmp_path)])[0]}
    assert PROJECT[1] == APPLICATION_ID.to_bytes(4, "big")


def test_lists_that_fit_nothing_are_told(tmp_path: Path) -> None:
    touch(tmp_path / "m" / "a" / "r.txt")
    touch(tmp_path / "m" / "a" / "corpus.toml")
    listing = tmp_path / "lists" / "corpus.csv"
    listing.parent.mkdir()
    listing.write_bytes(b"path,year\ra/r.txt,2019\r")  # line ends of old Macs
    found, notes = find_files([str(tmp_path / "m")], str(listing))
    assert found[0].metadata.year is None
    assert any("1 of 1 entries fit no file" in note and "'a/r.txt'" in note for note in notes)
    assert any("corpus.toml: not used" in note for note in notes)


def test_a_list_may_name_files_elsewhere_and_days(tmp_path: Path) -> None:
    touch(tmp_path / "other" / "x.txt")
    touch(tmp_path / "m" / "y.txt")
    (tmp_path / "m" / "corpus.toml").write_text(
        f'[[document]]\npath="{tmp_path.as_posix()}/other/x.txt"\ninterviewed=2021-05-04\n[[document]]\npath="y.txt"\n',
        "utf-8",
    )
    found, _ = find_files([str(tmp_path / "m")])
    by_name = {Path(f.path).name: f.metadata for f in found}
    assert by_name["x.txt"].initiative == "other"
    assert by_name["x.txt"].extra == {"interviewed": "2021-05-04"}
    assert by_name["y.txt"].initiative == "m"


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_a_name_that_is_no_text_costs_only_its_file(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    (tmp_path / os.fsdecode(b"\xc5rsrapport.txt")).write_text("x")
    found, _ = find_files([str(tmp_path)])
    assert sorted(f.error is None for f in found) == [False, True]
    assert "not UTF-8" in str(next(f.error for f in found if f.error))


def test_a_list_says_what_belongs_and_what_is_known(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "r.txt")
    touch(tmp_path / "a" / "other.txt")
    (tmp_path / "corpus.toml").write_text(
        '[[document]]\npath="a/r.txt"\ninitiative="Åen"\nyear=2019\nfund="Fonden"\nspeakers={"Ib"="informant"}\n'
        '[[document]]\npath="a/gone.txt"\n', "utf-8",
    )  # fmt: skip
    found, notes = find_files([str(tmp_path)])
    by_name = {Path(f.path).name: f for f in found}
    assert by_name["r.txt"].metadata.year == 2019
    assert by_name["r.txt"].metadata.extra == {"fund": "Fonden"}
    assert by_name["r.txt"].metadata.speakers == {"Ib": "informant"}
    assert isinstance(by_name["gone.txt"].error, UsageError)
    assert "other.txt" not in by_name and "1 other file" in notes[0]
    single, _ = find_files([str(tmp_path / "a" / "r.txt")])
    assert single[0].metadata.initiative == "Åen"


def test_a_csv_list_in_danish_excel_form(tmp_path: Path) -> None:
    touch(tmp_path / "r.txt")
    (tmp_path / "corpus.csv").write_bytes("path;initiative;year\nr.txt;Åen;2020\n".encode("cp1252"))
    found, _ = find_files([str(tmp_path)])
    assert (found[0].metadata.initiative, found[0].metadata.year) == ("Åen", 2020)


def test_all_mistakes_of_a_list_at_once(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text(
        '[[document]]\nyear=1\n[[document]]\npath="x"\nyear="nittenhundrede"\nspeakers={A="boss"}\n'
    )
    with pytest.raises(MetadataError) as caught:
        find_files([str(tmp_path)])
    assert all(word in str(caught.value) for word in ("no path", "nittenhundrede", "boss"))
    (tmp_path / "corpus.toml").write_text("[[document]\n")
    with pytest.raises(MetadataError, match="not TOML"):
        find_files([str(tmp_path)])


def test_nothing_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No documents"):
        find_files([str(tmp_path)])
    with pytest.raises(UsageError, match="no such file"):
        find_files([str(tmp_path / "æ")])


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything: the test takes off root's rights where it has them."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_without_permission_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        top.chmod(0o755)
        touch(top / "ok.txt")
        closed = top / "closed"
        touch(closed / "x.txt")
        closed.chmod(0)
        try:
            with as_nobody():
                found, _ = find_files([str(top)])
        finally:
            closed.chmod(0o755)
    assert any(isinstance(f.error, AccessDenied) and "closed" in f.path for f in found)
    assert any(f.path.endswith("ok.txt") and f.error is None for f in found)


@pytest.mark.parametrize(
    "raw",
    [
        '[[document]]\npath = "a.txt"\nyear = inf\n',
        '[[document]]\npath = "a\\u0000.txt"\n',
        f'[[document]]\npath = "a.txt"\nyear = {"9" * 5000}\n',
        "x = " + "[" * 3000,
    ],
    ids=["a year without end", "a path with a null", "a number too long", "nested too deeply"],
)
def test_a_list_that_no_one_writes_is_a_message(tmp_path: Path, raw: str) -> None:
    touch(tmp_path / "a.txt")
    (tmp_path / "corpus.toml").write_text(raw, "utf-8")
    with pytest.raises(MetadataError, match="corpus.toml"):
        find_files([str(tmp_path)])
