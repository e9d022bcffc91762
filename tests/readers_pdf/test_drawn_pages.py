"""Pages drawn as programs for layout draw them: bullets as shapes, charts, cells with hyphens, words in odd order."""

from __future__ import annotations

import pytest
from pdf_makers import HEIGHT, LEFT, RIGHT, WHOLE, WIDTH, Page, Read, column, made, passages, write
from reportlab.pdfgen.canvas import Canvas

LAST = "igennem vinteren."


def test_drawn_bullets_make_items(read: Read) -> None:
    items = [
        "Et møde hver torsdag i bagerbutikken.",
        "En fælles plan for hele området.",
        "Et sekretariat på to personer.",
    ]

    def page(canvas: Canvas) -> None:
        column(canvas, 60, 100, LEFT)
        for index, item in enumerate(items):
            canvas.circle(66, HEIGHT - (186 + 13 * index - 3), 1.5, fill=1, stroke=0)
            write(canvas, 74, 186 + 13 * index, item)

    assert passages(read(made(page)), "list_item") == items


def test_labels_of_a_chart_are_figure_text(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, 60, 100, LEFT)
        for index in range(4):
            canvas.line(84, HEIGHT - (200 + 25 * index), 240, HEIGHT - (200 + 25 * index))
            write(canvas, 62, 202 + 25 * index, str(75 - 25 * index), 8)
        for index, year in enumerate(("2018", "2019", "2020")):
            canvas.rect(94 + 50 * index, HEIGHT - 275, 30, 30 + 12 * index, fill=1, stroke=0)
            write(canvas, 98 + 50 * index, 288, year, 8)
        write(canvas, 60, 310, "Figur 1: Møder om året", 8)
        column(canvas, 60, 340, RIGHT)

    document = read(made(page))
    assert "".join(passages(document, "figure_text")).replace(" ", "") == "7550250201820192020"
    assert passages(document, "caption") == ["Figur 1: Møder om året"]
    assert " ".join(passages(document, "paragraph")) == WHOLE
    assert "levende også i de måneder" in passages(document, "paragraph")[0]  # the sentence goes on under the chart


def picture(canvas: Canvas, x: float, top: float, width: float, height: float) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), "#7799aa")), x, HEIGHT - top - height, width, height)


@pytest.mark.parametrize("top", [296, 176], ids=["under", "over"])
def test_a_small_line_at_a_picture_is_its_caption(read: Read, top: float) -> None:
    words = "Torsdagsmødet i den gamle bagerbutik, maj 2021"

    def page(canvas: Canvas) -> None:
        column(canvas, 60, 100, LEFT)
        picture(canvas, 60, 184, 200, 100)
        write(canvas, 60, top, words, 8)
        column(canvas, 60, 330, RIGHT)

    document = read(made(page))
    assert passages(document, "caption") == [words]
    assert " ".join(passages(document, "paragraph")) == WHOLE
    assert "levende også i de måneder" in passages(document, "paragraph")[0]  # the sentence goes on past both


