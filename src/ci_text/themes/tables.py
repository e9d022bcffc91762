"""Themes across initiatives, years and codes, as pandas DataFrames."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import log
from typing import Any

from ci_text.citations import has_pages
from ci_text.corpus import Corpus
from ci_text.records import Metadata, Passage
from ci_text.statistics.clusters import clustering
from ci_text.statistics.counts import UNKNOWN, group_of
from ci_text.statistics.intervals import share_intervals
from ci_text.themes.model import ThemeModel
from ci_text.themes.quotes import theme_quotes

SHARED_INITIATIVES = 2  # of different initiatives, each with SHARED_PASSAGES, from which a theme counts as shared
SHARED_PASSAGES = 2
DISTINCT_SHARE = 0.7  # of a theme's evened-out share that lies in one initiative


def theme_tables(corpus: Corpus, model: ThemeModel) -> dict[str, Any]:
    """All theme tables by name; a table that has no rows is absent."""
    found = {
        "theme_list": theme_list(corpus, model),
        "theme_prevalence": prevalence(corpus, model),
        "theme_reach": reach(corpus, model),
        "theme_codes": theme_codes(corpus, model),
        "theme_years": over_time(corpus, model),
        "theme_words": words_by_group(corpus, model),
        "theme_hierarchy": hierarchy_table(model),
        "theme_changes": changes_table(model),
        "theme_map": map_table(model),
    }
    return {name: table for name, table in found.items() if len(table)}


def _modelled(corpus: Corpus, model: ThemeModel, by: str) -> list[tuple[Passage, str, int]]:
    """(passage, group, heaviest theme) of the passages that the model knows, in the order of their ids."""
    known, paths = corpus.metadata(), corpus.paths()
    return [
        (
            p,
            group_of(p, known.get(p.document_id, Metadata()), paths.get(p.document_id, ""), by),
            model.labels[p.id],
        )
        for p in sorted(corpus.passages, key=lambda p: p.id)
        if p.id in model.labels
    ]


def theme_list(corpus: Corpus, model: ThemeModel) -> Any:
    """One row a theme: its figures, words, and three quotes of different documents where there are as many."""
    import pandas as pd

    quotes = theme_quotes(model, corpus.passages)
    paths = corpus.paths()
    rows = []
    for t in model.themes:
        row = {
            "theme": t.id,
            "name": t.name,
            "keywords": ", ".join(t.keywords),
            "passages": t.size,
            "documents": t.documents,
            "stability": t.stability,
            "covered": t.covered,
            "fragile": t.fragile,
            "neighbours": t.neighbours,
            "mixed": t.mixed,
            "near": t.near,
            "language_share": t.language_share,
        }
        for number in range(3):
            quote = quotes[t.id][number] if number < len(quotes[t.id]) else None
            row[f"quote_{number + 1}"] = quote.text if quote else ""
            row[f"source_{number + 1}"] = _source(paths.get(quote.document_id, ""), quote.page) if quote else ""
        rows.append(row)
    return pd.DataFrame(rows)


def _source(path: str, page: int) -> str:
    return f"{path}, p. {page}" if has_pages(path) else path


def prevalence(corpus: Corpus, model: ThemeModel, by: str = "initiative") -> Any:
    """Theme x group: passages whose heaviest theme it is, their share of the group's modelled passages with a 95 %
    interval that respects documents (statistics.intervals), and the mean weight of the theme over those passages."""
    import numpy as np
    import pandas as pd

    rows = _modelled(corpus, model, by)
    if not rows or not model.themes:
        return pd.DataFrame()
    place = {t.id: n for n, t in enumerate(model.themes)}
    counts: dict[str, dict[str, Any]] = defaultdict(dict)
    for passage, group, theme in rows:
        line = counts[group].setdefault(passage.document_id, np.zeros(len(place) + 1))
        line[-1] += 1
        if theme in place:
            line[place[theme]] += 1
    weight = _weights(model, {p.id: group for p, group, _ in rows})
    groups = sorted(counts)
    arrays = {g: np.stack([counts[g][d] for d in sorted(counts[g])]) for g in groups}
    nested = clustering([arrays[g][:, :-1] for g in groups], [arrays[g][:, -1] for g in groups])
    found = []
    for group in groups:
        hits, sizes = arrays[group][:, :-1], arrays[group][:, -1]
        share, low, high, _ = share_intervals(hits, sizes, nested)
        for t in model.themes:
            n = place[t.id]
            found.append(
                {
                    "theme": t.id,
                    "name": t.name,
                    "group": group,
                    "passages": int(hits[:, n].sum()),
                    "of": int(sizes.sum()),
                    "documents": int((hits[:, n] > 0).sum()),
                    "share": float(share[n]),
                    "low": float(low[n]),
                    "high": float(high[n]),
                    "mean_weight": weight[t.id, group] / float(sizes.sum()),
                }
            )
    return pd.DataFrame(found)


def _weights(model: ThemeModel, group_of_passage: dict[str, str]) -> Counter[tuple[int, str]]:
    total: Counter[tuple[int, str]] = Counter()
    for share in model.shares:
        if share.passage_id in group_of_passage:
            total[share.theme_id, group_of_passage[share.passage_id]] += share.weight  # type: ignore[assignment]
    return total


def reach(corpus: Corpus, model: ThemeModel, by: str = "initiative") -> Any:
    """One row a theme: in how many groups it stands, how evenly (entropy of its shares over groups, 0-1), and
    whether it is distinct (most of it, group sizes evened out, in one group), shared by several, or scattered."""
    import pandas as pd

    table = prevalence(corpus, model, by)
    if not len(table):
        return pd.DataFrame()
    found = []
    for theme, part in table.groupby("theme", sort=False):
        evened = part["share"] / max(float(part["share"].sum()), 1e-12)
        spread = -sum(x * log(x) for x in evened if x > 0) / log(len(part)) if len(part) > 1 else 0.0
        top = part.loc[evened.idxmax()]
        groups = int((part["passages"] >= SHARED_PASSAGES).sum())
        several = "shared" if groups >= SHARED_INITIATIVES else "scattered"
        verdict = "distinct" if evened.max() >= DISTINCT_SHARE else several
        found.append(
            {
                "theme": theme,
                "name": top["name"],
                "groups": groups,
                "evenness": round(float(spread), 4),
                "verdict": verdict,
                "strongest": top["group"],
                "strongest_share": float(top["share"]),
            }
        )
    return pd.DataFrame(found)


def theme_codes(corpus: Corpus, model: ThemeModel) -> Any:
    """Theme x code: passages with both, the code's share of the theme, and its lift over all modelled passages."""
    import pandas as pd

    pairs = {(t.passage_id, t.code) for t in corpus.tags if t.passage_id in model.labels}
    overall = Counter(code for _, code in pairs)
    both = Counter((model.labels[passage], code) for passage, code in pairs)
    sizes = Counter(model.labels.values())
    found = []
    for t in model.themes:
        for code in sorted(overall):
            n = both[t.id, code]
            share = n / max(sizes[t.id], 1)
            lift = share / (overall[code] / len(model.labels))
            found.append({"theme": t.id, "name": t.name, "code": code, "passages": n, "share": share, "lift": lift})
    return pd.DataFrame(found)


