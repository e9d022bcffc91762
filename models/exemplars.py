"""The exemplars with the opinions of their readers, and what the model card tells of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "corpora" / "exemplars"
sys.path.insert(0, str(FOLDER))

from check import read_author  # noqa: E402

from ci_text.records import STANCES  # noqa: E402

UNAWARE = (  # wrote without knowing the codes, as real authors do
    "d36", "d37", "d38", "d39", "d40", "d41", "d42", "d43", "d44", "d45", "d46", "d47", "d48", "d49",
    "d50", "d51", "d52", "d53", "d54", "d55", "d56", "d57", "d58", "d59", "d60", "d61", "d62", "d63", "d64", "d65",
    "d66", "d67", "d68", "d69", "d70", "d71", "d72", "d73", "d74", "d75", "d76", "d77", "d78", "d79", "d80", "d81",
    "d82", "d83", "d84", "d85", "d86", "d87", "d88", "d89", "d90", "d91", "d92", "d93", "d94", "d95", "d96", "d97",
    "d98", "d99", "d101", "d102",
    "e50", "e51", "e52", "e53", "e54", "e55", "e56", "e57", "e58", "e59", "e60", "e61", "e62", "e64", "e65", "e66",
    "e67", "e68", "e69", "e70", "e71", "e72", "e73", "e74", "e75", "e76", "e77", "e78", "e79", "e80", "e81", "e82",
    "e83", "e84", "e85", "e86", "e87", "e88", "e89", "e90", "e91", "e92", "e93", "e94", "e95", "e96",
    "e97", "e98", "e99", "e100", "e101", "e102", "e103", "e104", "e105", "e106", "e107", "e108", "e109", "e110",
    "e111", "e112", "e113", "e114", "e115", "e116",
)  # fmt: skip


def read_exemplars() -> list[dict[str, Any]]:
    """All exemplars, with `opinions`: the first reader's codes and, where there is one, the second's."""
    second: dict[str, dict[str, str]] = {}
    for path in sorted((FOLDER / "second").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            name, _, codes = line.partition("\t")
            pairs = [item.split("=") for item in codes.split(",") if "=" in item]
            second[name.strip()] = {code.strip(): stance.strip() for code, stance in pairs}
    exemplars = []
    for path in sorted((FOLDER / "texts").glob("*.txt")):
        for item in read_author(path):
            item["opinions"] = [item["codes"]] + ([second[item["id"]]] if item["id"] in second else [])
            exemplars.append(item)
    return exemplars


def describe(exemplars: Sequence[dict[str, Any]], codes: Sequence[str]) -> dict[str, Any]:
    """What the model card tells of the exemplars: counts, and how well their two readers agree."""
    tags = Counter((c, s) for x in exemplars for c, s in x["codes"].items())
    twice = [x for x in exemplars if len(x["opinions"]) == 2]
    same = sum(len(set(x["opinions"][0]) & set(x["opinions"][1])) for x in twice)
    total = sum(len(x["opinions"][0]) + len(x["opinions"][1]) for x in twice)
    coded = [x for x in exemplars if x["codes"]]
    return {
        "passages": len(exemplars), "authors": len({x["author"] for x in exemplars}),
        "languages": dict(Counter(x["lang"] for x in exemplars)), "no_code": len(exemplars) - len(coded),
        "indirect": sum(x["manner"] == "indirect" for x in coded),
        "spoken": sum(x["voice"] == "spoken" for x in exemplars), "read_twice": len(twice),
        "reader_micro_f1": round(2 * same / total, 4) if total else None,
        "tags": {c: {s: tags[c, s] for s in STANCES} for c in codes},
    }  # fmt: skip
