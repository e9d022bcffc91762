"""Words in a figure: labels of axes, bars and boxes, told from paragraphs by their shape and by what is drawn there."""

from __future__ import annotations

from ci_text.readers.pdf.chars import PageWords
from ci_text.readers.pdf.order import ends_sentence
from ci_text.readers.pdf.paragraphs import Para, is_caption
from ci_text.records import Box

LEAST = 3  # labels in a row
LONGEST = 40  # characters of a label
FEWEST_DRAWN = 3  # parts of a drawing


def mark_figures(paras: list[Para], page: PageWords, body_size: float) -> None:
    """Give the kind 'figure_text' to runs of labels among or beside the drawn parts of a page."""
    drawn = [*page.rules, *page.frames, *page.shapes, *page.dots]
    if len(drawn) < FEWEST_DRAWN:
        return
    run: list[Para] = []
    for para in [*paras, None]:
        if para is not None and _is_label(para, body_size):
            run.append(para)
            continue
        if len(run) >= LEAST and _drawn_round(run, drawn):
            for label in run:
                label.kind = "figure_text"
        run = []


def _is_label(para: Para, body_size: float) -> bool:
    text = para.plain
    if para.kind != "paragraph" or len(para.lines) > 2 or len(text) > LONGEST or is_caption(text):
        return False
    numbers = not any(c.isalpha() for c in text)
    return numbers or (para.style[1] < 0.97 * body_size and not ends_sentence(text))


def _drawn_round(run: list[Para], drawn: list[Box]) -> bool:
    """At least three drawn parts reach into the stretch where the labels stand, and the most of the labels near one."""
    box = run[0].first.box
    for para in run:
        box = box.union(para.first.box)
    parts = [
        d
        for d in drawn
        if d.x0 < box.x1 + 12 and d.x1 > box.x0 - 12 and d.top < box.bottom + 12 and d.bottom > box.top - 12
    ]
    return len(parts) >= FEWEST_DRAWN
