"""Taggers: passages -> tags. One file, one tagger; all under one contract."""

from ci_text.taggers.contract import Tagger, TaggerOptions, load_tagger

__all__ = ["Tagger", "TaggerOptions", "load_tagger"]
