"""The tagger that fits the codebook: the trained one where the packed model knows its codes, else the lexicon.

A model that was asked for is used, or said to be unfit; it is never passed over for the lexicon.
"""

from __future__ import annotations

from ci_text.codebook import Codebook
from ci_text.taggers import combined, lexicon, model
from ci_text.taggers.contract import Tagger, TaggerOptions


def load(codebook: Codebook, options: TaggerOptions) -> Tagger:
    if options.model is not None or model.fits(codebook):
        return combined.load(codebook, options)
    return lexicon.load(codebook, options)
