"""Plain text and Markdown, as people and programs write it."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_text.errors import NoText
from ci_text.readers import read_file
from readers.promises import check, said, texts

WRAPPED = """Evaluering af opgangen

Casene i publikationen er levende eksempler på, at det kan lykkes at skabe for-
andring ved at gå nye veje. Det kræver tid, tålmodighed og en fælles ledelse af
silo- og kassetænkning, og det kræver EU-
midler. Det er den 24. juni
gået op for alle.

- første punkt, som er så langt, at det må brydes over på den næste linje af fi-
  len
- andet punkt
1) et tal

MÅL OG MIDLER
Afsnittet står lige under sin overskrift, uden nogen tom linje imellem dem, ja.
"""


def test_wrapped_lines_become_paragraphs(read):
    found = read("a.txt", WRAPPED)
    assert [(b.kind, b.mark) for b in found.blocks] == [
        ("heading", ""), ("paragraph", ""), ("list_item", "-"), ("list_item", "-"), ("list_item", "1)"),
        ("heading", ""), ("paragraph", ""),
    ]  # fmt: skip
    body = texts(found)[1]
    assert "skabe forandring ved" in body
    assert "silo- og kassetænkning" in body
    assert "24. juni gået" in body
    assert texts(found)[2].endswith("linje af filen")
    assert found.blocks[-1].heading == ("MÅL OG MIDLER",)
    assert found.pages[0].set_aside["hyphen"] == 2


def test_lines_that_are_not_wrapped_stay_apart(read):
    lines = ["Det første er et helt afsnit. " * 8, "Det andet er et andet afsnit. " * 7, "Det tredje afsnit. " * 12]
    assert texts(read("a.txt", "\n".join(lines))) == [line.strip() for line in lines]


def test_the_head_of_a_talk_is_no_heading(read):
    head = "Interviewer: Anna Lund\nInformant: Mette Holm, beboer siden 1998\nDato: 4. maj 2022\nSted: Beboerhuset"
    asked, told = "Hvordan kom du med i projektet?", "Jeg blev spurgt af min nabo, og så sagde jeg ja. " * 4
    found = read("a.txt", f"{head}\n\n" + f"Interviewer: {asked}\nInformant: {told}\n" * 3)
    assert texts(found, "heading") == []
    assert [b.role for b in found.blocks if b.speaker] == ["interviewer", "informant"] * 3


def test_underlined_headings_and_rules(read):
    found = read("a.txt", "Titel\n=====\n\nTekst er her.\n\n----------\n\nMere tekst er her.\n")
    assert texts(found, "heading") == ["Titel"]
    assert found.pages[0].set_aside == {"rule": 15}


def test_bullets_on_their_own_line(read):
    found = read("a.txt", "Vi har lært:\n•\nat det tager tid\n•\nat alle skal med\n")
    assert [(b.kind, b.mark) for b in found.blocks[1:]] == [("list_item", "•")] * 2


TALK = """Interview med Mette Holm
Dato: 4. maj 2021
Interviewer: Anna Lund

AL: Hvordan begyndte det, og hvem var det, der tog initiativet til det hele den-
gang?
MH: Altså, det var vores chef, der ringede rundt til alle de andre, og så sad vi
der ti mennesker.