def over_time(corpus: Corpus, model: ThemeModel) -> Any:
    """Theme x year: passages, share of the year with a clustered interval, and the year's words by BERTopic."""
    import pandas as pd

    rows = [(p, y, t) for p, y, t in _modelled(corpus, model, "year") if y != UNKNOWN]
    table = prevalence(corpus, model, "year")
    if not rows or not len(table):
        return pd.DataFrame()
    table = table[table["group"] != UNKNOWN].rename(columns={"group": "year"})
    table["year"] = table["year"].astype(int)
    words = _bertopic_words([(p, y, t) for p, y, t in rows], over_years=True)
    table["words"] = [words.get((int(r.theme), str(r.year)), "") for r in table.itertuples()]
    return table.sort_values(["theme", "year"]).reset_index(drop=True)


def words_by_group(corpus: Corpus, model: ThemeModel, by: str = "initiative") -> Any:
    """Theme x group: what the theme is about there, in BERTopic's words (topics_per_class)."""
    import pandas as pd

    rows = _modelled(corpus, model, by)
    if not rows or not model.themes:
        return pd.DataFrame()
    names = {t.id: t.name for t in model.themes}
    words = _bertopic_words(rows, over_years=False)
    found = [
        {"theme": theme, "name": names[theme], "group": group, "words": text}
        for (theme, group), text in sorted(words.items())
        if theme in names
    ]
    return pd.DataFrame(found)


def _bertopic_words(rows: list[tuple[Passage, str, int]], over_years: bool) -> dict[tuple[int, str], str]:
    import numpy as np

    from ci_text.themes import represent
    from ci_text.themes.words import words_of

    words = words_of([p for p, _, _ in rows])
    documents = [" ".join(sorted(set(lemmas))) for lemmas in words.lemmas]
    # BERTopic reads topic ids as row numbers, ours may have holes
    ids = sorted({t for _, _, t in rows if t >= 0})
    dense = {t: n for n, t in enumerate(ids)} | {-1: -1}
    model = represent.bertopic(documents, [dense[t] for _, _, t in rows], np.zeros((len(rows), 1)))
    if over_years:
        found = represent.words_over_time(model, documents, [int(g) for _, g, _ in rows])
    else:
        found = represent.words_per_group(model, documents, [g for _, g, _ in rows])  # type: ignore[assignment]
    return {
        (ids[topic], str(group)): ", ".join(words.surface.get(w, w) for w in text.split(", ") if w)
        for topic, group, text, _ in found
        if topic >= 0
    }


def hierarchy_table(model: ThemeModel) -> Any:
    """One row a merge, nearest first."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "merge": m.parent,
                "left": m.left,
                "right": m.right,
                "themes": ", ".join(map(str, m.themes)),
                "distance": m.distance,
                "words": m.name,
            }
            for m in model.hierarchy
        ]
    )


def changes_table(model: ThemeModel) -> Any:
    """What became of the themes of the run before."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "event": c.kind,
                "before": ", ".join(map(str, c.before)),
                "after": ", ".join(map(str, c.after)),
                "overlap": c.overlap,
            }
            for c in model.changes
        ]
    )


def map_table(model: ThemeModel) -> Any:
    """Where each passage stands on the theme map."""
    import pandas as pd

    rows = [(p, model.labels[p], x, y) for p, (x, y) in sorted(model.positions.items())]
    return pd.DataFrame(rows, columns=["passage_id", "theme", "x", "y"])
