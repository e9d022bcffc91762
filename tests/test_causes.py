"""Messages in Danish: every error that people meet often has its words, with the figures and names kept."""

from __future__ import annotations

import re

import pytest

from ci_text.causes import failure, reason, remark
from ci_text.plain_yaml import packed

TABLE = packed("ci_text.data", "causes_da.yaml")


@pytest.mark.parametrize("entry", [e for part in ("messages", "pages", "remarks") for e in TABLE[part]], ids=str)
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
            "metadata", "c.toml:\n  - entry 1: no path", "\nMend the list and run again.",
            ("c.toml:\n  - entry 1: no path", "Ret listen"),
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
