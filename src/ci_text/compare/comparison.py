"""`compare`: all tables of one grouping, and the record that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ci_text.codebook import Codebook
from ci_text.compare.differences import differences_table
from ci_text.compare.matrix import by_machine, matrix_table
from ci_text.compare.tables import code_theme_table, cooccurrence_table, stance_table, years_table
from ci_text.corpus import Corpus
from ci_text.errors import UsageError
from ci_text.statistics.counts import columns_of, count

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` found, as pandas DataFrames in long form.

    matrix        group x code; see `matrix_table` for its columns
    differences   two groups x code: difference, interval, effect size, p by permutation of documents, Holm and BH
    stances       group x code x stance, share of the code's passages
    cooccurrence  code x code on the same passage
    years         year x code, and the change over the years
    code_theme    code x theme
    `notes` say in plain words what was left out or limited, by language. `more` holds tables of other stages.
    """

    by: str
    matrix: pd.DataFrame
    differences: pd.DataFrame
    stances: pd.DataFrame
    cooccurrence: pd.DataFrame
    years: pd.DataFrame
    code_theme: pd.DataFrame
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def themes(self) -> pd.DataFrame:
        """The same as `code_theme`."""
        return self.code_theme

    def with_tables(self, more: Mapping[str, pd.DataFrame]) -> Comparison:
        """The same comparison with tables of other stages beside its own (maturity, gaps)."""
        return replace(self, more={**self.more, **more})

    def tables(self) -> dict[str, pd.DataFrame]:
        """Name -> table, as reports and exports show them."""
        names = ("matrix", "differences", "stances", "cooccurrence", "years", "code_theme")
        return {**{name: getattr(self, name) for name in names}, **self.more}


def compare(
    corpus: Corpus, codebook: Codebook, by: str = "initiative", sample: frozenset[str] | None = None
) -> Comparison:
    """Compare the groups that a column makes: initiative, document, kind, year, role, speaker, any metadata column.

    `sample` are ids of passages drawn at random for review: with them the machine's error is measured on every code
    decided there; without it on passages where every code was decided (see `statistics.machine_error`).
    Raises UsageError for a column that nothing has.
    """
    known = columns_of(corpus)
    if by not in known:
        raise UsageError(f"Nothing can be grouped by {by!r}.", f"Columns: {', '.join(known)}.")
    counts = count(corpus, codebook.code_ids, by)
    matrix = matrix_table(counts, corpus, codebook, by, sample)
    differences, notes = differences_table(counts, matrix, codebook, by, by_machine(corpus, counts.codes))
    return Comparison(
        by=by,
        matrix=matrix,
        differences=differences,
        stances=stance_table(counts),
        cooccurrence=cooccurrence_table(counts),
        years=years_table(counts),
        code_theme=code_theme_table(counts, corpus),
        notes=notes,
    )
