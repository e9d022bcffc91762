"""`ci-text diff A.db B.db`: which quotes and which cells of the matrix changed between two projects, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ci_text.corpus import Corpus
from ci_text.records import Passage, Tag, coder_of, is_human
from ci_text.statistics.aggregate import records

if TYPE_CHECKING:
    import pandas as pd

CELL_COLUMNS = ("passages", "evidence", "of_passages", "documents", "at_work", "lacking", "advised", "absence")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. kind: document | tag | cell | quote. `what` says where, `before` and `after` how it was and is
    ('' for not there), `why` the cause as far as the projects tell."""

    kind: str
    what: str
    before: str
    after: str
    why: str


def diff(
    a: Corpus,
    b: Corpus,
    matrix_a: pd.DataFrame | None = None,
    matrix_b: pd.DataFrame | None = None,
    quotes_a: Sequence[Any] = (),
    quotes_b: Sequence[Any] = (),
) -> list[Change]:
    """What changed from `a` to `b`: documents, tags, cells of the two matrices where given, quotes where given.

    Passages are matched by document path and words, not by id: a newer file keeps the decisions that still apply.
    """
    documents, reasons = _documents(a, b)
    tags, cell_reasons = _tags(a, b, reasons)
    changes = documents + tags
    if matrix_a is not None and matrix_b is not None:
        changes += _cells(matrix_a, matrix_b, cell_reasons)
    return changes + _quotes(a, b, quotes_a, quotes_b, reasons)


def _documents(a: Corpus, b: Corpus) -> tuple[list[Change], dict[str, str]]:
    """Changes of documents, and why the passages of a path may have changed."""
    before, after = ({f.path: f for f in corpus.files} for corpus in (a, b))
    changes, reasons = [], {}
    for path in sorted(set(before) | set(after)):
        old, new = before.get(path), after.get(path)
        if old is None or new is None:
            why = "the document was added" if old is None else "the document was taken out"
        elif old.document_id != new.document_id:
            why = "the file itself is another" if old.document_id and new.document_id else "read in one, failed in one"
        elif old.metadata != new.metadata:
            why = "its metadata changed"
        elif _words_of(a, old.document_id) != _words_of(b, new.document_id):
            why = "the same file was read otherwise"
        else:
            continue
        reasons[path] = why
        changes.append(Change("document", path, _short_id(old), _short_id(new), why))
    return changes, reasons


def _short_id(file: Any) -> str:
    return "" if file is None else (file.document_id or file.status)[:12]


def _words_of(corpus: Corpus, document_id: str | None) -> list[str]:
    return [p.text for p in corpus.passages if p.document_id == document_id]


def _by_words(corpus: Corpus) -> dict[Key, dict[str, Tag]]:
    """(path, words of the passage) -> code -> tag in force."""
    paths = corpus.paths()
    keys = {p.id: (paths.get(p.document_id, ""), _words(p)) for p in corpus.passages}
    found: dict[Key, dict[str, Tag]] = {key: {} for key in keys.values()}
    for tag in corpus.tags:
        if tag.passage_id in keys:
            found[keys[tag.passage_id]][tag.code] = tag
    return found


def _words(passage: Passage) -> str:
    return _joined(passage.text)


def _tags(a: Corpus, b: Corpus, reasons: dict[str, str]) -> tuple[list[Change], dict[Key, set[str]]]:
    """Changes of tags on passages, and (initiative, code) -> why its cell may have changed."""
    before, after = _by_words(a), _by_words(b)
    groups = {f.path: f.metadata.initiative for corpus in (a, b) for f in corpus.files}
    denied, (first, second) = _denied(a) | _denied(b), (_machines(corpus) for corpus in (a, b))
    whys: dict[Key, set[str]] = defaultdict(set)
    changes = []
    for key in sorted(set(before) | set(after)):
        old_tags, new_tags = before.get(key, {}), after.get(key, {})
        for code in sorted(set(old_tags) | set(new_tags)):
            old, new = old_tags.get(code), new_tags.get(code)
            if _said(old) == _said(new):
                continue
            why = _why(key, old, new, before, after, reasons)
            if (old is None or new is None) and key in before and key in after:
                why = _other_tagger(old, second) or _other_tagger(new, first) or why
                if (*key, code) in denied:
                    why = "a person decided that it does not apply" + ("" if new is None else ", in the first only")
            whys[groups.get(key[0], ""), code].add(why)
            changes.append(Change("tag", f"{key[0]}: {code}: {key[1][:80]}", _said(old), _said(new), why))
    return changes, whys


