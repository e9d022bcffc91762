"""Make src/ci_text/data/lemmas: the lemmas of common words, and marks in simplemma's dictionaries for all others.

    python models/build_lemmas.py

Common are the words that the exemplars use twice or more, and those of our own lists: cues, concepts, fields. Run again
when simplemma changes; tests/test_dictionary.py tells.
"""

from __future__ import annotations

import lzma
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import simplemma
from exemplars import read_exemplars
from simplemma.strategies.dictionaries import frontcode
from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed

from ci_text import language
from ci_text.codebook import default_codebook
from ci_text.dictionary import digest
from ci_text.evaluation import lone_passage
from ci_text.language import SUPPORTED, analyse
from ci_text.taggers import load_tagger
from ci_text.themes.fields import all_fields

FOLDER = Path(__file__).parent.parent / "src" / "ci_text" / "data" / "lemmas"
OFTEN = 2  # uses in the exemplars that make a word common
BLOCK = 64  # entries from mark to mark


def marks_of(stream: bytes) -> bytes:
    """What `ci_text.dictionary.Marked` reads, a line a mark."""
    _, _, start = frontcode._read_header(stream)
    lines = [digest(stream).encode()]
    before, value_before = b"", b""
    for number, (at, key, value) in enumerate(frontcode._iter_records(stream, start)):
        if number % BLOCK == 0:
            lines.append(b"%d\t%s\t%s\t%s" % (at, before, value_before, key))
        before, value_before = key, value
    return packed(lines)


def packed(lines: list[bytes]) -> bytes:
    return lzma.compress(b"\n".join(lines), preset=9 | lzma.PRESET_EXTREME)


def asked_for() -> dict[str, set[str]]:
    """The words whose lemmas our own lists ask for when they are loaded."""
    found: dict[str, set[str]] = {lang: set() for lang in SUPPORTED}
    theirs = language.lemma_of

    def noted(word: str, lang: str) -> str:
        found[lang].add(word)
        return theirs(word, lang)

    language.lemma.cache_clear()
    language.lemma_of = noted
    try:
        tagger = load_tagger("quick", default_codebook())
        for lang in SUPPORTED:
            list(tagger.tag([lone_passage(lang, "Vi", lang, "")]))
            all_fields().profile(["vi"], lang)
    finally:
        language.lemma_of = theirs
    return found


def common_words() -> dict[str, list[str]]:
    counts = {lang: Counter[str]() for lang in SUPPORTED}
    for item in read_exemplars():
        counts[item["lang"]].update(analyse(item["text"], item["lang"]).words)
    listed = asked_for()
    return {
        lang: sorted(w for w in {*listed[lang], *(w for w, n in counts[lang].items() if n >= OFTEN)} if w[:1].isalpha())
        for lang in SUPPORTED
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for lang, words in common_words().items():
        lines = [version("simplemma"), *(line for w in words for line in (w, simplemma.lemmatize(w, lang)))]
        common = packed([line.encode() for line in lines])
        marks = marks_of(_read_decompressed(lang))
        (FOLDER / f"{lang}.common").write_bytes(common)
        (FOLDER / f"{lang}.marks").write_bytes(marks)
        print(f"{lang}: {len(words)} common words {len(common) / 1e3:.0f} kB, marks {len(marks) / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
