"""A passage that says one thing of one code and another of the next."""

from __future__ import annotations

import pytest

from ci_text.codebook import default_codebook
from ci_text.evaluation import lone_passage
from ci_text.taggers import load_tagger
from ci_text.taggers.clauses import clauses

TAGGER = load_tagger("combined", default_codebook())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Vi har en plan, men ingen penge til den. Det er alt.",
            ["Vi har en plan", "men ingen penge til den.", "Det er alt."],
        ),
        ("The plan is shared; each partner has its part.", ["The plan is shared", "each partner has its part."]),
        ("Ja, men nej.", ["Ja, men nej."]),  # too short for a clause
        ("Skoler, klubber og foreninger er med.", ["Skoler, klubber og foreninger er med."]),
        ("", []),
    ],
)
def test_clauses_end_at_sentences_and_contrasts(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text, "da")] == parts


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Vi mangler fælles målemetoder, men sekretariatet fungerer fremragende.",
         {"shared_measurement": "lacking", "backbone": "at_work"}),
        ("Parterne måler på de samme indikatorer hver måned, men et fælles sekretariat har de ikke.",
         {"shared_measurement": "at_work", "backbone": "lacking"}),
        ("We should set up a joint secretariat. All partners report the same indicators every quarter.",
         {"shared_measurement": "at_work", "backbone": "advised"}),
    ],
)  # fmt: skip
def test_each_code_has_the_stance_of_its_own_clause(text: str, stances: dict[str, str]) -> None:
    found = {tag.code: tag.stance for tag in TAGGER.tag([lone_passage("1", text, "")])}
    assert {code: found.get(code) for code in stances} == stances
