"""What was read, what could not be read and why, doubtful pages, and where the characters went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ci_text.causes import failure, reason
from ci_text.citations import kind_name
from ci_text.report.context import Context

MOST_ROWS = 600  # a table in the page; the rest is counted


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another place of the page."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A plain table; `numbers` are the columns that stand to the right."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    numbers: frozenset[int] = frozenset()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    sentence: str
    characters: str
    failed: TextTable
    doubtful: TextTable
    documents: TextTable
    aside: TextTable


def text_table(
    context: Context, name: str, title: str, columns: list[str], rows: list[tuple[Any, ...]], numbers: set[int]
) -> TextTable:
    over = len(rows) - MOST_ROWS
    left_out = context.words.count("more_rows", over) if over > 0 else ""
    return TextTable(name, title, tuple(columns), tuple(rows[:MOST_ROWS]), frozenset(numbers), left_out)


def reading(context: Context) -> Reading:
    """The account of the reading, from the files and pages of the corpus."""
    words, corpus = context.words, context.findings.corpus
    pages = [(d, page) for d, own in corpus.pages.items() for page in own]
    good = sum(page.verdict == "good" for _, page in pages)
    lost = sum(page.unaccounted for _, page in pages)
    return Reading(
        sentence=words(
            "reading_sum",
            documents=words.count("n_documents", len(context.metadata)),
            pages=words.count("n_pages", len(pages)),
            good=words.percent(good / len(pages) if pages else None),
            ocr=words.number(sum(page.ocr for _, page in pages)),
        ),
        characters=words(
            "chars_sum",
            chars_in=words.number(sum(p.characters_in for _, p in pages)),
            chars_out=words.number(sum(p.characters_out for _, p in pages)),
            aside=words.number(sum(sum(p.set_aside.values()) for _, p in pages)),
            lost=words.number(lost),
        ),
        failed=_failed(context),
        doubtful=_doubtful(context),
        documents=_documents(context),
        aside=_aside(context),
    )


def _failed(context: Context) -> TextTable:
    words = context.words
    failed = [f for f in context.findings.corpus.files if f.status == "failed"]
    cut = common_folder([f.path for f in context.findings.corpus.files])
    rows = [
        (f.path[cut:], *failure(f.error_kind, f.error.replace(f.path, f.path[cut:]), f.remedy, context.lang))
        for f in failed
    ]
    columns = [words("file"), words("why"), words("remedy")]
    return text_table(context, "failed", words("failed_title"), columns, list(rows), set())


def _doubtful(context: Context) -> TextTable:
    words, paths = context.words, context.findings.corpus.paths()
    rows = [
        (
            paths.get(d, d),
            p.page,
            words(f"verdict_{p.verdict}"),
            reason(p.reason, context.lang),
            words.percent(p.quality),
        )
        for d, own in context.findings.corpus.pages.items()
        for p in own
        if p.verdict != "good"
    ]
    columns = [words(k) for k in ("document", "page", "verdict", "why", "known_words")]
    return text_table(context, "doubtful", words("doubtful_title"), columns, list(rows), {1, 4})


def _documents(context: Context) -> TextTable:
    words, corpus = context.words, context.findings.corpus
    passages = Counter(p.document_id for p in corpus.passages)
    cut = common_folder([f.path for f in corpus.files])
    rows = []
    for f in corpus.files:
        if not f.document_id:
            continue
        pages = corpus.pages.get(f.document_id, ())
        verdicts = Counter(p.verdict for p in pages)
        rows.append(
            (
                f.path[cut:], f.metadata.initiative, kind_name(f.metadata.kind, context.lang), f.metadata.year or "",
                len(pages),
                verdicts["doubtful"], verdicts["unreadable"], passages[f.document_id],
                words.number(sum(p.characters_out for p in pages)),
            )
        )  # fmt: skip
    heads = ("document", "initiative", "kind", "year", "pages", "doubtful", "unreadable", "passages", "characters")
    columns = [words(k) for k in heads]
    return text_table(context, "documents", words("documents_title"), columns, list(rows), {3, 4, 5, 6, 7, 8})


def common_folder(paths: list[str]) -> int:
    """How many characters at the start of all paths are folders that they share, and may be left unsaid."""
    if len(paths) < 2:
        return 0
    first, last = min(paths), max(paths)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return max(first.rfind("/", 0, same), first.rfind("\\", 0, same)) + 1


def _aside(context: Context) -> TextTable:
    words = context.words
    kinds: Counter[str] = Counter()
    for own in context.findings.corpus.pages.values():
        for page in own:
            kinds.update(page.set_aside)
    rows = [(words.either(f"aside_{k}", k.replace("_", " ")), words.number(n)) for k, n in kinds.most_common() if n]
    return text_table(context, "aside", words("aside_head"), [words("kind"), words("characters")], list(rows), {1})
