from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from ci_text.cli.told import status_text
from ci_text.errors import DamagedFile
from ci_text.records import Metadata, PageAccount, Tag
from ci_text.segment import make_passages
from ci_text.status import status
from ci_text.store import Store
from made_corpus import make_codebook
from small import make_document

BOOK = make_codebook("a", "b")
META = Metadata(initiative="Åen", kind="report")


def filled(store: Store) -> list[str]:
    pages = (
        PageAccount(1, 100, 90, {"header": 10}),
        PageAccount(2, 50, 40, {"hyphen": 2}, quality=0.4, verdict="doubtful", reason="few known words", ocr=True),
    )
    document = replace(make_document(["Første afsnit.", "Andet afsnit.", "Titel"], kinds=None), pages=pages)
    store.save_document("a.pdf", (1, 2, ""), document, make_passages(document, META), META)
    error = DamagedFile("b.pdf: broken.", "Ask for another copy.")
    store.save_failure("b.pdf", (1, 2, ""), error, Metadata(initiative="Skoven"))
    ids = [p.id for p in store.passages()]
    tags = [Tag(ids[0], "a", "at_work", 0.9, "m@1"), Tag(ids[1], "a", "lacking", 0.7, "m@1")]
    store.tags.save_machine(document.id, "m@1", tags, list(store.passages()))
    for code in ("a", "b"):
        store.tags.decide(Tag(ids[0], code, "general", float(code == "a"), "human:anna"), "2026-01-01")
    store.save_duplicates({ids[2]: ids[0]})
    store.log("tag", {"source": "m@1"})
    return ids


def test_status_tells_all_and_is_json(tmp_path: Path) -> None:
    with Store(tmp_path / "p.db") as store:
        filled(store)
        found = status(store, BOOK)
    assert json.loads(json.dumps(found)) == found
    assert found["files"] == {
        "known": 2, "read": 1, "paths": ["a.pdf", "b.pdf"],
        "failed": [
            {"path": "b.pdf", "kind": "damaged", "error": "b.pdf: broken.", "remedy": "Ask for another copy."}
        ],
    }  # fmt: skip
    assert found["characters"] == {
        "in": 150, "out": 130, "unaccounted": 8, "set_aside": 12, "set_aside_by_kind": {"header": 10, "hyphen": 2},
    }  # fmt: skip
    pages = found["pages"]
    assert [pages[k] for k in ("all", "good", "doubtful", "unreadable", "recognised")] == [2, 1, 1, 0, 1]
    assert pages["bad"] == [
        {"path": "a.pdf", "page": 2, "verdict": "doubtful", "reason": "few known words", "quality": 0.4}
    ]
    assert found["tags"]["by_source"] == {"human:anna": 1, "m@1": 1}
    assert found["reviewed"] == {"passages": 1, "complete": 1, "decisions": 2, "coders": ["human:anna"]}
    assert (found["passages"]["all"], found["passages"]["counted"], found["duplicates"]) == (3, 2, 1)
    assert found["runs"][-1]["step"] == "tag"


def test_decisions_that_lost_their_passage_are_listed(tmp_path: Path) -> None:
    with Store(tmp_path / "p.db") as store:
        filled(store)
        other = make_document(["Noget helt andet."], name="b" * 64)
        store.save_document("a.pdf", (3, 4, ""), other, make_passages(other, META), META)
        found = status(store, BOOK)
    assert {(h["code"], h["coder"], h["text"]) for h in found["homeless"]} == {
        ("a", "human:anna", "Første afsnit."),
        ("b", "human:anna", "Første afsnit."),
    }
    assert "2 human decision(s) lost their passage" in status_text(found, "en")


def test_levels_and_notes_that_belong_to_nothing_are_listed(tmp_path: Path) -> None:
    with Store(tmp_path / "p.db") as store:
        filled(store)
        here = store.passage_ids()[0]
        store.set_level(META.initiative, "a", "2", "human:anna", "ja")
        store.note_quote(here, "a", "starred", "god", "human:anna")
        assert status(store, BOOK)["unplaced"] == {"decisions": [], "levels": [], "notes": []}
        store.set_level("Væk", "a", "3", "human:bo", "hm")
        store.note_quote("f" * 12 + "-1", "b", "discarded", "gentager", "human:bo")
        found = status(store, BOOK)
    assert found["unplaced"] == {
        "decisions": [],
        "levels": [{"initiative": "Væk", "code": "a", "level": "3", "coder": "human:bo"}],
        "notes": [{"passage": "f" * 12 + "-1", "code": "b", "state": "discarded", "reason": "gentager"}],
    }
    text = status_text(found, "en")
    assert "1 level(s) of initiatives and 1 note(s)" in text
    assert "  Væk: a 3 (human:bo)\n  b discarded: gentager\n" in text + "\n"


def test_what_people_said_on_codes_that_the_codebook_lacks_is_listed_and_not_counted(tmp_path: Path) -> None:
    with Store(tmp_path / "p.db") as store:
        here = filled(store)
        for passage, score in ((here[0], 1.0), (here[1], 0.0)):
            store.tags.decide(Tag(passage, "renamed", "at_work", score, "human:bo"), "2026-01-02")
        store.set_level(META.initiative, "renamed", "2", "human:bo", "")
        store.note_quote(here[0], "renamed", "starred", "god", "human:bo")
        found, before = status(store, BOOK), status(store, make_codebook("a", "b", "renamed"))
    assert before["unplaced"] == {"decisions": [], "levels": [], "notes": []}
    assert before["reviewed"] == {"passages": 2, "complete": 1, "decisions": 4, "coders": ["human:anna", "human:bo"]}
    assert found["reviewed"] == {"passages": 1, "complete": 1, "decisions": 2, "coders": ["human:anna"]}
    assert found["unplaced"]["decisions"] == [
        {"passage": passage, "code": "renamed", "stance": stance, "coder": "human:bo"}
        for passage, stance in ((here[0], "at_work"), (here[1], "no"))
    ]
    assert len(found["unplaced"]["levels"]) == len(found["unplaced"]["notes"]) == 1
    text = status_text(found, "da")
    assert "2 menneskelige afgørelser om koder, som kodebogen ikke har" in text
    assert f"  {here[0]}: renamed: at_work (human:bo)\n" in text


def test_the_text_names_failures_with_their_remedy(tmp_path: Path) -> None:
    with Store(tmp_path / "p.db") as store:
        filled(store)
        found = status(store, BOOK)
        text = status_text(found, "en")
    assert "b.pdf: damaged: b.pdf: broken. Ask for another copy." in text
    assert "a.pdf, page 2: doubtful: few known words" in text
    assert "8 unaccounted for" in text
    danish = status_text(found, "da")
    assert "b.pdf: Filen er beskadiget" in danish and "broken" not in danish
    assert "a.pdf, side 2: tvivlsom:" in danish
    assert "+ 8 uden forklaring" in danish


def test_an_empty_project_has_a_status(tmp_path: Path) -> None:
    with Store(tmp_path / "p.db") as store:
        found = status(store, BOOK)
    assert found["files"]["known"] == 0 and status_text(found)
