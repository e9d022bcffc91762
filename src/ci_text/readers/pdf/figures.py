"""Words in and at a figure, told from paragraphs by their shape and by what is drawn there.

Labels of axes, bars and boxes stand in it; a caption stands right under or over a picture, smaller or sloped.
"""

from __future__ import annotations

from ci_text.readers.pdf.chars import PageWords
from ci_text.readers.pdf.order import ends_sentence
from ci_text.readers.pdf.paragraphs import Para, is_caption, opens
from ci_text.records import Box

LEAST = 3  # labels in a row
LONGEST = 40  # characters of a label
FEWEST_DRAWN = 3  # parts of a drawing
LEAST_PICTURE = 40.0  # points: smaller ones are marks and ornaments
MOST_OF_PAGE = 0.85  # of its width and height: what is larger lies behind the text
NEAR = 2.2  # sizes between a picture and its caption
LONGEST_CAPTION = 300  # characters


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


def mark_captions(paras: list[Para], page: PageWords, body_size: float) -> None:
    """Give the kind 'caption' to the small or sloped words right under or over a picture, whatever they begin with."""
    pictures = [
        p
        for p in page.pictures
        if min(p.x1 - p.x0, p.bottom - p.top) >= LEAST_PICTURE
        and not (p.x1 - p.x0 > MOST_OF_PAGE * page.width and p.bottom - p.top > MOST_OF_PAGE * page.height)
    ]
    for para in paras if pictures else ():
        if para.kind == "paragraph" and _looks_like_caption(para, body_size):
            for picture in pictures:
                if _is_at(para, picture):
                    para.kind = "caption"


def _looks_like_caption(para: Para, body_size: float) -> bool:
    if len(para.plain) > LONGEST_CAPTION or opens(para.first):
        return False
    small = all(line.style.size < 0.97 * body_size for line in para.lines)
    sloped = all(line.style.italic and line.style.size < 1.06 * body_size for line in para.lines)
    return (small or sloped) and any(c.isalpha() for c in para.plain)


def _is_at(para: Para, picture: Box) -> bool:
    """Under or over the picture, no wider than it, with nothing but a little white between them."""
    size = para.first.style.size
    left, right = min(line.x0 for line in para.lines), max(line.x1 for line in para.lines)
    if left < picture.x0 - size or right > picture.x1 + size:
        return False
    under, over = para.first.top - picture.bottom, picture.top - para.last.bottom
    return -0.5 * size <= under <= NEAR * size or -0.5 * size <= over <= NEAR * size


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
