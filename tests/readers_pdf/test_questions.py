"""In a PDF transcript the question is kept as the context of its answer."""

from __future__ import annotations

from ci_text.readers import read_file
from ci_text.segment import make_passages
from small import SAMPLE


def test_an_answer_knows_its_question() -> None:
    passages = make_passages(read_file(SAMPLE / "noegle-foerst" / "interview.pdf"))
    answers = [p for p in passages if p.role == "informant"]
    asked = {p.text for p in passages if p.role == "interviewer"}
    assert len(answers) >= 10
    with_question = [p for p in answers if p.context]
    assert len(with_question) >= 0.9 * len(answers)
    assert all(any(question in p.context for question in asked) for p in with_question)
