"""Which code of the codebook a theme is close to: by the tags of its passages, else by meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ci_text.codebook import Code, Codebook
from ci_text.records import Passage, Tag
from ci_text.themes.embed import word_vectors
from ci_text.themes.words import Words, words_of

LEAST_SHARE = 0.25
LEAST_LIFT = 1.5
LEAST_LIKENESS = 0.3


def by_tags(labels: Mapping[str, int], tags: Sequence[Tag]) -> dict[int, str]:
    """Theme -> the code that stands on at least a quarter of its passages and 1.5 times as often as elsewhere."""
    pairs = {(t.passage_id, t.code) for t in tags if t.score >= 0.5 and t.passage_id in labels}
    overall = Counter(code for _, code in pairs)
    inside = Counter((labels[passage], code) for passage, code in pairs)
    sizes = Counter(labels.values())
    found: dict[int, tuple[float, str]] = {}
    for (theme, code), n in sorted(inside.items()):
        share = n / sizes[theme]
        lift = share / (overall[code] / len(labels))
        if share >= LEAST_SHARE and lift >= LEAST_LIFT and lift * share > found.get(theme, (0.0, ""))[0]:
            found[theme] = (lift * share, code)
    return {theme: code for theme, (_, code) in found.items()}


def code_texts(codebook: Codebook) -> tuple[list[str], Words]:
    """The ids of the codes, and the words of each in each language (id repeated per language)."""
    ids, passages = [], []
    for code in codebook.codes:
        for lang in ("da", "en"):
            ids.append(code.id)
            text = _text(code, lang)
            passages.append(Passage(f"{code.id}:{lang}", "", 0, "paragraph", 0, len(text), text, 1, 1, lang=lang))
    return ids, words_of(passages)


def _text(code: Code, lang: str) -> str:
    parts = [code.name.get(lang, ""), code.definition.get(lang, ""), *code.include.get(lang, ())]
    parts += [text for text, _ in code.examples.get(lang, ())]
    parts += [cue.partition("^")[0] for cue in code.cues.get(lang, ())]
    return ". ".join(parts)


def by_meaning(codebook: Codebook, raw: Any, labels: Any, themes: int) -> dict[int, str]:
    """Theme -> the code whose own words lie nearest to its passages, less what all codes and all themes share."""
    import numpy as np

    ids, words = code_texts(codebook)
    found = word_vectors(words)
    if found is None or themes < 2 or len(codebook.codes) < 2:
        return {}
    code_ids = list(dict.fromkeys(ids))
    codes = np.stack([found[[i == c for i in ids]].mean(axis=0) for c in code_ids])
    middles = np.stack([raw[labels == t].mean(axis=0) for t in range(themes)])
    codes, middles = _unit(codes - codes.mean(axis=0)), _unit(middles - raw.mean(axis=0))
    like = middles @ codes.T
    return {t: code_ids[int(row.argmax())] for t, row in enumerate(like) if row.max() >= LEAST_LIKENESS}


def _unit(rows: Any) -> Any:
    import numpy as np

    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
