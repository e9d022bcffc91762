"""Why nothing was seen: no evidence in readable text, or little text, unreadable pages, a question never asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Final

from ci_text.codebook import Code, Codebook
from ci_text.corpus import Corpus
from ci_text.language import lemma, pipeline
from ci_text.records import Metadata, SourceFile
from ci_text.statistics.counts import METADATA_COLUMNS, UNKNOWN, Counts, group_of

if TYPE_CHECKING:
    import numpy as np

LITTLE_WORDS: Final = 1_500  # about four pages
LITTLE_PASSAGES: Final = 20
UNREADABLE_SHARE: Final = 0.2  # of the pages or of the files of the group
TALK_SHARE: Final = 0.5  # of the words: from here on the group is interviews, where what isn't asked isn't told
MIN_CUE: Final = 4  # letters of a cue word that says enough by itself
SHARED: Final = 0.25  # a word in the cues of more codes than this tells none of them

AskedWords = dict[str, list[frozenset[str]]]
_LETTERS: Final = re.compile(r"[^\W\d_]+")

REASONS: Final = ("", "no-evidence", "little-text", "unreadable", "never-asked", "asker", "counted-elsewhere")


def absences(counts: Counts, corpus: Corpus, codebook: Codebook, by: str) -> np.ndarray:
    """Groups x codes: '' where there is evidence, else the reason, the first that holds of: unreadable (a fifth of
    the group's pages or more), counted-elsewhere (all of its text counts under other groups), asker (a group of the
    interviewer's words alone: they are no evidence), little-text (under 1,500 words or 20 passages), never-asked
    (interviews whose questions hold no word of the code), no-evidence."""
    import numpy as np

    reasons = np.full((len(counts.groups), len(counts.codes)), "no-evidence", dtype=object)
    unreadable = unreadable_share(counts, corpus, by)
    elsewhere = counted_elsewhere(counts, corpus, by)
    words_of_codes = cache(partial(_words_of_codes, counts.codes, codebook))  # made where interviews want them
    for number, group in enumerate(counts.groups):
        rows, told = counts.rows_of(number), counts.told_by(number)
        if unreadable.get(group, 0.0) >= UNREADABLE_SHARE:
            reasons[number] = "unreadable"
        elif group in elsewhere:
            reasons[number] = "counted-elsewhere"
        elif len(rows) and not len(told):
            reasons[number] = "asker"
        elif len(told) < LITTLE_PASSAGES or counts.words[told].sum() < LITTLE_WORDS:
            reasons[number] = "little-text"
        else:
            _never_asked(reasons[number], rows, counts, words_of_codes)
        reasons[number][counts.evidence[rows].any(axis=0)] = ""
    return reasons


def counted_elsewhere(counts: Counts, corpus: Corpus, by: str) -> dict[str, tuple[str, ...]]:
    """Group without a passage that counts -> the groups under which its text counts: of files that lie in both, and of
    passages that repeat theirs. Only for columns of the metadata and for documents."""
    empty = {group for number, group in enumerate(counts.groups) if not len(counts.rows_of(number))}
    if not empty or (by not in METADATA_COLUMNS and by != "document"):
        return {}
    known, paths = corpus.metadata(), corpus.paths()
    owner = {
        p.id: group_of(p, known.get(p.document_id, Metadata()), paths.get(p.document_id, ""), by)
        for p in corpus.passages
    }
    documents: dict[str, set[str]] = {}
    for file in corpus.files:
        group = _file_group(file, by)
        if group in empty and file.document_id:
            documents.setdefault(file.document_id, set()).add(group)
    found: dict[str, set[str]] = {}
    for passage in corpus.passages:
        for group in documents.get(passage.document_id, ()):
            found.setdefault(group, set()).add(owner.get(corpus.duplicates.get(passage.id, passage.id), group))
    return {group: tuple(sorted(others - {group})) for group, others in found.items() if others - {group}}


def _file_group(file: SourceFile, by: str) -> str:
    value = file.path if by == "document" else getattr(file.metadata, by)
    return UNKNOWN if value in (None, "") else str(value)


def unreadable_share(counts: Counts, corpus: Corpus, by: str) -> dict[str, float]:
    """Group -> share of its pages that could not be read, or of its files, whichever is more.

    Only for columns of the metadata and for documents: pages have no speaker.
    """
    if by not in METADATA_COLUMNS and by != "document":
        return {}
    pages: dict[str, list[int]] = {}
    for file in corpus.files:
        tally = pages.setdefault(_file_group(file, by), [0, 0, 0, 0])
        tally[2] += file.status == "failed"
        tally[3] += 1
        for account in corpus.pages.get(file.document_id or "", ()):
            tally[0] += account.verdict == "unreadable"
            tally[1] += 1
    return {
        group: max(bad / max(1, all_), failed / max(1, files)) for group, (bad, all_, failed, files) in pages.items()
    }


def _words_of_codes(codes: tuple[str, ...], codebook: Codebook) -> AskedWords:
    """Language -> per code the lemmas of its name and cues that are its own: no stop words, none shared by many."""
    known = {code.id: code for code in codebook.codes}
    found = {}
    for lang in ("da", "en"):
        own = [_words_of(known[c], lang) if c in known else frozenset() for c in codes]
        used = Counter(word for words in own for word in words)
        shared = {word for word, times in used.items() if times > max(1, SHARED * len(own))}
        found[lang] = [words - shared for words in own]
    return found


def _words_of(code: Code, lang: str) -> frozenset[str]:
    text = " ".join([code.name.get(lang, ""), *code.cues.get(lang, ())])
    stops = pipeline(lang).Defaults.stop_words
    return frozenset(x for x in _lemmas(text, lang) if len(x) >= MIN_CUE and x not in stops)


@lru_cache(maxsize=50_000)
def _lemmas(text: str, lang: str) -> frozenset[str]:
    """The dictionary forms of the words of a text. Words are runs of letters: a cue's marks are none."""
    return frozenset(lemma(word, lang) for word in _LETTERS.findall(text.lower()))


def _never_asked(
    reasons: np.ndarray, rows: np.ndarray, counts: Counts, words_of_codes: Callable[[], AskedWords]
) -> None:
    """Mark the codes that no question of an interview group touches: neither a tag on a question nor a word of it."""
    questions = [counts.passages[r] for r in rows if counts.asked[r]]
    answers = sum(int(counts.words[r]) for r in rows if counts.passages[r].role and not counts.asked[r])
    if not questions or answers < TALK_SHARE * counts.words[rows].sum():
        return
    asked_words = words_of_codes()
    tagged = (counts.marked & counts.asked[:, None])[rows].any(axis=0)
    said: dict[str, set[str]] = {"da": set(), "en": set()}
    for passage in questions:
        lang = passage.lang if passage.lang in said else "da"
        said[lang].update(_lemmas(passage.text, lang))
    for number in range(len(counts.codes)):
        touched = tagged[number] or any(not said[lang].isdisjoint(asked_words[lang][number]) for lang in said)
        if not touched:
            reasons[number] = "never-asked"
