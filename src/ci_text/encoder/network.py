"""The network: a BERT encoder and one attention a code, forward only, in numpy.

Each text is read by itself, without padding, so that what is read of a text never depends on its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

EPSILON = 1e-12  # of the layer norms, as trained
GELU_SCALE, GELU_CUBE = (2 / 3.141592653589793) ** 0.5, 0.044715
LARGEST = 80.0  # exp of more is no float32


@dataclass(frozen=True, slots=True)
class Heads:
    """What the network says of a text: log odds (codes), stance log odds (codes x stances), and where it looked:
    `gain` (codes x tokens), each token's share of the log odds of a code."""

    odds: np.ndarray
    stances: np.ndarray
    gain: np.ndarray


class Network:
    """Weights by name, float32: 'word', 'position', 'norm.w', 'norm.b', '0.q.w' … '5.out.b', 'query', 'code.w' …"""

    def __init__(self, weights: Mapping[str, np.ndarray], heads: int) -> None:
        self.weights = weights
        self.heads = heads
        self.depth = sum(name.endswith(".qkv.w") for name in weights)

    def read(self, numbers: Sequence[int], body: slice) -> Heads:
        """The heads' answer for one text; the codes look at the tokens of `body` only, the rest is context."""
        w = self.weights
        x = w["word"][list(numbers)] + w["position"][: len(numbers)]
        x = _norm(x, w["norm.w"], w["norm.b"])
        for layer in range(self.depth):
            x = self._layer(x, f"{layer}.")
        return self._answer(x[body])

    def _layer(self, x: np.ndarray, name: str) -> np.ndarray:
        w = self.weights
        attended = self._attend(x, name) @ w[name + "ao.w"] + w[name + "ao.b"]
        x = _norm(x + attended, w[name + "aln.w"], w[name + "aln.b"])
        inner = _gelu(x @ w[name + "fi.w"] + w[name + "fi.b"])
        return _norm(x + (inner @ w[name + "fo.w"] + w[name + "fo.b"]), w[name + "oln.w"], w[name + "oln.b"])

    def _attend(self, x: np.ndarray, name: str) -> np.ndarray:
        w, tokens = self.weights, len(x)
        joined = x @ w[name + "qkv.w"] + w[name + "qkv.b"]
        query, key, value = joined.reshape(tokens, 3, self.heads, -1).transpose(1, 2, 0, 3)
        shares = _softmax(query @ key.transpose(0, 2, 1) * query.shape[-1] ** -0.5)
        mixed: np.ndarray = (shares @ value).transpose(1, 0, 2).reshape(tokens, -1)
        return mixed

    def _answer(self, x: np.ndarray) -> Heads:
        w = self.weights
        shares = _softmax(w["query"] @ x.T)
        seen = shares @ x
        gain = shares * (w["code.w"] @ x.T)
        return Heads(gain.sum(axis=1) + w["code.b"], seen @ w["stance.w"] + w["stance.b"], gain)


def _norm(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    x = x - x.mean(axis=-1, keepdims=True)
    x *= ((x * x).mean(axis=-1, keepdims=True) + EPSILON) ** -0.5
    x *= weight
    x += bias
    return x


def _gelu(x: np.ndarray) -> np.ndarray:
    """Hendrycks & Gimpel 2016, in the tanh form: within .0005 of the exact one, whose erf costs more than matrices."""
    import numpy as np

    odds = x * x
    odds *= -2 * GELU_SCALE * GELU_CUBE
    odds -= 2 * GELU_SCALE
    odds *= x
    np.minimum(odds, LARGEST, out=odds)
    np.exp(odds, out=odds)
    odds += 1
    result: np.ndarray = np.divide(x, odds, out=odds)
    return result


def _softmax(x: np.ndarray) -> np.ndarray:
    import numpy as np

    odds: np.ndarray = np.exp(x - x.max(axis=-1, keepdims=True))
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds
