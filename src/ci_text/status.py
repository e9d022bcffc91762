"""What a project holds, as plain data: what `ci-text status`, reports and the methods text say of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ci_text.codebook import Codebook
from ci_text.records import UNCODED_KINDS, PageAccount, Passage, SourceFile, Tag, is_human
from ci_text.statistics.counts import ASKER

if TYPE_CHECKING:
    from ci_text.corpus import Corpus

LAST_RUNS = 5
QUESTIONS = 3  # turns with one, from which a talk has somebody who asks
LEAST_OF_ID = 12  # characters of a document's id that the ids of its passages begin with


class HumanTags(Protocol):
    def homeless(self) -> list[tuple[str, str, str]]: ...
    def coders(self) -> list[str]: ...
    def every(self) -> Iterator[Tag]: ...


class Holds(Protocol):
    """What of the store is asked for."""

    @property
    def tags(self) -> HumanTags: ...

    def files(self) -> list[SourceFile]: ...
    def corpus(self) -> Corpus: ...
    def runs(self) -> list[dict[str, Any]]: ...
    def levels(self) -> dict[tuple[str, str], dict[str, str]]: ...
    def quote_notes(self) -> dict[tuple[str, str], tuple[str, str]]: ...


def status(
    store: Holds, codebook: Codebook, corpus: Corpus | None = None, versions: Sequence[Sequence[Any]] = ()
) -> dict[str, Any]:
    """JSON-serialisable: files and failures with remedies, documents, pages by verdict with the bad ones listed,
    characters (non-blank: in, out, set aside by kind, unaccounted), passages, tags by source, reviewed, homeless
    human decisions, levels and notes that belong to nothing that is read now, and those and decisions on codes that
    the codebook lacks (`unplaced`), talks in which nobody is known to ask (`unled`), themes, duplicates, codebook,
    last runs. `corpus` spares the reading of it where it is at hand; `versions` are (beginning of a document's id,
    that of its version, share of passages that are the same)."""
    corpus = corpus or store.corpus()
    files = store.files()
    failed = [f for f in files if f.status == "failed"]
    coded = [p for p in corpus.passages if p.kind not in UNCODED_KINDS]
    runs = store.runs()
    initiatives = Counter(f.metadata.initiative for f in files if f.document_id)
    return {
        "files": {
            "known": len(files),
            "read": len(files) - len(failed),
            "paths": [f.path for f in files],
            "failed": [{"path": f.path, "kind": f.error_kind, "error": f.error, "remedy": f.remedy} for f in failed],
        },
        "documents": len({f.document_id for f in files if f.document_id}),
        "initiatives": dict(sorted(initiatives.items())),
        "kinds": dict(sorted(Counter(f.metadata.kind for f in files if f.document_id).items())),
        "languages": dict(sorted(Counter(p.lang for p in coded).items())),
        **_pages(corpus),
        "passages": {
            "all": len(corpus.passages),
            "coded_kinds": len(coded),
            "counted": sum(p.id not in corpus.duplicates for p in coded),
            "tagged": len({t.passage_id for t in corpus.tags}),
            "words": sum(len(p.text.split()) for p in coded),
        },
        "duplicates": len(corpus.duplicates),
        "versions": _versions(corpus, versions),
        "unled": _unled(corpus),
        "tags": {
            "in_force": len(corpus.tags),
            "by_source": dict(sorted(Counter(t.source for t in corpus.tags).items())),
            "machine": dict(sorted(Counter(t.source for t in corpus.machine_tags).items())),
            "by_stance": dict(sorted(Counter(t.stance for t in corpus.tags).items())),
        },
        "reviewed": _reviewed(corpus, codebook, store.tags),
        "homeless": [{"code": c, "coder": who, "text": text} for c, who, text in store.tags.homeless()],
        "unplaced": _unplaced(store, corpus, set(initiatives), frozenset(codebook.code_ids)),
        "themes": {
            "number": len(corpus.themes),
            "fragile": sum(t.fragile for t in corpus.themes),
            "mixed": sum(t.mixed for t in corpus.themes),
            "stability": [t.stability for t in corpus.themes],
        },
        "codebook": {"id": codebook.id, "version": codebook.version, "codes": len(codebook.codes)},
        "runs": runs[-LAST_RUNS:],
    }


def codeless(tags: HumanTags, reviewed: Mapping[str, frozenset[str]], codes: frozenset[str]) -> list[dict[str, str]]:
    """The human decisions on codes that the codebook lacks: no table counts them. `reviewed` are the codes that people
    decided on, by passage."""
    if all(codes >= decided for decided in reviewed.values()):
        return []
    return [
        {"passage": t.passage_id, "code": t.code, "stance": t.stance if t.score > 0 else "no", "coder": t.source}
        for t in tags.every()
        if is_human(t.source) and t.code not in codes
    ]


def _unplaced(store: Holds, corpus: Corpus, initiatives: set[str], codes: frozenset[str]) -> dict[str, Any]:
    """What people said of initiatives that no file has now, of passages that are not there now, and of codes that the
    codebook lacks."""
    passages = {p.id for p in corpus.passages}
    return {
        "decisions": codeless(store.tags, corpus.reviewed, codes),
        "levels": [
            {"initiative": initiative, "code": code, "level": kept["level"], "coder": kept["coder"]}
            for (initiative, code), kept in store.levels().items()
            if kept["level"] and (initiative not in initiatives or code not in codes)
        ],
        "notes": [
            {"passage": passage_id, "code": code, "state": state, "reason": reason}
            for (passage_id, code), (state, reason) in store.quote_notes().items()
            if passage_id not in passages or code not in codes
        ],
    }


def _reviewed(corpus: Corpus, codebook: Codebook, tags: HumanTags) -> dict[str, Any]:
    every = frozenset(codebook.code_ids)
    reviewed = [decided & every for decided in corpus.reviewed.values() if decided & every]
    coders = tags.coders()
    if len(reviewed) < len(corpus.reviewed):  # somebody may have decided on codes alone that the codebook lacks
        coders = sorted({t.source for t in tags.every() if is_human(t.source) and t.code in every})
    return {
        "passages": len(reviewed),
        "complete": sum(decided == every for decided in reviewed),
        "decisions": sum(map(len, reviewed)),
        "coders": coders,
    }


def _versions(corpus: Corpus, versions: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    paths = {document_id[:LEAST_OF_ID]: path for document_id, path in corpus.paths().items()}
    return [
        {"first": paths[first], "other": paths[other], "share": share}
        for first, other, share in versions
        if first in paths and other in paths
    ]


def _unled(corpus: Corpus) -> list[dict[str, Any]]:
    """Talks of several people with questions in which nobody is known to ask: their questions count as testimony."""
    paths, talks = corpus.paths(), defaultdict[str, list[Passage]](list)
    for passage in corpus.passages:
        if passage.speaker:
            talks[passage.document_id].append(passage)
    found = []
    for document_id, turns in talks.items():
        speakers = sorted({str(turn.speaker) for turn in turns})
        led = any(turn.role == ASKER for turn in turns)
        if len(speakers) > 1 and not led and sum("?" in turn.text for turn in turns) >= QUESTIONS:
            found.append({"path": paths[document_id], "speakers": speakers})
    return sorted(found, key=lambda talk: str(talk["path"]))


def _pages(corpus: Corpus) -> dict[str, Any]:
    paths = corpus.paths()
    verdicts: Counter[str] = Counter()
    aside: Counter[str] = Counter()
    bad: list[dict[str, Any]] = []
    characters = {"in": 0, "out": 0, "unaccounted": 0}
    recognised = 0
    for document_id, accounts in sorted(corpus.pages.items(), key=lambda item: paths.get(item[0], "")):
        for account in accounts:
            verdicts[account.verdict] += 1
            recognised += account.ocr
            aside.update(account.set_aside)
            characters["in"] += account.characters_in
            characters["out"] += account.characters_out
            characters["unaccounted"] += account.unaccounted
            if account.verdict != "good":
                bad.append(_bad_page(paths.get(document_id, document_id), account))
    return {
        "pages": {
            "all": sum(verdicts.values()),
            "good": verdicts["good"],
            "doubtful": verdicts["doubtful"],
            "unreadable": verdicts["unreadable"],
            "recognised": recognised,
            "bad": bad,
        },
        "characters": {
            **characters,
            "set_aside": sum(aside.values()),
            "set_aside_by_kind": dict(sorted(aside.items())),
        },
    }


def _bad_page(path: str, account: PageAccount) -> dict[str, Any]:
    return {
        "path": path,
        "page": account.page,
        "verdict": account.verdict,
        "reason": account.reason,
        "quality": account.quality,
    }
