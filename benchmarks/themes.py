"""Themes against their peers: agreement with known classes, stability, held-out coherence, diversity, time, memory.

    python benchmarks/themes.py --data FOLDER [--sizes 30 100 300 1000] [--draws 5] [--peers FOLDER] [--json FILE]
    python benchmarks/themes.py --data FOLDER --cost --sizes 300 1000 5000 20000

FOLDER (or one file) holds `*.jsonl.gz` with fields doc, pos, label, lang, text, one passage a line; themes_data.py
makes some from what is at hand. `--peers` is a folder with umap-learn and hdbscan (`pip install --target FOLDER
umap-learn hdbscan`): without them the peers that need them are left out, and that is said. All peers get our lemmas and
stop words; those on vectors get them twice, once on plain LSA (tf-idf of the lemmas, 50 dimensions, as in most
tutorials) and once on our own embedding. The number of themes of a peer that has to be told one is ours.

Read the figures with this in mind: the semantic fields (themes/fields.yaml) were written by hand, not from these
texts, but by someone who knew that news and newsgroups would be looked at; `ours-no-fields` is the engine without them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DROP, HELD_OUT, TOP = 0.1, 2000, 10
MEASURES = (
    "ami",
    "within",
    "drop",
    "seed",
    "shuffle",
    "npmi",
    "diversity",
    "themes",
    "smallest",
    "outliers",
    "mono",
    "seconds",
)


@dataclass(frozen=True)
class Result:
    labels: list[int]
    keywords: list[list[str]]  # lemmas


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def passages(rows: Sequence[dict[str, Any]]) -> list[Any]:
    from ci_text.records import Passage

    return [
        Passage(
            f"{r['doc']}:{r['pos']}",
            r["doc"],
            r["pos"],
            "paragraph",
            0,
            len(r["text"]),
            r["text"],
            1,
            1,
            lang=r["lang"],
        )
        for r in rows
    ]


def lemmas(rows: Sequence[dict[str, Any]]) -> list[tuple[str, ...]]:
    from ci_text.themes.words import words_of

    return list(words_of(passages(rows)).lemmas)


# --- methods -----------------------------------------------------------------------------------------------------


def ours(rows: Sequence[dict[str, Any]], seed: int, k: int | None) -> Result:
    from ci_text.codebook import Codebook
    from ci_text.language import lemma
    from ci_text.themes import ThemeOptions, model_themes
    from ci_text.themes.twins import BETWEEN

    items = passages(rows)
    model = model_themes(items, Codebook("none", "1", {}, {}, {}, ()), (), ThemeOptions(seed=seed))
    copies = {p.text: model.labels[p.id] for p in items if p.id in model.labels}
    known = {w for ls in lemmas(rows) for w in ls}
    langs = sorted({r["lang"] for r in rows})

    def base(word: str) -> str:
        forms = [lemma(word.lower(), lang) for lang in langs]
        return next((f for f in forms if f in known), forms[0])

    # of a word and its translation, and of two words that stand together, the first and the last count
    words = [[base(w.split(BETWEEN)[0].split()[-1]) for w in t.keywords] for t in model.themes]
    return Result([model.labels.get(p.id, copies.get(p.text, -1)) for p in items], words)


def ours_no_fields(rows: Sequence[dict[str, Any]], seed: int, k: int | None) -> Result:
    from ci_text.themes import features

    before = features.matrix.__defaults__
    features.matrix.__defaults__ = (0.0,)
    try:
        return ours(rows, seed, k)
    finally:
        features.matrix.__defaults__ = before


def tfidf(rows: Sequence[dict[str, Any]]) -> tuple[Any, list[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    maker = TfidfVectorizer(analyzer=lambda x: x, min_df=2, max_df=0.3, sublinear_tf=True)
    return maker.fit_transform(lemmas(rows)), list(maker.get_feature_names_out())


def lsa(rows: Sequence[dict[str, Any]]) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    matrix, _ = tfidf(rows)
    return normalize(TruncatedSVD(min(50, *(s - 1 for s in matrix.shape)), random_state=0).fit_transform(matrix))


def our_vectors(rows: Sequence[dict[str, Any]]) -> Any:
    from ci_text.themes import ThemeOptions
    from ci_text.themes.chance import keys
    from ci_text.themes.features import fit_space
    from ci_text.themes.space import vectors_of
    from ci_text.themes.words import words_of

    items = passages(rows)
    words = words_of(items)
    return vectors_of(items, words, fit_space(words), ThemeOptions(), keys(p.text for p in items))[1].vectors


def bertopic(embed: Callable[..., Any], kmeans: bool) -> Callable[..., Result]:
    def method(rows: Sequence[dict[str, Any]], seed: int, k: int | None) -> Result:
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from sklearn.cluster import KMeans
        from sklearn.feature_extraction.text import CountVectorizer
        from umap import UMAP

        reduce = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, low_memory=False
        )
        parts = {"hdbscan_model": KMeans(k, n_init=10, random_state=seed)} if kmeans else {}
        model = BERTopic(
            embedding_model=BaseEmbedder(),
            umap_model=reduce,
            vectorizer_model=CountVectorizer(analyzer=str.split),
            **parts,
        )
        labels, _ = model.fit_transform([" ".join(ls) or "-" for ls in lemmas(rows)], embeddings=embed(rows))
        words = [[w for w, _ in model.get_topic(t)[:TOP] if w] for t in sorted(set(labels)) if t >= 0]
        return Result([int(t) for t in labels], words)

    return method


def factor_words(parts: Any, names: list[str]) -> list[list[str]]:
    return [[names[i] for i in row.argsort()[::-1][:TOP]] for row in parts]


def nmf(rows: Sequence[dict[str, Any]], seed: int, k: int | None) -> Result:
    from sklearn.decomposition import NMF

    matrix, names = tfidf(rows)
    model = NMF(k, init="nndsvda", random_state=seed, max_iter=300)
    return Result(model.fit_transform(matrix).argmax(axis=1).tolist(), factor_words(model.components_, names))


def nmf_consensus(rows: Sequence[dict[str, Any]], seed: int, k: int | None) -> Result:
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.decomposition import NMF

    matrix, names = tfidf(rows)
    together = np.zeros((matrix.shape[0],) * 2)
    for n in range(10):
        found = NMF(k, init="random", random_state=100 * seed + n, max_iter=200).fit_transform(matrix).argmax(axis=1)
        together += found[:, None] == found[None, :]
    labels = AgglomerativeClustering(k, metric="precomputed", linkage="average").fit_predict(1 - together / 10)
    middles = np.stack([np.asarray(matrix[labels == t].mean(axis=0)).ravel() for t in range(int(labels.max()) + 1)])
    return Result(labels.tolist(), factor_words(middles, names))


def lda(rows: Sequence[dict[str, Any]], seed: int, k: int | None) -> Result:
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    maker = CountVectorizer(analyzer=lambda x: x, min_df=2, max_df=0.3)
    matrix = maker.fit_transform(lemmas(rows))
    model = LatentDirichletAllocation(k, random_state=seed, max_iter=30)
    labels = model.fit_transform(matrix).argmax(axis=1).tolist()
    return Result(labels, factor_words(model.components_, list(maker.get_feature_names_out())))


METHODS: dict[str, Callable[..., Result]] = {
    "ours": ours,
    "ours-no-fields": ours_no_fields,
    "bertopic-default/lsa": bertopic(lsa, False),
    "bertopic-default/ours": bertopic(our_vectors, False),
    "umap+kmeans/lsa": bertopic(lsa, True),
    "umap+kmeans/ours": bertopic(our_vectors, True),
    "nmf": nmf,
    "nmf-consensus": nmf_consensus,
    "lda": lda,
}


# --- measures ----------------------------------------------------------------------------------------------------


def npmi(keywords: Sequence[Sequence[str]], held_out: Sequence[set[str]]) -> float:
    """Mean normalised pointwise mutual information of keyword pairs over unseen passages (Bouma 2009).

    A pair that never meets is -1, a word that never occurs leaves its pairs out.
    """
    from itertools import combinations
    from math import log

    places: dict[str, set[int]] = {w: set() for words in keywords for w in words}
    for number, words in enumerate(held_out):
        for word in words & places.keys():
            places[word].add(number)
    values, n = [], len(held_out)
    for words in keywords:
        for one, two in combinations(words, 2):
            a, b = places[one], places[two]
            if not a or not b or one == two:
                continue
            both = len(a & b) / n
            values.append(-1.0 if not both else log(both * n * n / (len(a) * len(b))) / -log(both) if both < 1 else 1.0)
    return sum(values) / len(values) if values else float("nan")


def draw(rows: list[dict[str, Any]], n: int, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)
    return mixed[:n], mixed[n : n + HELD_OUT]


def made_up(rows: list[dict[str, Any]], n: int) -> list[dict[str, Any]]:
    """A larger corpus: sentences of two passages of a class put together."""
    dice, found = random.Random(1), list(rows)
    by_label: dict[str, list[dict[str, Any]]] = {}
    for r in rows:
        by_label.setdefault(r["label"], []).append(r)
    while len(found) < n:
        one = rows[len(found) % len(rows)]
        two = dice.choice(by_label[one["label"]])
        halves = one["text"].split(". ")[::2] + two["text"].split(". ")[1::2]
        found.append(
            {**one, "pos": len(found), "doc": f"{one['doc']}+{len(found)}", "text": ". ".join(halves) or one["text"]}
        )
    return found[:n]


def measure(
    method: Callable[..., Result],
    rows: list[dict[str, Any]],
    unseen: list[set[str]],
    seed: int,
    k: int,
    brief: bool = False,
) -> dict[str, float]:
    from sklearn.metrics import adjusted_mutual_info_score as ami

    started = time.perf_counter()
    first = method(rows, seed, k)
    seconds = time.perf_counter() - started
    dice = random.Random(seed)
    keep = sorted(dice.sample(range(len(rows)), round(len(rows) * (1 - DROP))))
    order = list(range(len(rows)))
    dice.shuffle(order)
    dropped = method([rows[i] for i in keep], seed, k).labels
    shuffled = [] if brief else method([rows[i] for i in order], seed, k).labels
    reseeded = [] if brief else method(rows, seed + 1000, k).labels
    words = [w for ws in first.keywords for w in ws]
    sizes = [first.labels.count(t) for t in set(first.labels) if t >= 0]
    return {
        "ami": ami([r["label"] for r in rows], first.labels),
        "within": within_languages(rows, first.labels),
        "drop": ami([first.labels[i] for i in keep], dropped),
        "seed": ami(first.labels, reseeded) if reseeded else float("nan"),
        "shuffle": ami([first.labels[i] for i in order], shuffled) if shuffled else float("nan"),
        "npmi": npmi(first.keywords, unseen),
        "diversity": len(set(words)) / len(words) if words else float("nan"),
        "themes": len(sizes),
        "smallest": min(sizes, default=0),
        "outliers": first.labels.count(-1) / len(rows),
        "mono": one_language([r["lang"] for r in rows], first.labels),
        "seconds": seconds,
    }


def within_languages(rows: Sequence[dict[str, Any]], labels: Sequence[int]) -> float:
    """Agreement with the classes within each language, by its share: where a class is of one language, a split by
    language agrees with the classes and says nothing."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    total = 0.0
    for lang in sorted({r["lang"] for r in rows}):
        own = [(r["label"], t) for r, t in zip(rows, labels, strict=True) if r["lang"] == lang]
        total += len(own) / len(rows) * ami([label for label, _ in own], [t for _, t in own])
    return total


