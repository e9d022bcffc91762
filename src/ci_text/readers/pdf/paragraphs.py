"""Lines to paragraphs: where one ends and the next begins within a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ci_text.readers.dates import NO_DATE
from ci_text.readers.pdf.lines import Seg, ends_hyphened
from ci_text.readers.pdf.order import begins_small, ends_sentence

if TYPE_CHECKING:
    from ci_text.readers.pdf.spacing import Spacing

BEARING = 0.35  # of the size: white beside the last sign of a full line
Speaks = Callable[[Seg], bool]
_MARKED = re.compile(
    r"(?:[•‣◦▪▫■□●○∙►▶➢➤✓✔❖◆◇→➥➔*]|[–—-](?=\s)|\(?\d{1,2}[.)](?=\s)"
    + NO_DATE
    + r"|\(?[a-zA-Z]\)(?=\s)|[a-z]\.(?=\s)|\(?[ivx]{1,4}[.)](?=\s)|o(?=\s[A-ZÆØÅ]))\s*"
)
_LEADER = re.compile(r"(?:[.·…_]\s?){4,}\s*\d{1,4}$")
_NUMBER = re.compile(r"\(?(\d{1,2}|[a-z])[.)]" + NO_DATE + r"\s")
_CAPTION = re.compile(
    r"(?:figur|figure|fig\.|tabel|table|tab\.|diagram|billede|boks|box|kort|graf|chart|foto|photo)\s*\d*(?:[.:–-]|\d\s|\s\()|(?:kilde|source|foto|photo|kilder)\s*:",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Para:
    """A paragraph on its way: its lines and what kind of text it is."""

    lines: list[Seg]
    kind: str = "paragraph"
    level: int = 0
    mark: str = ""
    flow: int = 0
    flush: bool = True  # nothing says that it begins anew (no indent, no mark)
    cells: list[int] = field(default_factory=list)  # of a table's row: how many lines each cell has
    names: list[str] = field(default_factory=list)  # headers of the cells
    label: int = 0  # characters before what is said, where a table's row was a turn
    sure: float | None = None

    @property
    def first(self) -> Seg:
        return self.lines[0]

    @property
    def last(self) -> Seg:
        return self.lines[-1]

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def style(self) -> tuple[str, float, bool]:
        """Font, size and weight of most of it."""
        first = self.lines[0].style
        if len(self.lines) == 1 or all(line.style is first for line in self.lines):
            return first[:3]
        votes: Counter[tuple[str, float, bool]] = Counter()
        for line in self.lines:
            votes[line.style.font, line.style.size, line.style.bold] += len(line.text)
        return votes.most_common(1)[0][0]

    @property
    def plain(self) -> str:
        return " ".join([line.text for line in self.lines])


def split(lines: Sequence[Seg], spacing: Spacing, speaks: Speaks | None) -> list[Para]:
    """The paragraphs of the lines of one flow of one page, in order. `speaks` knows the lines that open a turn."""
    paras: list[Para] = []
    current: list[Seg] = []
    for index, line in enumerate(lines):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if current and not _breaks(current, line, after, spacing, speaks):
            current.append(line)
            continue
        if current:
            paras.append(_made(current, spacing))
        current = [line]
    if current:
        paras.append(_made(current, spacing))
    return paras


def _made(lines: list[Seg], spacing: Spacing) -> Para:
    para = Para(lines, flow=lines[0].flow)
    para.flush = not opens(lines[0]) and not _indented(lines)
    return para


def opens(line: Seg) -> bool:
    """True where the line begins with a list mark or a caption's word."""
    return line.dotted or _MARKED.match(line.text) is not None or _CAPTION.match(line.text) is not None


def _indented(lines: list[Seg]) -> bool:
    size = lines[0].style.size
    if len(lines) > 1 and lines[1].leaf == lines[0].leaf:
        return lines[0].x0 - lines[1].x0 > 0.6 * size
    return lines[0].x0 - lines[0].left > 0.6 * size


def _breaks(current: list[Seg], b: Seg, after: Seg | None, spacing: Spacing, speaks: Speaks | None) -> bool:
    """Whether line b begins a new paragraph after the lines of the current one."""
    a = current[-1]
    size = max(a.style.size, b.style.size)
    step = b.base - a.base
    if a.leaf != b.leaf or step <= 0.2 * size:
        return True
    usual = max(spacing.usual(a), spacing.usual(b)) if _alike(a, b) else 1.25 * size
    if min(a.x1, b.x1) < max(a.x0, b.x0) - 3 * size:  # not under each other: only round a box does a sentence go on so
        return step > usual + 0.28 * size or ends_sentence(a.text) or not begins_small(b.text) or not _alike(a, b)
    hyphened = ends_hyphened(a.text) and begins_small(b.text)
    if step > usual + (0.6 if hyphened else 0.28) * size:
        return True
    if hyphened and _alike(a, b):
        return False
    if (speaks is not None and speaks(b)) or (a.text[-1].isdigit() and _LEADER.search(a.text)):
        return True
    if b.dotted or (_MARKED.match(b.text) and _mark_counts(current, b)):
        return True
    if not _alike(a, b):
        alike = a.style.size == b.style.size or _shares_style(a, b)
        return not (_unfinished(a, b) and alike and step <= usual + 0.15 * size)
    return _shape_breaks(current, b, after, size)