def _denied(corpus: Corpus) -> set[tuple[str, str, str]]:
    """(path, words, code) of the passages that a person decided not to have the code."""
    paths, there = corpus.paths(), {(t.passage_id, t.code) for t in corpus.tags}
    return {
        (paths.get(p.document_id, ""), _words(p), code)
        for p in corpus.passages
        for code in corpus.reviewed.get(p.id, ())
        if (p.id, code) not in there
    }


def _machines(corpus: Corpus) -> set[str]:
    return {tag.source for tag in corpus.tags if not is_human(tag.source)}


def _other_tagger(tag: Tag | None, others: set[str]) -> str:
    """Why a machine's tag is on one side only, where the other side was tagged by one other tagger; '' elsewhere."""
    if tag is None or is_human(tag.source) or len(others) != 1 or tag.source in others:
        return ""
    return f"another tagger: {tag.source} in one, {next(iter(others))} in the other"


def _said(tag: Tag | None) -> str:
    return "" if tag is None else tag.stance


def _why(
    key: Key, old: Tag | None, new: Tag | None, before: dict[Key, Any], after: dict[Key, Any], reasons: dict[str, str]
) -> str:
    if key not in before or key not in after:
        return reasons.get(key[0], "the passage was cut otherwise")
    if new is not None and is_human(new.source):
        return f"decided by {coder_of(new.source)}"
    if old is not None and is_human(old.source):
        return f"the decision of {coder_of(old.source)} is gone"
    if old is not None and new is not None and old.source == new.source:
        return f"{new.source} says otherwise: its context changed"
    if old is not None and new is not None:
        return f"another tagger: {old.source} -> {new.source}"
    there = old or new
    assert there is not None
    return f"{there.source} {'no longer ' if new is None else ''}sees it, or a person decided"


def _cells(matrix_a: pd.DataFrame, matrix_b: pd.DataFrame, whys: dict[Key, set[str]]) -> list[Change]:
    before, after = ({(r["group"], r["code"]): r for r in records(m)} for m in (matrix_a, matrix_b))
    changes = []
    for group, code in sorted(set(before) | set(after)):
        old, new = before.get((group, code)), after.get((group, code))
        if _cell(old) == _cell(new):
            continue
        causes = sorted(whys.get((group, code), {"the number of passages that count"}))
        changes.append(Change("cell", f"{group}: {code}", _cell(old), _cell(new), "; ".join(causes)))
    return changes


def _cell(row: dict[str, Any] | None) -> str:
    return "" if row is None else ", ".join(f"{c} {row[c]}" for c in CELL_COLUMNS if row[c] != "")


def _quotes(
    a: Corpus, b: Corpus, quotes_a: Sequence[Any], quotes_b: Sequence[Any], reasons: dict[str, str]
) -> list[Change]:
    before, after = ({(q.document, q.code, q.text): q for q in quotes} for quotes in (quotes_a, quotes_b))
    tags_a, tags_b = _by_words(a), _by_words(b)
    changes = []
    for document, code, text in sorted(set(before) ^ set(after)):
        gone = (document, code, text) in before
        holding = [key for key in (tags_b if gone else tags_a) if key[0] == document and _joined(text) in key[1]]
        if document in reasons:
            why = reasons[document]
        elif not holding:
            why = "its passage is in one project only"
        elif not any(code in (tags_b if gone else tags_a)[key] for key in holding):
            why = "its tag is in one project only"
        else:
            why = "another quote was put before it"
        changes.append(Change("quote", f"{document}: {code}", text if gone else "", "" if gone else text, why))
    return changes


def _joined(text: str) -> str:
    return " ".join(text.split())
