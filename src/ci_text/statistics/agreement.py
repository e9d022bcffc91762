"""How far people agree who coded the same passages, and how far the machine agrees with people.

Krippendorff's alpha for nominal values from the coincidence matrix (Krippendorff 2019, Content Analysis, 4th ed., ch.
12): any number of coders, passages that some of them left out. A unit is one code on one passage that two or more
coders decided on. The interval is the percentile bootstrap over documents; where few documents were coded twice there
is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.records import Tag, coder_of, is_human

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NO: Final = "no"
DOCUMENTS: Final = 5  # coded by two people, from which on there is an interval
DRAWS: Final = 2000
MOST_EMPTY: Final = 0.5  # share of draws in which all say the same, over which there is no interval
SEED: Final = 20140
COLUMNS: Final = ("code", "coders", "passages", "documents", "agreement", "alpha", "low", "high", "alpha_stance")

Units = dict[tuple[str, str], dict[str, str]]
"""(passage, code) -> coder -> stance, NO where the coder says that the code does not apply."""


def alpha(units: Iterable[Sequence[Hashable]]) -> float:
    """Krippendorff's alpha of nominal values; a unit is what its coders said. NaN without a unit that two coders
    valued, and where all of them say the same: there was nothing to tell apart."""
    return _alpha([Counter(unit) for unit in units])


def _alpha(units: Sequence[Mapping[Any, int]]) -> float:
    """1 - observed / expected disagreement; pairs of one unit weigh 1 / (its coders - 1)."""
    values: Counter[Hashable] = Counter()
    disagreement = 0.0
    for unit in units:
        coders = sum(unit.values())
        if coders < 2:
            continue
        values.update(unit)
        disagreement += (coders**2 - sum(n * n for n in unit.values())) / (coders - 1)
    number = sum(values.values())
    if len(values) < 2:
        return float("nan")
    expected = (number**2 - sum(n * n for n in values.values())) / (number - 1)
    return 1 - disagreement / expected


def decisions(tags: Iterable[Tag]) -> Units:
    """What people said, where two or more decided on the same code of the same passage."""
    found: Units = defaultdict(dict)
    for tag in tags:
        if is_human(tag.source):
            said = tag.stance if tag.score > 0 else NO
            found[tag.passage_id, tag.code][coder_of(tag.source)] = said
    return {unit: said for unit, said in found.items() if len(said) > 1}


def agreement_table(tags: Iterable[Tag], corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """A DataFrame, the row '' for all codes together and one a code that two people decided on:

    coders, passages, documents; agreement: share of pairs of coders who agree that the code applies; alpha of that,
    with low and high (NaN under 5 documents); alpha_stance: of the stance, 'does not apply' among its values.
    Empty where nobody decided on what another did.
    """
    import pandas as pd

    units = decisions(tags)
    document = {p.id: p.document_id for p in corpus.passages}
    rows = [_row("", units, document)] if units else []
    for code in codebook.code_ids:
        own = {unit: said for unit, said in units.items() if unit[1] == code}
        if own:
            rows.append(_row(code, own, document))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(code: str, units: Units, document: Mapping[str, str]) -> dict[str, Any]:
    applies = [Counter(stance != NO for stance in said.values()) for said in units.values()]
    documents = [document.get(passage_id, "") for passage_id, _ in units]
    low, high = _interval(applies, documents)
    pairs = sum(n * (n - 1) for n in (sum(unit.values()) for unit in applies))
    same = sum(sum(n * (n - 1) for n in unit.values()) for unit in applies)
    return {
        "code": code,
        "coders": len({coder for said in units.values() for coder in said}),
        "passages": len({passage_id for passage_id, _ in units}),
        "documents": len(set(documents)),
        "agreement": same / pairs,
        "alpha": _alpha(applies),
        "low": low,
        "high": high,
        "alpha_stance": alpha(tuple(said.values()) for said in units.values()),
    }


def _interval(units: Sequence[Counter[bool]], documents: Sequence[str]) -> tuple[float, float]:
    """Percentiles of alpha over documents drawn with replacement, from sums by document; draws that hold nothing to
    tell apart say nothing. NaN under DOCUMENTS documents, and where most draws are such."""
    import numpy as np

    names = sorted(set(documents))
    if len(names) < DOCUMENTS:
        return float("nan"), float("nan")
    sums = np.zeros((len(names), 3))  # said yes, said no, disagreement
    for unit, name in zip(units, documents, strict=True):
        yes, no = unit[True], unit[False]
        sums[names.index(name)] += (yes, no, 2 * yes * no / (yes + no - 1))
    rng = np.random.default_rng(SEED)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    alphas = _alphas(times @ sums)
    if np.isnan(alphas).mean() > MOST_EMPTY:
        return float("nan"), float("nan")
    low, high = np.nanquantile(alphas, [0.025, 0.975])
    return float(low), float(high)


def _alphas(sums: np.ndarray) -> np.ndarray:
    import numpy as np

    yes, no, disagreement = sums.T
    expected = 2 * yes * no / (yes + no - 1)
    ratio: np.ndarray = np.divide(disagreement, expected, out=np.full_like(expected, np.nan), where=expected > 0)
    return 1 - ratio


@dataclass(frozen=True, slots=True)
class AgainstPeople:
    """The machine's tags against the decisions of people: passages that people decided every code on, tags both gave,
    tags of the machine alone, tags of people alone; NaN where a figure has no base."""

    passages: int
    both: int
    machine_only: int
    people_only: int

    @property
    def precision(self) -> float:
        return _ratio(self.both, self.both + self.machine_only)

    @property
    def recall(self) -> float:
        return _ratio(self.both, self.both + self.people_only)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.both, 2 * self.both + self.machine_only + self.people_only)


def machine_against_people(corpus: Corpus, codebook: Codebook) -> AgainstPeople:
    """How often machine and people gave the same codes on the passages that were reviewed whole."""
    codes = frozenset(codebook.code_ids)
    whole = {passage_id for passage_id, decided in corpus.reviewed.items() if decided >= codes}
    people = _given((t for t in corpus.tags if is_human(t.source)), whole, codes)
    machine = _given(corpus.machine_tags, whole, codes)
    return AgainstPeople(len(whole), len(people & machine), len(machine - people), len(people - machine))


def _given(tags: Iterable[Tag], passages: set[str], codes: frozenset[str]) -> set[tuple[str, str]]:
    return {(t.passage_id, t.code) for t in tags if t.passage_id in passages and t.code in codes}


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
