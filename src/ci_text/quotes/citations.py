"""The citation forms, under the name where callers of the quotes look for them (exports use them too)."""

from ci_text.citations import csl, in_text, pages, reference, short

__all__ = ["csl", "in_text", "pages", "reference", "short"]
