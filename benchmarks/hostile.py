"""PDFs made to harm a reader: bombs, loops, huge numbers. Each is a few lines of PDF, written here."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>"
)
HELLO = b"BT /F 12 Tf 72 700 Td (Ordet er frit i dag og i morgen.) Tj ET"


IMAGE = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8"


def stream(data: bytes, head: bytes = b"", length: int | None = None) -> bytes:
    size = len(data) if length is None else length
    return b"<< " + head + b" /Length %d >>\nstream\n" % size + data + b"\nendstream"


def flate(data: bytes, head: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), head + b" /Filter /FlateDecode")


def pdf(objects: dict[int, bytes], trailer: bytes = b"", prev: bytes = b"") -> bytes:
    """A whole PDF of these objects; 1 is the catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        used = number in places
        out += b"%010d %05d %c \n" % (places.get(number, 0), 0 if used else 65535, ord("n" if used else "f"))
    out += b"trailer\n<< /Size %d /Root 1 0 R " % size + trailer + prev.replace(b"START", b"%d" % start)
    return bytes(out + b" >>\nstartxref\n%d\n%%%%EOF\n" % start)


def plain(**changes: bytes) -> dict[int, bytes]:
    """The objects of a good PDF with some of them changed: catalog, pages, page, content, font, x."""
    names = {"catalog": 1, "pages": 2, "page": 3, "content": 4, "font": 5, "x": 6}
    objects = {1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(HELLO), 5: FONT}
    return objects | {names[name]: body for name, body in changes.items()}


