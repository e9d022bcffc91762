"""Reading order, paragraphs and kinds on pages set for the purpose."""

from __future__ import annotations

import random

import pytest
from pdf_makers import HEIGHT, LEFT, RIGHT, WHOLE, Read, column, made, passages, typeset, write
from reportlab.pdfgen.canvas import Canvas

from ci_text.readers.pdf.paragraphs import list_mark


def two_columns(canvas: Canvas) -> None:
    column(canvas, 60, 100, LEFT)
    column(canvas, 320, 100, RIGHT)


def test_a_paragraph_over_two_columns_is_one(read: Read) -> None:
    assert passages(read(made(two_columns))) == [WHOLE]


def test_lines_drawn_across_the_columns_are_read_down_them(read: Read) -> None:
    def across(canvas: Canvas) -> None:
        for index, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True)):
            write(canvas, 60, 100 + 13 * index, a)
            write(canvas, 320, 100 + 13 * index, b)

    assert passages(read(made(across))) == [WHOLE]


def test_shuffled_lines_are_put_in_order(read: Read) -> None:
    places = [(60, 100 + 13 * i, t) for i, t in enumerate(LEFT)] + [(320, 100 + 13 * i, t) for i, t in enumerate(RIGHT)]
    random.Random(3).shuffle(places)

    def shuffled(canvas: Canvas) -> None:
        for x, top, text in places:
            write(canvas, x, top, text)

    assert passages(read(made(shuffled))) == [WHOLE]


def test_a_paragraph_over_two_pages_is_one_and_knows_both(read: Read) -> None:
    document = read(made(lambda c: column(c, 60, 700, LEFT), lambda c: column(c, 60, 80, RIGHT)))
    assert passages(document) == [WHOLE]
    assert {line.page for line in document.lines} == {1, 2}


def test_running_header_and_page_number_are_set_aside(read: Read) -> None:
    def page(number: int) -> object:
        def draw(canvas: Canvas) -> None:
            write(canvas, 60, 40, "Evaluering af Torsdagsbordet", 8)
            column(canvas, 60, 100, LEFT if number % 2 else RIGHT)
            write(canvas, 290, 810, str(number + 3), 8)

        return draw

    document = read(made(*(page(n) for n in range(4))))  # type: ignore[arg-type]
    assert "Evaluering" not in document.text
    assert {f.kind for f in document.furniture} == {"header", "page_number"}
    assert len(document.furniture) == 8


def test_footnote_is_split_from_the_body_and_its_mark_from_the_word(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, 60, 500, [*LEFT[1:4], "og en plan for området."])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(60 + canvas.stringWidth("og en plan for området.", "Helvetica", 10), HEIGHT - 535, "1")
        column(canvas, 60, 620, ["Mødet blev holdt hver uge i to år uden undtagelse."])
        write(canvas, 60, 760, "1 Se årsberetningen for 2019, side 12.", 7)

    document = read(made(page))
    assert passages(document, "footnote") == ["Se årsberetningen for 2019, side 12."]
    assert "området.1" not in document.text
    note = [i for i, b in enumerate(document.blocks) if b.kind == "footnote"][0]
    assert passages(document)[note - 1].endswith("og en plan for området.")
    assert document.pages[0].set_aside["note_mark"] == 2


def test_the_exponent_of_a_unit_is_no_note_mark(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, 60, 500, [*LEFT[1:4], "og et fælleshus på 45 m"])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(60 + canvas.stringWidth("og et fælleshus på 45 m", "Helvetica", 10), HEIGHT - 535, "2")

    document = read(made(page))
    assert document.text.endswith("og et fælleshus på 45 m2")
    assert "note_mark" not in document.pages[0].set_aside


def test_a_framed_box_is_a_passage_of_its_own_and_cuts_nothing(read: Read) -> None:
    words = " ".join([WHOLE] * 3)
    box = "<div class=b><p class=t>Fakta</p><p>Bordet har plads til fjorten, og der kommer altid seksten.</p></div>"
    css = ".b{float:right;width:38%;border:1pt solid;padding:6pt;margin:0 0 6pt 12pt;font:8pt sans-serif}"
    css += ".t{font-weight:bold}"
    document = read(typeset(f"{box}<p>{words}</p>", css))
    assert passages(document, "paragraph") == [words]
    assert passages(document, "side_box") == ["Bordet har plads til fjorten, og der kommer altid seksten."]


