"""Reading order of a page: the content stream's and the geometry's are both made, and the one that reads better wins.

An order is judged by its jumps, the places where the next line is not simply the next one down. At each jump the text
must go on: a word cut by a hyphen or an unfinished sentence wants a small letter, a finished one wants a new beginning.
Equal orders go to the stream, which is right for most files.
"""

from __future__ import annotations

import itertools
import re

from ci_text.readers.pdf.lines import Seg, ends_hyphened

_CLOSERS = "\"'”’»)]"
_CLOSED = _CLOSERS + " "
_END_SIGNS = (".", "!", "?", ":", ";", "…")
_GOES_ON = re.compile(  # abbreviations that want something after them; 'osv.' and 'm.v.' may end a sentence
    r"(?:^|[\s(])(?:bl\.a|f\.eks|ca|jf|nr|årg|kap|fig|tab|vedr|hhv|inkl|ekskl|pp?|vol|no|cf|e\.g|i\.e|vs|approx|dr|mrs?|ms|prof)\.$",
    re.IGNORECASE,
)
STREAM_BONUS = 0.6


def ends_sentence(text: str) -> bool:
    """True where the text ends as a sentence or a paragraph does."""
    end = text.rstrip(_CLOSED)
    return end.endswith(_END_SIGNS) and not (end[-1:] == "." and _GOES_ON.search(end[-8:]))


def begins_small(text: str) -> bool:
    """True where the text begins as the middle of a sentence does."""
    head = text.lstrip("\"'“‘«»([ ")
    return bool(head) and (head[0].islower() or head[0] in ",;)")


def choose(lines: list[Seg]) -> tuple[list[Seg], str]:
    """The lines of one flow in reading order, and which order it was: 'stream' or 'geometry'.

    `lines` come in geometric order, with `leaf` set.
    """
    stream = sorted(lines, key=lambda s: s.order)
    if all(a is b for a, b in zip(stream, lines, strict=True)):
        return lines, "stream"
    by_stream, by_geometry = cost(stream), cost(lines)
    if by_stream <= by_geometry + STREAM_BONUS * (by_stream < 0.15 * len(lines)):
        return stream, "stream"
    return lines, "geometry"


def cost(lines: list[Seg]) -> float:
    """How badly the lines read in this order; 0 where every line is the next one down."""
    return sum(_jump(a, b) for a, b in itertools.pairwise(lines))


def _jump(a: Seg, b: Seg) -> float:
    size = max(a.style.size, b.style.size)
    step = b.base - a.base
    beside = min(a.x1, b.x1) - max(a.x0, b.x0) > 0
    if beside and 0.3 * size < step < 2.4 * size:
        return 0.0
    price = 0.1
    if step < -0.3 * size and b.x0 < a.x1 - size and a.page == b.page:
        price += 1.0  # upwards within the column, or back to the left
    elif step > 2.4 * size and beside:
        price += 0.05
    alike = abs(a.style.size - b.style.size) < 0.06 * size and a.style.bold == b.style.bold
    if ends_hyphened(a.text):
        return price + (0.0 if begins_small(b.text) and alike else 1.0)
    if not alike:
        title = a.style.bold or a.style.size > 1.1 * b.style.size
        return price + (0.15 if ends_sentence(a.text) or title else 0.5)
    if ends_sentence(a.text):
        return price + (1.0 if begins_small(b.text) else 0.15)
    return price + (0.1 if begins_small(b.text) else 0.4)
