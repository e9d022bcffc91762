"""Groups of documents compared code by code: counts, shares with intervals, machine error, differences, absence."""

from ci_text.compare.comparison import Comparison, compare

__all__ = ["Comparison", "compare"]
