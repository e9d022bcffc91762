"""The same report in two versions: counted once, and the user is told."""

from __future__ import annotations

import json
from pathlib import Path

from test_cli import ci_text

REPORT = [
    "Styregruppen mødtes hver anden tirsdag og gennemgik de fælles mål for havnen sammen med naboerne og kommunen.",
    "Vi har aftalt at måle fremmødet på samme måde i alle fire foreninger, så tallene kan lægges sammen hvert kvartal.",
    "Sekretariatet i kommunen holder sammen på arbejdet og sender referater rundt til alle parter efter hvert møde.",
    "Det svære er, at fonden kun giver penge for et år ad gangen, mens arbejdet kræver mindst fem år for at virke.",
    "Beboerne blev inviteret med fra begyndelsen og valgte selv tre af de seks indsatser, som vi arbejder med.",
]
NEW = "Ny i denne udgave: Evalueringen er udvidet med en samtale med to ledere fra børnehaven ved havnen."
OTHER = "Syv parter måler vandet i åen og lægger deres tal i det samme regneark hver måned, også om vinteren."


def test_two_versions_of_a_report_count_once_and_are_named(tmp_path: Path) -> None:
    for name, passages in (("første.txt", REPORT), ("anden.md", [*REPORT, NEW]), ("åen.txt", [OTHER])):
        (tmp_path / "Havnen").mkdir(exist_ok=True)
        (tmp_path / "Havnen" / name).write_text("\n\n".join(passages) + "\n", "utf-8")
    project = ("-p", "p.db")
    assert ci_text(*project, "add", "Havnen", cwd=tmp_path).returncode == 0
    found = json.loads(ci_text(*project, "status", "--json", cwd=tmp_path).stdout)
    assert (found["duplicates"], found["passages"]["counted"]) == (5, 7)
    assert found["versions"] == [{"first": "Havnen/anden.md", "other": "Havnen/første.txt", "share": 1.0}]
    told = {lang: ci_text(*project, "status", "--lang", lang, cwd=tmp_path).stdout for lang in ("da", "en")}
    assert "Havnen/anden.md og Havnen/første.txt: 100 % af den kortestes tekststykker er de samme" in told["da"]
    assert "100% of the shorter one's passages are the same" in told["en"]
    assert ci_text(*project, "tag", "--tagger", "lexicon", cwd=tmp_path).returncode == 0
    compared = ci_text(*project, "compare", "--json", cwd=tmp_path)
    assert "5 tekststykker er (næsten) gentagelser" in compared.stderr
    assert {row["of_passages"] for row in json.loads(compared.stdout)} == {7}
    assert "100,0 % af den kortestes tekststykker er de samme" in ci_text(*project, "methods", cwd=tmp_path).stdout
