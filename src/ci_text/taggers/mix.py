"""How trained weights, cues and the encoder are put together: a logistic regression of a few numbers.

log odds of a code = bias + its own + its language's + linear x (weights) + cues x (strength) + encoder x (network),
fitted on passages that neither weights nor network learnt from (models/train.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ci_text.language import DEFAULT, SUPPORTED

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for each code in each window: rows x codes each; `langs` is the language of each row."""

    linear: np.ndarray
    cues: np.ndarray
    encoder: np.ndarray | None
    langs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mix:
    """The numbers of one combination; a part that a combination leaves out counts 0."""

    bias: np.ndarray  # a code
    languages: Mapping[str, float]
    linear: float
    cues: float
    encoder: float

    @classmethod
    def of(cls, facts: Mapping[str, Any], codes: Sequence[str]) -> Mix:
        """From the model's facts."""
        import numpy as np

        bias = np.array([facts["bias"] + facts["codes"].get(code, 0.0) for code in codes])
        return cls(bias, facts["languages"], facts["linear"], facts["cues"], facts["encoder"])

    def log_odds(self, signals: Signals) -> np.ndarray:
        """Rows x codes."""
        import numpy as np

        own = np.array([self.languages.get(x if x in SUPPORTED else DEFAULT, 0.0) for x in signals.langs])
        z: np.ndarray = self.bias + own[:, None] + self.linear * signals.linear + self.cues * signals.cues
        return z if signals.encoder is None else z + self.encoder * signals.encoder
