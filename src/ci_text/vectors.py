"""Word vectors for Danish and English in one space, packed with the program: meaning beyond the word itself.

English words carry vectors distilled from a small sentence encoder (all-MiniLM-L6-v2, Apache-2.0: each word encoded
by itself, then a principal component analysis, as in model2vec); Danish lemmas carry the vector of their English gloss
from our own glossary. `models/build_vectors.py` makes the file. A Danish compound that is not in it is put together
from its parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FILE = "vectors.safetensors"
WORD = re.compile(r"[a-z]{2,}")
SHORTEST_PART = 3
LINKS = ("", "s", "e")  # what joins the parts of a Danish compound: husleje, arbejdsplads, barnepige


def packed_models() -> Path:
    """The folder with the packed models: inside the wheel, or `models/` beside a developer's `src/`."""
    inside = Path(str(resources.files("ci_text"))) / "models"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "models"


@dataclass(slots=True, eq=False)
class Vectors:
    """Rows of `table` (words x dimensions, unit length) by language and word; `weight` is small for frequent words.

    Equal to itself only, so that what is worked out with it can be kept under it.
    """

    table: np.ndarray
    weight: np.ndarray
    rows: dict[str, dict[str, int]]
    glosses: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _found: dict[tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict)
    _english: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def dimensions(self) -> int:
        return int(self.table.shape[1])

    def rows_of(self, word: str, lemma: str, lang: str) -> tuple[int, ...]:
        """The rows that stand for a token: one, two for a compound, none for an unknown word."""
        key = (lang, word, lemma)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._look_up(word, lemma, lang)
        return found

    def _look_up(self, word: str, lemma: str, lang: str) -> tuple[int, ...]:
        known = self.rows.get(lang, {})
        for form in (lemma, word):
            if form in known:
                return (known[form],)
        return self._compound(lemma, known) if lang == "da" else ()

    def _compound(self, word: str, known: dict[str, int]) -> tuple[int, ...]:
        """The longest known head at the end with a known modifier before it."""
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            head = word[cut:]
            if head not in known:
                continue
            for link in LINKS:
                modifier = word[:cut].removesuffix(link) if link else word[:cut]
                if len(modifier) >= SHORTEST_PART and modifier in known and modifier + link == word[:cut]:
                    return (known[head], known[modifier])
        return ()

    def english(self, word: str, lemma: str, lang: str) -> tuple[str, ...]:
        """The English words that a token stands for: itself in English, its gloss in Danish, () where unknown."""
        if lang == "en":
            return (lemma,)
        key = (word, lemma)
        found = self._english.get(key)
        if found is None:
            rows = self.rows_of(word, lemma, lang)
            found = self._english[key] = tuple(w for row in rows for w in self.glosses.get(row, ()))
        return found

    def means(self, found: Sequence[Sequence[int]]) -> np.ndarray:
        """The weighted mean of the vectors of each list of rows (Arora et al. 2017), of unit length; zeros where the
        list is empty."""
        import numpy as np
        from scipy.sparse import csr_matrix

        rows = np.array([row for own in found for row in own], dtype=np.int64)
        ends = np.cumsum([0, *map(len, found)])
        totals = csr_matrix((self.weight[rows], rows, ends), shape=(len(found), len(self.table))) @ self.table
        lengths = np.linalg.norm(totals, axis=1, keepdims=True)
        means: np.ndarray = np.divide(totals, lengths, out=np.zeros_like(totals), where=lengths > 0)
        return means


@cache
def packed_vectors() -> Vectors | None:
    """The packed vectors, None where the program was installed without them."""
    path = packed_models() / FILE
    return load_vectors(path) if path.exists() else None


def load_vectors(path: Path) -> Vectors:
    """Read a vectors file: int8 rows with a scale each, weights, and the words of each language."""
    import numpy as np
    from safetensors.numpy import load_file

    data = load_file(path)
    table = data["table"].astype(np.float32) * data["scale"][:, None]
    rows: dict[str, dict[str, int]] = {}
    for name, value in data.items():
        if name.startswith("words_"):
            lang = name.removeprefix("words_")
            words = bytes(value).decode("utf-8").split("\n")
            rows[lang] = dict(zip(words, data[f"rows_{lang}"].tolist(), strict=True))
    glosses: dict[int, tuple[str, ...]] = {}
    if "gloss_da" in data:
        texts = bytes(data["gloss_da"]).decode("utf-8").split("\n")
        glosses = {
            int(row): tuple(dict.fromkeys(WORD.findall(text))) for row, text in zip(data["rows_da"], texts, strict=True)
        }
    return Vectors(table, data["weight"].astype(np.float32), rows, glosses)
