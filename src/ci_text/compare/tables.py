"""The smaller tables: stances, codes that meet, years, codes and themes. Counted is evidence, but for the stances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ci_text.corpus import Corpus
from ci_text.records import STANCES
from ci_text.statistics.aggregate import Clusters, sum_by
from ci_text.statistics.clusters import clustering
from ci_text.statistics.counts import UNKNOWN, Counts
from ci_text.statistics.intervals import quantile, share_intervals, wilson
from ci_text.statistics.permutation import corrected

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAST_DOCUMENTS = 5
MOST_GROUPS = 60  # years are shown for all together alone where there are more groups
DRAWS = 1_999
SEED = 20140


def stance_table(counts: Counts) -> pd.DataFrame:
    """Group x code x stance: passages, and their share of the group's passages with the code (NaN where none has it).

    The interviewer's words are left out.
    The interval is Wilson's on the number of documents that the passages are worth if those of one document speak with
    one voice (n^2 / sum of m^2, Kish 1965): fewer than there are where one holds most.
    """
    import numpy as np
    import pandas as pd

    rows: list[dict[str, Any]] = []
    told = counts.told
    worth: list[float] = []
    for number, group in enumerate(counts.groups):
        own = counts.rows_of(number)
        stance, document = told[own], counts.document[own]
        for place, code in enumerate(counts.codes):
            column = stance[:, place]
            whole = int((column >= 0).sum())
            sizes = np.unique(document[column >= 0], return_counts=True)[1]
            documents = len(sizes)
            worth += [whole**2 / float((sizes**2).sum()) if whole else 1.0] * len(STANCES)
            for kind, name in enumerate(STANCES):
                passages = int((column == kind).sum()) if whole else 0
                rows.append(
                    {
                        "group": group, "code": code, "stance": name, "passages": passages, "of_passages": whole,
                        "share": passages / whole if whole else float("nan"), "documents": documents,
                    }
                )  # fmt: skip
    columns = ["group", "code", "stance", "passages", "of_passages", "share", "documents"]
    table = pd.DataFrame(rows, columns=columns)
    bounds = wilson(table["share"].to_numpy(dtype=float), np.array(worth), quantile(float("inf")))
    for name, values in zip(("low", "high"), bounds, strict=True):
        table[name] = np.where(table["documents"] > 0, values, np.nan)
    return table


def cooccurrence_table(counts: Counts) -> pd.DataFrame:
    """Pairs of codes a, b: passages and documents with both, what chance would give, lift and Jaccard index."""
    import numpy as np
    import pandas as pd

    evidence = counts.evidence.astype(np.int64)
    both, each, whole = evidence.T @ evidence, evidence.sum(axis=0), int((~counts.asked).sum())
    rows = []
    for i, a in enumerate(counts.codes):
        for j, b in enumerate(counts.codes[i + 1 :], i + 1):
            expected = each[i] * each[j] / whole if whole else 0.0
            either = each[i] + each[j] - both[i, j]
            documents = len(np.unique(counts.document[(evidence[:, i] & evidence[:, j]) > 0]))
            rows.append(
                {
                    "a": a, "b": b, "passages": int(both[i, j]), "passages_a": int(each[i]),
                    "passages_b": int(each[j]), "documents": documents, "expected": float(expected),
                    "lift": both[i, j] / expected if expected else float("nan"),
                    "jaccard": both[i, j] / either if either else float("nan"),
                }
            )  # fmt: skip
    columns = ["a", "b", "passages", "passages_a", "passages_b", "documents", "expected", "lift", "jaccard"]
    return pd.DataFrame(rows, columns=columns)


def code_theme_table(counts: Counts, corpus: Corpus) -> pd.DataFrame:
    """Code x theme: passages of the theme with the code, their weight, and lift over the theme's share of the text."""
    import numpy as np
    import pandas as pd

    row = {p.id: n for n, p in enumerate(counts.passages)}
    place = {t.id: n for n, t in enumerate(corpus.themes)}
    shares = [s for s in corpus.shares if s.passage_id in row and s.theme_id in place]
    rows_of = np.array([row[s.passage_id] for s in shares], dtype=np.int64)
    theme = np.array([place[s.theme_id] for s in shares], dtype=np.int64)
    weight = np.array([s.weight for s in shares])
    evidence, many = counts.evidence, len(corpus.themes)
    whole, of_theme = weight.sum(), np.bincount(theme, weights=weight, minlength=many)
    rows = []
    for c, code in enumerate(counts.codes):
        with_code = evidence[rows_of, c] if len(rows_of) else np.zeros(0, dtype=bool)
        passages = np.bincount(theme[with_code], minlength=many)
        weights = np.bincount(theme[with_code], weights=weight[with_code], minlength=many)
        for t, name in enumerate(corpus.themes):
            expected = of_theme[t] * weights.sum() / whole if whole else 0.0
            rows.append(
                {
                    "code": code, "theme": name.id, "name": name.name, "passages": int(passages[t]),
                    "weight": float(weights[t]), "lift": float(weights[t] / expected) if expected else float("nan"),
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["code", "theme", "name", "passages", "weight", "lift"])


def years_table(counts: Counts) -> pd.DataFrame:
    """Group x year x code: evidence, passages, share with interval; the group '' is all groups together.

    `change` is the change of the share per year over the years of the group (weighted least squares over documents)
    and `p` its permutation p, years exchanged among documents, `p_holm` corrected over all groups and codes; NaN
    where fewer than 5 documents or 2 years are known.
    """
    import numpy as np
    import pandas as pd

    known_years = {document: m.year for document, m in counts.metadata.items()}
    year = np.array([known_years.get(p.document_id) or -1 for p in counts.passages], dtype=np.int64)
    rows: list[dict[str, Any]] = []
    known = [(g, counts.told_by(n)) for n, g in enumerate(counts.groups) if g != UNKNOWN]
    for name, members in [("", np.flatnonzero(~counts.asked)), *(known if len(known) <= MOST_GROUPS else ())]:
        rows += _years_of(name, members[year[members] >= 0], year, counts)
    columns = [
        "group", "year", "code", "evidence", "of_passages", "documents", "share", "low", "high", "change", "p",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    tested = table.drop_duplicates(["group", "code"])[["group", "code", "p"]]
    tested["p_holm"] = corrected(tested["p"].to_numpy(dtype=float), "holm")
    return table.merge(tested.drop(columns="p"), on=["group", "code"], how="left")


def _years_of(name: str, members: np.ndarray, year: np.ndarray, counts: Counts) -> list[dict[str, Any]]:
    import numpy as np

    own_years = np.unique(year[members])
    evidence = counts.evidence
    by_year = []
    for one in own_years:
        rows = members[year[members] == one]
        names, sums, sizes = sum_by(counts.document[rows], evidence[rows])
        by_year.append(Clusters(sums, sizes, names))
    if not by_year:
        return []
    alike = clustering([c.hits for c in by_year], [c.sizes for c in by_year])
    change, p = _change(by_year, own_years)
    found = []
    for one, group in zip(own_years, by_year, strict=True):
        share, low, high, _ = share_intervals(group.hits, group.sizes, alike)
        for c, code in enumerate(counts.codes):
            found.append(
                {
                    "group": name, "year": int(one), "code": code, "evidence": int(group.hits[:, c].sum()),
                    "of_passages": int(group.sizes.sum()), "documents": len(group.sizes), "share": share[c],
                    "low": low[c], "high": high[c], "change": change[c], "p": p[c],
                }
            )  # fmt: skip
    return found


def _change(groups: list[Clusters], years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope of the share per year, documents weighted by their passages, and its permutation p."""
    import numpy as np

    hits = np.vstack([g.hits for g in groups])
    sizes = np.concatenate([g.sizes for g in groups])
    when = np.concatenate([np.full(len(g.sizes), float(y)) for g, y in zip(groups, years, strict=True)])
    if len(years) < 2 or len(sizes) < LEAST_DOCUMENTS:
        nothing = np.full(hits.shape[1], np.nan)
        return nothing, nothing
    rng = np.random.default_rng(SEED)
    orders = np.vstack([when, *(rng.permutation(when) for _ in range(DRAWS))])
    residual = hits - sizes[:, None] * (hits.sum(axis=0) / sizes.sum())
    centred = orders - (orders @ sizes / sizes.sum())[:, None]
    slopes = (centred @ residual) / ((centred**2) @ sizes)[:, None]
    p = (np.abs(slopes) >= np.abs(slopes[0]) - 1e-12).mean(axis=0)
    return slopes[0], p