Og så var der skolerne.
AL: Hvornår var det?
MH: I maj.
"""


def test_a_talk_of_wrapped_lines(read):
    found = read("a.txt", TALK)
    assert said(found)[-5:] == [
        ("AL", "Hvordan begyndte det, og hvem var det, der tog initiativet til det hele dengang?"),
        ("MH", "Altså, det var vores chef, der ringede rundt til alle de andre, og så sad vi der ti mennesker."),
        ("MH", "Og så var der skolerne."), ("AL", "Hvornår var det?"), ("MH", "I maj."),
    ]  # fmt: skip
    assert found.blocks[-1].context == "Hvornår var det?"
    assert "\n\nMH: I maj." in found.text


def test_numbered_lines_of_a_transcript(read):
    lines = ["AL: Hvordan begyndte", "det?", "MH: Altså, det var", "vores chef, der", "ringede.", "AL: Til hvem?",
             "MH: Til alle de", "andre."]  # fmt: skip
    found = read("a.txt", "".join(f"{n:3} {line}\n" for n, line in enumerate(lines, 1)))
    assert said(found) == [("AL", "Hvordan begyndte det?"), ("MH", "Altså, det var vores chef, der ringede."),
                           ("AL", "Til hvem?"), ("MH", "Til alle de andre.")]  # fmt: skip
    assert found.pages[0].set_aside["line_number"] == 8


def test_times_on_lines_of_their_own(read):
    talk = (
        "[00:00:03]\nAnna: Hvem var med?\n\n[00:00:09]\nMette: Det var jeg.\n\n[00:01:00]\nAnna: Kun dig?\n\nMette: Ja."
    )
    found = read("a.txt", talk)
    assert [(b.speaker, b.time) for b in found.blocks] == [
        ("Anna", "00:00:03"), ("Mette", "00:00:09"), ("Anna", "00:01:00"), ("Mette", None)
    ]  # fmt: skip


def test_a_time_in_the_middle_of_a_turn_is_that_of_the_words_after_it(read):
    parts = [
        "Anna: Hvem var med?",
        "Mette: Det var jeg.",
        "[00:05:00]",
        "Og så skete der noget.",
        "Anna: Hvad?",
        "Mette: Det.",
    ]
    talk = "\n\n".join(parts)
    assert [(b.speaker, b.time) for b in read("a.txt", talk).blocks] == [
        ("Anna", None), ("Mette", None), ("Mette", "00:05:00"), ("Anna", None), ("Mette", None)
    ]  # fmt: skip


def test_whisper_text(read):
    lines = ["[00:00.000 --> 00:03.500]  Så, nu er vi i gang.", "[00:03.500 --> 00:07.000]  Jeg hedder Mette, og jeg",
             "[00:07.000 --> 00:09.000]  er fra Vejle.", "[00:14.000 --> 00:16.000]  Vi begyndte i 2016."]  # fmt: skip
    found = read("a.txt", "\n".join(lines))
    assert texts(found) == ["Så, nu er vi i gang. Jeg hedder Mette, og jeg er fra Vejle.", "Vi begyndte i 2016."]
    assert [b.time for b in found.blocks] == ["00:00:00", "00:00:14"]


ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "mac_roman",
    "cp865",
]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(read, encoding):
    words = "Rødgrød med fløde på: Åse, Ærø og Østerbro spiser æblegrød. Prisen er høj."
    found = read("a.txt", words.encode(encoding))
    assert found.text == words
    assert found.pages[0].verdict == "good"


def test_typographic_signs_of_windows(read):
    words = "”Vi gjorde det” – sagde hun… til 80 € og ½ pris i København."
    assert read("a.txt", words.encode("cp1252")).text == words


def test_decomposed_letters_are_composed(read):
    assert read("a.txt", "A\u030ase fra Århus").text == "Åse fra Århus"


def test_what_can_not_be_seen_is_set_aside(read):
    found = read("a.txt", "Ud\u00advik\u00adling\u200b af\u00a0ord\x00")
    assert found.text == "Udvikling af ord"
    assert found.pages[0].set_aside == {"control": 1, "hyphen": 2, "invisible": 1}


def test_blank(tmp_path):
    (tmp_path / "a.txt").write_text(" \n\n ")
    with pytest.raises(NoText):
        read_file(tmp_path / "a.txt")


MARKDOWN = """---
title: Nyt
---
# Fremmødenyt *nr. 7*

