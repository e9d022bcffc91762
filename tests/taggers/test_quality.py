"""The quality gate: the model card is above every floor, and belongs to these exemplars and to the packed model."""

from __future__ import annotations

import copy
import json

import pytest
from exemplars import read_exemplars

import tagging_quality as gate
from ci_text.codebook import default_codebook
from ci_text.records import STANCES
from ci_text.taggers.model import model_path, read_facts

CARD = json.loads(gate.CARD.read_text("utf-8"))
FLOORS = json.loads(gate.FLOORS.read_text("utf-8"))
REMEDY = "Train anew (models/train.py), then python benchmarks/tagging.py --set-floors."


def test_nothing_is_below_its_floor() -> None:
    assert set(FLOORS["codes"]) == set(default_codebook().code_ids)
    assert gate.below(CARD, FLOORS) == []


def test_the_card_is_not_older_than_the_exemplars() -> None:
    exemplars = read_exemplars()
    tags = {
        code: {stance: sum(e["codes"].get(code) == stance for e in exemplars) for stance in STANCES}
        for code in default_codebook().code_ids
    }
    counted = (len(exemplars), sum(len(e["opinions"]) == 2 for e in exemplars), tags)
    told = CARD["exemplars"]
    assert (told["passages"], told["read_twice"], told["tags"]) == counted, REMEDY
    assert FLOORS["exemplars"] == gate.exemplars_digest(), REMEDY


def test_card_floors_and_packed_model_belong_together() -> None:
    assert CARD["digest"] == read_facts(model_path())["digest"] == FLOORS["model"], REMEDY


def test_a_card_below_a_floor_is_named() -> None:
    worse = copy.deepcopy(CARD)
    code = default_codebook().code_ids[0]
    worse["held_out"]["codes"][code]["f1"] = 0.1
    worse["held_out"]["languages"]["da"]["micro_f1"] = None
    assert [line.split(":")[0] for line in gate.below(worse, FLOORS)] == [f"codes/{code}", "languages/da"]


@pytest.mark.parametrize("allowed", [False, True])
def test_a_floor_is_lowered_only_when_that_is_asked_for(allowed: bool) -> None:
    high = {kind: dict.fromkeys(rows, 0.99) for kind, rows in gate.figures(CARD).items()}
    new = gate.new_floors(CARD, high, allowed)
    assert (new == high) is not allowed
    assert (gate.below(CARD, new) == []) is allowed