def _mark_counts(current: list[Seg], b: Seg) -> bool:
    """A mark begins an item, unless it stands at the text edge of a running sentence (a dash, a date: '3. maj')."""
    a, first = current[-1], current[0]
    if b.text[:1] in "•‣◦▪▫■□●○∙►▶➢➤✓✔❖◆◇→➥➔":
        return True
    if _MARKED.match(first.text) and abs(b.x0 - first.x0) < 0.5 * b.style.size and first.x0 < current[-1].x0 - 1:
        return True
    if ends_sentence(a.text) and abs(b.x0 - first.x0) < 0.5 * b.style.size and _is_next(first.text, b.text):
        return True
    room = a.right - a.x1
    if room > b.first_width + 2 * b.style.size:
        return True
    tabbed = b.mark_gap - b.x0 > b.first_width + 0.6 * b.style.size
    return (ends_sentence(a.text) or a.text.endswith(",")) and (tabbed or abs(b.x0 - a.x0) > 0.6 * b.style.size)


def _is_next(one: str, two: str) -> bool:
    """'4.' and '5.', 'a)' and 'b)'."""
    first, second = _NUMBER.match(one), _NUMBER.match(two)
    if first is None or second is None:
        return False
    a, b = first.group(1), second.group(1)
    return int(b) == int(a) + 1 if a.isdigit() and b.isdigit() else len(a) == len(b) == 1 and ord(b) == ord(a) + 1


def _alike(a: Seg, b: Seg) -> bool:
    size = max(a.style.size, b.style.size)
    return abs(a.style.size - b.style.size) <= 0.06 * size and a.bold_last == b.bold_first


def _shares_style(a: Seg, b: Seg) -> bool:
    """One of two lines of a paragraph stands mostly in other letters (a lead-in in bold), but has the other's too."""
    return a.second == b.style or b.second == a.style


def _unfinished(a: Seg, b: Seg) -> bool:
    room = a.right - a.x1
    return not ends_sentence(a.text) and room < b.first_width + 0.5 * b.style.size


def _shape_breaks(current: list[Seg], b: Seg, after: Seg | None, size: float) -> bool:
    """Indents and short last lines."""
    a, first = current[-1], current[0]
    hanging = first.mark_gap or (current[1].x0 if len(current) > 1 else 0.0)
    shift = b.x0 - a.x0
    if first.mark_gap and b.x0 < first.x0 - 0.6 * size:  # out beyond the mark: no line of the item
        if len(current) > 1:
            if current[1].x0 > first.x0 - 0.3 * size:
                return True  # else the item's first line is indented, and the text goes on at the edge
        elif (ends_sentence(a.text) and not a.text[0].isalpha()) or a.right - a.x1 > b.first_width + 2 * size:
            return True
    if first.mark_gap and after is not None and after.leaf == b.leaf and _alike(b, after):
        full = b.right - b.x1 < after.first_width + 0.3 * size
        if full and not begins_small(b.text) and after.x0 < min(first.x0, b.x0) - 0.6 * size:
            return True  # a full line, and the next goes out beyond the list: b begins a paragraph
    if shift > 0.6 * size and not (len(current) == 1 and _hangs(first, b, after)):
        aslant = abs((b.x0 - a.x0) + (b.x1 - a.x1))  # twice what their middles are apart
        inside = b.x1 < a.x1 and begins_small(b.text) and not ends_sentence(a.text)
        centred = aslant < (2.5 if inside else 0.5) * size
        if not centred and (
            after is None or after.leaf != b.leaf or after.x0 < b.x0 - 0.5 * size or ends_sentence(a.text)
        ):
            return True
    if (
        shift < -0.6 * size
        and len(current) >= 2
        and abs(b.x0 - first.x0) < 0.4 * size
        and hanging - first.x0 > 0.6 * size
    ):
        return True
    inset = after is not None and after.leaf == b.leaf and after.x0 < b.x0 - 0.6 * size and _alike(b, after)
    if inset and abs(shift) < 0.3 * size and len(current) == 1 and ends_sentence(a.text):
        return True  # a paragraph of one indented line, and the indented first line of the next
    if heading_like(a) and heading_like(b):
        return False
    return a.right - a.x1 > _least_room(current, b, size) and not _is_full(current, b, after)


def _least_room(current: list[Seg], b: Seg, size: float) -> float:
    """White space that a paragraph's last line leaves at least before line b."""
    a = current[-1]
    need = b.first_width + 0.28 * size
    small = begins_small(b.text)
    if ends_sentence(a.text):
        return BEARING * size if a.even and not small else need + (4.0 if small else 0.25) * size
    if small:
        return need + 16 * size if len(current) == 1 else float("inf")
    return need + 2.0 * size


def _is_full(current: list[Seg], b: Seg, after: Seg | None) -> bool:
    """A line of a justified block that is narrower than its column: it ends where two of its neighbours do."""
    a = current[-1]
    beside: list[Seg] = [*current[-2:-1], b]
    if after is not None:
        beside.append(after)
    return len([line for line in beside if abs(line.x1 - a.x1) < 0.6 and line.leaf == a.leaf]) >= 2


def _hangs(first: Seg, b: Seg, after: Seg | None) -> bool:
    """The second line of an item, or of an entry in a list of works, stands further in than the first."""
    if not first.starts and len(first.text) > 40 and _unfinished(first, b) and b.x0 - first.x0 < 5 * b.style.size:
        return True
    if first.mark_gap:
        return abs(b.x0 - first.mark_gap) < 0.7 * b.style.size or b.x0 <= first.mark_gap
    if _MARKED.match(first.text):
        return True
    return (
        after is not None
        and after.leaf == b.leaf
        and abs(after.x0 - b.x0) < 0.2 * b.style.size
        and not ends_sentence(first.text)
    )


def heading_like(line: Seg) -> bool:
    return line.style.bold and not ends_sentence(line.text)


def list_mark(text: str) -> str:
    """The bullet or number a text begins with, '' where it has none."""
    found = _MARKED.match(text)
    return found.group().strip() if found and found.end() < len(text) else ""


def is_caption(text: str) -> bool:
    return _CAPTION.match(text) is not None
