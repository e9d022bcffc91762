"""Speaker turns of a PDF transcript, by the shared grammar of labels."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ci_text.readers.labels import NAME, heads_field
from ci_text.readers.pdf.lines import Seg
from ci_text.readers.pdf.order import begins_small, ends_sentence
from ci_text.readers.pdf.paragraphs import Para
from ci_text.readers.pdf.sequence import settled_runs
from ci_text.readers.turns import Turn, find_turns

TurnMark = tuple[int, str, str | None, str | None]
_LABEL = re.compile(r"([A-ZÆØÅ][\w.’'-]*(?: [A-ZÆØÅ0-9][\w.’'-]*){0,4}):(?=\s|$)")
_INITIALS = re.compile(r"[A-ZÆØÅ]{1,3}\d?(?=\s+\S)")
_NAME = re.compile(NAME)
SHARE = 0.15  # of the paragraphs from the first turn to the last: where fewer open one, nobody is speaking
LEAST = 3  # a label that opens fewer lines is a word with a colon
WHOLE = 0.5  # share of labelled paragraphs that makes the last ones without a label part of the talk
LONGEST = 28  # characters of a name in a column of its own
MOST_SPEAKERS = 12
SPOKEN_KINDS = ("paragraph", "list_item", "heading")


@dataclass(frozen=True, slots=True)
class Labels:
    """What opens a turn at the start of a line: names with a colon, and names that hang beside what is said."""

    colon: re.Pattern[str] | None
    hanging: frozenset[str]

    def mark(self, lines: Sequence[Seg]) -> None:
        """What is said beside a hanging name hangs there, as an item's text does behind its mark."""
        for line in lines if self.hanging else ():
            if line.starts and self.hung(line) is not None:
                line.mark_gap = line.starts[0][1]

    def opens(self, line: Seg) -> bool:
        """Whether a line begins with a label."""
        return bool(self.colon and self.colon.match(line.text)) or self.hung(line) is not None

    def hung(self, line: Seg) -> int | None:
        """Where the words begin after a name that hangs beside them; None where there is none."""
        for name in (_first_piece(line), _initials(line)):
            if name in self.hanging:
                return len(name) + 1
        return None


class LabelCount:
    """Counts what comes at the start of lines, over the pages of a document."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.places: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)  # x of a name and of its words
        self.said: Counter[str] = Counter()  # name -> characters said beside it
        self.initials: Counter[str] = Counter()
        self.hanging_initials: Counter[str] = Counter()

    def learn(self, lines: Sequence[Seg]) -> None:
        """Count the labels of a page's main text."""
        for line, after in itertools.zip_longest(lines, lines[1:]):
            found = _LABEL.match(line.text)
            if found:
                self.seen[found.group(1)] += 1
            if len(line.starts) == 1:
                self._piece(line)
            name = _initials(line)
            if name:
                self.initials[name] += 1
                hangs = after is not None and after.leaf == line.leaf and after.x0 > line.x0 + 0.8 * line.style.size
                self.hanging_initials[name] += hangs

    def _piece(self, line: Seg) -> None:
        name, (at, x) = _first_piece(line), line.starts[0]
        if name and len(name) <= LONGEST:
            self.places[round(line.x0 / 3), round(x / 3)][name] += 1
            self.said[name] += len(line.text) - at

    def labels(self) -> Labels:
        """The labels that come again and again in the document."""
        names = [name for name, n in self.seen.items() if n >= LEAST]
        pattern = None
        if names and len(names) <= 40:
            pattern = re.compile(
                "(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + "):(?=\\s|$)"
            )
        return Labels(pattern, self._hanging())

    def _hanging(self) -> frozenset[str]:
        """Names in a column of their own: few of them, each several times, at one x, and nothing else stands there.

        Initials need no wide gap where the lines under them stand further in.
        """
        found: set[str] = set()
        for names in self.places.values():
            again = {name for name, n in names.items() if n >= LEAST and _is_name(name)}
            total = sum(names.values())
            if not 2 <= len(again) <= MOST_SPEAKERS or sum(names[n] for n in again) < 0.8 * total:
                continue
            if sum(self.said[n] for n in again) >= 12 * sum(names[n] for n in again):
                found |= again
        if found:
            return frozenset(found)
        again = {n for n, times in self.initials.items() if times >= LEAST and self.hanging_initials[n] >= 0.3 * times}
        return frozenset(again) if 2 <= len(again) <= MOST_SPEAKERS else frozenset()


def _first_piece(line: Seg) -> str:
    """The words before the first wide gap of a line, '' where there is none."""
    return line.text[: line.starts[0][0]].strip() if line.starts else ""


def _initials(line: Seg) -> str:
    found = _INITIALS.match(line.text)
    return found.group() if found else ""


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not heads_field(text)


def _bold(para: Para) -> int:
    """Bold characters at the start of a paragraph."""
    if all(line.bold_first and line.bold_last for line in para.lines):
        return len(para.plain)
    return para.first.bold_prefix


def _tabbed(para: Para, labels: Labels) -> str:
    """The text of a paragraph, with a tab after a name that hangs beside it."""
    end = para.label or labels.hung(para.first)
    text = para.plain
    return f"{text[: end - 1]}\t{text[end:]}" if end else text


