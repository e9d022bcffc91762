"""A PDF's bytes to an open document, or to the error that says what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ci_text.errors import DamagedFile, EmptyFile, EncryptedFile, FileTooLarge
from ci_text.readers.options import ReadOptions


def opened(path: Path, data: bytes, options: ReadOptions) -> Any:
    """The open pypdfium2 document; its owner closes it.

    Raises EmptyFile, DamagedFile, EncryptedFile or FileTooLarge.
    """
    if not data:
        raise EmptyFile(f"{path} holds nothing (0 bytes).", "Fetch the file again.")
    if len(data) > options.max_bytes:
        raise FileTooLarge(
            f"{path} has {len(data):,} bytes; the limit is {options.max_bytes:,}.",
            "Split the file.",
        )
    pdf = _unlocked(path, data, options)
    pages = len(pdf)
    if 0 < pages <= options.max_pages:
        return pdf
    pdf.close()
    if pages == 0:
        raise EmptyFile(f"{path} has no page.", "Fetch the file again.")
    raise FileTooLarge(
        f"{path} has {pages} pages; the limit is {options.max_pages}.", "Raise --max-pages or split the file."
    )


def _unlocked(path: Path, data: bytes, options: ReadOptions) -> Any:
    import pypdfium2 as pdfium

    if b"%PDF-" not in data[:4096]:
        raise DamagedFile(f"{path} is not a PDF: it does not begin with %PDF.", "Check what kind of file it is.")
    for password in (None, *options.passwords):
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if "password" not in str(error).lower():
                raise DamagedFile(
                    f"{path} can't be opened as a PDF ({error}).",
                    "Open and save it again in a PDF program, or fetch it again.",
                ) from error
    if options.passwords:
        raise EncryptedFile(
            f"{path} is encrypted and no given password opens it.", "Give the right one with --password."
        )
    raise EncryptedFile(f"{path} is encrypted.", "Give its password with --password.")
