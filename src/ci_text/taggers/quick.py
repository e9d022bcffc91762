"""The quick tagger: cues and trained weights without the encoder. Much faster; finds less of what is only shown."""

from __future__ import annotations

from ci_text.codebook import Codebook
from ci_text.taggers.combined import load_mix
from ci_text.taggers.contract import Tagger, TaggerOptions


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    """The quick tagger on the packed model, or the one in `options.model`."""
    return load_mix("quick", codebook, options)
