"""Messages in Danish: every error that people meet often has its words, with the figures and names kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ci_text.causes import failure, reason, remark
from ci_text.codebook import load_codebook
from ci_text.errors import CodebookError, MetadataError
from ci_text.maturity.rubric import RubricError, load_rubric
from ci_text.metadata import find_files
from ci_text.plain_yaml import packed

TABLE = packed("ci_text.data", "causes_da.yaml")


@pytest.mark.parametrize(
    "entry", [e for part in ("messages", "pages", "remarks", "mistakes", "changes") for e in TABLE[part]], ids=str
)
def test_every_entry_can_be_filled_in(entry: dict[str, str]) -> None:
    groups = re.compile(entry["says"]).groups
    for part in ("cause", "remedy"):
        used = [int(n) for n in re.findall(r"\\(\d)", entry.get(part, ""))]
        assert max(used, default=0) <= groups, entry


@pytest.mark.parametrize(
    ("kind", "error", "remedy", "danish"),
    [
        ("usage", "a b/c: no such file or folder.", "Check the spelling; …", ("a b/c: der findes ingen", "Se efter")),
        ("usage", "No code 'x'.", "Codes: a, b.", ("Der er ingen kode, der hedder 'x'.", "Koderne er: a, b.")),
        ("store", "p.db: no such project file.", "Make one: …", ("p.db: der er ingen projektfil", "Lav en med")),
        (
            "codebook", "The codebook m.yaml has 2 mistake(s):\n  - a\n  - b\n", "Mend them and …",
            ("Kodebogen m.yaml har 2 fejl:\n  - a\n  - b", "Ret dem"),
        ),
        (
            "metadata", "c.toml:\n  - entry 1: no path\n", "Mend the list and run again.",
            ("c.toml:\n  - post 1: ingen sti (path)\n", "Ret listen"),
        ),
        ("usage", "Nobody has put this into Danish.", "Go on.", ("Nobody has put this into Danish.", "Go on.")),
    ],
)  # fmt: skip
def test_messages_in_danish(kind: str, error: str, remedy: str, danish: tuple[str, str]) -> None:
    assert failure(kind, error, remedy, "en") == (error, remedy)
    told = failure(kind, error, remedy, "da")
    assert all(said.startswith(wanted) for said, wanted in zip(told, danish, strict=True)), told


def test_what_readers_note_in_danish() -> None:
    assert reason("only 42% of the words are known", "da") == "kun 42 % af ordene er kendte ord"
    assert reason("7 characters could not be decoded", "da") == "7 tegn kunne ikke afkodes"
    assert remark("Page 3 is damaged and could not be read.", "da") == "Side 3 er beskadiget og kunne ikke læses."


WRONG_CODEBOOK = """
title: ''
families: 3
stances: [{id: at_wrok, name: x}]
codes:
  - {id: "a b", family: no, name: x, definition: x, colour: red, cues: {da: ["(a", "^2", "_ x"], en: 3}}
  - {id: c, family: no, name: x, definition: x, near: [{code: q}], examples: {da: [{text: t, stance: s}]}}
  - {id: c, family: no, name: x, definition: x}
  - x
"""
WRONG_RUBRIC = """
families: {}
levels:
  - {name: a, at_least: {passages: 1}, colour: red}
  - {id: b, name: b}
  - {id: b, name: {}, at_least: {pasages: 1, passages: -1}}
"""
WRONG_LIST = """
[[document]]
title = "x"
[[document]]
path = "a.txt"
year = "soon"
speakers = 3
voice = "both"
[[document]]
path = "a.txt"
year = 20222
[[document]]
path = "b.txt"
speakers = {Ann = "queen"}
"""


def test_every_mistake_of_a_file_in_danish(tmp_path: Path) -> None:
    def written(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    written("corpus.toml", WRONG_LIST)
    with pytest.raises(CodebookError) as book:
        load_codebook(written("book.yaml", WRONG_CODEBOOK))
    with pytest.raises(RubricError) as rubric:
        load_rubric(written("rubric.yaml", WRONG_RUBRIC))
    with pytest.raises(CodebookError) as broken:
        load_codebook(written("broken.yaml", "a: ["))
    with pytest.raises(MetadataError) as listed:
        find_files([str(tmp_path)], None)
    for error in (book.value, rubric.value, broken.value, listed.value):
        english = [line.strip() for line in error.message.splitlines() if line.startswith("  - ")]
        cause, remedy = failure(error.kind, error.message, error.remedy, "da")
        danish = [line.strip() for line in cause.splitlines() if line.startswith("  - ")]
        assert len(english) == len(danish) >= 1
        assert not set(english) & set(danish)
        assert remedy.startswith("Ret")
    assert "  - codes: 'c' står der 2 gange" in failure("codebook", book.value.message, book.value.remedy, "da")[0]
