"""What is drawn on a page beside text: frames of boxes, rules, and the share of the page under pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from ci_text.readers.pdf.chars import PageWords
from ci_text.records import Box

MOST_OBJECTS = 20_000  # a drawing of more parts is a picture or a map, its frames say nothing of the text
MOST_FRAMES = 1_500
THIN = 2.5  # points: what is thinner is a rule


def add_drawings(page: Any, result: PageWords, shown: Callable[[float, float, float, float], Box]) -> None:
    """Fill `frames`, `rules` and `picture_share` of a page. Boxes are in reading space."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page.raw)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    area = result.shown_width * result.shown_height or 1.0
    pictures = 0.0
    for index in range(min(count, MOST_OBJECTS)):
        obj = raw.FPDFPage_GetObject(page.raw, index)
        kind = raw.FPDFPageObj_GetType(obj)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            continue
        if not raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top):
            continue
        box = shown(left.value, bottom.value, right.value, top.value)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictures += (box.x1 - box.x0) * (box.bottom - box.top)
        elif kind == raw.FPDF_PAGEOBJ_PATH and len(result.frames) + len(result.rules) < MOST_FRAMES:
            _sort(to_reading(result, box), result)
    result.picture_share = min(1.0, pictures / area)


def _sort(box: Box, result: PageWords) -> None:
    wide, high = box.x1 - box.x0, box.bottom - box.top
    if min(wide, high) <= THIN and max(wide, high) > 8:
        result.rules.append(box)
    elif wide > 30 and high > 12:
        result.frames.append(box)


def to_reading(page: PageWords, box: Box) -> Box:
    """A box of the shown page in reading space."""
    ax, ay, dx, dy = page.orientation
    if (ax, ay, dx, dy) == (1, 0, 0, 1):
        return box
    along = (box.x0, box.x1) if ax else (box.top, box.bottom)
    down = (box.top, box.bottom) if dy else (box.x0, box.x1)
    if ax + ay < 0:
        along = (page.width - along[1], page.width - along[0])
    if dx + dy < 0:
        down = (page.height - down[1], page.height - down[0])
    return Box(along[0], down[0], along[1], down[1])