def test_headings_make_a_path_and_lists_keep_their_marks(read: Read) -> None:
    items = "".join(f"<li>{line}</li>" for line in ("Et møde hver torsdag", "En fælles plan"))
    document = read(typeset(f"<h1>Del et</h1><h2>Baggrund</h2><p>{WHOLE}</p><ul>{items}</ul>"))
    kinds = [b.kind for b in document.blocks]
    assert kinds == ["heading", "heading", "paragraph", "list_item", "list_item"]
    assert document.blocks[2].heading == ("Del et", "Baggrund")
    assert document.blocks[3].mark == "•"
    assert passages(document, "list_item") == ["Et møde hver torsdag", "En fælles plan"]


def test_ruled_table_gives_rows_with_the_names_over_them(read: Read) -> None:
    rows = "<tr><th>Kommune</th><th>Borgere</th></tr><tr><td>Aalborg</td><td>1.204</td></tr>"
    rows += "<tr><td>Vejle</td><td>823</td></tr>"
    css = "table{border-collapse:collapse}td,th{border:1px solid;padding:3pt;text-align:left}"
    document = read(typeset(f"<p>{WHOLE}</p><table>{rows}</table><p>{WHOLE}</p>", css))
    assert passages(document, "table_row")[1] == "Kommune: Aalborg | Borgere: 1.204"
    assert passages(document, "paragraph") == [WHOLE, WHOLE]


def test_double_print_and_turned_letters_are_set_aside(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 60, 60, "Fed skrift", 14)
        two_columns(canvas)  # pdfium itself leaves out a second print that follows at once
        write(canvas, 61.5, 60, "Fed skrift", 14)
        canvas.rotate(90)
        canvas.drawString(300, -30, "Collective Impact")

    document = read(made(page))
    assert passages(document)[0] == "Fed skrift"
    assert document.pages[0].set_aside["duplicate"] == 9
    assert document.pages[0].set_aside["display"] == 16


def test_turns_begin_at_their_labels(read: Read) -> None:
    said = [("Interviewer", "Hvordan begyndte det hele?"), ("Lise Krogh", WHOLE)] * 3
    document = read(typeset("".join(f"<p><b>{who}:</b> {what}</p>" for who, what in said)))
    turns = [b for b in document.blocks if b.kind == "turn"]
    assert [b.speaker for b in turns] == [who for who, _ in said]
    assert passages(document, "turn") == [what for _, what in said]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1. januar 2019 trådte aftalen i kraft.", ""),
        ("1. Januarmødet blev aflyst.", "1."),
        ("2. maj", ""),
        ("3. mål", "3."),
    ],
)
def test_a_date_begins_no_item(text: str, mark: str) -> None:
    assert list_mark(text) == mark


def test_letters_of_hardly_any_size_at_the_edge_are_read_like_others(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 20, "Årsrapport", size=0.03)
        column(canvas, 72, 300, LEFT + RIGHT)

    document = read(made(page))
    assert [account.unaccounted for account in document.pages] == [0]
    assert passages(document)[0] == "Årsrapport"


def test_a_note_mark_on_a_drop_cap_is_accounted_for(read: Read) -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, 72, 318, "D", size=30)
        write(canvas, 94, 303, "a", size=10)
        write(canvas, 104, 305, "et begyndte i en nedlagt bagerbutik, hvor borgere")
        write(canvas, 104, 318, "og kommune mødtes hver torsdag i to år.")
        column(canvas, 72, 340, LEFT + RIGHT)

    document = read(made(page))
    assert [account.unaccounted for account in document.pages] == [0]
    assert document.pages[0].set_aside["note_mark"] == 1


def test_a_paragraph_that_opens_every_page_is_no_running_title(read: Read) -> None:
    opening = [
        "Dette skema udfyldes af hver af de parter, der har skrevet under på aftalen om den fælles",
        "indsats, og det sendes til sekretariatet senest en uge før det møde, hvor partierne gør",
        "status over året, der gik, og aftaler, hvad hver især skal nå inden det næste møde.",
    ]

    def page(canvas: Canvas) -> None:
        column(canvas, 60, 60, opening, step=15)
        column(canvas, 60, 140, LEFT, step=15)

    document = read(made(page, page))
    assert passages(document).count(" ".join(opening)) == 2
    assert [account.unaccounted for account in document.pages] == [0, 0]
