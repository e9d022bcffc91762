"""The quotes that a filter asks for, best first, each checked against its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ci_text.citations import reference
from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.language import supported
from ci_text.quotes.balance import Ranked, balanced
from ci_text.quotes.filter import QuoteFilter, themes_of
from ci_text.quotes.fitness import UNCODED, fitness
from ci_text.quotes.tighten import tightened
from ci_text.records import Evidence, Line, Metadata, Passage, Quote, Tag
from ci_text.verbatim import check_verbatim

Notes = Mapping[tuple[str, str], tuple[str, str]]
NO_CODE = Tag("", "", "", 0.0, "")
STARRED, DISCARDED = "starred", "discarded"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tag on a passage that fits the filter, with the stretch that would be quoted (offsets into the passage)."""

    passage: Passage
    tag: Tag
    start: int
    end: int
    text: str
    fitness: float
    note: tuple[str, str] = ("", "")  # state and reason

    @property
    def starred(self) -> bool:
        return self.note[0] == STARRED


def find_quotes(
    corpus: Corpus,
    codebook: Codebook,
    where: QuoteFilter,
    text_of: Callable[[str], str],
    notes: Notes,
    matching: frozenset[str] | None = None,
    lines_of: Callable[[str], Sequence[Line]] | None = None,
) -> list[Quote]:
    """Quotes as the filter wants them, the same in the same order each time.

    `text_of` gives a document's text by its id; it is called once for each document that is quoted. `notes` are
    the stars and discards, (passage, code) -> (state, reason); `matching` the passages that a search found, None for
    no search. `lines_of` gives a document's lines: with it, what was cut from a passage over two pages is cited with
    the page on which it stands, without it with both. `Quote.citation` is the reference to the source in its own
    language, `Quote.rank` the fitness, 0 to 1.
    Raises NotVerbatim where a quote is not word for word in its document.
    """
    candidates = _once_each(_candidates(corpus, where, notes, matching), corpus, where)
    chosen = _choose(candidates, corpus.metadata(), codebook, where)
    known, paths = corpus.metadata(), corpus.paths()
    quotes = [_quote(c, known.get(c.passage.document_id, Metadata()), paths[c.passage.document_id]) for c in chosen]
    verified = _verified(quotes, text_of)
    if lines_of is None:
        return verified
    return [_on_its_page(q, c, lines_of) for q, c in zip(verified, chosen, strict=True)]


# --- candidates ------------------------------------------------------------------------------------------------------


def _candidates(corpus: Corpus, where: QuoteFilter, notes: Notes, matching: frozenset[str] | None) -> list[Candidate]:
    metadata, paths = corpus.metadata(), corpus.paths()
    themes = themes_of(corpus.shares) if where.theme is not None else {}
    tags: dict[str, list[Tag]] = {}
    for tag in corpus.tags:
        tags.setdefault(tag.passage_id, []).append(tag)
    untagged = where.wants_untagged(matching is not None)
    same = corpus.duplicates
    gone = {(same.get(place, place), code): note for (place, code), note in notes.items() if note[0] == DISCARDED}

    def note_on(p: Passage, tag: Tag) -> tuple[str, str] | None:
        """Its own note, else the discard of a passage that says the same."""
        return notes.get((p.id, tag.code)) or gone.get((same.get(p.id, p.id), tag.code))

    found = []
    for p in corpus.passages:
        if matching is not None and p.id not in matching:
            continue
        mine = tags.get(p.id) or ([NO_CODE] if untagged else [])
        if not mine or not where.fits_themes(themes.get(p.id, ())):
            continue
        if not where.fits_place(p, metadata.get(p.document_id, Metadata()), paths.get(p.document_id, "")):
            continue
        wanted = [t for t in mine if where.fits(t, note_on(p, t))]
        if not where.per_code:
            wanted = sorted(wanted, key=lambda t: (-t.score, t.code))[:1]
        found += [c for c in (_candidate(p, tag, where, note_on(p, tag)) for tag in wanted) if c]
    return found


def _candidate(p: Passage, tag: Tag, where: QuoteFilter, note: tuple[str, str] | None) -> Candidate | None:
    start, end, text = 0, len(p.text), p.text
    if where.tighten:
        start, end, text = tightened(p, tag.evidence, where.ellipsis, where.min_words)
    starred = note is not None and note[0] == STARRED
    if not starred and not where.fits_length(len(text.split())):
        return None
    fit = fitness(text, p, tag.score if tag.code else UNCODED)
    return Candidate(p, tag, start, end, text, fit, note or ("", ""))


def _once_each(candidates: list[Candidate], corpus: Corpus, where: QuoteFilter) -> list[Candidate]:
    """Of passages that say the same, one: a starred one, else the passage that is counted, where it is among them."""
    best: dict[tuple[str, str], Candidate] = {}
    for c in candidates:
        counted = corpus.duplicates.get(c.passage.id, c.passage.id)
        key = (counted, c.tag.code if where.per_code else "")
        if key not in best or (c.starred, c.passage.id == counted) > (best[key].starred, False):
            best[key] = c
    return list(best.values())


