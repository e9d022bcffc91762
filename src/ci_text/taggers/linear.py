"""The linear tagger: trained weights alone, without the cues. For comparison, and where a codebook's cues mislead."""

from __future__ import annotations

from ci_text.codebook import Codebook
from ci_text.taggers.combined import CombinedTagger, choose_threshold
from ci_text.taggers.contract import Tagger, TaggerOptions
from ci_text.taggers.model import load_model


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    """The linear tagger on the packed model, or the one in `options.model`."""
    model = load_model(codebook, options.model)
    return CombinedTagger(model, choose_threshold(model, "linear", options), use_cues=False)
