from __future__ import annotations

from pathlib import Path

import pytest

from ci_text.codebook import default_codebook, load_codebook
from ci_text.errors import CodebookError
from ci_text.records import STANCES

ROOT = Path(__file__).parent.parent


def test_the_packed_codebook_has_no_mistake_and_both_languages() -> None:
    book = default_codebook()
    assert len(book.codes) == 11
    assert {code.family for code in book.codes} == set(book.families)
    for code in book.codes:
        for lang in ("da", "en"):
            assert code.name[lang] and code.definition[lang]
            assert len(code.cues[lang]) >= 10
            assert {stance for _, stance in code.examples[lang]} <= set(STANCES)


def test_all_mistakes_of_a_codebook_are_named_at_once(tmp_path: Path, tiny_codebook: Path) -> None:
    text = tiny_codebook.read_text("utf-8")
    text = (
        text.replace("family: f", "family: nowhere")
        .replace("stream,", "'(open', stream,")
        .replace("id: lacking", "id: gone")
    )
    text += "  - {id: water, family: f, name: {}, definition: {da: x}, colour: blue}\n"
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, "utf-8")
    with pytest.raises(CodebookError) as caught:
        load_codebook(broken)
    said = "\n".join(caught.value.mistakes)
    for word in ("nowhere", "(open", "gone", "2 times", "colour", "name"):
        assert word in said
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "[]", "codes: 3", "{", "a: &x [1]\nb: *x", "\x00"])
def test_what_is_no_codebook_is_a_clear_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CodebookError, match=r"b\.yaml"):
        load_codebook(path)


def test_a_codebook_is_parsed_once_and_anew_when_it_has_changed(tiny_codebook: Path) -> None:
    first = load_codebook(tiny_codebook)
    assert load_codebook(tiny_codebook) is first
    tiny_codebook.write_text(tiny_codebook.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    assert (first.version, load_codebook(tiny_codebook).version) == ("1", "2")


def test_no_code_is_named_in_the_code() -> None:
    ids = default_codebook().code_ids
    sources = list((ROOT / "src" / "ci_text").rglob("*.py"))
    assert len(sources) > 20
    named = [
        f"{path.name}: {code}"
        for path in sources
        for code in ids
        if f'"{code}"' in path.read_text("utf-8") or f"'{code}'" in path.read_text("utf-8")
    ]
    assert named == []
