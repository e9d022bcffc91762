"""Small corpora made from records, for the tests of what comes after tagging."""

from __future__ import annotations

import random
from dataclasses import replace

from ci_text.codebook import Code, Codebook
from ci_text.corpus import Corpus
from ci_text.records import STANCES, Metadata, PageAccount, Passage, SourceFile, Tag, Theme, ThemeShare

MACHINE = "lexicon@1"


def make_code(code_id: str, family: str = "f", cues: dict[str, tuple[str, ...]] | None = None) -> Code:
    name = {"da": f"Kode {code_id}", "en": f"Code {code_id}"}
    return Code(code_id, family, name, name, {}, {}, (), {}, cues or {})


def make_codebook(*codes: str | Code, families: tuple[str, ...] = ("f",)) -> Codebook:
    named = {"at_work": "til stede", "lacking": "mangler", "advised": "anbefalet", "general": "generelt"}
    return Codebook(
        id="made",
        version="1",
        title={"da": "Lavet", "en": "Made"},
        families={f: {"da": f, "en": f} for f in families},
        stances={s: {"da": named[s], "en": s.replace("_", " ")} for s in STANCES},
        codes=tuple(make_code(c) if isinstance(c, str) else c for c in codes),
    )


class Maker:
    """Builds a corpus document by document."""

    def __init__(self) -> None:
        self.files: list[SourceFile] = []
        self.passages: list[Passage] = []
        self.tags: list[Tag] = []
        self.pages: dict[str, tuple[PageAccount, ...]] = {}

    def document(self, name: str, verdict: str = "good", **metadata: object) -> str:
        document_id = (name.encode().hex() + "0" * 64)[:64]
        self.files.append(SourceFile(f"{name}.pdf", "read", document_id, metadata=Metadata(**metadata)))
        reason = "" if verdict == "good" else "only pictures"
        self.pages[document_id] = (PageAccount(1, 110, 100, {"header": 10}, verdict=verdict, reason=reason),)
        return document_id

    def failed(self, name: str, **metadata: object) -> None:
        self.files.append(
            SourceFile(f"{name}.pdf", "failed", None, "damaged", "broken.", "Get a copy.", Metadata(**metadata))
        )

    def passage(
        self,
        document_id: str,
        text: str = "",
        codes: dict[str, str] | None = None,
        source: str = MACHINE,
        **fields: object,
    ) -> str:
        position = sum(p.document_id == document_id for p in self.passages)
        text = text or f"Ord nummer {position} i et afsnit."
        passage_id = f"{document_id[:12]}:{position * 1000}-{position * 1000 + len(text)}"
        one = Passage(passage_id, document_id, position, "paragraph", 0, len(text), text, 1, 1, lang="da")
        self.passages.append(replace(one, **fields))
        self.tags += [Tag(passage_id, code, stance, 0.8, source) for code, stance in (codes or {}).items()]
        return passage_id

    def corpus(self, **fields: object) -> Corpus:
        machine = tuple(t for t in self.tags if not t.source.startswith("human:"))
        given = {"machine_tags": machine, "pages": self.pages, **fields}
        return Corpus(tuple(self.files), tuple(self.passages), tuple(self.tags), **given)


def random_corpus(
    seed: int = 0, documents: int = 24, passages: int = 25, codes: tuple[str, ...] = ("a", "b", "c"), groups: int = 4
) -> Corpus:
    """Every feature at once: duplicates, headings, interviewers, all stances, themes, several speakers and years."""
    rng = random.Random(seed)
    maker = Maker()
    for d in range(documents):
        document_id = maker.document(
            f"d{d:03}", initiative=f"I{d % groups}", kind=rng.choice(["report", "interview"]), year=2015 + d % 4,
            voice=rng.choice(["self", "independent", ""]), organisation=rng.choice(["X", "Y"]),
            extra={"fund": rng.choice(["p", "q"])},
        )  # fmt: skip
        for _ in range(rng.randint(1, 2 * passages)):
            chosen = {c: rng.choice(STANCES) for c in codes if rng.random() < 0.25}
            maker.passage(
                document_id, " ".join(["ord"] * rng.randint(1, 60)), chosen,
                kind=rng.choice(["paragraph", "turn", "heading", "table_row"]),
                speaker=rng.choice([None, "Ib", "Bo"]), role=rng.choice([None, "informant", "interviewer"]),
            )  # fmt: skip
    ids = [p.id for p in maker.passages]
    themes = tuple(Theme(t, f"t{t}", ("ord",), 5, 2) for t in range(3))
    shares = tuple(ThemeShare(i, rng.randrange(3), rng.random()) for i in ids if rng.random() < 0.8)
    duplicates = {i: ids[0] for i in ids[1:] if rng.random() < 0.1}
    return maker.corpus(themes=themes, shares=shares, duplicates=duplicates)
