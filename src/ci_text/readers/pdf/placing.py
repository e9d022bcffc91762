"""From a file's own space to the page as it is read: crop box, page rotation, and the way most of the text runs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ci_text.readers.pdf.chars import PageWords, Raw, Run, Turned, Word
from ci_text.records import Box


class Frame:
    """The mapping from user space to the page as it is shown (crop box, page rotation), origin at the top left."""

    def __init__(self, page: Any) -> None:
        x0, y0, x1, y1 = page.get_cropbox()
        self.turn = turn = page.get_rotation() // 90 % 4
        self.matrix = (
            (1, 0, -x0, 0, -1, y1),
            (0, 1, -y0, 1, 0, -x0),
            (-1, 0, x1, 0, 1, -y0),
            (0, -1, y1, -1, 0, x1),
        )[turn]
        self.width, self.height = (x1 - x0, y1 - y0) if turn % 2 == 0 else (y1 - y0, x1 - x0)

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self.matrix
        return a * x + b * y + c, d * x + e * y + f

    def direction(self, x: float, y: float) -> tuple[float, float]:
        a, b, _, d, e, _ = self.matrix
        return a * x + b * y, d * x + e * y

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _axis(x: float, y: float) -> tuple[int, int] | None:
    """The direction as one of the four axes; None where it is slanted by more than 8 degrees."""
    if abs(y) <= 0.14 * abs(x):
        return (1, 0) if x > 0 else (-1, 0)
    if abs(x) <= 0.14 * abs(y):
        return (0, 1) if y > 0 else (0, -1)
    return None


def _orientation(frame: Frame, run: Run) -> tuple[int, int, int, int] | None:
    _, a, b, c, d = run
    along, up = _axis(*frame.direction(a, b)), _axis(*frame.direction(c, d))
    if along is None or up is None or along[0] * up[0] + along[1] * up[1]:
        return None if (a or b or c or d) else (1, 0, 0, 1)
    return along[0], along[1], -up[0], -up[1]


def placed(raws: list[Raw], runs: list[Run], frame: Frame, number: int) -> PageWords:
    known = {run[1:]: _orientation(frame, run) for run in set(runs)}
    ways = [known[run[1:]] for run in runs]
    votes: Counter[tuple[int, int, int, int]] = Counter()
    for raw in raws:
        way = ways[raw[7]]
        if way is not None:
            votes[way] += len(raw[0])
    main = votes.most_common(1)[0][0] if votes else (1, 0, 0, 1)
    ax, ay, dx, dy = main
    width, height = (frame.width, frame.height) if ax else (frame.height, frame.width)
    page = PageWords(number, width, height, frame.width, frame.height, 0, orientation=main)
    upright = main == (1, 0, 0, 1) and frame.turn == 0
    a, b, c, d, e, f = frame.matrix
    if upright and all(way == main for way in known.values()):
        styles, made = [run[0] for run in runs], tuple.__new__
        page.words = [
            made(Word, (text, x + c, (right if right > x else x) + c, f - y, styles[run], glued, index, head))
            for index, (text, x, y, _, right, _, _, run, glued, head) in enumerate(raws)
        ]
        return page
    add = page.words.append
    for index, (text, x, y, left, right, bottom, top, run, glued, head) in enumerate(raws):
        if ways[run] != main:
            page.turned.append(Turned(text, frame.shown(left, bottom, right, top)))
            continue
        if upright:
            x0, x1, base = x + c, right + c, f - y
        else:
            x, y = a * x + b * y + c, d * x + e * y + f
            box = frame.shown(left, bottom, right, top)
            u, v = (x, y) if ax else (y, x)
            low, high = (box.x0, box.x1) if ax else (box.top, box.bottom)
            x0, x1 = (u, high) if ax + ay > 0 else (width - u, width - low)
            base = v if dx + dy > 0 else height - v
        add(Word(text, x0, x1 if x1 > x0 else x0, base, runs[run][0], glued, index, head))
    return page
