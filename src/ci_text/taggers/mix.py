"""How trained weights, cues and the encoder are put together: a logistic regression of a few numbers.

log odds of a code = bias + its own + its language's + linear x (weights) + cues x (strength) + encoder x (network),
fitted on passages that neither weights nor network learnt from (models/train.py). A model that was made with a sentence
model has a term more: + sentence x (regression on the sentence's vector).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ci_text.language import supported
from ci_text.taggers.space import Reading

if TYPE_CHECKING:
    import numpy as np

STRONGEST = 4.0  # more cues than this add nothing


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each code in each window: rows x codes each; `langs` is the language of each row."""

    linear: np.ndarray
    cues: np.ndarray
    encoder: np.ndarray | None
    langs: Sequence[str]
    sentence: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        readings: Sequence[Reading],
        codes: Sequence[str],
        linear: np.ndarray,
        encoder: np.ndarray | None = None,
        sentence: np.ndarray | None = None,
    ) -> Signals:
        """Of windows as they were read, with what weights, encoder and sentence model say of them."""
        import numpy as np

        cues = np.array([strengths(r, codes) for r in readings])
        return cls(linear, cues, encoder, [r.tokens.lang for r in readings], sentence)


def strengths(reading: Reading, codes: Sequence[str]) -> list[float]:
    """How strongly the cues of each code speak in a window: the summed weights of its different cues, capped."""
    names = {f"k:{code}": number for number, code in enumerate(codes)}
    total = [0.0] * len(codes)
    for found in reading.cues:
        number = names.get(found.name)
        if number is not None:
            total[number] = min(STRONGEST, total[number] + found.value)
    return total


@dataclass(frozen=True, slots=True)
class Mix:
    """The numbers of one combination; a part that a combination leaves out counts 0."""

    bias: np.ndarray  # a code
    languages: Mapping[str, float]
    linear: float
    cues: float
    encoder: float
    sentence: float = 0.0

    @classmethod
    def of(cls, facts: Mapping[str, Any], codes: Sequence[str]) -> Mix:
        """From the model's facts."""
        import numpy as np

        bias = np.array([facts["bias"] + facts["codes"].get(code, 0.0) for code in codes])
        weights = facts["linear"], facts["cues"], facts["encoder"], facts.get("sentence", 0.0)
        return cls(bias, facts["languages"], *weights)

    def log_odds(self, signals: Signals) -> np.ndarray:
        """Rows x codes."""
        import numpy as np

        own = np.array([self.languages.get(supported(x), 0.0) for x in signals.langs])
        z: np.ndarray = self.bias + own[:, None] + self.linear * signals.linear + self.cues * signals.cues
        z = z if signals.encoder is None else z + self.encoder * signals.encoder
        return z if signals.sentence is None else z + self.sentence * signals.sentence
