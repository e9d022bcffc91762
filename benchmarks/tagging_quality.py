"""The quality gate's floors and the model card, both from models/card.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
CARD = ROOT / "models" / "card.json"
FLOORS = ROOT / "tests" / "quality.json"
MARGIN = {"codes": 0.05, "languages": 0.04}  # F1 below the card's figure: a retraining's ordinary swing
READERS = 0.90  # micro F1 of two independent readers on real text
GOAL = 0.9 * READERS
NOTES = ROOT / "models" / "notes.md"

Floors = dict[str, dict[str, float]]


def exemplars_digest() -> str:
    """sha256 of the exemplars' texts and second readings."""
    digest = hashlib.sha256()
    folder = ROOT / "corpora" / "exemplars"
    for path in sorted([*folder.glob("texts/*.txt"), *folder.glob("second/*.tsv")]):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def figures(card: dict[str, Any]) -> Floors:
    """F1 of each code, micro F1 of each language, on the authors held out."""
    measured = card["held_out"]
    return {
        "codes": {code: row["f1"] or 0.0 for code, row in measured["codes"].items()},
        "languages": {lang: row["micro_f1"] or 0.0 for lang, row in measured["languages"].items()},
    }


def new_floors(card: dict[str, Any], old: Floors, allow_lower: bool) -> Floors:
    """Floors a margin under the card's figures; an old floor that is higher stays, unless lowering is allowed."""
    floors: Floors = {}
    for kind, rows in figures(card).items():
        floors[kind] = {}
        for name, value in rows.items():
            floor = round(value - MARGIN[kind], 3)
            before = old.get(kind, {}).get(name, floor)
            floors[kind][name] = floor if allow_lower else max(floor, before)
    return floors


def below(card: dict[str, Any], floors: Floors) -> list[str]:
    """What of the card is below its floor, or has no floor, in words."""
    measured = figures(card)
    missing = [f"{kind}/{name}: not measured" for kind in MARGIN for name in floors[kind] if name not in measured[kind]]
    return missing + [
        f"{kind}/{name}: {value:.3f}, floor {floors[kind].get(name)}"
        for kind, rows in measured.items()
        for name, value in rows.items()
        if value < floors[kind].get(name, 1.0)
    ]


def set_floors(allow_lower: bool) -> None:
    old = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    card = json.loads(CARD.read_text("utf-8"))
    floors = new_floors(card, old, allow_lower)
    data = {"exemplars": exemplars_digest(), "model": card["digest"], **floors}
    FLOORS.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", "utf-8")
    print("\n".join(below(card, floors)) or f"{FLOORS.name} written; the card is above every floor.")


def round_step(most: float) -> float:
    """The least of 1, 2 or 5 times a power of ten that comes to `most` in six steps or fewer."""
    power = 10.0 ** np.floor(np.log10(most / 6))
    return next(float(step * power) for step in (1, 2, 5, 10) if step * power * 6 >= most)


def line_chart(points: Sequence[tuple[float, float]], across: str, up: str) -> str:
    """An SVG of one line, y from 0 to 1, x from 0 to a round number that is no less than the greatest."""
    width, height, edge = 480, 300, 50
    most = max(x for x, _ in points) or 1
    step = round_step(most)
    steps = int(np.ceil(round(most / step, 6)))
    at = [(edge + x / (step * steps) * (width - 2 * edge), height - edge - y * (height - 2 * edge)) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    ticks = "".join(
        f'<text x="{edge - 8}" y="{height - edge - y * (height - 2 * edge) + 4:.0f}" text-anchor="end">{y:.1f}</text>'
        for y in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ) + "".join(
        f'<text x="{edge + n / steps * (width - 2 * edge):.0f}" y="{height - edge + 18}" text-anchor="middle">'
        f"{n * step:{',.0f' if step >= 1 else '.2g'}}</text>"
        for n in range(steps + 1)
    )
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in at) if len(at) < 20 else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        f'font-size="12"><rect width="{width}" height="{height}" fill="#fff"/>'
        f'<path d="M{edge} {edge}V{height - edge}H{width - edge}" fill="none" stroke="#333"/>{ticks}'
        f'<polyline points="{line}" fill="none" stroke="#06c" stroke-width="2"/>{dots}'
        f'<text x="{width / 2}" y="{height - 8}" text-anchor="middle">{across}</text>'
        f'<text x="{edge}" y="{edge - 14}">{up}</text></svg>\n'
    )