def one_language(langs: Sequence[str], labels: Sequence[int]) -> float:
    """The share of themes of which more than nine in ten passages are in one language; nan in a corpus of one."""
    if len(set(langs)) < 2:
        return float("nan")
    themes = sorted({t for t in labels if t >= 0})
    inside = [[lang for lang, label in zip(langs, labels, strict=True) if label == t] for t in themes]
    return sum(max(map(found.count, set(found))) > 0.9 * len(found) for found in inside) / max(len(themes), 1)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean and half width of a 95 % t interval over draws."""
    import numpy as np
    from scipy.stats import t

    found = np.array([v for v in values if v == v])
    if not len(found):
        return float("nan"), float("nan")
    half = t.ppf(0.975, len(found) - 1) * found.std(ddof=1) / len(found) ** 0.5 if len(found) > 1 else float("nan")
    return float(found.mean()), float(half)


def corpora(data: str) -> list[Path]:
    """A corpus, or all of a folder."""
    path = Path(data)
    return [path] if path.is_file() else sorted(path.glob("*.jsonl.gz"))


def quality(args: argparse.Namespace) -> list[dict[str, Any]]:
    from ci_text.themes.number import expected

    table = []
    for path in corpora(args.data):
        rows = read(path)
        for n in (s for s in args.sizes if s <= 0.9 * len(rows)):
            runs: dict[str, list[dict[str, float]]] = {}
            for number in range(args.draws):
                chosen, rest = draw(rows, n, args.first + number)
                unseen = [set(ls) for ls in lemmas(rest)]
                for name in args.methods:
                    try:
                        run = measure(METHODS[name], chosen, unseen, number, expected(n), args.brief)
                        runs.setdefault(name, []).append(run)
                    except ImportError as error:
                        print(f"{name}: left out ({error})", file=sys.stderr)
                    except Exception as error:
                        print(f"{path.stem} n={n} {name}: {type(error).__name__}: {error}", file=sys.stderr)
            for name, found in runs.items():
                row = {"corpus": path.name.split(".")[0], "n": n, "method": name, "draws": len(found)}
                row |= {m: interval([f[m] for f in found]) for m in MEASURES}
                row["smallest"] = (min(f["smallest"] for f in found), 0.0)
                table.append(row)
                cells = " ".join(f"{m} {row[m][0]:.3f}±{row[m][1]:.3f}" for m in MEASURES)
                print(f"{row['corpus']:8s} {n:6d} {name:22s} {cells}", flush=True)
    return table


def cost(args: argparse.Namespace) -> list[dict[str, Any]]:
    """Wall clock with process start, and peak memory, each in a process of its own."""
    table = []
    for path in corpora(args.data):
        for n in args.sizes:
            for name in args.methods:
                command = [sys.executable, __file__, "--data", str(path), "--one", name, "--sizes", str(n)]
                command += ["--peers", args.peers] if args.peers else []
                started = time.perf_counter()
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                seconds = time.perf_counter() - started
                if done.returncode:
                    print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
                    continue
                row = {"corpus": path.name.split(".")[0], "n": n, "method": name, "seconds": round(seconds, 2)}
                row |= json.loads(done.stdout.splitlines()[-1])
                table.append(row)
                print(json.dumps(row), flush=True)
    return table


def one(args: argparse.Namespace) -> None:
    """Child of `cost`: prepared rows come from the file alone, so reading them is part of the time."""
    from ci_text.themes.number import expected

    n = args.sizes[0]
    rows = made_up(read(Path(args.data)), n)
    found = METHODS[args.one](rows, 0, expected(n))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": round(peak), "themes": len(set(found.labels) - {-1})}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 100, 300, 1000])
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--first", type=int, default=0, help="seed of the first draw")
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--peers", default="")
    parser.add_argument("--brief", action="store_true", help="no other seed and no other order: half the time")
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--one", choices=list(METHODS))
    parser.add_argument("--json", default="")
    args = parser.parse_args()
    # numba imports a package `coverage`; the script beside this one is another
    sys.path[:] = [p for p in sys.path if not p or Path(p).resolve() != Path(__file__).resolve().parent]
    if args.peers:
        sys.path.append(args.peers)
    if args.one:
        one(args)
        return
    table = cost(args) if args.cost else quality(args)
    if args.json:
        Path(args.json).write_text(json.dumps(table, indent=1), "utf-8")


if __name__ == "__main__":
    main()
