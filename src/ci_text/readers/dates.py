"""'1. januar' at the start of a line is a date, no item of a list, and its number is no mark."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
NO_DATE: Final = rf"(?!\s+(?:{_MONTHS})\b)"  # after a number with its full stop; Danish months are written small
DATE: Final = re.compile(rf"\d{{1,2}}\.\s+(?:{_MONTHS})\b")
