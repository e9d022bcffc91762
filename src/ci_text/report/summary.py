"""The overview in words: the material, what fills most and least, what is lacking, gaps, and who set the codes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ci_text.records import UNCODED_KINDS, is_human
from ci_text.report.context import Context
from ci_text.report.frames import Row, whole
from ci_text.statistics.counts import ASKER

FEW = 3  # codes named in a sentence


@dataclass(frozen=True, slots=True)
class Summary:
    kicker: str
    material: str
    findings: tuple[str, ...]
    warnings: tuple[str, ...]
    who: str
    reviewed: bool


def summary(context: Context) -> Summary:
    """Sentences only; every number in them stands in a table further down."""
    book = context.findings.codebook
    kicker = context.words("kicker", book=book.title.get(context.lang, book.id))
    return Summary(kicker, _material(context), tuple(_findings(context)), tuple(_warnings(context)), *_who(context))


def _material(context: Context) -> str:
    words, corpus = context.words, context.findings.corpus
    if not corpus.passages:
        return words("nothing_read")
    counted = [p for p in corpus.passages if p.kind not in UNCODED_KINDS and p.id not in corpus.duplicates]
    told = [p for p in counted if p.role != ASKER]
    tagged = {t.passage_id for t in corpus.tags} & {p.id for p in told}
    initiatives = {m.initiative for m in context.metadata.values() if m.initiative}
    book = context.findings.codebook
    material = words(
        "sum_material",
        documents=words.count("n_documents", len(context.metadata)),
        initiatives=words.count("n_initiatives", len(initiatives)),
        passages=words.count("n_passages", len(told)),
        tagged=words.number(len(tagged)),
        share=words.percent(len(tagged) / len(told) if told else None),
        codes=words.count("n_codes", len(book.codes)),
        book=book.title.get(context.lang, book.id),
    )
    asked = len(counted) - len(told)
    return f"{material} {words.count('sum_asked', asked)}" if asked else material


def _findings(context: Context) -> list[str]:
    """What the matrix says, over all initiatives."""
    rows = context.rows("matrix", "group", "code", "evidence", "of_passages").rows
    if not rows:
        return []
    words = context.words
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_code[str(row["code"])].append(row)
    total = {code: sum(whole(r["evidence"]) for r in own) for code, own in by_code.items()}
    ranked = sorted((c for c in total if total[c]), key=lambda c: -total[c])
    absent = [context.name(c) for c in total if not total[c]]
    found = []
    if ranked:
        first = [_top(context, code, by_code[code]) for code in ranked[:FEW]]
        found.append(words("sum_top", first=words.listing(first)))
    if len(ranked) > 2 * FEW:
        last = [_top(context, code, by_code[code]) for code in ranked[-2:]]
        found.append(words("sum_least", last=words.listing(last)))
    if absent:
        found.append(words("sum_none", codes=words.listing(absent)))
    lacking = _lacking(by_code)
    if lacking:
        found.append(words("sum_lacking", codes=words.listing([context.name(c) for c in lacking])))
    gaps = sum(1 for row in rows if row.get("absence"))
    if gaps:
        found.append(words.count("sum_gaps", gaps, cells=words.number(len(rows))))
    return found


def _top(context: Context, code: str, rows: list[Row]) -> str:
    words = context.words
    passages = sum(whole(r["of_passages"]) for r in rows)
    return words(
        "sum_top_item",
        code=context.name(code),
        share=words.percent(sum(whole(r["evidence"]) for r in rows) / passages if passages else None),
        initiatives=words.count("n_initiatives", sum(1 for r in rows if whole(r["evidence"]))),
    )


def _lacking(by_code: dict[str, list[Row]]) -> list[str]:
    """The codes with most passages that say 'lacking', where they are at least a third of those on a case."""
    found = []
    for code, rows in by_code.items():
        lacking = sum(whole(r.get("lacking")) for r in rows)
        cases = sum(whole(r["evidence"]) for r in rows)
        if lacking > 1 and lacking * 3 >= cases:
            found.append((-lacking, code))
    return [code for _, code in sorted(found)[:FEW]]


def _warnings(context: Context) -> list[str]:
    words, corpus = context.words, context.findings.corpus
    failed = sum(f.status == "failed" for f in corpus.files)
    bad = sum(page.verdict != "good" for own in corpus.pages.values() for page in own)
    counts = (("sum_failed", failed), ("sum_doubtful", bad), ("sum_duplicates", len(corpus.duplicates)))
    return [words.count(key, n) for key, n in counts if n]


def _who(context: Context) -> tuple[str, bool]:
    """Who set the codes, and whether any human reviewed."""
    words, corpus = context.words, context.findings.corpus
    machines = sorted({t.source for t in (*corpus.tags, *corpus.machine_tags) if not is_human(t.source)})
    reviewed = len(corpus.reviewed)
    if not corpus.tags and not machines:
        return words("who_nobody"), False
    if not reviewed:
        return words("who_machine", sources=", ".join(machines)), False
    passages = words.count("n_passages", len(corpus.passages))
    sources = ", ".join(machines) or "–"
    return words("who_mixed", sources=sources, reviewed=words.number(reviewed), passages=passages), True
