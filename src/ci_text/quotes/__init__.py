"""Code -> quotes: verbatim, ranked by how well they stand alone, balanced over sources."""

from ci_text.quotes.filter import QuoteFilter
from ci_text.quotes.find import find_quotes

__all__ = ["QuoteFilter", "find_quotes"]
