"""The encoder as torch learns it; `ci_text.encoder.network` is its twin for reading."""

from __future__ import annotations

import math

import numpy as np
import torch
from encoder_base import Base
from torch import nn
from torch.nn import functional as F

from ci_text.encoder.model import LONGEST_READ
from ci_text.encoder.network import EPSILON

DROPPED = 26  # of 256 values, on their way through a layer
FOCUS = 4.0  # how sharply the codes' attention begins to look


def dropout(x: torch.Tensor, training: bool) -> torch.Tensor:
    """As torch's own (Srivastava et al. 2014), by eight random bits a value: on a processor in a tenth of its time."""
    if not training:
        return x
    words = torch.empty(-(-x.numel() // 8), dtype=torch.int64, device=x.device).random_(-(2**63), None)
    kept = words.view(torch.uint8)[: x.numel()].view_as(x) >= DROPPED
    return x * kept.to(x.dtype) * (256 / (256 - DROPPED))


class Layer(nn.Module):
    """One layer of BERT, by the names of the base file."""

    def __init__(self, base: Base, number: int) -> None:
        super().__init__()
        self.heads = base.heads
        inner = len(base.weights[f"l{number}.fi.b"])
        sizes = {"q": 1, "k": 1, "v": 1, "ao": 1}
        for name in sizes:
            setattr(self, name, nn.Linear(base.width, base.width))
        self.fi, self.fo = nn.Linear(base.width, inner), nn.Linear(inner, base.width)
        self.aln, self.oln = nn.LayerNorm(base.width, EPSILON), nn.LayerNorm(base.width, EPSILON)
        for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
            part = getattr(self, name)
            part.weight.data = torch.tensor(base.weights[f"l{number}.{name}.w"]).view(part.weight.shape).clone()
            part.bias.data = torch.tensor(base.weights[f"l{number}.{name}.b"]).clone()

    def forward(self, x: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        rows, tokens, width = x.shape

        def split(y: torch.Tensor) -> torch.Tensor:
            return y.view(rows, tokens, self.heads, -1).transpose(1, 2)

        # The way back through torch's own attention takes ten times as long on a processor, and on a graphics card
        # its fast ways give other numbers each time.
        shares = split(self.q(x)) @ split(self.k(x)).transpose(-1, -2) / math.sqrt(width / self.heads)
        seen = shares.masked_fill(~there, -1e4).softmax(-1) @ split(self.v(x))
        seen = self.ao(seen.transpose(1, 2).reshape(rows, tokens, width))
        x = self.aln(x + dropout(seen, self.training))
        inner = self.fo(F.gelu(self.fi(x)))
        return self.oln(x + dropout(inner, self.training))


class Reader(nn.Module):
    """The base with an attention and a weight a code, and a stance of what each code looked at."""

    def __init__(self, base: Base, codes: int, stances: int) -> None:
        super().__init__()
        w, width = base.weights, base.width
        self.word = nn.Embedding.from_pretrained(torch.tensor(w["emb.word"]))
        self.position = nn.Parameter(
            torch.tensor(w["emb.pos"]).view(-1, width) + torch.tensor(w["emb.type"]).view(-1, width)[0], False
        )
        self.norm = nn.LayerNorm(width, EPSILON)
        self.norm.weight.data, self.norm.bias.data = torch.tensor(w["emb.ln.w"]), torch.tensor(w["emb.ln.b"])
        self.layers = nn.ModuleList(Layer(base, n) for n in range(base.depth))
        self.query = nn.Parameter(torch.randn(codes, width) * 0.02)
        self.code = nn.Parameter(torch.randn(codes, width) * 0.02)
        self.bias = nn.Parameter(torch.full((codes,), -2.5))
        self.stance = nn.Linear(width, stances)
        self.stance_bias = nn.Parameter(torch.zeros(codes, stances))

    @property
    def device(self) -> torch.device:
        return self.position.device

    def heads(self) -> list[nn.Parameter]:
        """What is not of the base."""
        return [self.query, self.code, self.bias, self.stance.weight, self.stance.bias, self.stance_bias]

    def lower(self, numbers: torch.Tensor, there: torch.Tensor, upto: int) -> torch.Tensor:
        """Hidden states after the first `upto` layers."""
        x = self.norm(self.word(numbers) + self.position[: numbers.shape[1]])
        for layer in self.layers[:upto]:
            x = layer(x, there[:, None, None, :])
        return x

    def upper(
        self, x: torch.Tensor, there: torch.Tensor, own: torch.Tensor, first: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(log odds, stance log odds) from the hidden states before layer `first`."""
        for layer in self.layers[first:]:
            x = layer(x, there[:, None, None, :])
        with torch.autocast(x.device.type, enabled=False):
            return self.said(dropout(x.float(), self.training), own)

    def said(self, x: torch.Tensor, own: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What the codes' attention makes of the last hidden states."""
        shares = torch.einsum("blh,ch->bcl", x, self.query) * (FOCUS / math.sqrt(x.shape[-1]))
        shares = shares.masked_fill(~own[:, None], -1e4).softmax(-1)
        seen = torch.einsum("bcl,blh->bch", shares, x)
        return (seen * self.code).sum(-1) + self.bias, self.stance(seen) + self.stance_bias

    def packed(self) -> dict[str, np.ndarray]:
        """The weights by the names that `ci_text.encoder.network` reads them by; matrices as (outputs x inputs)."""
        found = {
            "word": self.word.weight, "position": self.position[:LONGEST_READ],
            "norm.w": self.norm.weight, "norm.b": self.norm.bias,
            "query": self.query * (FOCUS / math.sqrt(self.query.shape[1])), "code.w": self.code, "code.b": self.bias,
            "stance.w": self.stance.weight.T, "stance.b": self.stance_bias + self.stance.bias,
        }  # fmt: skip
        for n, layer in enumerate(self.layers):
            found[f"{n}.qkv.w"] = torch.cat([layer.q.weight, layer.k.weight, layer.v.weight])
            found[f"{n}.qkv.b"] = torch.cat([layer.q.bias, layer.k.bias, layer.v.bias])
            for name in ("ao", "fi", "fo", "aln", "oln"):
                found[f"{n}.{name}.w"], found[f"{n}.{name}.b"] = getattr(layer, name).weight, getattr(layer, name).bias
        return {name: value.detach().cpu().numpy() for name, value in found.items()}