def cell(row: dict[str, Any], name: str) -> str:
    if row.get(name) is None:
        return "-"
    if name not in row["intervals"]:
        return f"{row[name]:.2f} (one source)"
    low, high = row["intervals"][name]
    return f"{row[name]:.2f} [{low:.2f}-{high:.2f}]"


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def scores(measured: dict[str, Any], stance: bool) -> str:
    overall = ["micro_f1", "macro_f1", "micro_precision", "micro_recall", "no_code_specificity", "ece", "ece_tags"]
    overall += ["stance_accuracy"] if stance else []
    rows = [["all", measured["overall"]], *([lang, row] for lang, row in measured["languages"].items())]
    by_lang = grid(["", "passages", *overall], [[n, str(r["n"]), *(cell(r, f) for f in overall)] for n, r in rows])
    each = ["precision", "recall", "f1", "kappa"]
    codes = [[c, str(r["n"]), *(cell(r, f) for f in each)] for c, r in measured["codes"].items()]
    return f"{by_lang}\n\n{grid(['code', 'passages', *each], codes)}"


def model_facts() -> dict[str, Any]:
    from ci_text.taggers.model import read_facts

    return read_facts(ROOT / "models" / "tagger.safetensors")


def write_card() -> None:
    """models/README.md, models/precision_recall.svg."""
    card, facts = json.loads(CARD.read_text("utf-8")), model_facts()
    data = card["exemplars"]
    curve = [r for r in facts["thresholds"]["combined"]["curve"] if r[1] is not None]
    chart = line_chart(sorted((r[2], r[1]) for r in curve), "recall", "precision")
    (ROOT / "models" / "precision_recall.svg").write_text(chart, "utf-8")
    tags = [[c, *(str(by[s]) for s in by), str(sum(by.values()))] for c, by in data["tags"].items()]
    stances = list(next(iter(data["tags"].values())))
    steps = [[f"{r[0]:.2f}", *(f"{v:.2f}" for v in r[1:])] for r in curve[::5]]
    sizes = [[p.name, f"{p.stat().st_size / 1e6:.2f} MB"] for p in sorted((ROOT / "models").glob("*.safetensors"))]
    real = card.get("real_text")
    versions = ", ".join(f"{n} {v}" for n, v in card["versions"].items())
    languages = ", ".join(f"{n} {lang}" for lang, n in data["languages"].items())
    text = f"""# Model card: the default tagger

Written by `python benchmarks/tagging.py --card` from `card.json`, `tagger.safetensors` and `notes.md`. Rebuilt by
`python models/train_encoder.py --device cuda` (needs torch and a graphics card: half an hour by reckoning, days on a
processor) and `python models/train.py --calibrate GOLD` (a quarter of an hour): same exemplars, labels, versions and
kind of device, same bytes (but see below). What they are made from, and its licences: [NOTICE.md](NOTICE.md).
Digest `{card["digest"][:16]}`; {versions}.

{grid(["file", "size"], sizes)}

## Data

{data["passages"]} self-written passages by {data["authors"]} authors ({languages}); {data["no_code"]} carry no code;
{data["indirect"]} of the coded say it indirectly; {data["spoken"]} are spoken.
{data["read_twice"]} were read by a second reader (micro F1 of the two: {data["reader_micro_f1"]}).
{grid(["code", *stances, "all"], tags)}

## How good: authors that nothing was learnt from

{held_section(card)}
{real_section(real)}
## Threshold

{card["threshold"]:.2f} for balance. `--precision` and `--recall` pick another row of this curve
(held-out authors and, where there was any, real text, each half):

![precision against recall](precision_recall.svg)

{grid(["threshold", "precision", "recall", "F1"], steps)}

{NOTES.read_text("utf-8").strip()}
"""
    (ROOT / "models" / "README.md").write_text(text, "utf-8")


def held_section(card: dict[str, Any]) -> str:
    """The figures on the authors that were held out."""
    names = ", ".join(card["held_out_authors"])
    right, parts = card["stance"]["right"], ("written", "spoken", "direct", "indirect")
    rows = [[p, str(card[p]["n"]), cell(card[p], "micro_f1"), cell(card[p], "no_code_specificity")] for p in parts]
    real = " and from real text" if "real_text" in card else ""
    return f"""The encoder never saw the authors {names}; the words learnt from them only out of fold; mix and threshold
of each come from the others{real}. Intervals are bootstrap over passages: another author would differ by more than
that.

{scores(card["held_out"], True)}

{grid(["passages that are", "n", "micro_f1", "no_code_specificity"], rows)}

Stance, given the code: {right["both"]:.2f} of {card["stance"]["n"]} (by the words alone {right["words"]:.2f}, by the
encoder alone {right["encoder"]:.2f})."""


def real_section(real: dict[str, Any] | None) -> str:
    if real is None:
        return ""
    reached = real["overall"]["micro_f1"]
    verdict = "reaches it" if reached >= GOAL else "does not reach it"
    return f"""
## How good: real text

Labelled passages of real reports, web pages and policies. Neither encoder nor words have learnt from them; one bias and
the threshold are cross-validated over sources. Two readers reach a micro F1 of {READERS:.2f} against each other,
so the goal is {GOAL:.2f}: **{reached:.2f} {verdict}.** Counts for a code are small: read the intervals.

{scores(real, True)}
"""
