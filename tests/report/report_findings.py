"""Findings made of records, compared by the program's own comparison: small and telling, or as large as asked for."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from ci_text.codebook import Code, Codebook
from ci_text.compare import compare
from ci_text.corpus import Corpus
from ci_text.findings import Findings
from ci_text.maturity import maturity_tables
from ci_text.records import (
    STANCES,
    Evidence,
    Metadata,
    PageAccount,
    Passage,
    Quote,
    SourceFile,
    Tag,
    Theme,
    ThemeShare,
)

CODES = [
    ("agenda", "f1", "Fælles agenda og konkrete mål", "Common agenda and concrete goals"),
    ("measure", "f1", "Fælles målemetoder", "Shared measurement"),
    ("activities", "f1", "Gensidigt forpligtende aktiviteter", "Mutually reinforcing activities"),
    ("talk", "f1", "Hyppig og åben kommunikation", "Frequent and open communication"),
    ("office", "f1", "Fælles sekretariat", "Backbone organisation"),
    ("patience", "f2", "Tålmodighed og råstyrke", "Patience and stamina"),
    ("lead", "f2", "Ledelse og en organisation, der driver", "Leadership that drives"),
    ("story", "f2", "Ny fortælling", "A new narrative"),
    ("involve", "f2", "Involvér", "Involvement"),
    ("local", "f2", "Start lokalt, byg bro", "Start locally, build bridges"),
    ("funds", "f2", "Filantropisk hjælpemotor", "Philanthropy as a helping engine"),
]
INITIATIVES = ["Havnen for alle", "Nøglen først", "Ungebroen", "Fælles om Åsen", "Grøn Hverdag"]
OPENINGS = [
    "Vi nåede aldrig frem til {words}, og det kunne mærkes, da projektlederen rejste.",
    "Efter to år var {words} blevet en selvfølge for både kommunen og boligforeningen.",
    "Styregruppen anbefaler, at {words} bliver en fast del af aftalen fra 2021.",
    "Man taler meget om {words}, men det er sjældent, nogen siger, hvad det kræver.",
    "Det var først, da {words} kom på plads, at naboerne begyndte at møde op til møderne om onsdagen.",
]


def codebook(codes: int = len(CODES)) -> Codebook:
    made = tuple(
        Code(i, f, {"da": da, "en": en}, {"da": f"Om {da.lower()}.", "en": f"About {en.lower()}."}, {}, {}, (), {}, {})
        for i, f, da, en in CODES[:codes]
    )
    stances = dict(zip(STANCES, ("til stede", "mangler", "anbefalet", "generelt"), strict=True))
    return Codebook(
        "ci", "1", {"da": "Collective impact", "en": "Collective impact"},
        {"f1": {"da": "Elementer", "en": "Elements"}, "f2": {"da": "Tværgående læring", "en": "Cross-cutting lessons"}},
        {s: {"da": stances[s], "en": s.replace("_", " ")} for s in STANCES}, made,
    )  # fmt: skip


def findings(
    documents: int = 10, passages: int = 24, initiatives: int = 5, reviewed: bool = True, per_cell: int = 5
) -> Findings:
    """The same for the same numbers. Some cells are empty, one file failed, one page is doubtful."""
    chance, book = random.Random(7), codebook()
    names = [INITIATIVES[n] if n < len(INITIATIVES) else f"Initiativ {n + 1}" for n in range(initiatives)]
    files, found, tags, pages = [], [], [], {}
    for d in range(documents):
        name, interview = names[d % initiatives], d % 2 == 1
        document = f"{d:064x}"
        metadata = Metadata(
            initiative=name, kind="interview" if interview else "report", year=2016 + d % 4, language="da",
            author="Kirsten Krag og Ole Thorlund", organisation="Fonden", voice="independent" if d % 3 else "self",
        )  # fmt: skip
        files.append(SourceFile(f"kilder/{name}/{metadata.kind} {d}.pdf", "read", document, metadata=metadata))
        own = [_passage(document, n, interview, chance) for n in range(passages)]
        found += own
        for p in own:
            tags += _tags(p, d % initiatives, book, chance, reviewed)
        count = sum(len(p.text) for p in own)
        verdict, why = ("doubtful", "41 % af ordene er ukendte") if d == 3 else ("good", "")
        pages[document] = (
            PageAccount(1, count + 60, count, {"header": 40, "page_number": 20}, 0.97),
            PageAccount(2, 300, 300, {}, 0.59 if d == 3 else 0.96, verdict, why, ocr=d == 3),
        )
    files.append(
        SourceFile(
            "kilder/Ungebroen/låst.pdf",
            "failed",
            None,
            "encrypted",
            "Filen kræver et kodeord.",
            "Giv det med --password.",
        )
    )
    decided = {t.passage_id: frozenset(book.code_ids) for t in tags if t.source.startswith("human:")}
    corpus = Corpus(
        tuple(files), tuple(found), tuple(tags), machine_tags=tuple(replace(t, source="combined@ab12") for t in tags),
        reviewed=decided, pages=pages, **_themes(found),
    )  # fmt: skip
    tables = {**compare(corpus, book).tables(), **maturity_tables(corpus, book)}
    return Findings(
        corpus, book, tables, tuple(_quotes(corpus, per_cell)), {},
        {"da": "Alle blev læst.\n\nHver passage blev kodet.", "en": "All were read.\n\nEach passage was coded."},
        {"da": "Der blev fundet 3 temaer.", "en": "3 themes were found."}, {"map": PICTURE},
        ({"at": "2026-11-23T20:00:00", "step": "add", "read": documents},),
    )  # fmt: skip


PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><style>circle{fill:#0b5563}</style>'
    '<circle cx="60" cy="60" r="30"/><text x="110" y="65" style="font-size:14px">møder, frivillige</text></svg>'
)


def _passage(document: str, n: int, interview: bool, chance: random.Random) -> Passage:
    words = chance.choice(
        ["det fælles mål", "tilliden mellem partnerne", "sekretariatet", "målingerne", "de frivillige"]
    )
    more = " ".join(chance.choice(OPENINGS).format(words=words) for _ in range(chance.randint(0, 2)))
    text = (OPENINGS[n % len(OPENINGS)].format(words=words) + " " + more).strip()
    start = n * 1000
    who = ("Birthe", "informant") if interview else (None, None)
    return Passage(
        f"{document[-12:]}:{start}-{start + len(text)}", document, n, "turn" if interview else "paragraph", start,
        start + len(text), text, 1 + n // 12, 1 + n // 12, speaker=who[0], role=who[1], lang="da",
    )  # fmt: skip


def _tags(p: Passage, initiative: int, book: Codebook, chance: random.Random, reviewed: bool) -> list[Tag]:
    found = []
    for n, code in enumerate(book.code_ids):
        if (initiative + n) % 7 == 3 or chance.random() > 0.02 + 0.04 * ((n * 3 + initiative) % 6):
            continue
        stance = STANCES[0] if n % 5 != 4 and chance.random() < 0.5 else chance.choice(STANCES)
        source = "human:anna" if reviewed and p.position % 6 == 0 else "combined@ab12"
        first = p.text.split()[2]
        at = p.text.index(first)
        evidence = (Evidence(at, at + len(first), first),)
        found.append(Tag(p.id, code, stance, round(chance.uniform(0.4, 1), 3), source, evidence))
    return found


def _themes(passages: list[Passage]) -> dict[str, Any]:
    themes, shares = [], []
    for n, words in enumerate((("møder", "tillid"), ("målinger", "tal", "indikatorer"), ("frivillige", "naboer"))):
        own = passages[n::3]
        documents = len({p.document_id for p in own})
        representative = tuple(p.id for p in own[::7][:3])
        stability, near = ((0.86, "talk"), (0.64, "measure"), (None, ""))[n]
        name = " og ".join(words[:2])
        size = len(own)
        themes.append(Theme(n, name, words, size, documents, stability, n == 1, near, representative, 0.7))
        shares += [ThemeShare(p.id, n, 1.0) for p in own]
    return {"themes": tuple(themes), "shares": tuple(shares)}


def _quotes(corpus: Corpus, per_cell: int) -> list[Quote]:
    passages, metadata, paths = {p.id: p for p in corpus.passages}, corpus.metadata(), corpus.paths()
    cells: dict[tuple[str, str], int] = {}
    found = []
    for tag in sorted(corpus.tags, key=lambda t: -t.score):
        p = passages[tag.passage_id]
        initiative = metadata[p.document_id].initiative
        cells[initiative, tag.code] = cells.get((initiative, tag.code), 0) + 1
        if cells[initiative, tag.code] > per_cell:
            continue
        citation = "Krag, K. & Thorlund, O. (2019). Rapport om initiativet. Fonden."
        quote = Quote(
            p.id, p.document_id, paths[p.document_id], initiative, tag.code, tag.stance, tag.score, tag.source,
            p.text, p.start, p.end, p.page, p.page_end, p.speaker, p.role, (), citation, p.lang, tag.score,
            tag.evidence,
        )  # fmt: skip
        found.append(quote)
    return found
