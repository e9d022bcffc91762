from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from ci_text.errors import DamagedFile, StoreError
from ci_text.records import Evidence, Metadata, Tag, Theme, ThemeShare
from ci_text.segment import make_passages
from ci_text.store import Store, connection
from ci_text.store.schema import APPLICATION_ID, MIGRATIONS
from small import make_document

STATE = (10, 20, "r1")
META = Metadata(initiative="Åen", year=2019, speakers={"Ib": "informant"}, extra={"fund": "x"})


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "p.db") as store:
        yield store


def add(store: Store, texts: list[str], name: str = "a" * 64, path: str = "a.txt") -> list[str]:
    document = replace(make_document(texts, name), path=path)
    store.save_document(path, STATE, document, make_passages(document, META), META)
    return [p.id for p in store.passages(name)]


def test_records_come_back_as_they_went_in(store: Store) -> None:
    document = make_document(["Første afsnit med æøå.", "Det andet."], kinds=["heading", "paragraph"])
    passages = make_passages(document, META)
    store.save_document("a.txt", STATE, document, passages, META)
    assert store.document(document.id, "a.txt") == document
    assert list(store.passages()) == passages
    assert store.files()[0].metadata == META
    assert store.is_read("a.txt", *STATE)
    assert not store.is_read("a.txt", 11, 20, "r1")


def test_a_failure_is_kept_with_cause_and_remedy(store: Store) -> None:
    store.save_failure("b.pdf", STATE, DamagedFile("b.pdf: broken.", "Ask for another copy."), META)
    file = store.files()[0]
    assert (file.status, file.error_kind, file.remedy) == ("failed", "damaged", "Ask for another copy.")
    assert not store.is_read("b.pdf", *STATE)


def test_a_machine_never_overwrites_a_human(store: Store) -> None:
    ids = add(store, ["Vi mødtes hver uge.", "Fonden gav penge."])
    evidence = (Evidence(0, 2, "Vi", 0.5),)
    machine = [Tag(ids[0], "talk", "at_work", 0.7, "m@1", evidence), Tag(ids[1], "money", "at_work", 0.6, "m@1")]
    store.tags.save_machine("a" * 64, "m@1", machine, list(store.passages()))
    assert store.tags.in_force() == machine
    store.tags.decide(Tag(ids[0], "talk", "lacking", 1.0, "human:anna"), "2026-01-01")
    store.tags.decide(Tag(ids[1], "money", "general", 0.0, "human:anna"), "2026-01-01")
    store.tags.save_machine("a" * 64, "m@2", [Tag(ids[0], "talk", "advised", 0.9, "m@2")], list(store.passages()))
    corpus = store.corpus()
    assert [(t.code, t.stance, t.source) for t in corpus.tags] == [("talk", "lacking", "human:anna")]
    assert [(t.code, t.source) for t in corpus.machine_tags] == [("talk", "m@2")]
    assert corpus.reviewed == {ids[0]: frozenset({"talk"}), ids[1]: frozenset({"money"})}
    log = store.db.execute("SELECT old, new FROM tag_change ORDER BY rowid").fetchall()
    assert [tuple(row) for row in log] == [(None, "lacking 1"), (None, "general 0")]


def test_human_decisions_follow_their_words_into_a_new_reading(store: Store) -> None:
    ids = add(store, ["Vi mødtes hver uge.", "Fonden gav penge."])
    for passage_id in ids:
        store.tags.decide(Tag(passage_id, "talk", "at_work", 1.0, "human:anna"), "2026-01-01")
    document = make_document(["En ny indledning.", "Vi mødtes hver uge.", "Fonden gav flere penge."], "b" * 64)
    kept = store.save_document("a.txt", (11, 21, "r2"), document, make_passages(document), META)
    assert kept.homeless == ["Fonden gav penge."]
    assert [t.passage_id for t in store.tags.in_force()] == [list(store.passages())[1].id]
    assert store.tags.homeless() == [("talk", "human:anna", "Fonden gav penge.")]
    assert store.db.execute("SELECT count(*) FROM document").fetchone()[0] == 1


def test_the_same_words_twice_keep_their_own_decisions(store: Store) -> None:
    ids = add(store, ["Ja, det gør vi.", "Noget andet.", "Ja, det gør vi."])
    store.tags.decide(Tag(ids[0], "talk", "at_work", 1.0, "human:anna"), "2026-01-01")
    store.tags.decide(Tag(ids[2], "talk", "lacking", 1.0, "human:anna"), "2026-01-01")

    def read_anew(letter: str, texts: list[str]) -> dict[int, str]:
        document = make_document(texts, letter * 64)
        assert store.save_document("a.txt", (11, 21, letter), document, make_passages(document), META).homeless == []
        place = {p.id: n for n, p in enumerate(store.passages())}
        return {place[t.passage_id]: t.stance for t in store.tags.in_force()}

    assert read_anew("a", ["Ja, det gør vi.", "Noget andet.", "Ja, det gør vi."]) == {0: "at_work", 2: "lacking"}
    grown = ["Nyt.", "Ja, det gør vi.", "Noget andet.", "Mere nyt.", "Ja, det gør vi."]
    assert read_anew("b", grown) == {1: "at_work", 4: "lacking"}
    assert len(read_anew("c", ["Noget andet.", "Ja, det gør vi.", "Ja, det gør vi."])) == 2


