"""Words are cut into the pieces with the greatest probability, and nothing in a text can stop the cutting."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from ci_text.encoder.pieces import MARK, UNKNOWN, Pieces

NAMES = ["<s>", "<pad>", "</s>", "<unk>", MARK, MARK + "a", "a", "b", "ab", MARK + "ab", "ba", "æ", "1", "⁄", "2"]
SCORES = [0.0, 0.0, 0.0, 0.0, -4.0, -2.0, -2.5, -3.0, -3.5, -5.5, -4.1, -6.0, -5.0, -5.0, -5.0]
PIECES = Pieces(NAMES, SCORES)
UNKNOWN_SCORE = min(SCORES) - 10


def likelihood(numbers: tuple[int, ...]) -> float:
    return sum(UNKNOWN_SCORE if n == UNKNOWN else SCORES[n] for n in numbers)


def best_by_trying(word: str) -> float:
    """The greatest likelihood over every way to cut the word."""
    marked = MARK + word
    found = []
    for count in range(len(marked)):
        for cuts in combinations(range(1, len(marked)), count):
            ends = [0, *cuts, len(marked)]
            parts = [marked[a:b] for a, b in zip(ends, ends[1:], strict=False)]
            if all(part in NAMES[UNKNOWN + 1 :] or len(part) == 1 for part in parts):
                found.append(sum(SCORES[NAMES.index(p)] if p in NAMES else UNKNOWN_SCORE for p in parts))
    return max(found)


@given(st.text("abæx", min_size=1, max_size=7))
def test_the_cut_is_the_most_probable(word: str) -> None:
    assert abs(likelihood(PIECES.of_word(word)) - best_by_trying(word)) < 1e-9


def test_a_character_without_a_piece_is_unknown() -> None:
    assert PIECES.of_word("a☃b")[1:-1] == (UNKNOWN,)


def test_compatible_characters_are_one() -> None:
    assert PIECES.of_word("½") == PIECES.of_word("1⁄2")


@given(st.text(max_size=30))
def test_any_text_can_be_cut(text: str) -> None:
    assert all(0 <= n < len(NAMES) for word in text.split() for n in PIECES.of_word(word))
