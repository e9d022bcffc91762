from __future__ import annotations

import os
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ci_text.errors import AccessDenied, MetadataError, UsageError
from ci_text.metadata import find_files
from ci_text.metadata.find import PROJECT
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


def listed(folder: Path, text: str, name: str = "corpus.csv") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("path;year\na.txt;2019\n./a.txt;2020\n", "entry 2 (./a.txt): listed as entry 1 already"),
        ("path;year\na.txt;20222\n", "year 20222 does not lie between 1000 and 2999"),
        ("path;year\na.txt;20190101120000000000\n", "does not lie between"),
        ("path;voice\na.txt;neutral\n", "voice 'neutral' is none of independent, self"),
        ("", "corpus.csv: the list is empty"),
        ("path;year\n;\n", "the list is empty"),
    ],
)
def test_what_a_list_can_not_mean_is_a_mistake(tmp_path: Path, text: str, wrong: str) -> None:
    touch(tmp_path / "a.txt")
    with pytest.raises(MetadataError) as caught:
        find_files([str(listed(tmp_path, text))])
    assert wrong in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "path;voice\na.txt;Uafhængig\n;;\n ; \n",
        "path;voice\na.txt;INDEPENDENT\na.txt;independent\n",
        "path,voice\na.txt,the initiative itself\n",
    ],
    ids=["blank rows", "listed twice alike", "as tables say it"],
)
def test_what_a_list_means_is_understood(tmp_path: Path, text: str) -> None:
    touch(tmp_path / "a.txt")
    found, notes = find_files([str(listed(tmp_path, text))])
    assert [f.metadata.voice for f in found] in (["independent"], ["self"]) and notes == []


def test_a_toml_list_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    found, _ = find_files([str(listed(tmp_path, '\ufeff[[document]]\npath="a.txt"\nyear=2019\n', "corpus.toml"))])
    assert found[0].metadata.year == 2019


def test_keys_that_may_be_slips_or_are_the_programs_own_are_told(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    text = "path,initiatve,Year,fund,mind,role\na.txt,x,2019,f,m,r\n"
    found, notes = find_files([str(listed(tmp_path, text))])
    assert found[0].metadata.extra == {"initiatve": "x", "Year": "2019", "fund": "f", "mind": "m", "role": "r"}
    told = [note.removeprefix(f"{tmp_path}/corpus.csv: ") for note in notes]
    assert [note.partition(" ")[0] for note in told] == ["'Year'", "'initiatve'", "'role'"]
    assert "did you mean 'initiative'?" in told[1] and "the program finds itself" in told[2]


def test_names_are_composed_whoever_wrote_them(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "Grøn Å")
    file = touch(tmp_path / "m" / apart / "ål.txt")
    for folder in (tmp_path / "m", file):
        assert find_files([str(folder)])[0][0].metadata.initiative == "Grøn Å"
    listed(tmp_path / "m", "path;initiative;place\nGrøn Å/ål.txt;Å;Å\n".replace("Å;", "A\u030a;"))
    [found], _ = find_files([str(tmp_path / "m")])
    assert found.error is None and Path(found.path).samefile(file)
    assert (found.metadata.initiative, found.metadata.place) == ("Å", "Å")


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_links_are_followed_and_what_is_met_twice_is_told(tmp_path: Path) -> None:
    top = tmp_path / "m"
    touch(top / "b" / "r.txt")
    touch(tmp_path / "elsewhere" / "deep" / "x.txt")
    (top / "a").symlink_to("b")
    (top / "c").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "up").symlink_to(tmp_path)
    (top / "b" / "again").symlink_to(top)
    (top / "s.txt").symlink_to(top / "b" / "r.txt")
    found, notes = find_files([str(top)])
    assert {Path(f.path).relative_to(top).as_posix(): f.metadata.initiative for f in found} == {
        "s.txt": "m", "c/deep/x.txt": "c",
    }  # fmt: skip
    left_out = {Path(path).name: why for path, _, why in (note.partition(": left out, ") for note in notes)}
    assert left_out.keys() == {"a", "up", "again", "r.txt"}
    both, notes = find_files([str(top), str(tmp_path / "elsewhere")])
    own = {Path(f.path).relative_to(tmp_path).as_posix(): f.metadata.initiative for f in both}
    assert own["elsewhere/deep/x.txt"] == "deep" and "m/c/deep/x.txt" not in own
    assert f"{top / 'c/deep/x.txt'}: left out, it is the same file as {tmp_path / 'elsewhere/deep/x.txt'}." in notes
    assert "same folder as" in left_out["a"] and "leads back" in left_out["up"] and "same file as" in left_out["r.txt"]
