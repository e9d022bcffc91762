"""The linear tagger: trained weights alone, without the cues. For comparison, and where a codebook's cues mislead."""

from __future__ import annotations

from ci_text.codebook import Codebook
from ci_text.taggers.combined import load_mix
from ci_text.taggers.contract import Tagger, TaggerOptions


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    """The linear tagger on the packed model, or the one in `options.model`."""
    return load_mix("linear", codebook, options)
