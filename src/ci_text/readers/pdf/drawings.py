"""What is drawn on a page beside text: frames of boxes, rules, and the share of the page under pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ci_text.records import Box

if TYPE_CHECKING:
    from ci_text.readers.pdf.chars import PageWords

MOST_OBJECTS = 20_000  # a drawing of more parts is a picture or a map, its frames say nothing of the text
MOST_FRAMES = 1_500
DOT = (1.2, 8.0)  # points: a square or round spot between these can be a bullet
THIN = 2.5  # points: what is thinner is a rule


class Drawn:
    """The drawn parts of a page, as boxes on the page as it is shown."""

    def __init__(self, page: Any, shown: Callable[[float, float, float, float], Box]) -> None:
        import pypdfium2.raw as raw

        self.frames: list[Box] = []
        self.rules: list[Box] = []
        self.dots: list[Box] = []
        self.shapes: list[Box] = []
        self.pictures: list[Box] = []
        self.picture_area = 0.0
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        for index in range(min(raw.FPDFPage_CountObjects(page.raw), MOST_OBJECTS)):
            obj = raw.FPDFPage_GetObject(page.raw, index)
            kind = raw.FPDFPageObj_GetType(obj)
            if kind not in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH):
                continue
            if not raw.FPDFPageObj_GetBounds(obj, left, bottom, right, top):
                continue
            box = shown(left.value, bottom.value, right.value, top.value)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.picture_area += (box.x1 - box.x0) * (box.bottom - box.top)
                self.shapes.append(box)
                self.pictures.append(box)
            elif len(self.frames) + len(self.rules) + len(self.shapes) + len(self.dots) < MOST_FRAMES:
                self._sort(box, obj, raw)

    def _sort(self, box: Box, obj: Any, raw: Any) -> None:
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if min(wide, high) <= THIN and max(wide, high) > 8:
            self.rules.append(box)
        elif wide > 30 and high > 12 and _is_seen(obj, raw):
            self.frames.append(box)
        elif DOT[0] < wide < DOT[1] and DOT[0] < high < DOT[1] and 0.7 < wide / high < 1.4:
            self.dots.append(box)
        else:
            self.shapes.append(box)

    def put(self, page: PageWords) -> None:
        """Give a page its frames and rules in reading space, and its share of pictures."""
        area = page.shown_width * page.shown_height or 1.0
        page.frames = [to_reading(page, box) for box in self.frames]
        page.rules = [to_reading(page, box) for box in self.rules]
        page.dots = [to_reading(page, box) for box in self.dots]
        page.shapes = [to_reading(page, box) for box in self.shapes]
        page.pictures = [to_reading(page, box) for box in self.pictures]
        page.picture_share = min(1.0, self.picture_area / area)


def _is_seen(obj: Any, raw: Any) -> bool:
    """Stroked, or filled with something else than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(obj, fill, stroke):
        return True
    if stroke.value or not fill.value:
        return bool(stroke.value)
    colour = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(obj, *colour)
    return colour[3].value > 0 and min(c.value for c in colour[:3]) < 250


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
