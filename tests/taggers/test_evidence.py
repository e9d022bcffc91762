"""Which words are shown for a tag."""

from __future__ import annotations

import pytest

from ci_text.language import analyse
from ci_text.taggers.evidence import evidence_for
from ci_text.taggers.space import Reading


@pytest.mark.parametrize(
    ("text", "credit", "shown"),
    [
        ("SSP-samarbejdet holder møde", [1.0, 0.1, 0.2], ["SSP-samarbejdet"]),
        ("samarbejdet holder 4711 møder", [1.0, 0.1, 9.0, 0.5], ["samarbejdet", "møder"]),  # a number sets no bar
        ("4711 4712", [1.0, 2.0], []),
    ],
)
def test_words_with_letters_are_shown_and_set_the_bar(text: str, credit: list[float], shown: list[str]) -> None:
    reading = Reading(0, analyse(text, "da"), [], [], [], len(text))
    assert [text[start:end] for start, end, _ in evidence_for(reading, "backbone", credit)] == shown
