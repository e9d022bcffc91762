"""What a list of documents says, through the commands."""

from __future__ import annotations

import json
from pathlib import Path

from ci_text.corpus import OWN_COLUMNS
from ci_text.project import Project
from ci_text.statistics.counts import PASSAGE_COLUMNS
from test_cli import ci_text

LIST = """
[[document]]
path = "a.txt"
topics = ["skole", "fravær"]
document_id = "D-17"
initiatve = "x"
[[document]]
path = "b.txt"
"""


def test_own_columns_are_compared_by_told_and_hide_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Kommunen og foreningerne mødes hver uge om vandløbet.", "utf-8")
    (tmp_path / "b.txt").write_text("Skolen og kommunen mødes hver måned om fraværet.", "utf-8")
    (tmp_path / "corpus.toml").write_text(LIST, "utf-8")
    project = str(tmp_path / "p.db")
    added = ci_text("-p", project, "add", str(tmp_path))
    assert added.returncode == 0 and "mente du 'initiative'?" in added.stderr
    assert "'document_id' finder programmet selv" in added.stderr
    assert ci_text("-p", project, "tag", "--tagger", "lexicon").returncode == 0
    compared = ci_text("-p", project, "compare", "--by", "topics")
    assert compared.returncode == 0 and "skole, fravær" in compared.stdout, compared.stderr
    assert ci_text("-p", project, "export", str(tmp_path / "s.csl.json")).returncode == 0
    titles = {item["title"] for item in json.loads((tmp_path / "s.csl.json").read_text("utf-8"))}
    assert titles == {f"{tmp_path.name}: a.txt", f"{tmp_path.name}: b.txt"}
    with Project(tmp_path / "p.db") as opened:
        frame = opened.corpus().to_frame()
    assert "D-17" not in set(frame["document_id"])
    assert set(PASSAGE_COLUMNS) <= set(OWN_COLUMNS) <= set(frame.columns)
