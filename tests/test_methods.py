from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ci_text.compare import compare
from ci_text.corpus import Corpus
from ci_text.methods import changed_inputs, diff, manifest, methods_text
from ci_text.methods.card import measured, model_card
from ci_text.records import Quote, Tag
from ci_text.statistics.agreement import AgainstPeople
from ci_text.status import status
from made_corpus import MACHINE, Maker, make_codebook, random_corpus

BOOK = make_codebook("a", "b", "c")
RUNS = [
    {"at": "2026-01-01T10:00:00+00:00", "step": "add", "read": 2},
    {"at": "2026-01-02T10:00:00+00:00", "step": "tag", "source": MACHINE, "versions": {"numpy": "2.4", "ci-text": "1"}},
]
FIGURES = {"micro_f1": 0.7123, "micro_precision": 0.75, "stance_accuracy": 0.8, "n": 1151, "ece": None}
CARD = {"versions": {"numpy": "2"}, "held_out": {"overall": FIGURES, "codes": {}}, "threshold": 0.19}


class Told:
    """What `status` asks of a store."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.tags = self

    def homeless(self) -> list[tuple[str, str, str]]:
        return []

    def coders(self) -> list[str]:
        return sorted({t.source for t in self._corpus.tags if t.source.startswith("human:")})

    def every(self) -> Iterator[Tag]:
        return iter(self._corpus.tags)

    def files(self) -> list:
        return list(self._corpus.files)

    def corpus(self) -> Corpus:
        return self._corpus

    def runs(self) -> list[dict]:
        return RUNS

    def levels(self) -> dict:
        return {}

    def quote_notes(self) -> dict:
        return {}


def text_of(corpus: Corpus, **options: object) -> dict[str, str]:
    return methods_text(status(Told(corpus), BOOK), RUNS, BOOK, **options)


def test_the_text_says_what_was_read_and_how_it_was_coded() -> None:
    maker = Maker()
    one = maker.document("one", verdict="doubtful", initiative="Åen")
    maker.passage(one, codes={"a": "at_work"})
    maker.failed("two", initiative="Åen")
    texts = text_of(maker.corpus())
    for part in ("1 dokument;", "Åen (1)", "one.pdf s. 1 (only pictures)", MACHINE, "numpy 2.4"):
        assert part in texts["da"], part
    assert "two.pdf (Filen er beskadiget eller er ikke det, som navnet siger)" in texts["da"]
    assert "two.pdf (broken)" in texts["en"]
    assert "ikke rettet for dens fejl" in texts["da"] and "not corrected for its error" in texts["en"]
    assert "COREQ 12" in texts["en"] and "SRQR" in texts["en"]
    assert "2026-01-01 til 2026-01-02" in texts["da"]
    for text in texts.values():
        assert "{{" not in text and "None" not in text and "\n\n\n" not in text


def test_review_and_agreement_are_told() -> None:
    maker = Maker()
    one = maker.document("one", initiative="I")
    passage = maker.passage(one, codes={"a": "at_work"}, source="human:anna")
    corpus = maker.corpus(reviewed={passage: frozenset(BOOK.code_ids)})
    agreement = {"coders": 2, "passages": 40, "alpha": 0.71}
    against = AgainstPeople(passages=1, both=3, machine_only=1, people_only=2)
    texts = text_of(corpus, agreement=agreement, against=against, corrected=(4, 6))
    assert "3 koder på 1 tekststykke (1 på alle koder); kodere: anna" in texts["da"]
    assert "alfa 0,71" in texts["da"] and "alpha 0.71" in texts["en"]
    assert "Angelopoulos" in texts["en"] and "drawn at random" in texts["en"] and "4 of 6 cells" in texts["en"]
    assert "(præcision 0,75, genkaldelse 0,60, F1 0,67)" in texts["da"]
    told = agreement | {"agreement": 0.9, "low": 0.5, "high": 0.85, "alpha_stance": 0.6}
    assert (
        "90,0 % enige" in text_of(corpus, agreement=told)["da"] and "0,50–0,85" in text_of(corpus, agreement=told)["da"]
    )
    few = text_of(corpus, agreement=agreement)["en"]
    assert "Too little was reviewed" in few and "not part of the figures" in few


def test_the_card_is_the_one_beside_the_model_that_tags() -> None:
    card = model_card()
    assert card is not None and measured(card), "the methods text of any installation tells the measured error"


def test_the_measured_error_of_a_trained_tagger_comes_from_its_card() -> None:
    maker = Maker()
    maker.passage(maker.document("one"), codes={"a": "at_work"}, source="combined@ab12")
    texts = text_of(maker.corpus(), card=CARD)
    assert "F1 0,71" in texts["da"] and "precision 0.75" in texts["en"] and "80.0%" in texts["en"]
    assert "1.151 tekststykker" in texts["da"] and "0,19" in texts["da"]
    lexicon = Maker()
    lexicon.passage(lexicon.document("one"), codes={"a": "at_work"})
    assert "F1" not in text_of(lexicon.corpus(), card=CARD)["en"]  # the card is of another tagger
    for source, card in (("quick@ab12", CARD), ("combined@ab12", CARD | {"digest": "cd34ef"})):
        other = Maker()
        other.passage(other.document("one"), codes={"a": "at_work"}, source=source)
        assert "F1" not in text_of(other.corpus(), card=card)["en"], "the figures are of another model"
    assert measured(None) == () and measured({"x": 1, "y": {"overall": 2}}) == ()
    packed = model_card()
    assert packed is None or all(m.passages and m.figures["micro_f1"] > 0 for m in measured(packed))


def test_random_material_fills_every_sentence() -> None:
    for text in text_of(random_corpus(1)).values():
        assert len(text) > 2000 and "{" not in text


def test_the_manifest_is_json_without_words_of_the_material() -> None:
    corpus = random_corpus(2)
    record = manifest(corpus, BOOK, RUNS, {("I0", "a"): {"level": "emerging", "coder": "anna"}}, options={"by": "kind"})
    text = json.dumps(record)
    assert json.loads(text) == record and "ord ord" not in text and '"Ib"' not in text
    assert record["inputs"][0]["sha256"] == corpus.files[0].document_id
    assert record["steps"]["tag"]["source"] == MACHINE and record["decisions"]["levels"] == 1
    assert changed_inputs(record, record) == []


def test_what_changed_between_two_manifests_is_said() -> None:
    corpus = random_corpus(2)
    kept = manifest(corpus, BOOK, RUNS)
    other = replace(corpus.files[1], document_id="f" * 64)
    human = Tag(corpus.passages[0].id, "a", "at_work", 1.0, "human:bo")
    now = manifest(
        replace(corpus, files=(corpus.files[0], other, *corpus.files[3:]), tags=(*corpus.tags, human)),
        make_codebook("a", "b"), [{**RUNS[1], "versions": {"numpy": "3"}}],
    )  # fmt: skip
    lines = "\n".join(changed_inputs(kept, now))
    for part in (
        "d002.pdf: no longer there",
        "d001.pdf: sha256",
        "codebook",
        "human decisions",
        "numpy: version 2.4 -> 3",
    ):
        assert part in lines, part
    reordered = replace(corpus, tags=corpus.tags[::-1], files=corpus.files[::-1])
    assert manifest(reordered, BOOK, RUNS) == kept


def project(stance: str = "at_work", source: str = MACHINE, extra: bool = False) -> Corpus:
    maker = Maker()
    one = maker.document("one", initiative="I")
    maker.passage(one, "Vi mødes hver uge.", {"a": stance} if stance else {}, source=source)
    maker.passage(one, "Fonden betaler.", {"b": "at_work"})
    if extra:
        maker.passage(maker.document("two", initiative="I"), "Et nyt dokument.", {"a": "lacking"})
    return maker.corpus()


def tagged_by_another() -> Corpus:
    corpus = project("")
    return replace(corpus, tags=tuple(replace(tag, source="linear@2") for tag in corpus.tags))


@pytest.mark.parametrize(
    ("after", "kinds", "why"),
    [
        (project(), set(), ""),
        (project("lacking", "human:anna"), {"tag", "cell"}, "decided by anna"),
        (project("lacking", "linear@2"), {"tag", "cell"}, "another tagger: lexicon@1 -> linear@2"),
        (project(""), {"tag", "cell"}, "no longer sees it, or a person decided"),
        (tagged_by_another(), {"tag", "cell"}, "another tagger: lexicon@1 in one, linear@2 in the other"),
        (project(extra=True), {"document", "tag", "cell"}, "the document was added"),
    ],
)
def test_changes_have_a_cause(after: Corpus, kinds: set[str], why: str) -> None:
    before = project()
    changes = diff(before, after, compare(before, BOOK).matrix, compare(after, BOOK).matrix)
    assert {c.kind for c in changes} == kinds
    assert why in "; ".join(c.why for c in changes)


def test_quotes_that_came_and_went_are_named() -> None:
    def quote(text: str) -> Quote:
        return Quote("p", "d", "one.pdf", "I", "a", "at_work", 0.8, MACHINE, text, 0, len(text), 1, 1)

    kept, gone, new = quote("Bliver."), quote("Går."), quote("Vi mødes hver uge.")
    changes = diff(project(), project(), quotes_a=[kept, gone], quotes_b=[kept, new])
    assert {(c.before, c.after): c.why for c in changes} == {
        ("Går.", ""): "its passage is in one project only",
        ("", "Vi mødes hver uge."): "another quote was put before it",
    }
    untagged = [c for c in diff(project(), project(""), quotes_a=[new]) if c.kind == "quote"]
    assert [c.why for c in untagged] == ["its tag is in one project only"]