def talk_of_tables(paras: Iterable[Para]) -> Iterator[Para]:
    """The paragraphs; rows of a table that holds a talk (number, name, words) are such that begin with their name.

    The words are the last column and the longest; the names recur in the one before it.
    """
    return settled_runs(paras, lambda para: para.kind == "table_row" and len(para.cells) > 1, _unrow)


def _unrow(rows: list[Para]) -> None:
    if len(rows) < 2 * LEAST:
        return
    head = rows[0].plain
    again = sum(row.plain == head for row in rows) > 1 or all(line.bold_first for line in rows[0].lines)
    bare = [row for row in rows if not (again and row.plain == head)]
    if _cell(rows[0], -2) not in _names(bare):  # else the first turn is said in the same words once more
        rows = bare
    speakers = _names(rows)
    said = [row for row in rows if len(row.cells) == max(len(r.cells) for r in rows)]
    who = [_cell(row, -2) for row in said]
    counts = Counter(who)
    words = [_cell(row, -1) for row in said]
    if not 2 <= len(speakers) <= MOST_SPEAKERS or sum(counts[name] for name in speakers) < 0.8 * len(who):
        return
    if sum(map(len, words)) < 20 * len(words) or not any(
        find_turns([f"{a}\t{b}" for a, b in zip(who, words, strict=True)])
    ):
        return
    for row in rows:
        if row in said and _cell(row, -2) not in speakers:
            continue  # the head of the table
        before = row.lines[: sum(row.cells[:-1])]
        if row in said:
            row.label = sum(len(line.text) + 1 for line in before)
        elif len(row.cells) == 2 and re.fullmatch(r"[\d:.]+", _cell(row, 0)):
            row.label = len(_cell(row, 0)) + 1
        else:
            continue
        row.kind, row.cells, row.names = "paragraph", [], []


def _names(rows: list[Para]) -> set[str]:
    """The names that recur beside the words, in the rows with all their cells."""
    counts = Counter(_cell(row, -2) for row in rows if len(row.cells) == max(len(r.cells) for r in rows))
    return {name for name, n in counts.items() if n >= 2 and _is_name(name)}


def _cell(row: Para, index: int) -> str:
    sizes = row.cells
    at = sum(sizes[: len(sizes) + index if index < 0 else index])
    return " ".join(line.text for line in row.lines[at : at + sizes[index]])


class Talk:
    """Who says what in a document: `hear` all its paragraphs, then go through them again with `turns`."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.texts: list[str] = []
        self.bold: list[int] = []
        self.titles: list[bool] = []

    def hear(self, para: Para) -> None:
        """Note what a paragraph could open a turn with."""
        if para.kind in SPOKEN_KINDS:
            self.texts.append(_tabbed(para, self.labels))
            self.bold.append(_bold(para))
            self.titles.append(para.kind == "heading")

    def _opened(self) -> tuple[dict[int, Turn], bool]:
        """The paragraphs that open a turn, and whether those after the last one go on with it."""
        found = {i: turn for i, turn in enumerate(find_turns(self.texts, self.bold)) if turn is not None}
        first, last = min(found, default=0), max(found, default=0)
        if len(found) < SHARE * (last - first + 1):
            found = {}  # labels here and there: 'Dates:', 'Address:'
        alone = sum(turn.label_end >= len(self.texts[i]) for i, turn in found.items())
        whole = len(found) >= WHOLE * (self.titles[first:].count(False) - alone)
        self.texts, self.bold, self.titles = [], [], []
        return found, whole

    def turns(self, paras: Iterable[Para]) -> Iterator[tuple[Para, TurnMark | None]]:
        """Each paragraph with the turn it opens or goes on with (then with a label of no length)."""
        opened, whole = self._opened()
        last, number = max(opened, default=-1), -1
        waiting: list[tuple[Para, TurnMark | None]] = []  # the paragraph that others may go on with, and those after it
        speaking: Turn | None = None
        for para in paras:
            heard = para.kind in SPOKEN_KINDS
            number += heard
            turn = opened.get(number) if heard else None
            over = number >= last + heard and not whole  # the last turn was opened before
            if turn is not None:
                speaking = turn
            elif speaking is None or over or para.kind not in ("paragraph", "list_item"):
                if over or para.kind == "heading":
                    speaking = None
                waiting.append((para, None))
                if speaking is None:
                    yield from waiting
                    waiting = []
                continue
            elif _is_continued(waiting, para):
                waiting[0][0].lines.extend(para.lines)
                continue
            yield from waiting
            label = para.label if turn is None else turn.label_end
            para.kind, para.mark, para.level = "turn", "", 0
            waiting = [(para, (label, speaking.speaker, speaking.time, speaking.role))]
        yield from waiting


def _is_continued(waiting: list[tuple[Para, TurnMark | None]], para: Para) -> bool:
    """A label that stands alone takes what comes next; a sentence goes on over whatever cut it."""
    current, mark = waiting[0]
    plain = current.plain
    return (mark is not None and len(plain) <= mark[0]) or (not ends_sentence(plain) and begins_small(para.first.text))
