"""Reading files: each module here that declares `SUFFIXES` is a format.

Such a module has `SUFFIXES` (lower case, with the dot), `CONTENT` (the kind of content it reads, see
`content.NAMES`) and `read(path, data, options) -> Document`.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from stat import S_ISREG
from types import ModuleType

from ci_text.errors import AccessDenied, DamagedFile, EmptyFile, EncryptedFile, FileTooLarge, ReadError, UnknownFormat
from ci_text.readers.content import NAMES, content_of
from ci_text.readers.options import ReadOptions
from ci_text.records import Document

__all__ = ["ReadOptions", "read_file", "supported_suffixes"]

SAVE_AS = {
    ".doc": "Open it in Word or LibreOffice and save it as docx or PDF.",
    ".rtf": "Open it in Word or LibreOffice and save it as docx or PDF.",
    ".odt": "Open it in LibreOffice and save it as docx or PDF.",
    ".pages": "Open it in Pages and export it as docx or PDF.",
}


@cache
def _formats() -> dict[str, ModuleType]:
    """Suffix -> the module that reads it."""
    modules = [import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    return {suffix: module for module in modules for suffix in getattr(module, "SUFFIXES", ())}


def supported_suffixes() -> tuple[str, ...]:
    """The suffixes that can be read, sorted."""
    return tuple(sorted(_formats()))


def read_file(path: Path | str, options: ReadOptions | None = None) -> Document:
    """The document in a file; its id is the sha256 of the bytes, which are read once.

    Raises a `ReadError`: AccessDenied, EmptyFile, FileTooLarge, UnknownFormat where no reader knows the suffix,
    DamagedFile where the file is not what its name says, and what the format's reader raises.
    """
    path, options = Path(path), options or ReadOptions()
    data = _bytes_of(path, options)
    module = _reader_for(path, data)
    document: Document = module.read(path, data, options)
    return document


def _bytes_of(path: Path, options: ReadOptions) -> bytes:
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            raise ReadError(f"{path} is no file.", "Name a file, or a folder of files.")
        if stat.st_size > options.max_bytes:
            raise FileTooLarge(
                f"{path} has {stat.st_size:,} bytes, more than the limit of {options.max_bytes:,}.",
                "Split it.",
            )
        data = path.read_bytes()
    except PermissionError as error:
        raise AccessDenied(f"{path} may not be read.", "Change its permissions, or leave it out.") from error
    except FileNotFoundError as error:
        raise ReadError(f"{path} is not there.", "Check the path.") from error
    except OSError as error:
        raise ReadError(
            f"{path} can't be read: {error.strerror or error}.", "Check the disk or the network."
        ) from error
    if not data:
        raise EmptyFile(f"{path} is empty (0 bytes).", "Get the file again from where it came.")
    return data


def _reader_for(path: Path, data: bytes) -> ModuleType:
    suffix, content = path.suffix.lower(), content_of(data)
    if not suffix:
        suffix = {"pdf": ".pdf", "docx": ".docx", "html": ".html", "text": ".txt"}.get(content, "")
    module = _formats().get(suffix)
    if module is None:
        known = ", ".join(name[1:] for name in supported_suffixes())
        what = f"No reader knows {suffix or 'this kind of'} files"
        raise UnknownFormat(f"{path}: {what}.", SAVE_AS.get(suffix, f"These can be read: {known}."))
    if content == module.CONTENT or (module.CONTENT == "text" and content == "html"):
        return module
    if module.CONTENT == "html" and content == "text":
        return module  # a fragment
    if content == "ole" and module.CONTENT in {"docx", "pdf"}:
        raise _office_file(path, data)
    raise DamagedFile(
        f"{path} is not {NAMES[module.CONTENT]}: it holds {NAMES[content]}.",
        "Get the file again, or give it the suffix of what it is.",
    )


def _office_file(path: Path, data: bytes) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedFile(f"{path} is protected by a password.", "Save it without one in Word, and add it again.")
    return DamagedFile(f"{path} is an old Word file (doc).", SAVE_AS[".doc"])
