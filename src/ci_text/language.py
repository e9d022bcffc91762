"""What a language needs: tokens, lemmas, sentences, and which language a text is in.

Blank spaCy pipelines cut the tokens (no model to download), simplemma gives the lemmas: on Danish .95 right where
spaCy's lookups are .87. A short regex with the abbreviations of the language splits sentences (F .94 on Danish;
spaCy's sentencizer .84).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ci_text.dictionary import lemma_of

DEFAULT = "da"
SUPPORTED = ("da", "en")
LONGEST_ORDINAL = 2  # digits of a Danish ordinal: days, weeks, grades and centuries; more are years and sums
SOFT_HYPHEN = "\u00ad"
LETTER = re.compile(r"\u00ad*.[\u00ad\u0300-\u036f]*", re.DOTALL)  # with its accents, and hyphens that are not seen
PLAIN = re.compile(r"([A-Za-zÀ-ÖØ-öø-ž]+)([,;!?]|(?<=[a-zæøå])\.)?")  # a word, and what spaCy always cuts off behind it
SURE_CHARACTERS = 40  # below this a passage inherits the language of its document

ABBREVIATIONS = {
    "da": (
        "bl.a f.eks fx ca jf pct nr osv mv m.fl m.m mfl mio mia kr dvs evt inkl ekskl hhv pga ift vedr str tlf tidl "
        "årg kap afs fig tab red udg cand dr prof sml stk d.v.s o.lign m.v p.t s.k st th tv jr sr hr fr kl gl"
    ),
    "en": (
        "e.g i.e etc vs approx no nos fig figs vol ed eds cf dr mr mrs ms prof st inc ltd co al dept est jr sr p pp "
        "u.s u.k"
    ),
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: lower-case words, their lemmas, and where they stand (code points)."""

    lang: str
    words: tuple[str, ...]
    lemmas: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def supported(lang: str) -> str:
    """The language itself where the package knows it, Danish otherwise."""
    return lang if lang in SUPPORTED else DEFAULT


@cache
def pipeline(lang: str) -> Any:
    """The blank spaCy pipeline of a language; Danish where spaCy knows none."""
    import spacy

    return spacy.blank(supported(lang))


@lru_cache(maxsize=200_000)
def lemma(word: str, lang: str) -> str:
    """The dictionary form of a word, lower case."""
    if not word[:1].isalpha():
        return word
    return lemma_of(word, supported(lang)).lower()


@cache
def _cut_otherwise(lang: str) -> frozenset[str]:
    """What spaCy cuts by a list: abbreviations, contractions."""
    return frozenset(pipeline(lang).tokenizer.rules)


@lru_cache(maxsize=60_000)
def _tokens_of(chunk: str, lang: str) -> tuple[tuple[str, str, int, int], ...]:
    """(word, lemma, start, end) of the tokens of what stands between white space.

    A plain word, with or without a mark behind it, is cut as spaCy would cut it, without asking: four in five of the
    questions, and of the time they take on text that is read for the first time.
    """
    plain_word = PLAIN.fullmatch(chunk)
    if plain_word and _cut_otherwise(lang).isdisjoint((chunk, plain_word[1])):
        word, end = plain_word[1].lower(), plain_word.end(1)
        first = (word, lemma(word, lang), 0, end)
        return (first, (chunk[end:], chunk[end:], end, end + 1)) if end < len(chunk) else (first,)
    if SOFT_HYPHEN not in chunk and unicodedata.is_normalized("NFC", chunk):
        doc = pipeline(lang).make_doc(chunk)
        return tuple((t.lower_, lemma(t.lower_, lang), t.idx, t.idx + len(t)) for t in doc)
    plain, places = _composed(chunk)
    return tuple(
        (t.lower_, lemma(t.lower_, lang), places[t.idx][0], places[t.idx + len(t) - 1][1])
        for t in pipeline(lang).make_doc(plain)
    )


def _composed(chunk: str) -> tuple[str, list[tuple[int, int]]]:
    """The letters as dictionaries have them, and (start, end) of each in the chunk: in text from PDFs and web pages 'å'
    may be two characters, and a word may hold hyphens that are not seen."""
    plain, places = "", []
    for match in LETTER.finditer(chunk):
        letter = unicodedata.normalize("NFC", match[0].replace(SOFT_HYPHEN, ""))
        plain += letter
        places += [match.span()] * len(letter)
    return plain, places


def analyse(text: str, lang: str) -> Tokens:
    """Tokens and lemmas of a text; white space is no token.

    spaCy cuts what stands between white space, each such chunk for itself; so one that came before need not be cut
    again (a third of the time).
    """
    words, lemmas, starts, ends = [], [], [], []
    place = 0
    for chunk in text.split():
        place = text.index(chunk, place)
        for word, form, start, end in _tokens_of(chunk, lang):
            words.append(word)
            lemmas.append(form)
            starts.append(place + start)
            ends.append(place + end)
        place += len(chunk)
    return Tokens(lang, tuple(words), tuple(lemmas), tuple(starts), tuple(ends))


@cache
def _sentence_end(lang: str) -> re.Pattern[str]:
    return re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’»)\]]*+|\n)(?=\s+[\"'“”‘«»(\[–-]*\s*[A-ZÆØÅÄÖÜÉ0-9])", re.UNICODE)


@cache
def _abbreviations(lang: str) -> frozenset[str]:
    return frozenset(ABBREVIATIONS.get(lang, ABBREVIATIONS[DEFAULT]).split())


def sentences(text: str, lang: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences of a text, without the white space between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _sentence_end(lang).finditer(text):
        if _is_abbreviation(text[start : match.start()], lang) and text[match.start()] == ".":
            continue
        spans.append((start, match.end()))
        start = match.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _is_abbreviation(before: str, lang: str) -> bool:
    last = before.rsplit(None, 1)[-1].lower().lstrip("(\"'“„»«") if before.strip() else ""
    # 'bl.a', 'J' (an initial) and '3' (Danish ordinals: 3. oktober; a year is none) end no sentence
    ordinal = lang == "da" and last.isdigit() and len(last) <= LONGEST_ORDINAL
    return ordinal or last in _abbreviations(lang) or (len(last) == 1 and last.isalpha())


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(SUPPORTED))
    return identifier


def detect(text: str, inherited: str = "") -> str:
    """'da' or 'en'; a short text inherits the language of its document where that is known."""
    if inherited in SUPPORTED and len(text) < SURE_CHARACTERS:
        return inherited
    if not any(c.isalpha() for c in text):
        return inherited or DEFAULT
    return str(_identifier().classify(text)[0])
