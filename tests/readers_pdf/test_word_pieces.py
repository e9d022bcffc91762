"""Words and lines that come in pieces: out of order, raised and lowered, with their numbers apart."""

from __future__ import annotations

import random
import re

import pytest
from pdf_makers import HEIGHT, LEFT, RIGHT, WHOLE, Page, Read, column, made, passages, write
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas


def pieces_of(line: str, chance: random.Random) -> list[tuple[float, str]]:
    """A line cut anywhere, also within words, with the place of each piece."""
    cuts = sorted({0, len(line), *chance.sample(range(1, len(line)), 9)})
    return [
        (stringWidth(line[:a], "Helvetica", 10), line[a:b])
        for a, b in zip(cuts, cuts[1:], strict=False)
        if line[a:b].strip()
    ]


@pytest.mark.parametrize("seed", range(4))
def test_pieces_of_words_out_of_order_make_whole_words(read: Read, seed: int) -> None:
    chance = random.Random(seed)

    def page(canvas: Canvas) -> None:
        for row, line in enumerate(LEFT + RIGHT):
            pieces = pieces_of(line, chance)
            chance.shuffle(pieces)
            for x, text in pieces:
                write(canvas, 60 + x + (len(text) - len(text.lstrip())) * 2.78, 100 + 13 * row, text.strip())

    assert " ".join(passages(read(made(page)))) == WHOLE


def test_a_raised_sign_behind_a_lowered_figure_belongs_to_its_word(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        first = "Målingen af kalk faldt til (HCO"
        x = 60 + stringWidth(first, "Helvetica", 10)
        write(canvas, 60, 100, first)
        write(canvas, x + 0.3, 103.4, "3", 5.8)
        write(canvas, x + 3.9, 96.7, "–)", 5.8)
        column(canvas, 60, 113, LEFT[1:])

    assert passages(read(made(page)))[0].startswith("Målingen af kalk faldt til (HCO3–) butik, hvor")


def test_numbers_of_sections_stand_in_their_rows(read: Read) -> None:
    entries = [("6.1", "Ord, der ikke kunne læses"), ("6.1.1", "Udeladte ord i referatet fra mødet i maj"),
               ("6.1.2", "Navne, der er skrevet på flere måder"), ("6.2", "Sprog, der ikke er vores"),
               ("6.2.1", "Stavefejl i de første to referater"), ("6.2.2", "Dobbelte ord")]  # fmt: skip

    def page(canvas: Canvas) -> None:
        column(canvas, 60, 80, LEFT)
        for row, (number, title) in enumerate(entries):
            write(canvas, 80, 200 + 15 * row, number)
            write(canvas, 140, 200 + 15 * row, title)
            write(canvas, 500, 200 + 15 * row, str(40 + 2 * row))

    found = [re.sub(r"[ |]+", " ", text) for text in passages(read(made(page)))[-6:]]
    assert found == [f"{number} {title} {40 + 2 * row}" for row, (number, title) in enumerate(entries)]


def mirrored(canvas: Canvas) -> None:
    canvas.translate(595, 0)
    canvas.scale(-1, 1)
    text = canvas.beginText(60, HEIGHT - 100)
    text.setFont("Helvetica", 10)
    text.setLeading(13)
    text.textLines(LEFT + RIGHT)
    canvas.drawText(text)


def upside_down(canvas: Canvas) -> None:
    canvas.translate(595, HEIGHT)
    canvas.rotate(180)
    column(canvas, 60, 100, LEFT + RIGHT)


@pytest.mark.parametrize("page", [mirrored, upside_down], ids=lambda page: page.__name__)
def test_mirrored_and_turned_pages_keep_their_words_whole(read: Read, page: Page) -> None:
    assert " ".join(passages(read(made(page)))) == WHOLE


def test_a_subtitle_set_about_the_middle_is_one(read: Read) -> None:
    lines = ["Et samarbejde om de ældre, deres ægtefæller og deres naboer", "og alle andre i boligområdet"]

    def page(canvas: Canvas) -> None:
        write(canvas, 150, 80, "FORENINGEN TORSDAGSBORDET", 16, "Helvetica-Bold")
        write(canvas, 160, 100, lines[0], 10, "Helvetica-Oblique")
        write(canvas, 232, 112, lines[1], 10, "Helvetica-Oblique")
        column(canvas, 60, 180, LEFT + RIGHT)

    assert " ".join(lines) in passages(read(made(page)))
