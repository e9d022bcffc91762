"""Text in Markdown as it stands: nothing in it is a mark, a link or a picture."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_\[\]<>#|]|&(?=#?\w+;)|^\s*[-+](?=\s)|^\s*\d{1,9}[.)](?=\s))")


def safe(text: str) -> str:
    """Text that Markdown shows as it stands; at the beginning of a line a dash or '1.' would be a list."""
    return _MARKS.sub(lambda found: found[0][:-1] + "\\" + found[0][-1], text)
