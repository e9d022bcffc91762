"""Evaluation says where a tagger is measured on what it was fitted on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ci_text.codebook import default_codebook
from ci_text.errors import UsageError
from ci_text.evaluation import evaluate_file, read_gold, table
from ci_text.taggers import TaggerOptions
from ci_text.taggers.combined import load_mix
from ci_text.taggers.model import fingerprint

BOOK = default_codebook()
LEARNT = "Foreningerne mødes hver måned og fortæller hinanden åbent, hvad der gik galt."
NEW = "Kaffen koster 12 kroner, og automaten tager kun mønter."


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [
        {"id": "1", "lang": "da", "text": LEARNT, "codes": {"continuous_communication": "at_work"}},
        {"id": "2", "lang": "da", "text": NEW, "codes": {}},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_passages_that_the_threshold_was_fitted_on_are_counted_and_told(gold: Path) -> None:
    tagger = load_mix("combined", BOOK, TaggerOptions())
    assert len(tagger.model.facts["real"]) > 100
    tagger.model = replace(tagger.model, facts={**tagger.model.facts, "real": [fingerprint(LEARNT)]})
    result = evaluate_file(gold, tagger, BOOK)
    assert result["learnt_from"] == 1
    assert "threshold was fitted on 1 of them" in table(result, "en")
    assert "tilpasset på 1 af dem" in table(result, "da")


def test_nothing_is_told_where_nothing_was_learnt(gold: Path) -> None:
    result = evaluate_file(gold, load_mix("quick", BOOK, TaggerOptions()), BOOK)
    assert result["learnt_from"] == 0
    assert "fitted on" not in table(result, "en")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"id": "1", "text": 5, "codes": {}}', "line 1: the text is to be text"),
        (b'{"id": "1", "text": "a", "codes": ["backbone"]}', "line 1: the text is to be text, and the codes"),
        (b'{"id": "1", "text": "a", "codes": {"backbone": "absent"}}', "line 1: no stance absent; there are at_work"),
        (b'{"id": "1", "text": "a", "codes": {"spine": "at_work"}}', "line 1: no code spine"),
        (b'["1", "a"]', "line 1: no id, text, codes"),
        (b'{"id": "1", "text": "a"}', "line 1: no codes"),
        (b'{"id": "\\ud800", "text": "a", "codes": {}}', "line 1: id is no text"),
        (b'{"id": "1", "lang": "da\\ud800", "context": [], "text": "a", "codes": {}}', "1: lang, context is no text"),
        (b"[" * 100_000, "line 1: not JSON"),
        (b"9" * 5000, "line 1: not JSON"),
        ('{"id": "1", "text": "Må", "codes": {}}'.encode("latin-1"), "not UTF-8 text"),
    ],
)
def test_what_is_no_labelled_passage_is_said(line: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(line)
    with pytest.raises(UsageError, match=said):
        read_gold(path, BOOK)


def test_a_byte_order_mark_is_no_mistake(gold: Path) -> None:
    gold.write_bytes(b"\xef\xbb\xbf" + gold.read_bytes())
    assert [one.id for one in read_gold(gold, BOOK)] == ["1", "2"]
