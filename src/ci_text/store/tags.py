"""Tags in the project file: machine and human side by side, every human change logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ci_text.records import HUMAN, Passage, Tag, coder_of, is_human
from ci_text.store import rows
from ci_text.store.anchored import Anchored, gave_way
from ci_text.store.connection import transaction
from ci_text.store.moved import same_words

INSERT = "INSERT OR REPLACE INTO tag (passage_id, code, source, stance, score, evidence) VALUES (?, ?, ?, ?, ?, ?)"
BY_PEOPLE = f"source LIKE '{HUMAN}%'"
HERE = "passage_id IN (SELECT id FROM passage WHERE document_id IN (SELECT document_id FROM file))"  # files can be read
IN_ORDER = f"""
    SELECT tag.* FROM tag LEFT JOIN (
        SELECT passage_id, code, source, max(rowid) AS place FROM tag_change GROUP BY passage_id, code, source
    ) AS decided USING (passage_id, code, source)
    WHERE {HERE} ORDER BY passage_id, code, decided.place, source
"""  # noqa: S608


class TagTable:
    """The tag, tagged and tag_change tables."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def is_tagged(self, document_id: str, judge: str) -> bool:
        """Whether that tagger with that codebook tagged it last."""
        found = self.db.execute("SELECT 1 FROM tagged WHERE document_id = ? AND source = ?", (document_id, judge))
        return found.fetchone() is not None

    def save_machine(self, document_id: str, judge: str, tags: Sequence[Tag], passages: Sequence[Passage]) -> bool:
        """Keep what a tagger said of a document, in place of what any machine said before; humans stay. `judge` names
        the tagger and the codebook for `is_tagged`. Where the document is gone or has other passages than those that
        were tagged (forgotten or read anew meanwhile), nothing is kept and False returned."""
        with transaction(self.db):
            found = self.db.execute("SELECT * FROM passage WHERE document_id = ? ORDER BY position", (document_id,))
            here = self.db.execute("SELECT 1 FROM document WHERE id = ?", (document_id,)).fetchone()
            if here is None or _unplaced(map(rows.to_passage, found)) != _unplaced(passages):
                return False
            self.db.execute(
                f"DELETE FROM tag WHERE NOT {BY_PEOPLE} AND passage_id IN "  # noqa: S608
                "(SELECT id FROM passage WHERE document_id = ?)",
                (document_id,),
            )
            self.db.execute("DELETE FROM tagged WHERE document_id = ?", (document_id,))
            self.db.executemany(INSERT, [rows.tag_row(t) for t in tags])
            self.db.execute("INSERT INTO tagged VALUES (?, ?)", (document_id, judge))
        return True

    def decide(self, tag: Tag, at: str) -> None:
        """Keep a human's decision (score 0: the code does not apply), and log what it was before."""
        with transaction(self.db):
            key = (tag.passage_id, tag.code, tag.source)
            old = self.db.execute("SELECT * FROM tag WHERE passage_id = ? AND code = ? AND source = ?", key).fetchone()
            anchor = self.db.execute("SELECT text FROM passage WHERE id = ?", (tag.passage_id,)).fetchone()
            self.db.execute(INSERT, rows.tag_row(tag))
            self._log(at, tag, f"{old['stance']} {old['score']:g}" if old else None, anchor[0] if anchor else "")

    def _log(self, at: str, tag: Tag, old: str | None, anchor: str) -> None:
        new = f"{tag.stance} {tag.score:g}"
        row = (at, tag.passage_id, tag.code, tag.source, old, new, anchor)
        self.db.execute("INSERT INTO tag_change VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def every(self) -> Iterator[Tag]:
        """All tags on documents that can be read, by passage and code, machines before humans, humans in the order in
        which they decided last."""
        for row in self.db.execute(IN_ORDER):
            yield rows.to_tag(row)

    def in_force(self) -> list[Tag]:
        """One tag per passage and code, a human's before a machine's, human 'no' left out."""
        return [t for t in rows.one_tag_each(self.every()) if t.score > 0]

    def by_machine(self) -> list[Tag]:
        return [t for t in self.every() if not is_human(t.source)]

    def reviewed(self) -> dict[str, frozenset[str]]:
        """Passage -> codes that a human has decided on, yes or no."""
        found: dict[str, set[str]] = {}
        for row in self.db.execute(f"SELECT DISTINCT passage_id, code FROM tag WHERE {BY_PEOPLE} AND {HERE}"):  # noqa: S608
            found.setdefault(row[0], set()).add(row[1])
        return {passage_id: frozenset(codes) for passage_id, codes in found.items()}

    def coders(self) -> list[str]:
        """The sources of all people who decided on something, yes or no, in alphabetical order."""
        found = self.db.execute(f"SELECT DISTINCT source FROM tag WHERE {BY_PEOPLE} AND {HERE} ORDER BY source")  # noqa: S608
        return [row[0] for row in found]

    def lift_human(self, document_ids: Sequence[str]) -> list[tuple[Tag, str]]:
        """The human tags on these documents with the text they stand on."""
        lifted = []
        for document_id in document_ids:
            found = self.db.execute(
                f"SELECT tag.*, passage.text AS anchor FROM tag JOIN passage ON passage.id = tag.passage_id "  # noqa: S608
                f"WHERE passage.document_id = ? AND {BY_PEOPLE}",
                (document_id,),
            )
            lifted += [(rows.to_tag(row), row["anchor"]) for row in found]
        return lifted

    def anchor_human(self, human: Sequence[tuple[Tag, str]], moved: Mapping[str, str], at: str) -> Anchored:
        """Put human tags back onto the passages that theirs went to, the later decision last, and those that lost
        their passage earlier where it is there again."""
        homeless, overruled = [], []
        logged = [(self._log_of(tag), tag, anchor) for tag, anchor in human]  # before any moves onto another's place
        for places, tag, _ in logged:
            now = [(moved.get(tag.passage_id, tag.passage_id), place) for place in places]
            self.db.executemany("UPDATE tag_change SET passage_id = ? WHERE rowid = ?", now)
        held: dict[tuple[str, str, str], Tag] = {}
        for _, tag, anchor in sorted(logged, key=lambda one: one[0][-1:]):
            passage_id = moved.get(tag.passage_id)
            if passage_id is None:
                row = (at, tag.passage_id, tag.code, tag.source, f"{tag.stance} {tag.score:g}", None, anchor)
                self.db.execute("INSERT INTO tag_change VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                homeless.append(anchor)
                continue
            earlier = held.get((passage_id, tag.code, tag.source))
            if earlier is not None and _said(earlier) != _said(tag):
                overruled.append(gave_way("decisions", tag.code, _said(tag), _said(earlier), anchor))
            held[passage_id, tag.code, tag.source] = tag
            self.db.execute(INSERT, rows.tag_row(replace(tag, passage_id=passage_id)))
        self._bring_home()
        return Anchored(homeless, overruled)

    def _bring_home(self) -> None:
        """Give decisions that lost their passage back to it where it is there again; a later one of the same coder
        stays."""
        found = self.db.execute(
            "SELECT tag_change.rowid AS place, tag_change.*, passage.text FROM tag_change "
            "JOIN passage ON passage.id = tag_change.passage_id WHERE new IS NULL ORDER BY place"
        ).fetchall()
        for row in found:
            if same_words(row["anchor"]) == same_words(row["text"]):
                stance, _, score = row["old"].rpartition(" ")
                tag = Tag(row["passage_id"], row["code"], stance, float(score), row["source"])
                self.db.execute(INSERT.replace("REPLACE", "IGNORE"), rows.tag_row(tag))
                self.db.execute("DELETE FROM tag_change WHERE rowid = ?", (row["place"],))

    def _log_of(self, tag: Tag) -> list[int]:
        key = (tag.passage_id, tag.code, tag.source)
        found = self.db.execute(
            "SELECT rowid FROM tag_change WHERE passage_id = ? AND code = ? AND source = ? ORDER BY rowid", key
        )
        return [row[0] for row in found]

    def homeless(self) -> list[tuple[str, str, str]]:
        """Human decisions that lost their passage: (code, coder, text)."""
        found = self.db.execute("SELECT code, source, anchor FROM tag_change WHERE new IS NULL ORDER BY at")
        return [(row[0], row[1], row[2]) for row in found]

    def forget_orphans(self) -> None:
        self.db.execute("DELETE FROM tag WHERE passage_id NOT IN (SELECT id FROM passage)")


def _unplaced(passages: Iterable[Passage]) -> list[Passage]:
    """All of them that a tagger sees; where they stand on the page is kept rounded."""
    return [replace(p, boxes=()) for p in passages]


def _said(tag: Tag) -> str:
    return f"{tag.stance if tag.score > 0 else 'no'} ({coder_of(tag.source)})"
