"""Lemmas by marks are simplemma's own lemmas, and another edition of a dictionary is read as simplemma reads it."""

from __future__ import annotations

import lzma
from importlib import resources
from importlib.metadata import version

import pytest
import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed

from ci_text import dictionary
from ci_text.dictionary import Marked, lemma_of, lemmatizer

MADE_FOR = "2.0.0"  # models/build_lemmas.py is run again when simplemma changes
WORDS = {
    "da": "husene børnene gik bedre indsatsernes fællesskaber Aarhus boligsocial æbler åer a zzz xqzv kommunernes "
    "genhusningsaftalens ægtefællers øvelse 2.g fritidspasset o'er og-så sommerferieaktiviteternes",
    "en": "houses went better mice partnerships' zoom a zzz xqzv co-ordinating neighbourhoods it's unbelievably "
    "stakeholders Denmark understood",
}


def _marks(lang: str) -> bytes:
    return lzma.decompress((resources.files("ci_text.data") / "lemmas" / f"{lang}.marks").read_bytes())


@pytest.mark.parametrize("lang", ["da", "en"])
def test_lemmas_are_those_of_simplemma(lang: str) -> None:
    words = [*WORDS["da"].split(), *WORDS["en"].split()]
    theirs = [simplemma.lemmatize(w, lang) for w in words]
    assert [lemma_of(w, lang) for w in words] == theirs
    assert [lemmatizer().lemmatize(w, lang) for w in words] == theirs


def test_common_words_of_another_version_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "version", lambda package: "0.0")
    assert dictionary._common.__wrapped__("da") == {}


@pytest.mark.skipif(version("simplemma") != MADE_FOR, reason="made for another version, and not used")
class TestPacked:
    @pytest.mark.parametrize("lang", ["da", "en"])
    def test_common_words_have_the_lemmas_of_simplemma(self, lang: str) -> None:
        common = dictionary._common(lang)
        assert len(common) > 10_000
        chosen = list(common)[::7]
        assert [common[w] for w in chosen] == [simplemma.lemmatize(w, lang) for w in chosen]

    @pytest.mark.parametrize("lang", ["da", "en"])
    def test_every_entry_is_found(self, lang: str) -> None:
        stream = _read_decompressed(lang)
        marked = Marked(stream, _marks(lang))
        words = list(marked)
        assert len(words) == len(marked) > 100_000
        whole = Marked(stream, _marks(lang))
        whole._looked = dictionary.MANY  # from here on it is unpacked
        chosen = [words[0], words[-1], *words[:: len(words) // 3000]]
        assert len(chosen) < dictionary.MANY
        assert [marked[w] for w in chosen] == [whole[w] for w in chosen]
        assert marked._whole is None
        assert whole._whole is not None

    def test_a_word_that_is_not_there(self) -> None:
        marked = Marked(_read_decompressed("en"), _marks("en"))
        assert marked.get("\x00") is None
        assert marked.get("zzzzzzz", "?") == "?"
        assert "zzzzzzz" not in marked
        with pytest.raises(KeyError):
            marked["zzzzzzz"]

    def test_another_edition_is_refused(self) -> None:
        with pytest.raises(ValueError, match="another edition"):
            Marked(_read_decompressed("en"), _marks("da"))


def test_another_edition_is_read_as_simplemma_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from simplemma.strategies.dictionaries import dictionary_factory

    if hasattr(dictionary_factory, "_read_decompressed"):
        stream = dictionary_factory._read_decompressed("en")
        monkeypatch.setattr(dictionary_factory, "_read_decompressed", lambda lang: stream)  # English for Danish
    found = dictionary._dictionary.__wrapped__("da")
    assert not isinstance(found, Marked)
