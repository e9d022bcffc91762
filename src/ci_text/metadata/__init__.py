"""Which files belong to a corpus, and what is known of each beside its text."""

from ci_text.metadata.find import Found, find_files, from_root

__all__ = ["Found", "find_files", "from_root"]
