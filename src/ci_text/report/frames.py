"""Tables of the findings as plain rows; a table or a column that is not there is said, never guessed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ci_text.report.strings import Words

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, or none and the `reason` in words."""

    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


def rows_of(tables: Mapping[str, Any], name: str, needed: Sequence[str], words: Words) -> Rows:
    """The table's rows with plain Python values (NaN becomes None), or the reason why there are none."""
    frame = tables.get(name)
    if frame is None:
        return Rows(reason=words("why_absent", name=name))
    lacking = [column for column in needed if column not in frame.columns]
    if lacking:
        return Rows(reason=words("why_columns", name=name, columns=", ".join(lacking)))
    if not len(frame):
        return Rows(reason=words("why_empty"))
    columns = tuple(map(str, frame.columns))
    records = frame.to_dict("records")
    return Rows(tuple({str(k): plain(v) for k, v in record.items()} for record in records), columns)


def plain(value: Any) -> Any:
    """A value that JSON and Jinja understand: numpy numbers as Python's, NaN and NaT as None."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    text = str(value)
    return None if text in {"NaT", "<NA>", "nan"} else text


def whole(value: Any) -> int:
    """A count; what is not a number counts as 0."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def share(value: Any) -> float | None:
    """A share, or None where the value is no number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
