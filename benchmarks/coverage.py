"""Do the 95 % intervals hold the truth 95 times of 100? Simulated corpora in which passages nest in documents.

    python benchmarks/coverage.py [--replications 1000] [--json FILE]

Every corpus has several initiatives and codes. Documents differ in how much they say of a code: a beta distribution
with the stated intra-document correlation, or a two-point one (few documents treat the code, most hardly do). Side by
side: the bootstrap over passages (its exact binomial form), the percentile bootstrap over documents, and
`ci_text.statistics`. With machine error the truth is the human reading and the machine errs; side by side are the
uncorrected interval, prediction-powered inference that takes passages as independent, and ours.
Ends with exit code 1 where ours leaves 92-98 % (with two standard errors of the simulation on either side).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from scipy.stats import binom, norm

from ci_text.statistics.aggregate import Clusters, sum_by
from ci_text.statistics.clusters import clustering
from ci_text.statistics.counts import Counts
from ci_text.statistics.intervals import document_bootstrap, share_intervals
from ci_text.statistics.machine_error import Review, corrected_shares

SHARES = (0.05, 0.1, 0.2, 0.4)
CODES = 11
LOW, HIGH = 0.92, 0.98
SENSITIVITY, SPECIFICITY = 0.75, 0.97


@dataclass(frozen=True)
class Scenario:
    documents: int
    icc: float
    sizes: str  # even | uneven
    shape: str  # beta | two-point
    groups: int
    others: str  # same | mixed: the other codes' correlation
    reviewed: int = 0  # passages reviewed per initiative; 0: no machine error
    elsewhere: float = 1.0  # how common the codes are in the other initiatives, against the one looked at


def scenarios() -> Iterator[Scenario]:
    for groups, others in ((1, "mixed"), (3, "mixed"), (5, "mixed"), (5, "same")):
        for shape in ("beta", "two-point"):
            for sizes in ("even", "uneven"):
                for documents in (5, 10, 20):
                    for icc in (0.1, 0.2, 0.3):
                        yield Scenario(documents, icc, sizes, shape, groups, others)


def many_scenarios() -> Iterator[Scenario]:
    """Enough documents for the bootstrap that `ci_text` then makes itself."""
    for documents in (100, 200):
        for icc in (0.1, 0.3):
            yield Scenario(documents, icc, "uneven", "beta", 1, "mixed")


def machine_scenarios() -> Iterator[Scenario]:
    # 20 passages a group: the error of all groups together; 40 and more: the group's own
    for reviewed, elsewhere in ((20, 1.0), (20, 0.5), (20, 2.0), (40, 1.0), (100, 1.0)):
        for sizes in ("even", "uneven"):
            for documents in (5, 10, 20):
                for icc in (0.1, 0.3):
                    yield Scenario(documents, icc, sizes, "beta", 5, "mixed", reviewed, elsewhere)


def document_sizes(rng: np.random.Generator, scenario: Scenario) -> np.ndarray:
    if scenario.sizes == "even":
        return np.full(scenario.documents, 20)
    return np.maximum(3, np.round(np.exp(rng.normal(np.log(20), 0.8, scenario.documents)))).astype(int)


def document_shares(rng: np.random.Generator, share: float, icc: float, shape: str, number: int) -> np.ndarray:
    """What part of each document's passages carries the code: mean `share`, variance icc * share * (1 - share)."""
    if shape == "beta":
        k = 1 / icc - 1
        return rng.beta(share * k, (1 - share) * k, number)
    low = 0.3 * share
    high = min(1.0, share + icc * share * (1 - share) / (share - low))
    return np.where(rng.random(number) < (share - low) / (high - low), high, low)


def draw_corpus(rng: np.random.Generator, scenario: Scenario) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(initiative and document of each passage, truth passages x codes)."""
    iccs = np.full(CODES, scenario.icc)
    if scenario.others == "mixed":
        iccs[len(SHARES) :] = rng.uniform(0.05, 0.35, CODES - len(SHARES))
    group, document, truth = [], [], []
    for g in range(scenario.groups):
        sizes = document_sizes(rng, scenario)
        times = scenario.elsewhere if g else 1.0
        levels = np.array(
            [
                document_shares(rng, times * SHARES[c % len(SHARES)], iccs[c], scenario.shape, scenario.documents)
                for c in range(CODES)
            ]
        ).T
        place = np.repeat(np.arange(scenario.documents), sizes)
        group.append(np.full(len(place), g))
        document.append(place + g * scenario.documents)
        truth.append(rng.random((len(place), CODES)) < levels[place])
    return np.concatenate(group), np.concatenate(document), np.vstack(truth)


def group_clusters(group: np.ndarray, document: np.ndarray, marks: np.ndarray, groups: int) -> list[Clusters]:
    found = []
    for g in range(groups):
        names, sums, sizes = sum_by(document[group == g], marks[group == g])
        found.append(Clusters(sums, sizes, names))
    return found


def passage_bootstrap(share: np.ndarray, passages: int) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles of the bootstrap over passages of a 0/1 mean: binomial, without drawing."""
    return binom.ppf(0.025, passages, share) / passages, binom.ppf(0.975, passages, share) / passages


