from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_text.language import analyse, detect, lemma, pipeline, sentences


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Vi mødtes bl.a. i Odense. Så gik vi hjem.", "da", ["Vi mødtes bl.a. i Odense.", "Så gik vi hjem."]),
        ("Den 3. oktober kom 12 naboer. De blev!", "da", ["Den 3. oktober kom 12 naboer.", "De blev!"]),
        ("Den er der siden 2015. Solen kom i 2016. 14 naboer så den.", "da",
         ["Den er der siden 2015.", "Solen kom i 2016.", "14 naboer så den."]),
        ("I uge 42. samledes de i det 20. århundredes ånd. Vi fik 250. Det rakte.", "da",
         ["I uge 42. samledes de i det 20. århundredes ånd.", "Vi fik 250.", "Det rakte."]),
        ("We met, e.g. Tuesdays. “No,” she said. Dr. Ames left.", "en",
         ["We met, e.g. Tuesdays.", "“No,” she said.", "Dr. Ames left."]),
        ("", "da", []),
    ],
)  # fmt: skip
def test_sentences(text: str, lang: str, expected: list[str]) -> None:
    assert [text[s:e] for s, e in sentences(text, lang)] == expected


@settings(deadline=None)  # the first call loads the tokenizer
@given(st.text(max_size=200))
def test_sentences_and_tokens_lose_no_character(text: str) -> None:
    spans = sentences(text, "da")
    assert all(a < b for a, b in spans) and all(x[1] <= y[0] for x, y in zip(spans, spans[1:]))
    assert sum(not c.isspace() for s, e in spans for c in text[s:e]) == sum(not c.isspace() for c in text)
    tokens = analyse(text, "da")
    assert all(s < e for s, e in zip(tokens.starts, tokens.ends))
    if unicodedata.is_normalized("NFC", text) and "\u00ad" not in text:
        assert all(text[s:e].lower() == w for s, e, w in zip(tokens.starts, tokens.ends, tokens.words))


@pytest.mark.parametrize(
    "text", ["Vi ma\u030ar sammen.", "Vi m\u00ad\u00adå\u00adr sam\u00admen.", "Vi m\u00ada\u030a\u00adr sammen."]
)
def test_letters_of_two_characters_and_hidden_hyphens_are_read_as_they_look(text: str) -> None:
    tokens = analyse(text, "da")
    assert tokens.words == ("vi", "mår", "sammen", ".")
    assert "".join(text[s:e] for s, e in zip(tokens.starts, tokens.ends)) == text.replace(" ", "")


AWKWARD = st.sampled_from(
    [*"aÅ.,:;'’-–/()\"*&%$…0 9\n\t\u00a0\u2028\x1c", "bl.a.", "I'm", ":-)", "d.v.s.", "10,5", "e.g", "http://a.dk/b"]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(AWKWARD, max_size=30).map("".join), st.sampled_from(["da", "en"]))
def test_tokens_are_those_of_spacy_though_it_sees_each_chunk_by_itself(text: str, lang: str) -> None:
    whole = [(t.lower_, t.idx, t.idx + len(t)) for t in pipeline(lang).make_doc(text) if not t.is_space]
    tokens = analyse(text, lang)
    assert list(zip(tokens.words, tokens.starts, tokens.ends)) == whole


MARKS = ("", ".", ",", ";", ":", "!", "?", "..", ".,", "'")
EXEMPLARS = Path(__file__).parent.parent / "corpora" / "exemplars" / "texts"


@pytest.mark.parametrize("lang", ["da", "en"])
def test_plain_words_that_spacy_never_sees_are_cut_as_it_would_cut_them(lang: str) -> None:
    listed = [word for word in pipeline(lang).tokenizer.rules if not any(c.isspace() for c in word)]
    words = {
        w for author in ("d36", "d70", "e50", "e83") for w in (EXEMPLARS / f"{author}.txt").read_text("utf-8").split()
    }
    words |= {
        word.strip(".,") + mark for word in [*listed, *"aZæØéß", "ID", "Å.k", "ﬁn", "κ", "naïve"] for mark in MARKS
    }
    words |= {*listed, *(word.upper() for word in listed)} - {""}
    assert len(words) > 5000 and any(word in words for word in ("f.eks.", "can't"))
    for word in sorted(words - {""}):
        spans = [(t.lower_, t.idx, t.idx + len(t)) for t in pipeline(lang).make_doc(word)]
        tokens = analyse(word, lang)
        assert list(zip(tokens.words, tokens.starts, tokens.ends)) == spans, word


def test_lemmas_and_language() -> None:
    assert [lemma(w, "da") for w in ("kommunernes", "målte", "styregruppens")] == ["kommune", "måle", "styregruppe"]
    assert detect("Vi begyndte i det små, men alle kom igen hver uge.") == "da"
    assert detect("We began small, but everybody came back each week.") == "en"
    assert detect("OK.", "en") == "en"
    assert detect("123") == "da"


def test_many_dots_are_read_at_once() -> None:
    """A run of dots is looked at once, not from each of its dots."""
    text = "Ja" + "." * 200_000 + " og nej. Det var det."
    start = time.perf_counter()
    found = [text[a:b] for a, b in sentences(text, "da")]
    assert time.perf_counter() - start < 2
    assert found[-1] == "Det var det."