def test_decisions_wait_for_a_file_that_cannot_be_read(store: Store) -> None:
    [passage] = add(store, ["Vi mødtes hver uge."])
    store.tags.decide(Tag(passage, "talk", "at_work", 1.0, "human:anna"), "2026-01-01")
    store.save_failure("a.txt", (0, 22, "r1"), DamagedFile("a.txt: empty.", "Ask for another copy."), META)
    assert store.tags.in_force() == [] and store.passage_ids() == [] and store.tags.coders() == []
    document = make_document(["Nyt først.", "Vi mødtes hver uge."], "b" * 64)
    assert store.save_document("a.txt", (12, 23, "r1"), document, make_passages(document), META).homeless == []
    assert [(t.passage_id, t.code) for t in store.tags.in_force()] == [(list(store.passages())[1].id, "talk")]
    assert store.take_out("a.txt") == 1
    assert store.tags.in_force() == [] and store.files() == []
    store.save_document("elsewhere.txt", (12, 24, "r1"), document, make_passages(document), META)
    assert len(store.tags.in_force()) == 1


def test_stars_follow_their_words_into_a_new_reading(store: Store) -> None:
    _, other = add(store, ["Først et afsnit.", "Vi savner en stjerne."])
    store.note_quote(other, "trust", "starred", "god", "anna")

    def read_anew(letter: str, texts: list[str]) -> list[str]:
        document = make_document(texts, letter * 64)
        return store.save_document("a.txt", (11, 21, letter), document, make_passages(document), META).homeless

    assert read_anew("b", ["Vi savner en Stjerne.", "Nyt."]) == []
    now, _ = store.passages()
    assert store.notes.every() == [(now.id, "trust", "starred", "god", "anna")]
    assert read_anew("c", ["Alt er nyt."]) == ["Vi savner en Stjerne."]


def test_the_same_file_in_two_places_is_one_document(store: Store) -> None:
    add(store, ["Vi mødtes hver uge."], path="a.txt")
    add(store, ["Vi mødtes hver uge."], path="copy/a.txt")
    assert len(store.files()) == 2
    assert len(list(store.passages())) == 1
    assert len(list(store.documents())) == 1


def test_a_document_read_anew_by_another_path_has_the_new_passages(store: Store) -> None:
    add(store, ["Vi mødtes hver uge."], path="a.txt")
    add(store, ["Indledning.", "Vi mødtes hver uge."], path="copy/a.txt")
    text = store.document("a" * 64).text
    assert [text[p.start : p.end] for p in store.passages()] == ["Indledning.", "Vi mødtes hver uge."]


def test_search_finds_danish_letters_whole_and_by_prefix(store: Store) -> None:
    ids = add(store, ["Åløbet løber klart.", "Frøen sang.", "Aløbet er ikke et ord."])
    assert store.search("åløbet") == [ids[0]]
    assert store.search("frø*") == [ids[1]]
    assert store.search("a\u030alø*") == [ids[0]]  # å in two characters, as a Mac may give it
    assert store.search('løber "klart') == [ids[0]]
    assert store.search("   ") == []


def test_themes_notes_levels_and_values(store: Store) -> None:
    ids = add(store, ["Vi mødtes hver uge."])
    theme = Theme(0, "møde, uge", ("møde", "uge"), 1, 1, 0.9, False, "talk", (ids[0],), 1.0)
    store.save_themes([theme], [ThemeShare(ids[0], 0, 0.8)])
    assert store.themes() == ([theme], [ThemeShare(ids[0], 0, 0.8)])
    store.note_quote(ids[0], "talk", "starred", "god", "anna")
    assert store.quote_notes() == {(ids[0], "talk"): ("starred", "god")}
    store.note_quote(ids[0], "talk", "", "", "anna")
    assert store.quote_notes() == {}
    store.set_level("Åen", "talk", "emerging", "anna", "to møder")
    assert store.levels()["Åen", "talk"]["level"] == "emerging"
    store.keep("x", {"a": [1]})
    assert store.kept("x") == {"a": [1]}


def test_a_file_of_another_kind_or_version_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("this is no database at all, whatever its name says" * 20)
    with pytest.raises(StoreError, match="not a ci-text project"):
        Store(text)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE t (x)")
    other.commit()
    with pytest.raises(StoreError, match="not a ci-text project"):
        Store(tmp_path / "other.db")
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("CREATE TABLE t (x)")
    newer.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.commit()
    with pytest.raises(StoreError, match="newer"):
        Store(tmp_path / "newer.db")
    with pytest.raises(StoreError, match="no such project"):
        Store(tmp_path / "none.db", create=False)


def test_a_project_that_was_killed_while_it_was_made_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(db: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(connection, "MIGRATIONS", [MIGRATIONS[0], killed])
        with pytest.raises(KeyboardInterrupt):
            Store(tmp_path / "p.db")
    with Store(tmp_path / "p.db") as store:
        assert store.files() == [] and store.levels() == {}
