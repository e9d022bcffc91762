"""The content words of passages: lemmas without stop words, and the real words behind each lemma."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from ci_text import frequency
from ci_text.language import SUPPORTED, detect, lemma, supported
from ci_text.records import Passage
from ci_text.themes.phrases import Phrases

WORD = re.compile(r"[^\W\d_][\w'’-]*[^\W_]|[^\W\d_]", re.UNICODE)
SHORT = 2  # single letters say nothing
NOTE = re.compile(
    r"[\[(](?:griner|ler|latter|fniser|hoster|sukker|pause|utydelig\w*|uforståelig\w*|laugh\w*|chuckl\w*|sigh\w*|cough\w*|"
    r"paus\w*|inaudible|unclear|crosstalk)\b[^\])]{0,20}[\])]",
    re.IGNORECASE,
)  # what a transcriber notes was not said
POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Words:
    """`lemmas[i]` are the content lemmas of passage i in order, `langs[i]` its language.

    `surface` maps a lemma to the word of the texts that shows it (two words where it hardly stands alone: 'town hall'),
    `lang_of` to the language it is mostly used in.
    """

    lemmas: tuple[tuple[str, ...], ...]
    langs: tuple[str, ...]
    surface: dict[str, str]
    lang_of: dict[str, str]


@cache
def stop_words(lang: str) -> frozenset[str]:
    """Function words, everyday verbs and adjectives of a language, words that any report uses, and words of the
    interview itself (data/stopwords)."""
    folder = resources.files("ci_text.data") / "stopwords"
    known = supported(lang)
    lists = (f"{known}.txt", f"verbs_{known}.txt", f"adjectives_{known}.txt", "domain.txt", "situation.txt")
    found: set[str] = set()
    for name in lists:
        for line in (folder / name).read_text("utf-8").splitlines():
            found.update(line.partition("#")[0].split())
    return frozenset(found)


def words_of(passages: Sequence[Passage]) -> Words:
    """Lemmas by simplemma; a word is dropped when it or its lemma is a stop word of the passage's language."""
    lemmas: list[tuple[str, ...]] = []
    langs: list[str] = []
    forms: dict[str, Counter[str]] = {}
    openings: dict[str, Counter[str]] = {}  # a capital at the start of a sentence tells nothing
    uses: dict[str, Counter[str]] = {}
    phrases = Phrases()
    for passage in passages:
        lang = passage.lang if passage.lang in SUPPORTED else detect(passage.text)
        kept: list[tuple[str, str, int, int]] = []
        said = NOTE.sub(lambda note: " " * len(note.group()), passage.text)
        for match in WORD.finditer(said):
            word = POSSESSIVE.sub("", match.group())
            small = word.lower()
            base = _content(small, lang)
            if not base:
                continue
            kept.append((base, word, match.start(), match.end()))
            telling = word.islower() or cased(word, match.start(), passage.text)
            (forms if telling else openings).setdefault(base, Counter())[word if telling else small] += 1
            uses.setdefault(base, Counter())[lang] += 1
        phrases.add(kept, passage.text)
        lemmas.append(tuple(base for base, *_ in kept))
        langs.append(lang)
    surface = {base: _shown(base, forms.get(base) or openings[base]) for base in uses}
    surface |= phrases.bound({base: counts.total() for base, counts in uses.items()})
    lang_of = {base: min(counts, key=lambda k: (-counts[k], k)) for base, counts in uses.items()}
    return Words(tuple(lemmas), tuple(langs), surface, lang_of)


def is_name(lemma: str, words: Words) -> bool:
    """Whether the texts write the word with a capital within sentences; an abbreviation ('PPR') is no name."""
    shown = words.surface.get(lemma, lemma)
    return shown[:1].isupper() and not shown.isupper()


def zipf(word: str, lang: str) -> float:
    """How frequent a word is in the language at large (wordfreq, Speer 2022): 3 is once in a million words, 6 once in
    a thousand; 0 below 3, which is all one here, and the list of the rest takes long to load."""
    return frequency.zipf(word.lower(), (lang,))


@lru_cache(maxsize=200_000)
def _content(word: str, lang: str) -> str:
    """The lemma of a lower-case word, empty for one that says nothing."""
    stop = stop_words(lang)
    if len(word) < SHORT or word in stop:
        return ""
    base = lemma(word, lang)
    return "" if base in stop or len(base) < SHORT or _stray(word, lang) else base


def _stray(word: str, lang: str) -> bool:
    """A function word of the other language in a passage that has both: 'og' in English, but not 'by' in Danish."""
    other = next(one for one in SUPPORTED if one != lang)
    return word in stop_words(other) and zipf(word, other) > zipf(word, lang) + 1


def cased(word: str, start: int, text: str) -> bool:
    """A capital within a sentence belongs to the word (names); one at its start does not."""
    before = text[:start].rstrip()
    return word[:1].isupper() and bool(before) and before[-1] not in ".!?:…\"'»“”(–-•"


def _shown(base: str, counts: Counter[str]) -> str:
    """The dictionary form where the texts use it, else the most frequent form; a name keeps its capital."""
    capital = sum(n for form, n in counts.items() if form[:1].isupper())
    total = sum(counts.values())
    if capital > total / 2:
        return min((f for f in counts if f[:1].isupper()), key=lambda f: (-counts[f], f))
    if any(form.lower() == base for form in counts):
        return base
    return min(counts, key=lambda f: (-counts[f], f)).lower()