# --- choice ----------------------------------------------------------------------------------------------------------


def _choose(
    candidates: list[Candidate], metadata: Mapping[str, Metadata], codebook: Codebook, where: QuoteFilter
) -> list[Candidate]:
    def initiative(c: Candidate) -> str:
        return metadata.get(c.passage.document_id, Metadata()).initiative

    if where.per_cell is None:
        return _order(candidates, initiative, where, where.limit)
    place = {code: n for n, code in enumerate(codebook.code_ids)}

    def cell(c: Candidate) -> tuple[str, int, str]:
        return initiative(c), place.get(c.tag.code, len(place)), c.tag.code

    chosen = []
    for _, members in groupby(sorted(candidates, key=cell), key=cell):
        chosen += _order(_witnesses(list(members)), initiative, where, where.per_cell)
    return chosen[: where.limit] if where.limit is not None else chosen


def _witnesses(candidates: list[Candidate]) -> list[Candidate]:
    """Without the interviewer's own words, unless somebody starred them: they count in no table, so they are no
    evidence in a cell that holds nothing else either."""
    return [c for c in candidates if c.passage.role != "interviewer" or c.starred]


def _order(
    candidates: list[Candidate], initiative: Callable[[Candidate], str], where: QuoteFilter, limit: int | None
) -> list[Candidate]:
    """Starred quotes first: somebody chose them. Then the fittest, balanced over where they come from."""
    starred = [c for c in candidates if c.starred]
    if starred:
        first = _balanced(starred, initiative, where, limit)
        others = [c for c in candidates if not c.starred]
        return first + _balanced(others, initiative, where, None if limit is None else limit - len(first))
    return _balanced(candidates, initiative, where, limit)


def _balanced(
    candidates: list[Candidate], initiative: Callable[[Candidate], str], where: QuoteFilter, limit: int | None
) -> list[Candidate]:
    ranked = []
    for c in candidates:
        document = c.passage.document_id
        sources = [("initiative", initiative(c)), ("document", document)]
        if c.passage.speaker:
            sources.append(("speaker", f"{document} {c.passage.speaker}"))
        if where.against:
            sources.append(("stance", c.tag.stance))
        ranked.append(Ranked(c.fitness, (document, c.passage.start, c.tag.code), tuple(sources)))
    return [candidates[n] for n in balanced(ranked, limit)]


# --- quotes ----------------------------------------------------------------------------------------------------------


def _quote(c: Candidate, metadata: Metadata, path: str) -> Quote:
    return Quote(
        passage_id=c.passage.id,
        document_id=c.passage.document_id,
        document=path,
        initiative=metadata.initiative,
        code=c.tag.code,
        stance=c.tag.stance,
        score=c.tag.score,
        source=c.tag.source,
        text=c.text,
        start=c.passage.start + c.start,
        end=c.passage.start + c.end,
        page=c.passage.page,
        page_end=c.passage.page_end,
        speaker=c.passage.speaker,
        role=c.passage.role,
        heading=c.passage.heading,
        citation=reference(metadata, path, supported(metadata.language)),
        lang=c.passage.lang,
        rank=c.fitness,
        evidence=_shifted(c.tag.evidence, c.start, c.end, c.text),
        starred=c.starred,
        note=c.note[1],
        words_sure=c.passage.words_sure,
        time=c.passage.time,
    )


def _shifted(evidence: tuple[Evidence, ...], start: int, end: int, text: str) -> tuple[Evidence, ...]:
    """The evidence that is inside the quote, with offsets into the quote's own text."""
    moved = []
    for words in evidence:
        at = words.start - start
        if words.end > end or at < 0:
            continue
        if text[at : at + len(words.text)] != words.text:  # after a mark of omission
            at = text.find(words.text)
        if at >= 0:
            moved.append(replace(words, start=at, end=at + len(words.text)))
    return tuple(moved)


def _on_its_page(quote: Quote, candidate: Candidate, lines_of: Callable[[str], Sequence[Line]]) -> Quote:
    """The quote with the pages that it stands on itself, where it is only a part of a passage over several."""
    whole = (candidate.start, candidate.end) == (0, len(candidate.passage.text))
    if whole or quote.page == quote.page_end:
        return quote
    pages = [li.page for li in lines_of(quote.document_id) if li.start < quote.end and li.end > quote.start]
    return replace(quote, page=min(pages), page_end=max(pages)) if pages else quote


def _verified(quotes: list[Quote], text_of: Callable[[str], str]) -> list[Quote]:
    """Each quote checked in its document, one document's text in memory at a time."""
    for document_id, mine in groupby(sorted(quotes, key=lambda q: q.document_id), key=lambda q: q.document_id):
        text = text_of(document_id)
        for quote in mine:
            check_verbatim(quote, text)
    return quotes