def without_error(rng: np.random.Generator, scenario: Scenario) -> dict[str, np.ndarray]:
    group, document, truth = draw_corpus(rng, scenario)
    groups = group_clusters(group, document, truth, scenario.groups)
    first = groups[0]
    share, low, high, _ = share_intervals(
        first.hits, first.sizes, clustering([g.hits for g in groups], [g.sizes for g in groups])
    )
    return {
        "passages": np.array(passage_bootstrap(share, int(first.sizes.sum()))),
        "documents": np.array(document_bootstrap(first.hits, first.sizes, 500, int(rng.integers(1 << 31)))),
        "ours": np.array([low, high]),
    }


def with_error(rng: np.random.Generator, scenario: Scenario) -> dict[str, np.ndarray]:
    group, document, truth = draw_corpus(rng, scenario)
    machine = rng.random(truth.shape) < np.where(truth, SENSITIVITY, 1 - SPECIFICITY)
    reviewed = np.zeros_like(truth)
    for g in range(scenario.groups):
        rows = np.flatnonzero(group == g)
        reviewed[rng.choice(rows, min(scenario.reviewed, len(rows)), replace=False)] = True
    in_force = np.where(reviewed, truth, machine)
    groups = group_clusters(group, document, in_force, scenario.groups)
    alike = clustering([g.hits for g in groups], [g.sizes for g in groups])
    counts = Counts(
        (), (), tuple(map(str, range(scenario.groups))), tuple(map(str, range(CODES))), document, group,
        np.ones(len(group), dtype=int), np.zeros(len(group), dtype=bool), np.zeros(truth.shape, dtype=np.int8),
        reviewed, {},
    )  # fmt: skip
    found = corrected_shares(counts, Review(machine, reviewed, truth), groups, document, alike)
    _, low, high, _ = share_intervals(groups[0].hits, groups[0].sizes, alike)
    return {
        "uncorrected": np.array([low, high]),
        "passages": independent_ppi(machine[group == 0], reviewed[group == 0], truth[group == 0]),
        "ours": np.array([found.low[0], found.high[0]]),
    }


def independent_ppi(machine: np.ndarray, reviewed: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Prediction-powered mean with passages as independent (Angelopoulos et al. 2023, algorithm 1)."""
    chosen = reviewed[:, 0]
    error = truth[chosen].astype(float) - machine[chosen]
    centre = machine.mean(axis=0) + error.mean(axis=0)
    width = norm.ppf(0.975) * np.sqrt(machine.var(axis=0) / len(machine) + error.var(axis=0) / chosen.sum())
    return np.array([centre - width, centre + width])


def simulate(scenario: Scenario, replications: int, seed: int) -> dict[str, dict[str, list[float]]]:
    """Method -> coverage, mean width, and how often there was an interval, for each of SHARES."""
    rng = np.random.default_rng(seed)
    shares = np.array(SHARES)
    hit: dict[str, np.ndarray] = {}
    width: dict[str, np.ndarray] = {}
    given: dict[str, np.ndarray] = {}  # where too little was reviewed there is no corrected interval to be wrong
    once = with_error if scenario.reviewed else without_error
    for _ in range(replications):
        for name, bounds in once(rng, scenario).items():
            low, high = bounds[:, : len(SHARES)]
            hit[name] = hit.get(name, 0) + ((low <= shares) & (shares <= high))
            width[name] = width.get(name, 0) + np.nan_to_num(high - low)
            given[name] = given.get(name, 0) + ~np.isnan(low)
    return {
        name: {
            "coverage": (hit[name] / np.maximum(given[name], 1)).round(4).tolist(),
            "width": (width[name] / np.maximum(given[name], 1)).round(4).tolist(),
            "given": (given[name] / replications).round(4).tolist(),
        }
        for name in hit
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--only", choices=["plain", "many", "machine"])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    start = time.perf_counter()
    slack = 2 * (0.95 * 0.05 / options.replications) ** 0.5
    records, outside = [], 0
    parts = {"plain": list(scenarios()), "many": list(many_scenarios()), "machine": list(machine_scenarios())}
    for part, chosen in parts.items():
        if options.only not in (None, part):
            continue
        print(f"\n{part}: coverage at shares {SHARES}")
        covered: dict[str, list[float]] = {}
        for number, scenario in enumerate(chosen):
            result = simulate(scenario, options.replications, number)
            records.append({"part": part, **asdict(scenario), **result})
            for name, figures in result.items():
                covered.setdefault(name, []).extend(figures["coverage"])
            ours = result["ours"]["coverage"]
            bad = [c for c in ours if not LOW - slack <= c <= HIGH + slack]
            outside += len(bad)
            line = "  ".join(f"{n} {' '.join(f'{c:.3f}' for c in f['coverage'])}" for n, f in result.items())
            print(f"{describe(scenario)}  {line}{'  <-- outside' if bad else ''}", flush=True)
        for name, values in covered.items():
            inside = np.mean([LOW <= v <= HIGH for v in values])
            print(
                f"{part} {name}: coverage {min(values):.3f} to {max(values):.3f}, mean {np.mean(values):.3f},"
                f" {100 * inside:.0f} % of {len(values)} cells within 92-98 %"
            )
    print(f"\n{outside} cells of ours outside, {time.perf_counter() - start:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(records, indent=1), "utf-8")
    return 1 if outside else 0


def describe(s: Scenario) -> str:
    reviewed = f" reviewed {s.reviewed:3} elsewhere x{s.elsewhere}" if s.reviewed else ""
    return f"D {s.documents:2} icc {s.icc} {s.sizes:6} {s.shape:9} groups {s.groups} {s.others:5}{reviewed}"


if __name__ == "__main__":
    sys.exit(main())