def hostile() -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of files that are quick to read or to refuse; `bombs` has the others."""
    yield "good", pdf(plain())
    yield "empty", b""
    yield "header_only", b"%PDF-1.7\n"
    yield "text", b"Det er bare tekst, og den er ikke en PDF.\n" * 50
    yield "zip", b"PK\x03\x04" + bytes(500)
    yield "no_pages", pdf(plain(pages=b"<< /Type /Pages /Kids [] /Count 0 >>"))
    yield "no_root", pdf(plain(catalog=b"<< /Type /Nothing >>"))
    yield "root_is_null", pdf(plain(catalog=b"null"))
    for name in (b"JBIG2Decode", b"JPXDecode", b"DCTDecode", b"CCITTFaxDecode", b"LZWDecode", b"RunLengthDecode"):
        junk = stream(bytes(range(256)) * 40, IMAGE.replace(b"60000", b"600") + b" /Filter /" + name)
        yield f"junk_{name.decode().lower()}", pdf(plain(content=stream(HELLO + b" /X Do"), x=junk))
    # loops
    yield "loop_kids", pdf(plain(pages=b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"))
    yield "loop_kids_page", pdf(plain(page=PAGE.replace(b"/Type /Page ", b"/Type /Pages /Kids [2 0 R] /Count 9 ")))
    yield "loop_parent", pdf(plain(pages=b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>", page=PAGE.replace(
        b"/MediaBox [0 0 595 842]", b"")))  # fmt: skip
    yield "loop_xref", pdf(plain(), prev=b"/Prev START")
    yield "loop_length", pdf(plain(content=b"<< /Length 4 0 R >>\nstream\n" + HELLO + b"\nendstream"))
    yield "loop_contents", pdf(plain(content=b"[4 0 R 4 0 R]"))
    yield "loop_outline", pdf(plain(catalog=CATALOG[:-2] + b"/Outlines 6 0 R >>", x=b"<< /First 6 0 R /Next 6 0 R >>"))
    yield "loop_font", pdf(plain(font=b"<< /Type /Font /Subtype /Type0 /BaseFont /A /DescendantFonts [5 0 R] >>"))
    # numbers
    yield "many_pages_claimed", pdf(plain(pages=b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>"))
    yield "negative_pages", pdf(plain(pages=b"<< /Type /Pages /Kids [3 0 R] /Count -7 >>"))
    for name, box in {
        "huge": b"0 0 1e12 1e12", "tiny": b"0 0 1e-9 1e-9", "none": b"0 0 0 0", "turned": b"595 842 0 0",
        "nan": b"0 0 nan inf", "words": b"(a) /b null [1]", "overflow": b"-99999999999999999999 0 9e99 9e99",
    }.items():  # fmt: skip
        yield f"page_{name}", pdf(plain(page=PAGE.replace(b"0 0 595 842", box)))
    yield "page_turned_37", pdf(plain(page=PAGE.replace(b"/Contents", b"/Rotate 37 /Contents")))
    for name, text in {
        "far": b"1e30 -1e30 Td", "flat": b"0 0 0 0 5 5 Tm", "skew": b"1 9e9 9e9 1 5 5 Tm", "size": b"/F 1e20 Tf 5 5 Td",
        "zero": b"/F 0 Tf 5 5 Td", "upside": b"/F -12 Tf 200 200 Td",
    }.items():  # fmt: skip
        yield f"text_{name}", pdf(plain(content=stream(HELLO.replace(b"72 700 Td", text))))
    yield "length_huge", pdf(plain(content=stream(HELLO, length=2**40)))
    yield "length_negative", pdf(plain(content=stream(HELLO, length=-5)))
    yield "size_huge", pdf(plain()).replace(b"/Size 6", b"/Size 2147483647")
    yield "xref_huge", pdf(plain()).replace(b"xref\n0 6", b"xref\n0 999999999")
    # depth
    yield "deep_array", pdf(plain(x=b"[" * 200_000 + b"]" * 200_000))
    yield "deep_dictionary", pdf(plain(page=b"<< /A " * 50_000 + b">>" * 50_000))
    yield "deep_content", pdf(plain(content=stream(b"[" * 500_000 + HELLO)))
    yield "deep_kids", _deep_kids(5000)
    yield (
        "encrypted_nonsense",
        pdf(plain(), b"/Encrypt << /Filter /Standard /V 5 /R 9 /O (x) /U (y) /P -1 /Length 9 >>"),
    )


def bombs() -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of files that are small and want gigabytes or minutes."""
    yield "bomb_content", pdf(plain(content=_blanks(b"/Filter /FlateDecode")))
    yield (
        "bomb_nested",
        pdf(plain(content=_blanks(b"/Filter [/FlateDecode /FlateDecode]"))),
    )
    yield (
        "bomb_text",
        pdf(plain(content=flate(b"BT /F 1 Tf 9 700 Td " + b"(mange ord igen og igen ) Tj " * 400_000 + b"ET"))),
    )
    yield "bomb_paths", pdf(plain(content=flate(b"0 0 m 9 9 l S\n" * 3_000_000)))
    yield "bomb_save", pdf(plain(content=flate(b"q " * 5_000_000)))
    yield "bomb_objects", _object_stream(200_000)
    yield "bomb_unicode_map", _unicode_map()
    yield "huge_image", pdf(plain(content=stream(b"/X Do"), x=flate(bytes(50_000_000), IMAGE)))
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R >> >>"
    yield "loop_form", pdf(plain(content=stream(b"/X Do"), x=stream(b"/X Do " * 50, form)))
    yield "same_page_often", pdf(plain(pages=b"<< /Type /Pages /Kids [" + b"3 0 R " * 20_000 + b"] /Count 20000 >>"))
    yield "long_string", pdf(plain(content=flate(b"BT /F 9 Tf (" + b"a" * 20_000_000 + b") Tj ET")))


def _blanks(head: bytes) -> bytes:
    """1.5 GB of blanks, packed once or twice as `head` says."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(1500)) + packer.flush()
    return stream(zlib.compress(packed, 9) if b"[" in head else packed, head)


def _deep_kids(depth: int) -> bytes:
    objects = {1: CATALOG, 3: PAGE.replace(b"/Parent 2 0 R", b""), 4: stream(HELLO), 5: FONT}
    numbers = [2, *range(10, 10 + depth)]
    for here, below in zip(numbers, [*numbers[1:], 3], strict=True):
        objects[here] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % below
    return pdf(objects)


def _object_stream(count: int) -> bytes:
    index = b" ".join(b"%d 0" % (n + 100) for n in range(count)) + b" "
    return pdf(plain(x=flate(index + b"null", b"/Type /ObjStm /N %d /First %d" % (count, len(index)))))


def _unicode_map() -> bytes:
    """A font whose character map claims four thousand million codes."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> "
        b"endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap end"
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /W [0 4000000000 500] >>] >>"
    )
    return pdf(plain(font=font, x=stream(cmap)))
