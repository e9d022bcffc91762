from __future__ import annotations

from pathlib import Path

import pypdf
import pypdfium2
import pytest
from reportlab.pdfgen import canvas

from ci_text.errors import DamagedFile, EncryptedFile, ReadError, UsageError
from ci_text.highlights import LEAST_LUMINANCE, _luminance, color_of, comment, highlight_pdf
from ci_text.readers.options import ReadOptions
from ci_text.readers.pdf import read_pdf
from ci_text.records import Document, Passage, Tag
from ci_text.segment import make_passages
from made_corpus import make_codebook
from shelf import two_codes

LINES = ("Styregruppen i Nordhavn har taget ansvar for de", "fælles tal, og alle parter har lagt deres frem.")


@pytest.fixture
def book(tmp_path):
    return two_codes(tmp_path)


def make_pdf(path: Path, rotation: int = 0, crop: bool = False, password: str = "") -> Path:
    plain = path.with_suffix(".plain.pdf")
    page = canvas.Canvas(str(plain), pagesize=(500, 700))
    if rotation:  # written so that it is upright on the page as it is shown
        page.translate(*{90: (450, 60), 180: (450, 640), 270: (50, 640)}[rotation])
        page.rotate(rotation)
    else:
        page.translate(50, 60)
    for number, line in enumerate(LINES):
        page.drawString(40, 300 - 16 * number, line)
    page.save()
    writer = pypdf.PdfWriter(clone_from=plain)
    if rotation:
        writer.pages[0].rotate(rotation)
    if crop:
        writer.pages[0].cropbox = pypdf.generic.RectangleObject((30, 20, 480, 660))
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)
    return path


def passages_of(path: Path) -> tuple[Document, list[Passage]]:
    document = read_pdf(path, path.read_bytes(), ReadOptions())
    return document, make_passages(document)


def tags(passage: Passage, *codes: str) -> list[Tag]:
    return [Tag(passage.id, code, "lacking", 0.87 - n / 10, "x") for n, code in enumerate(codes)]


def annotations(path: Path) -> list:
    return [a.get_object() for a in pypdf.PdfReader(path).pages[0].get("/Annots", [])]


def painted(path: Path, color: tuple[float, float, float]) -> tuple[float, float, float, float]:
    """The rectangle that holds all pixels of a colour, in points of the page as it is shown."""
    import numpy as np

    pixels = pypdfium2.PdfDocument(path)[0].render(scale=2).to_numpy()[:, :, ::-1].astype(int)
    near = (abs(pixels - [round(255 * c) for c in color]) < 6).all(axis=2)
    rows, columns = np.where(near)
    assert len(rows) > 200, "nothing painted"
    return columns.min() / 2, rows.min() / 2, columns.max() / 2, rows.max() / 2


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [False, True])
def test_the_colour_lies_on_the_words_however_the_page_is_turned(tmp_path, book, rotation, crop):
    source = make_pdf(tmp_path / "a.pdf", rotation, crop)
    document, (passage,) = passages_of(source)
    target = tmp_path / "b.pdf"
    assert highlight_pdf(source, target, [(passage, tags(passage, "water"))], book, "da", document.lines) == 1
    x0, top, x1, bottom = painted(target, color_of("water", book))
    (box,) = (box for _, box in passage.boxes)
    assert (x0, top, x1, bottom) == pytest.approx((box.x0, box.top, box.x1, box.bottom), abs=2)


def test_the_comment_says_code_stance_and_score(tmp_path, book):
    source = make_pdf(tmp_path / "a.pdf")
    document, (passage,) = passages_of(source)
    highlight_pdf(source, tmp_path / "b.pdf", [(passage, tags(passage, "water", "trust"))], book, "da", document.lines)
    first, second = annotations(tmp_path / "b.pdf")
    assert first["/Subtype"] == "/Highlight" and first["/Contents"] == "Vand · mangler · 0,87"
    assert len(first["/QuadPoints"]) == 8 * len(LINES) and first["/C"] != second["/C"]
    assert comment(tags(passage, "unknown")[0], book, "en") == "unknown · lacking · 0.87"


def test_without_a_line_map_the_box_of_the_passage_is_marked(tmp_path, book):
    source = make_pdf(tmp_path / "a.pdf")
    _, (passage,) = passages_of(source)
    highlight_pdf(source, tmp_path / "b.pdf", [(passage, tags(passage, "water"))], book)
    assert len(annotations(tmp_path / "b.pdf")[0]["/QuadPoints"]) == 8


def test_words_links_and_earlier_comments_of_the_source_are_kept(tmp_path, book):
    source = make_pdf(tmp_path / "a.pdf")
    document, (passage,) = passages_of(source)
    once, twice = tmp_path / "b.pdf", tmp_path / "c.pdf"
    highlight_pdf(source, once, [(passage, tags(passage, "water"))], book, "da", document.lines)
    again, (reread,) = passages_of(once)
    highlight_pdf(once, twice, [(reread, tags(reread, "trust"))], book, "da", again.lines)
    assert len(annotations(twice)) == 2 and passages_of(twice)[0].text == document.text


def test_nothing_is_written_over_the_source_or_onto_another_file(tmp_path, book):
    source, other = make_pdf(tmp_path / "a.pdf"), make_pdf(tmp_path / "o.pdf", 90)
    _, (passage,) = passages_of(source)
    with pytest.raises(UsageError, match="copy"):
        highlight_pdf(source, source, [], book)
    with pytest.raises(ReadError, match="not the file that was read"):
        highlight_pdf(other, tmp_path / "b.pdf", [(passage, tags(passage, "water"))], book)
    assert not (tmp_path / "b.pdf").exists()


def test_locked_broken_and_missing_files_are_named(tmp_path, book):
    locked = make_pdf(tmp_path / "a.pdf", password="hemmelig")
    with pytest.raises(EncryptedFile):
        highlight_pdf(locked, tmp_path / "b.pdf", [], book)
    assert highlight_pdf(locked, tmp_path / "b.pdf", [], book, password="hemmelig") == 0
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 not really")
    with pytest.raises(DamagedFile):
        highlight_pdf(tmp_path / "broken.pdf", tmp_path / "b.pdf", [], book)
    with pytest.raises(ReadError):
        highlight_pdf(tmp_path / "none.pdf", tmp_path / "b.pdf", [], book)


def test_colours_of_neighbours_are_far_apart(book):
    water, trust = color_of("water", book), color_of("trust", book)
    assert sum(abs(a - b) for a, b in zip(water, trust, strict=True)) > 0.5


def test_words_can_be_read_on_every_colour() -> None:
    book = make_codebook(*(f"c{n}" for n in range(24)))
    colors = [color_of(code, book) for code in book.code_ids]
    assert len(set(colors)) == len(colors)
    assert all(_luminance(color) >= LEAST_LUMINANCE and max(color) <= 1 for color in colors)
    neighbours = zip(colors, colors[1:], strict=False)
    assert all(sum(abs(a - b) for a, b in zip(one, two, strict=True)) > 0.4 for one, two in neighbours)
