"""Every character of every page is in the text or set aside; blocks and lines lie in the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_makers import SAMPLES, Read, made, write

from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import read_pdf
from ci_text.records import BODY_KINDS, Document


def balanced(document: Document) -> None:
    assert [p.page for p in document.pages if p.unaccounted] == []
    written = sum(len("".join(document.text[b.start : b.end].split())) for b in document.blocks)
    assert written == sum(p.characters_out for p in document.pages)
    end = 0
    for block in document.blocks:
        assert block.kind in BODY_KINDS
        assert end <= block.start < block.end <= len(document.text)
        end = block.end
    for line in document.lines:
        assert document.text[line.start : line.end].strip()
    starts = [line.start for line in document.lines]
    assert starts == sorted(starts)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_samples_balance(path: Path) -> None:
    balanced(read_pdf(path, path.read_bytes(), ReadOptions(ocr="never")))


@pytest.mark.parametrize("path", SAMPLES[:4], ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_characters_in_are_those_of_the_file(path: Path) -> None:
    import pypdfium2

    document = read_pdf(path, path.read_bytes(), ReadOptions(ocr="never"))
    pdf = pypdfium2.PdfDocument(path)
    counted = [len("".join(page.get_textpage().get_text_range().split())) for page in pdf]
    assert [p.characters_in for p in document.pages] == counted


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 10


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(20, 500),
            st.integers(20, 820),
            st.text(alphabet="abcæøå 1.,-–()•*", min_size=1, max_size=30),
            st.sampled_from([6, 8, 10, 10, 10, 14, 30]),
        ),
        max_size=30,
    )
)
def test_any_page_balances(places: list[tuple[int, int, str, int]]) -> None:
    data = made(lambda canvas: [write(canvas, x, top, text, size) for x, top, text, size in places])  # type: ignore[arg-type,return-value]
    if any(text.strip() for _, _, text, _ in places):
        balanced(read_pdf(Path("x.pdf"), data, ReadOptions(ocr="never")))


def test_boxes_are_on_the_page(read: Read) -> None:
    document = read_pdf(SAMPLES[0], SAMPLES[0].read_bytes(), ReadOptions(ocr="never"))
    for line in document.lines:
        page = document.pages[line.page - 1]
        assert line.box is not None
        assert -2 <= line.box.x0 < line.box.x1 <= page.width + 2
        assert -2 <= line.box.top < line.box.bottom <= page.height + 2
