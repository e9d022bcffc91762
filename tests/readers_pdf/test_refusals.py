"""Files that can't be read say so by a typed error with a remedy."""

from __future__ import annotations

import io
import random
import shutil

import pikepdf
import pytest
from pdf_makers import LEFT, RIGHT, SAMPLES, Read, column, made, passages

from ci_text.errors import DamagedFile, EmptyFile, EncryptedFile, FileTooLarge, NoText, ReadError, ReadTimeout
from ci_text.readers.pdf.picture import draw_pages

PLAIN = made(lambda canvas: column(canvas, 60, 100, LEFT))


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PLAIN)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="ejer", user="hemmelig"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "options", "error"),
    [
        (b"", {}, EmptyFile),
        (b"en ganske almindelig tekst", {}, DamagedFile),
        (PLAIN[:200], {}, DamagedFile),
        (PLAIN, {"max_bytes": 100}, FileTooLarge),
        (made(*[lambda canvas: None] * 3), {"max_pages": 2}, FileTooLarge),
        (PLAIN, {"time_limit": 0.0}, ReadTimeout),
        (made(lambda canvas: None), {}, NoText),
    ],
)
def test_refused(read: Read, data: bytes, options: dict[str, object], error: type[ReadError]) -> None:
    with pytest.raises(error) as caught:
        read(data, **options)
    assert caught.value.remedy


def test_password(read: Read) -> None:
    data = locked()
    with pytest.raises(EncryptedFile):
        read(data)
    with pytest.raises(EncryptedFile):
        read(data, passwords=("forkert",))
    assert passages(read(data, passwords=("forkert", "hemmelig")))


def test_mutated_files_give_a_document_or_a_typed_error(read: Read) -> None:
    whole = made(lambda canvas: column(canvas, 60, 100, LEFT), lambda canvas: column(canvas, 60, 100, RIGHT))
    chance = random.Random(11)
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = chance.choice([len(data), chance.randrange(len(data))])
        try:
            document = read(bytes(data[:cut]), ocr="never")
        except ReadError:
            continue
        assert all(page.unaccounted == 0 for page in document.pages)


def test_pictures_of_the_pages(tmp_path_factory: pytest.TempPathFactory, read: Read) -> None:
    folder = tmp_path_factory.mktemp("billeder")
    source = folder / SAMPLES[0].name
    shutil.copy(SAMPLES[0], source)
    document = read(source.read_bytes(), ocr="never")
    pictures = draw_pages(source, document, folder / "ud")
    assert len(pictures) == len(document.pages)
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in pictures)
