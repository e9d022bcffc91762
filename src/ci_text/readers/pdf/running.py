"""Running headers, footers and page numbers: learnt over all pages, then set aside page by page.

What is remembered of a page is a few numbers: how often a text stands at a height, where the first row stands, how
far printed page numbers are from the count.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ci_text.readers.pdf.chars import Style
from ci_text.readers.pdf.furniture import PageSegs, Row
from ci_text.readers.pdf.lines import LIST_MARK, Seg
from ci_text.readers.pdf.order import ends_sentence

EDGE = 0.14  # of the page's height: furniture stands in this much at the top and the bottom
PEEL = 5  # at most so many rows at one edge
CLOSE = 1.8  # sizes between two lines of one paragraph, at most
BESIDE = 80  # characters: what is longer is no running title
STANDING = 1.9  # sizes of white under a row that stands where the first rows of other pages do
_NUMBER = re.compile(
    r"^[-–—|•·\s]*(?:(?:side|page|s\.|p\.|pg\.?)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:af|of|/|\|)\s*\d{1,4})?[-–—|•·\s]*$",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?(?:\s|(?=[A-ZÆØÅ\"“h]))")
_WORDED = re.compile(r"(?:side|page)\s+\d+(?:\s+(?:af|of)\s+\d+)?", re.IGNORECASE)


def _key(text: str) -> str:
    """A text with its numbers taken out, so that 'Side 3' and 'Side 4' are the same."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text.lower())


class Running:
    """What runs along at the edges of a document's pages.

    First `learn` each page, then `look_inside` them all, then `set_aside` for each.
    """

    def __init__(self) -> None:
        self.edges = (_Edge(top=True), _Edge(top=False))
        self.pages = 0
        self.asked: dict[Style, Counter[str]] = defaultdict(Counter)  # style -> key of a row -> times it stands inside

    def learn(self, item: PageSegs) -> None:
        """Remember the outermost rows of a page."""
        self.pages += 1
        item.edges = (_rows(item, True), _rows(item, False))
        for edge, rows in zip(self.edges, item.edges, strict=True):
            for row in edge.learn(rows, item.page.number):
                first = row.segs[0]
                if any(c.isalpha() for c in first.text):
                    self.asked[first.style][_key(first.text)] = 0

    def look_inside(self, pages: Iterable[PageSegs]) -> None:
        """Count how often what may be a running title stands away from the edges: a speaker's name, a label."""
        for edge in self.edges:
            edge.forget()
        for item in pages if self.asked else ():
            low, high = EDGE * item.page.height, (1 - EDGE) * item.page.height
            for seg in item.segs:
                if seg.style in self.asked and low <= seg.base <= high and len(seg.text) < BESIDE:
                    keys, key = self.asked[seg.style], _key(seg.text)
                    if key in keys:
                        keys[key] += 1

    def set_aside(self, item: PageSegs, body_size: float) -> None:
        """Move the running titles and page numbers of a page from its `segs` to its `furniture`."""
        for edge, rows in zip(self.edges, item.edges, strict=True):
            taken = self._peeled(edge, item, rows, body_size)
            if taken:
                item.segs = [s for s in item.segs if id(s) not in taken]
        item.edges = ([], [])

    def _peeled(self, edge: _Edge, item: PageSegs, rows: list[Row], body_size: float) -> set[int]:
        kind = "header" if edge.top else "footer"
        needed = 2 if self.pages < 8 else 3
        taken: set[int] = set()
        again = [
            edge.again(row) >= needed and not (_is_note(row) or self._stands_inside(row) or _reads_on(row, body_size))
            for row in rows
        ]
        for index in reversed(range(len(rows))):  # a header ends where white space parts it from the text
            outer = index + 1 < len(again) and again[index + 1]
            again[index] = again[index] and (rows[index].gap > (1.3 if index else 1.15) or outer)
        for index, row in enumerate(rows):
            if again[index] or (index == 0 and self._stands(edge, row, body_size)):
                aside = [(seg, "page_number" if _NUMBER.match(seg.text) else kind) for seg in row.segs]
            else:
                aside = [(s, "page_number") for s in row.segs if self._is_page_number(edge, s, item, row)]
                if aside and row.gap > 1.8 and self.pages <= needed:
                    numbers = {id(s) for s, _ in aside}  # what stands beside a page number runs along with it
                    aside += [(s, kind) for s in row.segs if id(s) not in numbers and _runs_along(s, body_size)]
            if not aside:
                break  # from here inwards stands the text
            for seg, name in aside:
                item.set_aside(seg, name)
                taken.add(id(seg))
        return taken

    def _stands(self, edge: _Edge, row: Row, body_size: float) -> bool:
        """A first row that stands where that of most pages does, unlike the body or well away from it."""
        if self.pages <= 3 or row.gap <= STANDING or edge.places[_place(row)] < 0.5 * self.pages:
            return False
        unlike = abs(row.segs[0].style.size - body_size) > 0.08 * body_size or row.gap > 2.6
        return unlike and not self._stands_inside(row)

    def _stands_inside(self, row: Row) -> bool:
        first = row.segs[0]
        return first.style in self.asked and self.asked[first.style][_key(first.text)] >= 2

    def _is_page_number(self, edge: _Edge, seg: Seg, item: PageSegs, row: Row) -> bool:
        if not _NUMBER.match(seg.text):
            return False
        if _WORDED.search(seg.text):
            return True
        if sum(_NUMBER.match(s.text) is not None for s in row.segs) > 2:
            return False  # the head of a table whose columns are counted
        digits = re.search(r"\d+", seg.text)
        if digits and self.pages > 1:
            return edge.offsets[int(digits.group()) - item.page.number] >= 2
        return row.gap > 1.8 and len(row.segs) <= 2 and digits is not None


