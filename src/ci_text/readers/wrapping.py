"""Lines of plain text back to paragraphs: which line ends the program put there, and which the author."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ci_text.readers.dates import DATE, NO_DATE
from ci_text.readers.pdf.hyphens import HYPHENS, Hyphens

VISIBLE: Final = "-\u2010"  # a soft hyphen that ends a line is no sign of the word
LIST_ITEM: Final = re.compile(
    r"(?P<indent>\s*)(?P<mark>[•‣◦▪■●·∙►➢✓❖*+]|[–—-]|\(?\d{1,3}[.)]"
    + NO_DATE
    + r"|\(?[a-z][.)]|\(?[ivx]{1,4}[.)])[ \t]+(?P<text>\S.*)"
)
NEAR = 8  # lines before and after that tell a line's width
NARROW, WIDE = 45, 130  # characters: lines shorter or longer than these were not wrapped by a program


def widths(lines: Sequence[str]) -> list[int]:
    """For each line the width at which the text around it is wrapped, in characters; 0 where it is not.

    It is the longest length that three lines near by come close to: in a wrapped text many do, in any other only
    chance.
    """
    filled = [i for i, line in enumerate(lines) if line.strip()]
    result = [0] * len(lines)
    for n, i in enumerate(filled):
        lengths = sorted((len(lines[k].rstrip()) for k in filled[max(0, n - NEAR) : n + NEAR + 1]), reverse=True)
        for k in range(len(lengths) - 2):
            if lengths[k + 2] >= 0.92 * lengths[k]:
                result[i] = lengths[k] if NARROW <= lengths[k] <= WIDE else 0
                break
    return result


def goes_on_over_blank(line: str, after: str) -> bool:
    """Whether a sentence goes on after a blank line, as in text that a converter has spaced out."""
    return len(line) >= 25 and line[-1:] not in '.:;!?…»”"' and after[:1].islower() and not LIST_ITEM.match(after)


def goes_on(line: str, after: str, width: int) -> bool:
    """Whether the next line belongs to the same paragraph."""
    first = after.split(maxsplit=1)[0] if after.strip() else ""
    if not first:
        return False
    if line[-1:] in HYPHENS and len(line) > 1 and line[-2:-1].isalpha():
        return True
    if DATE.match(after.lstrip()) and line.rstrip()[-1:] not in ".:;!?":
        return True
    item = LIST_ITEM.match(after)
    full = width > 0 and len(line) + 1 + len(first) > width
    if item:
        # '15. i rækken' or '– men' at the start of a wrapped line
        return full and item["mark"][-1:] not in ")•*+" and item["text"][:1].islower() and line[-1:] not in ".:;!?"
    return full or (after.lstrip()[:1].islower() and line.rstrip()[-1:] not in ".:!?")


def join(lines: Sequence[str], hyphens: Hyphens, aside: Counter[str]) -> str:
    """One text of several lines; hyphens that a line break put there are taken out and counted."""
    text = ""
    for line in lines:
        line = line.strip()
        if text and line and text[-1] in HYPHENS and text[-2:-1].isalpha():
            put, blank = hyphens.join(text, line) if text[-1] in VISIBLE else ("", "")
            if not put:
                aside["hyphen"] += 1
            text = text[:-1] + put + blank + line
        elif text and line:
            text += " " + line
        else:
            text += line
    return text
