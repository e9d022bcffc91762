"""Which reader reads what, and what is said of files that are not what they seem."""

from __future__ import annotations

import os

import pytest

from ci_text.errors import (
    AccessDenied,
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    ReadError,
    UnknownFormat,
)
from ci_text.readers import ReadOptions, read_file, supported_suffixes


def test_suffixes():
    assert set(supported_suffixes()) >= {".pdf", ".docx", ".txt", ".md", ".vtt", ".srt", ".html", ".htm"}


CASES = {
    "text as pdf": ("a.pdf", b"Det er bare tekst, ikke en PDF.", DamagedFile, "plain text"),
    "page as pdf": ("a.pdf", b"<!DOCTYPE html><p>404", DamagedFile, "web page"),
    "picture as pdf": ("a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), DamagedFile, "picture"),
    "pdf as docx": ("a.docx", b"%PDF-1.4\n", DamagedFile, "a PDF"),
    "pdf as text": ("a.txt", b"%PDF-1.4\n", DamagedFile, "a PDF"),
    "archive as docx": ("a.docx", b"PK\x03\x04" + bytes(40), DamagedFile, "archive"),
    "binary as text": ("a.txt", bytes(range(256)) * 4, DamagedFile, "no text"),
    "empty": ("a.pdf", b"", EmptyFile, "0 bytes"),
    "unknown": ("a.xyz", b"ord", UnknownFormat, "can be read: .*docx"),
    "odt": ("a.odt", b"PK\x03\x04", UnknownFormat, "save it as docx"),
    "no suffix, unknown": ("a", b"PK\x03\x04" + bytes(40), UnknownFormat, "can be read"),
}


@pytest.mark.parametrize("case", CASES)
def test_misnamed(tmp_path, case):
    name, data, kind, words = CASES[case]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=words) as caught:
        read_file(tmp_path / name)
    assert type(caught.value) is kind
    assert str(tmp_path / name) in caught.value.message
    assert caught.value.remedy


def test_places(tmp_path):
    with pytest.raises(ReadError, match="not there"):
        read_file(tmp_path / "none.txt")
    with pytest.raises(ReadError, match="no file"):
        read_file(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="no file"):
        read_file(tmp_path / "pipe.txt")


def test_no_permission(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("ord")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read anything: what the system would say is said here

        def refuse(_self):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(type(path), "read_bytes", refuse)
    with pytest.raises(AccessDenied, match="may not be read"):
        read_file(path)


def test_size_limit(tmp_path):
    (tmp_path / "a.txt").write_text("ord " * 100)
    with pytest.raises(FileTooLarge, match="limit of 100"):
        read_file(tmp_path / "a.txt", ReadOptions(max_bytes=100))


def test_no_suffix_is_read_by_content(tmp_path):
    (tmp_path / "NOTAT").write_text("Et notat.")
    assert read_file(str(tmp_path / "NOTAT")).format == "txt"


def test_upper_case_suffix(tmp_path):
    (tmp_path / "A.TXT").write_text("Et notat.")
    assert read_file(tmp_path / "A.TXT").format == "txt"
