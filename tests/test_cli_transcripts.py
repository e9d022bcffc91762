"""Transcripts as they come out of Teams, Zoom, Whisper and Word: roles inferred, put right in corpus.toml, the question
kept with the answer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import docx
import pytest

from test_cli import ci_text

ASKED = ("Hvordan kom du med i projektet?", "Er der noget, I mangler?")
ANSWERED = (
    "Jeg blev spurgt af en nabo, og så gik jeg med til et møde med folk fra kommunen.",
    "Ja, en fælles måde at måle på, for hver forening har sit eget regneark.",
)
TALK = [(who, text) for pair in zip(ASKED, ANSWERED, strict=True) for who, text in zip("ab", pair, strict=True)]
NAMES = {
    "teams.vtt": ("Mette Holm", "Jonas Bæk"), "zoom.vtt": ("Mette Holm", "Jonas Bæk"),
    "whisper.srt": ("SPEAKER_00", "SPEAKER_01"), "fed.docx": ("Mette", "Jonas"), "initialer.docx": ("MH", "JB"),
    "qa.docx": ("Spørgsmål", "Svar"),
}  # fmt: skip


def captions(names: tuple[str, str], form: str, mark: str) -> str:
    cues = []
    for n, (who, text) in enumerate(TALK):
        times = f"00:00:{10 * n:02}{mark}000 --> 00:00:{10 * n + 9:02}{mark}500"
        cues.append(f"{n + 1}\n{times}\n{form.format(name=names['ab'.index(who)], text=text)}\n")
    return "\n".join(cues)


def written(path: Path, names: tuple[str, str]) -> None:
    document = docx.Document()
    for who, text in TALK:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{names['ab'.index(who)]}:").bold = path.name == "fed.docx"
        paragraph.add_run(f" {text}")
    document.save(str(path))


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "samtaler"
    folder.mkdir()
    (folder / "teams.vtt").write_text("WEBVTT\n\n" + captions(NAMES["teams.vtt"], "<v {name}>{text}</v>", "."), "utf-8")
    (folder / "zoom.vtt").write_text("WEBVTT\n\n" + captions(NAMES["zoom.vtt"], "{name}: {text}", "."), "utf-8")
    (folder / "whisper.srt").write_text(captions(NAMES["whisper.srt"], "[{name}]: {text}", ","), "utf-8")
    for name in ("fed.docx", "initialer.docx", "qa.docx"):
        written(folder / name, NAMES[name])
    return folder


def turns(project: Path) -> dict[str, list[tuple[str, str, str, str]]]:
    """File -> (speaker, role, text, question) in order."""
    with sqlite3.connect(project) as db:
        rows = db.execute(
            "SELECT path, speaker, role, text, context FROM passage JOIN file USING (document_id) ORDER BY path, start"
        ).fetchall()
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for path, *turn in rows:
        found.setdefault(Path(path).name, []).append(tuple(turn))
    return found


def test_roles_and_questions_in_every_form_and_put_right(talks: Path, tmp_path: Path) -> None:
    project = tmp_path / "p.db"
    add = ("-p", str(project), "add", str(talks))
    told = ci_text(*add)
    assert told.returncode == 0, told.stderr
    expected = {
        name: [
            (one if who == "a" else other, "interviewer" if who == "a" else "informant", text,
             "" if who == "a" else ASKED[ANSWERED.index(text)])
            for who, text in TALK
        ]
        for name, (one, other) in NAMES.items()
    }  # fmt: skip
    assert turns(project) == expected
    entries = [
        f'[[document]]\npath = "{name}"\nspeakers = {{ "{one}" = "informant", "{other}" = "interviewer" }}\n'
        for name, (one, other) in NAMES.items()
    ]
    (talks / "corpus.toml").write_text("\n".join(entries), "utf-8")
    assert ci_text(*add).returncode == 0
    for name, said in turns(project).items():
        assert [(who, role) for who, role, *_ in said] == [
            (NAMES[name]["ab".index(who)], "informant" if who == "a" else "interviewer") for who, _ in TALK
        ], name
        assert [bool(question) for *_, question in said] == [False, False, True, False], name


def test_a_talk_in_which_nobody_is_known_to_ask_is_named(tmp_path: Path) -> None:
    said = ["Hvad gør I så?", "Hvorfor spørger du?", "Kender I de andre?", "Hvem mener du?", "Så er det godt.", "Ja."]
    talk = "\n\n".join(f"{'Ole' if n % 2 else 'Eva'}: {words}" for n, words in enumerate(said))
    (tmp_path / "talk.txt").write_text(talk, "utf-8")
    ci_text("-p", "p.db", "add", "talk.txt", cwd=tmp_path)
    told = ci_text("-p", "p.db", "status", cwd=tmp_path).stdout
    assert "talk.txt: ingen af Eva, Ole er kendt som interviewer" in told
    (tmp_path / "corpus.toml").write_text(
        '[[document]]\npath = "talk.txt"\nspeakers = { Eva = "interviewer" }\n', "utf-8"
    )
    ci_text("-p", "p.db", "add", ".", cwd=tmp_path)
    assert "er kendt som interviewer" not in ci_text("-p", "p.db", "status", cwd=tmp_path).stdout
