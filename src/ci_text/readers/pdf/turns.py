"""Speaker turns of a PDF transcript, by the shared grammar of labels."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ci_text.readers.labels import NAME, heads_field
from ci_text.readers.pdf.lines import Seg
from ci_text.readers.pdf.order import begins_small, ends_sentence
from ci_text.readers.pdf.paragraphs import Para
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


@dataclass(frozen=True, slots=True)
class Labels:
    """What opens a turn at the start of a line: names with a colon, and names that hang beside what is said."""

    colon: re.Pattern[str] | None
    hanging: frozenset[str]

    def opens(self, line: Seg) -> bool:
        """Whether a line begins with a label."""
        return bool(self.colon and self.colon.match(line.text)) or self.hung(line) is not None

    def hung(self, line: Seg) -> int | None:
        """Where the words begin after a name that hangs beside them; None where there is none."""
        for name in (_first_piece(line), _initials(line)):
            if name in self.hanging:
                return len(name) + 1
        return None


def labels_of(lines: Sequence[Seg]) -> Labels:
    """The labels that come again and again in a document."""
    seen: Counter[str] = Counter()
    for line in lines:
        found = _LABEL.match(line.text)
        if found:
            seen[found.group(1)] += 1
    names = [name for name, n in seen.items() if n >= LEAST]
    pattern = None
    if names and len(names) <= 40:
        pattern = re.compile(
            "(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + "):(?=\\s|$)"
        )
    labels = Labels(pattern, _hanging(lines))
    for line in lines if labels.hanging else ():
        if line.starts and labels.hung(line) is not None:
            line.mark_gap = line.starts[0][1]  # what is said hangs there, as an item's text does behind its mark
    return labels


def _first_piece(line: Seg) -> str:
    """The words before the first wide gap of a line, '' where there is none."""
    return line.text[: line.starts[0][0]].strip() if line.starts else ""


def _initials(line: Seg) -> str:
    found = _INITIALS.match(line.text)
    return found.group() if found else ""


def _hanging(lines: Sequence[Seg]) -> frozenset[str]:
    """Names in a column of their own: few of them, each several times, at one x, and nothing else stands there.

    Initials need no wide gap where the lines under them stand further in.
    """
    places: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    said: dict[str, int] = defaultdict(int)
    for line in lines:
        name = _first_piece(line)
        if name and len(line.starts) == 1 and len(name) <= LONGEST:
            places[round(line.x0 / 3), round(line.starts[0][1] / 3)][name] += 1
            said[name] += len(line.text) - line.starts[0][0]
    found: set[str] = set()
    for names in places.values():
        again = {name for name, n in names.items() if n >= LEAST and _is_name(name)}
        total = sum(names.values())
        if not 2 <= len(again) <= MOST_SPEAKERS or sum(names[n] for n in again) < 0.8 * total:
            continue
        if sum(said[n] for n in again) >= 12 * sum(names[n] for n in again):
            found |= again
    return frozenset(found) if found else _hanging_initials(lines)


def _hanging_initials(lines: Sequence[Seg]) -> frozenset[str]:
    seen: Counter[str] = Counter()
    hung: Counter[str] = Counter()
    for line, after in itertools.pairwise(lines):
        name = _initials(line)
        if name:
            seen[name] += 1
            hung[name] += after.leaf == line.leaf and after.x0 > line.x0 + 0.8 * line.style.size
    again = {name for name, n in seen.items() if n >= LEAST and hung[name] >= 0.3 * n}
    return frozenset(again) if 2 <= len(again) <= MOST_SPEAKERS else frozenset()


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


def talk_of_tables(paras: list[Para]) -> None:
    """Rows of a table that holds a talk (number, name, words) made paragraphs that begin with their name.

    The words are the last column and the longest; the names recur in the one before it.
    """
    run: list[Para] = []
    for para in [*paras, None]:
        if para is not None and para.kind == "table_row" and len(para.cells) > 1:
            run.append(para)
            continue
        if len(run) >= 2 * LEAST:
            _unrow(run)
        run = []


def _unrow(rows: list[Para]) -> None:
    head = rows[0].plain
    again = sum(row.plain == head for row in rows) > 1 or all(line.bold_first for line in rows[0].lines)
    rows = [row for row in rows if not (again and row.plain == head)]
    said = [row for row in rows if len(row.cells) == max(len(r.cells) for r in rows)]
    who = [_cell(row, -2) for row in said]
    counts = Counter(who)
    speakers = {name for name, n in counts.items() if n >= 2 and _is_name(name)}
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


def _cell(row: Para, index: int) -> str:
    sizes = row.cells
    at = sum(sizes[: len(sizes) + index if index < 0 else index])
    return " ".join(line.text for line in row.lines[at : at + sizes[index]])


def turns_of(paras: list[Para], labels: Labels) -> list[tuple[Para, TurnMark | None]]:
    """Each paragraph with the turn it opens or goes on with (then with a label of no length)."""
    body = [p for p in paras if p.kind in ("paragraph", "list_item", "heading")]
    found = find_turns([_tabbed(p, labels) for p in body], [_bold(p) for p in body])
    places = [i for i, turn in enumerate(found) if turn is not None]
    if not places or len(places) < SHARE * (places[-1] - places[0] + 1):
        return [(p, None) for p in paras]  # labels here and there: 'Dates:', 'Address:'
    opened = {id(p): t for p, t in zip(body, found, strict=True) if t is not None}
    alone = sum(opened[id(body[i])].label_end >= len(body[i].plain) for i in places)
    whole = len(places) >= WHOLE * (sum(p.kind != "heading" for p in body[places[0] :]) - alone)
    last = max(i for i, p in enumerate(paras) if id(p) in opened)
    result: list[tuple[Para, TurnMark | None]] = []
    speaking: Turn | None = None
    current: Para | None = None
    label = 0
    for index, para in enumerate(paras):
        turn = opened.get(id(para))
        if turn is not None:
            speaking, current, label = turn, para, turn.label_end
            _open(para)
            result.append((para, (turn.label_end, turn.speaker, turn.time, turn.role)))
        elif speaking is None or para.kind not in ("paragraph", "list_item") or (index > last and not whole):
            if para.kind == "heading" or index > last:
                speaking = None if not (whole and para.kind != "heading") else speaking
            result.append((para, None))
        elif current is not None and _goes_on(current, para, label):
            current.lines.extend(para.lines)
        else:
            _open(para)
            current, label = para, para.label
            result.append((para, (para.label, speaking.speaker, speaking.time, speaking.role)))
    return result


def _open(para: Para) -> None:
    para.kind, para.mark, para.level = "turn", "", 0


def _goes_on(current: Para, para: Para, label: int) -> bool:
    """A label that stands alone takes what comes next; a sentence goes on over whatever cut it."""
    return len(current.plain) <= label or (not ends_sentence(current.plain) and begins_small(para.first.text))
