"""The usual distance between the lines of a paragraph, by column and by style."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence

from ci_text.readers.pdf.lines import Seg
from ci_text.readers.pdf.order import begins_small, ends_sentence
from ci_text.readers.pdf.paragraphs import opens

Column = tuple[int, str, float]
"""Number of a column, font and size of its lines."""


class Spacing:
    """The usual distance between the baselines of a paragraph: in its column, else by style in the whole document.

    Surest are lines in the middle of a sentence: the next one surely belongs to the same paragraph.
    """

    def __init__(self) -> None:
        self.steps: dict[tuple[str, float], Counter[float]] = defaultdict(Counter)
        self.inside: dict[Column, Counter[float]] = defaultdict(Counter)
        self.columns: dict[Column, float] = {}  # of the page that is read

    def learn(self, lines: Sequence[Seg]) -> None:
        for a, b in itertools.pairwise(lines):
            step = b.base - a.base
            if a.leaf == b.leaf and a.style.size == b.style.size and 0.8 * a.style.size < step < 2.6 * a.style.size:
                rounded = round(step * 2) / 2
                full = 2 if a.x1 > a.right - 3 * a.style.size else 1  # after a full line the paragraph goes on
                self.steps[a.style.font, a.style.size][rounded] += full
                if begins_small(b.text) and not ends_sentence(a.text) and not opens(b):
                    self.inside[a.leaf, a.style.font, a.style.size][rounded] += 1

    def learnt_columns(self) -> dict[Column, float]:
        """What was learnt of the columns of a page, which is then forgotten: it goes with the page."""
        found = {column: _usual(steps) for column, steps in self.inside.items()}
        self.inside.clear()
        return {column: step for column, step in found.items() if step}

    def usual(self, line: Seg) -> float:
        """The usual step in the column of a line; `columns` are those of its page."""
        key = (line.leaf, line.style.font, line.style.size)
        found = self.columns.get(key)
        if found is None:
            found = self.columns[key] = self._in_document(line)
        return found

    def _in_document(self, line: Seg) -> float:
        steps = self.steps.get((line.style.font, line.style.size))
        if not steps:
            return 1.22 * line.style.size
        most = max(steps.values())
        return min(step for step, n in steps.items() if n >= 0.35 * most)


def _usual(steps: Counter[float]) -> float:
    """The widest step that is common within sentences; 0 where too few are known."""
    total = sum(steps.values())
    if total < 2 or max(steps.values()) < 0.3 * total:
        return 0.0
    return max(step for step, n in steps.items() if n >= 0.3 * total)