class _Edge:
    """What is remembered of the rows at one edge of the pages."""

    def __init__(self, top: bool) -> None:
        self.top = top
        self.texts: Counter[int] = Counter()  # hash of key and height, a tenth of what the texts would take
        self.places: Counter[tuple[int, float]] = Counter()  # height and size of first rows
        self.offsets: Counter[int] = Counter()  # printed page numbers share theirs with others

    def learn(self, rows: Sequence[Row], number: int) -> list[Row]:
        """Remember the rows of a page; those of them that may run along are returned."""
        maybe = [row for row in rows if self.again(row)]
        self.texts.update({_at(row, 0) for row in rows})
        if rows:
            self.places[_place(rows[0])] += 1
            if rows[0].gap > STANDING:
                maybe.append(rows[0])
        self.offsets.update(
            {int(s.text) - number for row in rows[:3] for s in row.segs if re.fullmatch(r"\d{1,4}", s.text)}
        )
        return maybe

    def forget(self) -> None:
        """Let go of texts that came once."""
        self.texts = Counter({text: n for text, n in self.texts.items() if n > 1})

    def again(self, row: Row) -> int:
        """How often the text of a row was met at its height."""
        return max(self.texts[_at(row, d)] for d in (-1, 0, 1))


def _at(row: Row, d: int) -> int:
    return hash((row.key, round(row.segs[0].base / 6) + d))


def _place(row: Row) -> tuple[int, float]:
    return round(row.segs[0].base / 3), row.segs[0].style.size


def _rows(item: PageSegs, top: bool) -> list[Row]:
    """The outermost rows of a page, from the edge inwards."""
    height = item.page.height
    zone = [s for s in item.segs if (s.base < EDGE * height if top else s.base > (1 - EDGE) * height)]
    inner = [s for s in item.segs if (s.base >= EDGE * height if top else s.base <= (1 - EDGE) * height)]
    ordered = sorted(zone, key=lambda s: s.base, reverse=not top)
    rows: list[Row] = []
    for seg in ordered:
        if rows and abs(rows[-1].segs[0].base - seg.base) < 0.5 * seg.style.size:
            rows[-1].segs.append(seg)
        else:
            rows.append(Row([seg], 9.0))
    edge = min((s.base for s in inner), default=None) if top else max((s.base for s in inner), default=None)
    for index, row in enumerate(rows[:PEEL]):
        row.segs.sort(key=lambda s: s.x0)
        row.key = _key(" ".join([s.text for s in row.segs]))
        after = rows[index + 1].segs[0].base if index + 1 < len(rows) else edge
        if after is not None:
            row.gap = abs(after - row.segs[0].base) / max(s.style.size for s in row.segs)
    return rows[:PEEL]


def _runs_along(seg: Seg, body_size: float) -> bool:
    """Text beside a page number that could be a running title: short, no larger than the body, no sentence or note."""
    return len(seg.text) < BESIDE and seg.style.size <= body_size and not ends_sentence(seg.text)


def _reads_on(row: Row, body_size: float) -> bool:
    """A full line of the body with the next close to it: pages may begin with the same paragraph (turned copies of a
    page, forms, a standing preamble)."""
    long = sum(len(seg.text) for seg in row.segs) >= BESIDE
    return long and row.gap < CLOSE and abs(row.segs[0].style.size - body_size) < 0.08 * body_size


def _is_note(row: Row) -> bool:
    """A numbered sentence is a footnote, even where the same one stands on every page ('1. See annex 1.')."""
    text = row.segs[0].text
    if len(row.segs) == 1 and LIST_MARK.match(text):
        return True
    if any(_NOTE.match(s.text) and len(s.text) > 30 and (ends_sentence(s.text) or s.style.size > 7) for s in row.segs):
        return not row.segs[-1].text.isdigit()
    return len(row.segs) == 2 and LIST_MARK.match(text) is not None and ends_sentence(row.segs[1].text)
