"""Tables without a grid: lines whose pieces stand under each other, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ci_text.readers.pdf.lines import LIST_MARK, Seg, ends_hyphened
from ci_text.readers.pdf.paragraphs import Para, Speaks

LEAST_ROWS = 3
ALIGNED = 2.5  # points
LONGEST_CELL = 45  # characters, on average


def is_row(line: Seg) -> bool:
    """A line in pieces that is no list item, no speaker's label with its words and no line of running text."""
    if not line.starts or ends_hyphened(line.text):
        return False
    first = line.text[: line.starts[0][0]].strip()
    return not (LIST_MARK.match(first) or first.endswith(":")) and len(line.text) < LONGEST_CELL * (
        len(line.starts) + 1
    )


def rows_of(lines: Sequence[Seg], speaks: Speaks | None) -> list[tuple[int, int]]:
    """(first, last + 1) of the stretches of lines that are tables; a name beside what is said makes none."""
    found: list[tuple[int, int]] = []
    start = 0
    for index in range(len(lines) + 1):
        on = index < len(lines) and is_row(lines[index]) and not (speaks and speaks(lines[index]))
        if on and (index == start or _under(lines[index - 1], lines[index])):
            continue
        if index - start >= LEAST_ROWS:
            found.append((start, index))
        start = index if on else index + 1
    return found


def _under(a: Seg, b: Seg) -> bool:
    if a.leaf != b.leaf or not 0 < b.base - a.base < 4 * b.style.size:
        return False
    left = any(abs(x - y) < ALIGNED for _, x in a.starts for _, y in b.starts)
    return left or (abs(a.x1 - b.x1) < ALIGNED and _ends_in_number(b))


def _ends_in_number(line: Seg) -> bool:
    """Amounts stand under each other to the right, and under their head; the lines of justified text do too."""
    return line.text[line.starts[-1][0] :].strip(" %.,)-–")[-1:].isdigit()


def paragraphs_of(lines: Sequence[Seg]) -> list[Para]:
    """One paragraph for each row; the first row names the columns of the others where it has as many cells."""
    names = [cell.text for cell in _cells(lines[0])]
    headed = is_head(names)
    paras: list[Para] = []
    for number, line in enumerate(lines):
        cells = _cells(line)
        heads = names if headed and number and len(cells) == len(names) else []
        paras.append(Para(cells, "table_row", flow=line.flow, cells=[1] * len(cells), names=heads))
    return paras


def is_head(cells: Sequence[str]) -> bool:
    """Whether the cells of a table's first row name its columns: short words, and no figures."""
    text = " ".join(cells)
    return not any(c.isdigit() for c in text) and len(text) < 30 * len(cells)


def _cells(line: Seg) -> list[Seg]:
    cuts = [0, *(at for at, _ in line.starts), len(line.text)]
    lefts = [line.x0, *(x for _, x in line.starts)]
    cells: list[Seg] = []
    for index, left in enumerate(lefts):
        begin, end = cuts[index], cuts[index + 1]
        text = line.text[begin:end].strip()
        if not text:
            continue
        right = lefts[index + 1] - line.style.size if index + 1 < len(lefts) else line.x1
        notes = [
            (at - begin, mark) for at, mark in line.notes if begin <= at <= end and (at < end or end == len(line.text))
        ]
        cells.append(replace(line, text=text, x0=left, x1=max(left, right), notes=notes, starts=[]))
    lost = [note for note in line.notes if not any(mark == note[1] for cell in cells for _, mark in cell.notes)]
    cells[-1].notes.extend((len(cells[-1].text), mark) for _, mark in lost)
    return cells
