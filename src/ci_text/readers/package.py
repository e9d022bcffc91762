"""The parts of an Office file, unpacked and parsed within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

from ci_text.errors import DamagedFile, FileTooLarge

MAX_UNPACKED: Final = 300_000_000  # bytes of XML in all; a book has about 10 MB
MAX_PARTS: Final = 20_000
_CHUNK: Final = 1 << 20


class Package:
    """The XML parts of a zip file by name.

    Raises DamagedFile where it is no zip or its XML is broken or declares a DOCTYPE (Office writes none; entity bombs
    need one), FileTooLarge where it unpacks to more than the limit, whatever sizes it claims.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.unpacked = 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._damaged(str(error)) from error
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in self.zip.infolist()):
            raise self._damaged("it is packed in a way that Office does not")  # bzip2 unpacks past any limit at once
        if len(self.zip.infolist()) > MAX_PARTS:
            raise FileTooLarge(f"{path} has more than {MAX_PARTS:,} parts.", "Get the file again from where it came.")
        self.names = set(self.zip.namelist())

    def _damaged(self, why: str) -> DamagedFile:
        return DamagedFile(f"{self.path} is damaged: {why}.", "Open it in Word or LibreOffice and save it anew.")

    def xml(self, name: str) -> Any | None:
        """The root element of a part, None where there is no such part."""
        from lxml import etree

        if name not in self.names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        data = self._bytes(name)
        if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data:
            raise self._damaged(f"{name} declares a document type")
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(f"{name}: {error.msg}") from error

    def _bytes(self, name: str) -> bytes:
        parts = []
        try:
            with self.zip.open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    self.unpacked += len(chunk)
                    if self.unpacked > MAX_UNPACKED:
                        raise FileTooLarge(
                            f"{self.path} unpacks to more than {MAX_UNPACKED:,} bytes.",
                            "It may be made to harm; get the file again from where it came.",
                        )
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise self._damaged(f"{name}: {error}") from error
        return b"".join(parts)
