from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ci_text.records import BODY_KINDS, Metadata
from ci_text.segment import make_passages
from small import make_document

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)


@given(st.lists(TEXT, min_size=1, max_size=8), st.data())
def test_a_passage_is_its_span_whatever_the_text(texts: list[str], data: st.DataObject) -> None:
    kinds = [data.draw(st.sampled_from(BODY_KINDS)) for _ in texts]
    document = make_document(texts, kinds=kinds)
    passages = make_passages(document)
    for p in passages:
        assert document.text[p.start : p.end] == p.text
        assert p.text == p.text.strip() != ""
        assert p.id == f"{document.id[:12]}:{p.start}-{p.end}"
        assert p.page == p.page_end == 1
        assert p.boxes
    assert [p.position for p in passages] == list(range(len(passages)))
    kept = sum(not c.isspace() for p in passages for c in p.text)
    assert kept == sum(not c.isspace() for c in document.text)


def test_language_is_each_passages_own_and_short_ones_inherit() -> None:
    document = make_document(
        ["Kommunen og boligforeningen mødtes hver tirsdag for at aftale, hvem der gør hvad.",
         "The partners met every Tuesday and agreed on who was going to do what.", "Ja."]
    )  # fmt: skip
    assert [p.lang for p in make_passages(document, Metadata(language="da"))] == ["da", "en", "da"]


def test_roles_of_the_metadata_go_before_the_readers_guess() -> None:
    from dataclasses import replace

    document = make_document(["Vi begyndte med ti frivillige."], kinds=["turn"])
    block = replace(document.blocks[0], speaker="Mette", role="interviewer")
    document = replace(document, blocks=(block,))
    assert make_passages(document)[0].role == "interviewer"
    assert make_passages(document, Metadata(speakers={"Mette": "informant"}))[0].role == "informant"
