"""What lies in the folders of the project stays as it is, and a file is one however it is reached."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from ci_text.project import Project
from test_cli_evidence import ci_text

SAID = "Sekretariatet holder sammen på partnerne og kalder dem til møde hver måned."


def pdf(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page = canvas.Canvas(str(path))
    page.drawString(80, 700, text)
    page.save()


def test_highlights_never_take_the_place_of_a_file_that_was_read(tmp_path: Path) -> None:
    """Two of one name in an initiative, and the copies asked for among the material itself."""
    pdf(tmp_path / "stof" / "Init" / "report.pdf", SAID)
    pdf(tmp_path / "stof" / "Init" / "sub" / "report.pdf", SAID + " Nu er det slut.")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.pdf")}
    assert ci_text("-p", "p.db", "add", "stof", cwd=tmp_path).returncode == 0
    done = ci_text("-p", "p.db", "highlight", "-o", "stof", cwd=tmp_path)
    assert done.returncode == 1 and "Init/report.pdf: her ligger en af projektets egne filer" in done.stderr
    assert {p: p.read_bytes() for p in before} == before
    assert ci_text("-p", "p.db", "highlight", "-o", "kopier", cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "kopier").rglob("*.pdf"))) == 2


@pytest.mark.parametrize("by_link", ["project", "material"])
def test_a_file_is_one_when_it_is_reached_by_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_link: str
) -> None:
    (tmp_path / "deep" / "er" / "p").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "m").mkdir()
    file = tmp_path / "deep" / "er" / "m" / "a.txt"
    file.write_text(SAID, "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "er")
    (tmp_path / "p").symlink_to(tmp_path / "deep" / "er" / "p")
    reached = tmp_path / "p" / "p.db" if by_link == "project" else tmp_path / "deep" / "er" / "p" / "p.db"
    monkeypatch.chdir(file.parent)
    with Project(reached, create=True) as project:
        project.add(["a.txt"], jobs=0)
        file.write_text(SAID.upper(), "utf-8")
        monkeypatch.chdir(tmp_path)
        project.add([str(file) if by_link == "project" else "link/m/a.txt"], jobs=0)
        project.add(["deep/er/m/a.txt"], jobs=0)
        assert [p.text for p in project.corpus().passages] == [SAID.upper()] and len(project.store.files()) == 1