Hjortsø, [marts](http://x.dk/a_b) 2020, **vi** holdt
_fast_ i `snake_case` og 2 * 3 * 4.[^1]

Under
-----

- [ ] punkt ét
  går videre
  - under**punkt**
2. andet <!-- ikke dette -->

> Et citat
> over to linjer

| Indsats | Mål |
|---|--:|
| Café | flere *gæster* |
| | mad |

```
kode *her*
```

***

[^1]: Se bilaget.
"""


def test_markdown(read):
    found = read("a.md", MARKDOWN)
    assert [(b.kind, b.level, b.mark, t) for b, t in zip(found.blocks, texts(found))] == [
        ("heading", 1, "", "Fremmødenyt nr. 7"),
        ("paragraph", 0, "", "Hjortsø, marts 2020, vi holdt fast i snake_case og 2 * 3 * 4."),
        ("heading", 2, "", "Under"),
        ("list_item", 0, "-", "punkt ét går videre"),
        ("list_item", 0, "-", "underpunkt"),
        ("list_item", 0, "2.", "andet"),
        ("paragraph", 0, "", "Et citat over to linjer"),
        ("table_row", 0, "", "Indsats: Café; Mål: flere gæster"),
        ("table_row", 0, "", "Mål: mad"),
        ("paragraph", 0, "", "kode *her*"),
        ("footnote", 0, "1", "Se bilaget."),
    ]  # fmt: skip
    assert found.blocks[3].heading == ("Fremmødenyt nr. 7", "Under")
    assert found.title == "Fremmødenyt nr. 7"


def test_what_looks_like_a_link_or_a_list_and_is_none(read):
    talk = "[SPEAKER_00]: Hvem var med?\n[SPEAKER_01]: Det var jeg.\n[SPEAKER_00]: Ja.\n[SPEAKER_01]: Ja, i starten.\n"
    assert [words for _, words in said(read("a.md", talk))] == [
        "Hvem var med?",
        "Det var jeg.",
        "Ja.",
        "Ja, i starten.",
    ]
    dated = 'Projektet begyndte den\n12. marts 2019 med ti frivillige.\n\n[1]: https://a.dk "Titel"\n'
    found = read("b.md", dated)
    assert texts(found) == ["Projektet begyndte den 12. marts 2019 med ti frivillige."]
    assert "link" in found.pages[0].set_aside


def test_initials_at_the_beginning_make_no_picture(read):
    assert "Kan du fortælle?" in " ".join(texts(read("a.txt", "BM: Kan du fortælle?\nAL: Ja, det kan jeg.\n")))


def test_talk_in_markdown(read):
    lines = [
        "**Anna:** Hvem var med?",
        "**Mette Holm:** Det var jeg.",
        "**Anna:** Kun dig?",
        "**Mette Holm:** Ja, kun mig.",
    ]
    assert said(read("a.md", "\n".join(lines))) == [
        ("Anna", "Hvem var med?"), ("Mette Holm", "Det var jeg."), ("Anna", "Kun dig?"), ("Mette Holm", "Ja, kun mig.")
    ]  # fmt: skip


SIGNS = st.text(
    st.sampled_from(list("aæB. ,:*_`[](){}<>!#-|>\\\n\n\t 1?^=~\u00ad\u200b\u00a0")) | st.characters(codec="utf-8")
)


@pytest.mark.parametrize("sign", ["\x02", "\u00ad"])
def test_a_soft_hyphen_before_a_digit_is_not_made_a_hyphen(tmp_path, sign):
    path = tmp_path / "soft.txt"
    path.write_bytes(b"Ord. " * 99 + b"\n\n" + f"A{sign}\n0".encode())
    assert texts(check(read_file(path), path))[-1] == "A0"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=SIGNS, suffix=st.sampled_from([".txt", ".md"]))
def test_any_text_is_accounted_for(tmp_path, text, suffix):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(b"\xef\xbb\xbf" + b"Ord. " * 99 + b"\n\n" + text.encode())
    found = check(read_file(path), path)
    # nothing is made up: what is said stands in the source in this order
    source = iter(re.sub(r"\s", "", unicodedata.normalize("NFC", path.read_text("utf-8-sig"))))
    if not any(b.kind == "table_row" for b in found.blocks):
        assert all(sign in source for block in texts(found) for sign in re.sub(r"\s", "", block))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), suffix=st.sampled_from([".txt", ".md", ".html", ".vtt", ".srt", ".docx", ".pdf"]))
def test_any_bytes_are_read_or_refused(tmp_path, data, suffix):
    from ci_text.errors import ReadError

    path = tmp_path / f"bytes{suffix}"
    path.write_bytes(data)
    try:
        check(read_file(path), path)
    except ReadError as error:
        assert error.message
        assert error.remedy


def test_a_date_at_the_start_of_a_line_is_no_item_of_a_list(tmp_path):
    path = tmp_path / "date.txt"
    wrapped = "Vi er villige til at gå over til kursuscentrets prøve fra\n1. januar, hvis det til gengæld holder åbent."
    alone = "1. marts 2019 trådte aftalen i kraft.\n\n1. Marts måned var kold.\n\n2. Maj var varm."
    path.write_text(f"{wrapped}\n\n{alone}\n", "utf-8")
    found = check(read_file(path), path)
    assert [(b.kind, text) for b, text in zip(found.blocks, texts(found), strict=True)] == [
        ("paragraph", wrapped.replace("\n", " ")),
        ("paragraph", "1. marts 2019 trådte aftalen i kraft."),
        ("list_item", "Marts måned var kold."),
        ("list_item", "Maj var varm."),
    ]


def test_signs_that_close_a_heading_stand_after_a_blank(read):
    found = read("a.md", "# C#\n\n##\tMål ## \n\n### ###\n\n#### a \\##\n\n#nej\n\n#\n")
    assert texts(found) == ["C#", "Mål", "a ##", "#nej"]
    assert [b.level for b in found.blocks] == [1, 2, 4, 0]


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        ("md", "# a" + " " * 4000 + "b"),
        ("md", "[a]: " + "/" * 20_000 + " x y"),
        ("md", "a|b\n" + " " * 40_000 + "-x"),
        ("md", "x " + "![" * 20_000),
        ("md", "x " + "[^" * 20_000),
        ("txt", "a\tb" + " " * 40_000 + "c"),
    ],
    ids=["heading", "link", "divider", "picture", "note", "tab"],
)
def test_a_file_made_to_be_slow_is_read_at_once(read, suffix, content):
    start = time.perf_counter()
    read(f"a.{suffix}", content)
    assert time.perf_counter() - start < 3


def test_a_picture_ends_where_another_begins(read):
    assert texts(read("a.md", "Se ![kort](a.png 't') og ![et ![to](b.png) her.")) == ["Se kort og ![et to her."]
