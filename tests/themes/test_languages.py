"""Two languages in one corpus: what is language and what is subject; one word in two languages."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from theme_passages import passages

from ci_text.codebook import Codebook
from ci_text.themes import ThemeOptions, model_themes
from ci_text.themes.glued import split
from ci_text.themes.halves import parted
from ci_text.themes.languages import levels, subjects
from ci_text.themes.model import OUTLIER
from ci_text.themes.names import keywords, name
from ci_text.themes.neighbours import MIXED, own_neighbours
from ci_text.themes.twins import apart, entries, shown, translates
from ci_text.themes.words import Words

NO_CODES = Codebook("none", "1", {}, {}, {}, ())


def test_the_difference_of_languages_is_taken_at_equal_subjects() -> None:
    # three subjects as vectors, a language that shifts them; one subject is spoken of in English alone
    dice = np.random.default_rng(3)
    about = np.array([0] * 40 + [1] * 40 + [1] * 10 + [2] * 30)
    langs = ["da"] * 80 + ["en"] * 40
    shift = np.array([0.0, 0.0, 0.0, 0.5])
    vectors = np.eye(4)[about] + np.outer([lang == "en" for lang in langs], shift) + dice.normal(0, 0.01, (120, 4))
    found = levels(vectors, langs, subjects(sparse.csr_array(np.eye(3)[about])))
    assert np.allclose(found["en"] - found["da"], shift, atol=0.02)
    plain = vectors[80:].mean(axis=0) - vectors[:80].mean(axis=0)
    assert abs(plain[2]) > 0.5  # the plain difference takes the subject of the English passages for their language


def test_a_subject_of_one_language_is_a_theme_of_its_own() -> None:
    made, truth = passages(160, ("da", "en"))
    kept = [p for p in made if (truth[p.id] != "skole" if p.lang == "da" else truth[p.id] in ("skole", "vand"))]
    model = model_themes(kept, NO_CODES, options=ThemeOptions(n_themes=4))
    for theme in model.themes:
        inside = [truth[i] for i, label in model.labels.items() if label == theme.id]
        assert max(map(inside.count, set(inside))) > 0.9 * len(inside)
    water = {model.labels[p.id] for p in kept if truth[p.id] == "vand"}
    assert len(water) == 1  # what both languages speak of is one theme


def _words(**langs: str) -> Words:
    return Words((), (), {}, langs)


def test_a_word_and_its_translation_are_one_entry() -> None:
    words = _words(skole="da", elev="da", school="en", police="en", barn="da", kvartersskole="da")
    assert translates("skole", "school", words) and translates("school", "skole", words)
    assert not translates("skole", "police", words)
    assert not translates("kvartersskole", "school", words)
    assert not translates("rådhus", "town", _words(rådhus="da", town="en"))  # a town hall is no town
    ranked = ["skole", "police", "elev", "school", "barn"]
    assert entries(ranked, words, 3) == [("skole", "school"), ("police",), ("elev",)]
    assert shown(["skole", "school", "elev"], words) == ("skole / school", "elev")
    assert apart(("skole / school", "elev")) == ["skole", "school", "elev"]


def test_keywords_and_names_say_no_word_twice() -> None:
    lemmas = (("skole", "elev"),) * 3 + (("school", "pupil"),) * 3
    words = Words(lemmas, ("da",) * 3 + ("en",) * 3, {}, {"skole": "da", "elev": "da", "school": "en", "pupil": "en"})
    weights = [("skole", 1.0), ("elev", 0.9), ("pupil", 0.8), ("school", 0.7)]
    assert keywords({0: weights}, [0] * 6, words, list("abcdef"))[0] == ["skole", "school", "pupil", "elev"]
    assert name(["skole", "school", "police"], _words(skole="da", school="en", police="en"), set()) == "skole, police"


def test_a_theme_that_the_fits_hold_apart_by_language_is_parted() -> None:
    labels = np.array([0] * 20 + [1] * 20)
    langs = (["da"] * 10 + ["en"] * 10) * 2
    together = np.full((40, 40), 0.1)
    together[:20, :20] = 0.8  # one matter in both languages
    together[20:30, 20:30] = together[30:, 30:] = 0.8  # two matters, a language each
    together[20:30, 30:] = together[30:, 20:30] = 0.4
    assert parted(labels, langs, together, 5).tolist() == [0] * 20 + [2] * 10 + [1] * 10
    assert parted(labels, langs, together, 11).tolist() == labels.tolist()  # no theme smaller than asked
    assert parted(labels, ["da"] * 40, together, 5).tolist() == labels.tolist()


def test_a_theme_that_the_fits_hold_apart_is_split() -> None:
    labels = np.array([0] * 20 + [1] * 20)
    keys = np.arange(40, dtype=np.uint64)
    together = np.full((40, 40), 0.1)
    together[:20, :20] = 0.8
    together[20:28, 20:28] = together[28:, 28:] = 0.8  # two matters that share a group in one fit of four
    together[20:28, 28:] = together[28:, 20:28] = 0.2
    said = [("skole",)] * 40
    assert split(labels, together, keys, said, 0, 5).tolist() == [0] * 20 + [2] * 8 + [1] * 12
    assert split(labels, together, keys, said, 0, 9).tolist() == labels.tolist()  # no theme smaller than asked
    # eight passages that share no word are none, either
    found = split(labels, together, keys, [*said[:20], *((str(n),) for n in range(8)), *said[28:]], 0, 5)
    assert found.tolist() == [0] * 20 + [OUTLIER] * 8 + [1] * 12
    together[20:28, 28:] = together[28:, 20:28] = 0.5
    assert split(labels, together, keys, said, 0, 5).tolist() == labels.tolist()


def test_what_was_left_over_is_mixed() -> None:
    dice = np.random.default_rng(1)
    tight = np.repeat(np.eye(6)[:2], 30, axis=0) + dice.normal(0, 0.1, (60, 6))
    loose = dice.normal(0, 1, (20, 6))
    vectors = np.vstack([tight, loose])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    shares = own_neighbours(vectors, np.array([0] * 30 + [1] * 30 + [2] * 20))
    assert min(shares[:2]) > 0.8 and shares[2] < MIXED
