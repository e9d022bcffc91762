"""Words that hardly stand alone are shown with their companion, and no name is made longer by it."""

from __future__ import annotations

import dataclasses

from theme_passages import passages

from ci_text.themes.twins import apart, entries, shown
from ci_text.themes.words import Words, stop_words, words_of


def of(*texts: str, lang: str = "en") -> Words:
    like = passages(1)[0][0]
    return words_of([dataclasses.replace(like, text=text, lang=lang) for text in texts])


def test_a_word_of_one_phrase_is_shown_in_it() -> None:
    words = of(
        "They left the town hall.", "The town hall is far.", "A town hall, and a town by the sea.", "The town slept.",
        "Every town has a harbour.",
    )  # fmt: skip
    assert words.surface["hall"] == "town hall"
    assert words.surface["town"] == "town"  # it stands alone, too
    assert shown(["town", "hall", "harbour"], words) == ("town", "town hall", "harbour")
    assert entries(["hall", "town", "harbour"], words, 3) == [("hall",), ("harbour",)]
    assert apart(["town hall", "skole / school"]) == ["town", "hall", "skole", "school"]


def test_both_words_of_a_phrase_are_one_keyword() -> None:
    words = of("The youth club opens.", "Our youth club moved.", "A youth club for all.")
    assert shown(["club", "youth"], words) == ("youth club",)


def test_words_with_something_between_them_are_no_phrase() -> None:
    words = of("town, hall", "town. Hall", "town of the hall", "town (hall")
    assert words.surface["hall"] == "hall"


def test_names_stay_as_short_as_they_are() -> None:
    words = of("Vi mødte Erling Thomsen.", "Så kom Erling Thomsen.", "Og Erling Thomsen gravede.", lang="da")
    assert words.surface["thomsen"] == "Thomsen"


def test_adjectives_that_name_a_matter_are_content() -> None:
    assert {"gammel", "ærlig", "åben"} <= stop_words("da") and {"honest", "open"} <= stop_words("en")
    assert not {"ung", "syg", "fattig", "tryg"} & stop_words("da") and not {"young", "poor"} & stop_words("en")
