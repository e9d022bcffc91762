"""Read the exemplar files, check their form, and print what a writer or an editor needs to see.

    python corpora/exemplars/check.py [AUTHOR ...]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
CODES = [
    "common_agenda", "shared_measurement", "mutually_reinforcing_activities", "continuous_communication", "backbone",
    "patience", "leadership", "narrative", "involvement", "local_start", "philanthropy",
]  # fmt: skip
STANCES = ["at_work", "lacking", "advised", "general"]


def parse_codes(field: str) -> dict[str, str]:
    """'a=at_work, b=lacking' -> {'a': 'at_work', 'b': 'lacking'}; '-' -> {}."""
    field = field.strip()
    if field == "-":
        return {}
    return dict((part.strip() for part in item.split("=")) for item in field.split(","))  # type: ignore[misc]


def read_author(path: Path) -> list[dict]:
    """All passages of one file, in order; raises ValueError naming file and line."""
    passages: list[dict] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("# "):
            fields = [f.strip() for f in line[2:].split("|")]
            if len(fields) != 6:
                raise ValueError(f"{path.name}:{number}: six fields expected, {len(fields)} found")
            lang, genre, field, voice, manner, codes = fields
            passages.append(
                {"id": f"{path.stem}-{len(passages) + 1:03d}", "author": path.stem, "lang": lang, "genre": genre,
                 "field": field, "voice": voice, "manner": manner, "codes": parse_codes(codes), "context": "",
                 "text": "", "line": number}
            )
        elif line.startswith("? ") and passages and not passages[-1]["text"]:
            passages[-1]["context"] = line[2:].strip()
        elif line.strip():
            if not passages:
                raise ValueError(f"{path.name}:{number}: text before the first header")
            passages[-1]["text"] = f"{passages[-1]['text']} {line.strip()}".strip()
    return passages


def problems(path: Path, passages: list[dict]) -> list[str]:
    found = []
    seen: dict[str, str] = {}
    for p in passages:
        where = f"{path.name}:{p['line']} ({p['id']})"
        n = len(p["text"].split())
        if not 12 <= n <= 140:
            found.append(f"{where}: {n} words")
        known = p["lang"] in ("da", "en") and p["voice"] in ("written", "spoken")
        if not known or p["manner"] not in ("direct", "indirect"):
            found.append(f"{where}: language, voice or manner unknown")
        for code, stance in p["codes"].items():
            if code not in CODES or stance not in STANCES:
                found.append(f"{where}: unknown {code}={stance}")
        opening = " ".join(p["text"].lower().split()[:5])
        if opening in seen:
            found.append(f"{where}: opens like {seen[opening]}: {opening!r}")
        seen[opening] = p["id"]
    return found


def giveaways(passages: list[dict]) -> list[str]:
    """Words in over 15 % of a code's passages and six times as frequent there as elsewhere."""
    bags = [(set(re.findall(r"\w{4,}", p["text"].lower())), p["codes"]) for p in passages]
    rows = []
    for code in CODES:
        inside = [b for b, c in bags if code in c]
        outside = [b for b, c in bags if code not in c]
        if len(inside) < 8:
            continue
        counts, rest = Counter(w for b in inside for w in b), Counter(w for b in outside for w in b)
        for word, n in counts.most_common(40):
            share, other = n / len(inside), rest[word] / max(1, len(outside))
            if share > 0.15 and n >= 3 and share > 6 * other:
                rows.append(f"{code}: {word!r} in {share:.0%} of its passages, {other:.1%} of the others")
    return rows


def main(authors: list[str]) -> int:
    paths = [p for p in sorted((HERE / "texts").glob("*.txt")) if not authors or p.stem in authors]
    everything, bad = [], []
    for path in paths:
        passages = read_author(path)
        everything += passages
        bad += problems(path, passages)
    n = len(everything)
    tags = Counter((c, s) for p in everything for c, s in p["codes"].items())
    coded = [p for p in everything if p["codes"]]
    words = sum(len(p["text"].split()) for p in everything)
    indirect = sum(p["manner"] == "indirect" for p in coded) / max(1, len(coded))
    print(f"{n} passages, {words} words, {len(paths)} authors; no code {1 - len(coded) / max(1, n):.0%}; "
          f"of the coded, indirect {indirect:.0%}; languages {dict(Counter(p['lang'] for p in everything))}")
    lengths = sorted(len(p["text"].split()) for p in everything) or [0]
    quartiles = [str(lengths[k * len(lengths) // 4]) for k in (1, 2, 3)]
    print(f"words a passage: quartiles {' / '.join(quartiles)}")
    print(f"{'code':34}" + "".join(f"{s:>9}" for s in STANCES) + f"{'all':>9}")
    for code in CODES:
        counts = [tags[code, s] for s in STANCES]
        print(f"{code:34}" + "".join(f"{k:9}" for k in [*counts, sum(counts)]))
    print("\n".join(["words that give a code away:", *giveaways(everything)]))
    print("\n".join(["mistakes:", *bad] if bad else ["no mistakes"]))
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
