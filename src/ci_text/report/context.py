"""What every part of the page needs: the findings, the language, names of codes, and the sheets gathered on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ci_text import column_words
from ci_text.findings import Findings
from ci_text.records import Metadata, Passage
from ci_text.report.frames import Rows, rows_of
from ci_text.report.strings import Words

CODE_COLUMNS = ("code", "a", "b", "near")
NAMELESS = (None, "", "—")  # how a group without a name arrives: from metadata, and from the comparison


@dataclass
class Context:
    """`sheets` collects the numbers behind each figure by the figure's id; the page's script makes tables and CSV."""

    findings: Findings
    lang: str
    folder: Path  # where the page will lie: links to sources are relative to it
    sheets: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def words(self) -> Words:
        return Words(self.lang)

    @cached_property
    def metadata(self) -> dict[str, Metadata]:
        return self.findings.corpus.metadata()

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return {p.id: p for p in self.findings.corpus.passages}

    @cached_property
    def names(self) -> dict[str, str]:
        """Code id -> its name."""
        return {code.id: code.name.get(self.lang, code.id) for code in self.findings.codebook.codes}

    @cached_property
    def stances(self) -> dict[str, str]:
        return {key: labels.get(self.lang, key) for key, labels in self.findings.codebook.stances.items()}

    def name(self, code: object) -> str:
        """A code's name; what is no code of the codebook stays as it is."""
        return self.names.get(str(code), str(code))

    def group(self, value: object) -> str:
        return str(value) if value not in NAMELESS else self.words("no_initiative")

    def rows(self, table: str, *needed: str) -> Rows:
        return rows_of(self.findings.tables, table, needed, self.words)

    def is_shown(self, column: str, columns: Sequence[str]) -> bool:
        """Whether people read a column: not the texts of the other language, not the id of what has a name."""
        other = "_en" if self.lang == "da" else "_da"
        return not column.endswith(other) and f"{column}_{self.lang}" not in columns

    def keep_sheet(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Keep the numbers behind a figure; floats are cut to five digits, enough for any table of shares."""
        heads = [column_words.head(c, self.lang) for c in columns]
        self.sheets[name] = {
            "columns": heads,
            "rows": [[self._shown(c, v) for c, v in zip(columns, row, strict=True)] for row in rows],
        }

    def _shown(self, column: str, value: Any) -> Any:
        if column == "stance":
            return self.stances.get(value, value)
        if column in CODE_COLUMNS:
            return self.name(value)
        return _short(column_words.value(column, value, self.lang))


def _short(value: Any) -> Any:
    return float(f"{value:.5g}") if isinstance(value, float) else value
