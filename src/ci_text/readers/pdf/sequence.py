"""The sequence of a page's blocks: paragraphs, rows of tables, and where boxes stand among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ci_text.readers.pdf.chars import PageWords
from ci_text.readers.pdf.lines import Seg, segment
from ci_text.readers.pdf.open_tables import paragraphs_of, rows_of
from ci_text.readers.pdf.order import ends_sentence
from ci_text.readers.pdf.paragraphs import Para, Speaks, split
from ci_text.readers.pdf.spacing import Spacing
from ci_text.readers.pdf.tables import Table
from ci_text.records import Box

MOST_IN_RUN = 1000  # paragraphs: a longer run is settled in parts


def settled_runs(
    paras: Iterable[Para], belongs: Callable[[Para], bool], settle: Callable[[list[Para]], None]
) -> Iterator[Para]:
    """The same paragraphs in order; `settle` has seen each run of those that belong together before they come out."""
    run: list[Para] = []
    for para in paras:
        joins = belongs(para)
        if run and (not joins or len(run) >= MOST_IN_RUN):
            settle(run)
            yield from run
            run = []
        if joins:
            run.append(para)
        else:
            yield para
    if run:
        settle(run)
        yield from run


def parted(lines: list[Seg], spacing: Spacing, speaks: Speaks | None) -> list[Para]:
    """Paragraphs of the lines of a flow, tables without a grid as rows."""
    paras: list[Para] = []
    done = 0
    for first, last in rows_of(lines, speaks):
        paras.extend(split(lines[done:first], spacing, speaks))
        paras.extend(paragraphs_of(lines[first:last]))
        done = last
    paras.extend(split(lines[done:], spacing, speaks))
    return paras


def table_rows(table: Table, page: PageWords) -> list[Para]:
    """The rows of a table; the first one names the columns of the others."""
    paras: list[Para] = []
    names: list[str] = []
    for number, row in enumerate(table.rows):
        cells = [[segment(words, page.number) for words in lines] for lines in row]
        heads = [names[i] if number and i < len(names) else "" for i, lines in enumerate(cells) if lines]
        if number == 0:
            names = [" ".join(line.text for line in lines) for lines in cells]
        filled = [lines for lines in cells if lines]
        if filled:
            sizes = [len(lines) for lines in filled]
            paras.append(Para([line for lines in filled for line in lines], "table_row", cells=sizes, names=heads))
    return paras


def inserted(main: list[Para], inserts: list[tuple[Box, list[Para]]]) -> list[Para]:
    """Boxes and tables put behind the last paragraph over them, the title of a table right before it."""
    for index, (box, paras) in enumerate(inserts):
        title = _title(main, box) if paras and paras[0].kind == "table_row" else None
        if title is not None:
            main = [para for para in main if para is not title]
            inserts[index] = (box, [title, *paras])
    places: dict[int, list[tuple[float, list[Para]]]] = {}
    for box, paras in inserts:
        place = -1
        beside = [i for i, p in enumerate(main) if any(s.x0 < box.x1 and s.x1 > box.x0 for s in p.lines)]
        above = [i for i in beside if main[i].first.base < box.top + 2]
        if above:
            place = above[-1]
        elif beside:
            place = beside[0] - 1
        else:
            higher = [i for i, p in enumerate(main) if p.first.base < box.top + 2]
            place = higher[-1] if higher else -1
        places.setdefault(place, []).append((box.top, paras))
    result: list[Para] = []
    for index in range(-1, len(main)):
        if index >= 0:
            result.append(main[index])
        for _, paras in sorted(places.get(index, []), key=lambda pair: pair[0]):
            result.extend(paras)
    return result


def _title(main: list[Para], box: Box) -> Para | None:
    """The words right over a table and in the middle of it, short and no sentence."""
    for para in main:
        size = para.last.style.size
        left, right = min(line.x0 for line in para.lines), max(line.x1 for line in para.lines)
        central = abs(left + right - box.x0 - box.x1) < 2 * size and right - left < 0.8 * (box.x1 - box.x0)
        if central and 0 <= box.top - para.last.base < 2.5 * size and len(para.lines) <= 2:
            return None if ends_sentence(para.plain) else para
    return None