def test_a_picture_behind_the_page_makes_no_captions(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        picture(canvas, 0, 0, WIDTH, HEIGHT)
        column(canvas, 60, 100, LEFT + RIGHT)
        write(canvas, 60, 400, "Tak til alle, der har lagt tid i arbejdet", 8)

    assert passages(read(made(page)), "caption") == []


def test_a_gap_in_a_stretch_of_one_object_parts_columns(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, 60, 60, LEFT + RIGHT)
        for index, (one, two) in enumerate((("Møder", "12"), ("Aftaler i alt", "7"), ("Nye naboer", "140"))):
            write(canvas, 60, 260 + 14 * index, "•", 10)
            text = canvas.beginText(72, HEIGHT - (260 + 14 * index))
            text.setFont("Helvetica", 10)
            text._code.append(f"[({one}) -6000 ({two})] TJ".encode("cp1252").decode("latin-1"))
            canvas.drawText(text)

    document = read(made(page))
    assert not any("Møder12" in t or "alt7" in t for t in passages(document))


def test_a_grid_without_sides_and_bottom_is_a_table_with_its_title(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, 60, 80, LEFT)
        column(canvas, 320, 80, RIGHT)
        write(canvas, 262, 160, "Udgifter i alt", 10, "Helvetica-Bold")
        for y in (170, 188):
            canvas.line(60, HEIGHT - y, 530, HEIGHT - y)
        for x in (220, 380):
            canvas.line(x, HEIGHT - 170, x, HEIGHT - 240)
        for top, cells in ((182, ("Post", "Timer", "Kroner")), (200, ("Lokaler", "12 timer om ugen", "4.100")),
                           (212, ("Mad til møderne", "3 timer om ugen, og", "900")), (224, ("", "en dag om året", "")),
                           (236, ("Nøgler", "ingen", "310"))):  # fmt: skip
            for x, words in zip((62, 226, 386), cells, strict=True):
                write(canvas, x, top, words, 9)
        column(canvas, 60, 300, LEFT + RIGHT)

    document = read(made(page))
    kinds = [block.kind for block in document.blocks]
    rows = passages(document, "table_row")
    assert rows == [
        "Post | Timer | Kroner",
        "Post: Lokaler | Timer: 12 timer om ugen | Kroner: 4.100",
        "Post: Mad til møderne | Timer: 3 timer om ugen, og en dag om året | Kroner: 900",
        "Post: Nøgler | Timer: ingen | Kroner: 310",
    ]
    assert passages(document)[kinds.index("table_row") - 1] == "Udgifter i alt"
    assert "levende også i de måneder" in passages(document)[0]


def test_two_lines_beside_two_are_columns_where_columns_always_begin(read: Read) -> None:
    def whole(canvas: Canvas) -> None:
        column(canvas, 60, 80, LEFT * 3)
        column(canvas, 320, 80, RIGHT * 3)

    def last(canvas: Canvas) -> None:
        column(canvas, 60, 80, ["Nøglen blev hængt op ved døren i kælderen,", "så alle kunne komme ind uden at ringe"])
        column(canvas, 320, 80, ["til viceværten, og det ændrede mere end", "nogen havde troet, det kunne gøre."])

    document = read(made(whole, whole, whole, last))
    assert passages(document)[-1].endswith("uden at ringe til viceværten, og det ændrede mere end nogen havde troet, "
                                           "det kunne gøre.")  # fmt: skip


def test_signs_of_an_ornament_font_are_bullets(read: Read) -> None:
    items = ["Et møde hver torsdag i butikken.", "En fælles plan for hele området.", "To personer i et sekretariat."]

    def page(canvas: Canvas) -> None:
        column(canvas, 60, 100, LEFT)
        for index, item in enumerate(items):
            write(canvas, 62, 186 + 13 * index, "\u2756", 8, "ZapfDingbats")
            write(canvas, 78, 186 + 13 * index, item)
        column(canvas, 60, 250, RIGHT)

    document = read(made(page))
    assert passages(document, "list_item") == items


def test_a_table_of_counted_columns_has_no_page_numbers(read: Read) -> None:
    def page(columns: int) -> Page:
        def draw(canvas: Canvas) -> None:
            for number in range(2, 2 + columns):
                write(canvas, 20 + 50 * number, 40, str(number), 9)
            column(canvas, 60, 120, LEFT + RIGHT)

        return draw

    document = read(made(page(5), page(6), page(7)))
    assert not [item for item in document.furniture if item.kind == "page_number"]


def test_a_lead_in_in_bold_capitals_belongs_to_its_paragraph(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, 60, 100, LEFT)
        write(canvas, 60, 200, "FÅ MERE AT VIDE OM MØDERNE HOS", 7.5, "Helvetica-Bold")
        write(canvas, 212, 200, "Anna", 10)
        column(canvas, 60, 213, ["Holm, som er sekretær for samarbejdet og", "svarer på alle spørgsmål hver torsdag."])

    assert passages(read(made(page)))[-1] == (
        "FÅ MERE AT VIDE OM MØDERNE HOS Anna Holm, som er sekretær for samarbejdet og svarer på alle spørgsmål hver "
        "torsdag."
    )


def test_hyphens_in_cells_are_repaired(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        for x in (60, 140, 260):
            canvas.line(x, HEIGHT - 90, x, HEIGHT - 170)
        for y in (90, 110, 140, 170):
            canvas.line(60, HEIGHT - y, 260, HEIGHT - y)
        for top, cells in ((104, [("Part", ""), ("Bidrag", "")]), (122, [("Kommune", ""), ("Et sekre-", "tariat")]),
                           (152, [("Boliger", ""), ("Nøgle-", "kort og rum")])):  # fmt: skip
            for x, (first, second) in zip((64, 144), cells, strict=True):
                write(canvas, x, top, first)
                if second:
                    write(canvas, x, top + 12, second)
        column(canvas, 60, 220, LEFT)

    rows = passages(read(made(page)), "table_row")
    assert rows[1:] == ["Part: Kommune | Bidrag: Et sekretariat", "Part: Boliger | Bidrag: Nøglekort og rum"]


def test_a_drop_cap_and_a_box_over_both_columns(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 320, 106, "også i de måneder, hvor ingen troede på")
        column(canvas, 320, 119, [*RIGHT[1:4], LAST])
        canvas.setFillGray(0.85)
        canvas.rect(60, HEIGHT - 260, 470, 60, fill=1, stroke=0)
        canvas.setFillGray(0)
        write(canvas, 70, 220, "Bordet har plads til fjorten, og der kommer altid seksten.")
        write(canvas, 70, 233, "Kaffen er gratis, og det er samtalen også.")
        column(canvas, 60, 290, LEFT)
        column(canvas, 320, 290, [*RIGHT[:4], LAST])
        write(canvas, 60, 122, "S", 30)
        write(canvas, 84, 106, LEFT[0][1:])
        write(canvas, 84, 119, LEFT[1])
        column(canvas, 60, 132, LEFT[2:])

    document = read(made(page))
    short = WHOLE.replace("igennem den første og sværeste vinter.", LAST)
    assert passages(document, "paragraph") == [short, short]
    box = "Bordet har plads til fjorten, og der kommer altid seksten. Kaffen er gratis, og det er samtalen også."
    assert " ".join(passages(document, "side_box")) == box
