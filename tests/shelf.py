"""A corpus of two initiatives, built from records, with the document texts that its passages stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ci_text.codebook import Codebook, load_codebook
from ci_text.corpus import Corpus
from ci_text.records import Evidence, Metadata, Passage, SourceFile, Tag
from small import TINY_CODEBOOK


@dataclass
class Shelf:
    """Documents that grow passage by passage."""

    texts: dict[str, str] = field(default_factory=dict)
    files: list[SourceFile] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    duplicates: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def document(self, letter: str, initiative: str, **metadata: object) -> str:
        name = letter * 64
        self.texts[name] = ""
        known = Metadata(initiative=initiative, **metadata)
        self.files.append(SourceFile(f"{initiative}/{letter}.pdf", "read", name, metadata=known))
        return name

    def passage(self, document: str, text: str, code: str = "water", evidence: str = "", **given: object) -> Passage:
        start = len(self.texts[document]) + (2 if self.texts[document] else 0)
        self.texts[document] += ("\n\n" if self.texts[document] else "") + text
        tagging = {k: given.pop(k) for k in ("score", "stance", "source") if k in given}
        position = sum(p.document_id == document for p in self.passages)
        defaults = {"kind": "paragraph", "page": 1, "page_end": 1, "lang": "da"}
        p = Passage(
            id=f"{document[:12]}:{start}-{start + len(text)}", document_id=document, position=position, start=start,
            end=start + len(text), text=text, **{**defaults, **given},
        )  # fmt: skip
        self.passages.append(p)
        if code:
            at = text.find(evidence) if evidence else -1
            words = (Evidence(at, at + len(evidence), evidence),) if at >= 0 else ()
            said = {"stance": "at_work", "score": 0.8, "source": "lexicon@1", **tagging}
            self.tags.append(Tag(p.id, code, evidence=words, **said))
        return p

    def corpus(self) -> Corpus:
        return Corpus(tuple(self.files), tuple(self.passages), tuple(self.tags), duplicates=self.duplicates)

    def text_of(self, document_id: str) -> str:
        self.asked.append(document_id)
        return self.texts[document_id]


def two_codes(folder: Path) -> Codebook:
    """The codebook with the codes 'water' and 'trust'."""
    two = TINY_CODEBOOK + TINY_CODEBOOK[TINY_CODEBOOK.index("  - id: water") :].replace("water", "trust", 1)
    path = folder / "two.yaml"
    path.write_text(two, "utf-8")
    return load_codebook(path)
