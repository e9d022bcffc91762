"""What a sentence model says of each code, where the tagger was made with one: a regression on the vector of a window.

It speaks for a passage as a whole and names no word: evidence comes from cues, weights and encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ci_text.sentence_model import SentenceModel

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class SentenceSignal:
    """A sentence model and what was learnt on its vectors: weights (dimensions x codes) and bias."""

    model: SentenceModel
    weights: np.ndarray
    bias: np.ndarray

    def odds(self, texts: Sequence[str]) -> np.ndarray:
        """Log odds, texts x codes. Row by row: a product of many rows may differ in the last bit from that of one."""
        import numpy as np

        rows = [row @ self.weights + self.bias for row in self.model.encode(texts)]
        return np.array(rows).reshape(len(texts), len(self.bias))
