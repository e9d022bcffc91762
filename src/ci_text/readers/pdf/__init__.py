"""The PDF reader."""

from ci_text.readers.pdf.document import read_pdf

__all__ = ["read_pdf"]
