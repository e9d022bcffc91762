"""Tables without a grid whose cells run over several lines, and what looks like them and is none."""

from __future__ import annotations

import pytest
from pdf_makers import Read, passages, typeset

HEAD = ("Aktivitet", "Ansvarlig", "Status")
ROWS = [
    (
        "Vådområder ved Syltemade Å",
        "Svendborg Kommune og lodsejerlauget",
        "Forsinket, fordi to lodsejere har trukket deres tilsagn tilbage; ny mægling er aftalt til februar.",
    ),
    ("Plantning af ålegræs", "Grønne foreninger", "Gennemført i maj og september med 340 frivillige."),
    ("Fælles database", "Vandselskabet", "I drift siden januar. Alle otte målestationer leverer automatisk til os."),
    ("Skoletjeneste", "Naturskolen", "Næsten alle elever har været med; lærerne er glade, men bussen er dyr."),
]
BEFORE = (
    "Partnerskabet har i år arbejdet med fire aktiviteter, som er vist nedenfor med den ansvarlige part og status ved "
    "årets udgang."
)
AFTER = "Som tabellen viser, er det kun vådområderne, der er forsinkede, og der er fundet en løsning for begge ejere."
CSS = (
    "body{hyphens:manual} table{border-collapse:collapse;width:100%;font:9pt 'Liberation Sans'} tr{break-inside:avoid}"
    "td,th{padding:1mm 2mm;text-align:left;vertical-align:top}"
)
STYLES = {
    "level rules": "td,th{border-bottom:.5pt solid #777}",
    "level rules, no white": "td,th{padding:0 2mm;border-bottom:.5pt solid #777}",
    "three rules": "tr:first-child th{border-top:1pt solid;border-bottom:.5pt solid} "
    "tr:last-child td{border-bottom:1pt solid}",
    "no rules": "",
    "stripes": "tr:nth-child(even){background:#e5eef5} th{background:#246;color:#fff}",
    "stripes under a plain head": "tr:nth-child(even) td{background:#e5eef5}",
}


def table(rows: list[tuple[str, ...]], head: tuple[str, ...] = ()) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>{cells}</table>"


def named(row: tuple[str, ...]) -> str:
    return " | ".join(f"{name}: {cell}" for name, cell in zip(HEAD, row, strict=True))


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_row_is_a_row_however_many_lines_its_cells_have(style: str, read: Read) -> None:
    document = read(typeset(f"<p>{BEFORE}</p>{table(ROWS, HEAD)}<p>{AFTER}</p>", CSS + style))
    assert passages(document) == [BEFORE, " | ".join(HEAD), *map(named, ROWS), AFTER]
    assert [page.page for page in document.pages if page.unaccounted] == []


@pytest.mark.parametrize("rows", range(31, 37))
def test_the_rows_on_the_next_page_keep_the_names(rows: int, read: Read) -> None:
    many = (ROWS * 10)[:rows]
    document = read(typeset(table(many, HEAD), CSS + STYLES["level rules"] + "td,th{padding:1.5mm 2mm}"))
    assert len(document.pages) == 2
    assert passages(document, "table_row") == [" | ".join(HEAD), *map(named, many)]


def test_two_columns_need_rules_between_all_rows(read: Read) -> None:
    rows = [(name, status) for name, _, status in ROWS]
    narrow = CSS + "table{width:110mm}"
    ruled = read(typeset(table(rows, ("Aktivitet", "Status")), narrow + STYLES["level rules"]))
    assert passages(ruled, "table_row")[1:] == [f"Aktivitet: {name} | Status: {status}" for name, status in rows]


SAID = [
    ("00:12", "Interviewer", "Hvordan kom du med i projektet?"),
    (
        "00:18",
        "Karen",
        "Jeg blev spurgt, og så sagde jeg ja. Jeg vidste ikke, hvad det gik ud på. " * 3,
    ),
    ("01:02", "Interviewer", "Hvad er blevet bedre, siden I gik i gang?"),
    ("01:06", "Karen", "At de taler sammen. Før skulle jeg fortælle det hele tre gange til tre forskellige folk."),
] * 2


@pytest.mark.parametrize(
    "style", ["", "td{padding:0 2mm}", "td{border:.5pt solid #999}", STYLES["stripes"]],
    ids=["no rules", "no white", "grid", "stripes"],
)  # fmt: skip
def test_a_talk_set_as_a_table_has_its_speakers(style: str, read: Read) -> None:
    document = read(typeset(f"<h2>Interview med Karen</h2>{table(SAID)}", CSS + style))
    turns = [
        (b.time, b.speaker, document.text[b.start : b.end].strip()) for b in document.blocks if b.kind != "heading"
    ]
    assert turns == [(f"00:{time}", who, said.strip()) for time, who, said in SAID]


WORDS = [
    "Samarbejdet mellem kommunerne er præget af tillid, men der mangler en aftale om, hvem der betaler for det.",
    "Beboerne efterlyser en tidligere inddragelse, og de peger på, at papirerne skal være på flere sprog.",
    "Vi mødes hver torsdag, og det er nok.",
]
SHEET = "display:grid;grid-template-columns:1fr 1fr 1fr;gap:6mm"
CARDS = (
    {"Hjem": "Vi mødes hver tirsdag i beboerhuset og laver mad til alle.",
     "Skole": "Børnene får hjælp til lektierne af de store i huset.",
     "Job": "De unge får et fritidsjob, og de er glade for det nu."},
    {"Have": "Vi har fået en fælles have, som alle passer på skift.",
     "Forår": "Skolen kommer og holder åbent hus her hvert forår.",
     "Kommune": "Kommunen betaler for en medarbejder, der er her altid."},
)  # fmt: skip
NO_TABLES = {
    "three columns": "<div style='column-count:3'>" + "".join(f"<p>{text}</p>" for text in WORDS * 12) + "</div>",
    "cards": f"<div style='{SHEET}'>" + "".join(f"<div><b>Kort</b><br>{t} {t}</div>" for t in WORDS * 3) + "</div>",
    "cards with names": "".join(
        "<div style='display:flex;gap:8mm;font:10pt DejaVu Sans'>"
        + "".join(
            f"<div style='width:30%'><p style='margin:3mm 0 0'>{name}</p><p style='margin:1mm 0 3mm'>{text}</p></div>"
            for name, text in row.items()
        )
        + "</div>"
        for row in CARDS
    ),
    "hanging numbers": "".join(
        f"<div style='display:grid;grid-template-columns:8mm 8mm 1fr;gap:3mm'><div>{number}.</div><div>a)</div>"
        f"<div>{text}</div></div>"
        for number, text in enumerate(WORDS * 2, 1)
    ),
    "notes at the side": "".join(
        f"<div style='display:grid;grid-template-columns:30mm 1fr;gap:5mm'><div style='font-size:8pt'>Om det, vi gør i "
        f"år</div><p>{text} {text}</p></div>"
        for text in WORDS * 2
    ),
    "columns between rules": "".join(
        f"<div style='{SHEET.replace('1fr 1fr 1fr', '1fr 1fr')};border-top:1pt solid'>"
        f"<p>{a} {b}</p><p>{b} {a}</p></div>"
        for a, b in zip(WORDS * 2, WORDS[1:] * 3, strict=False)
    ),
}


@pytest.mark.parametrize("body", NO_TABLES.values(), ids=NO_TABLES)
def test_what_stands_side_by_side_need_be_no_table(body: str, read: Read) -> None:
    assert passages(read(typeset(body, "body{hyphens:manual}")), "table_row") == []


def test_the_lines_of_addresses_side_by_side_are_not_joined(read: Read) -> None:
    names = ["Karen Bro", "Lise Krogh, formand for os", "Jens Peter Aagaard Mikkelsen"]
    cells = "".join(f"<div>{name}<br>Havnegade 4, 2. tv.<br>ved åen<br>5700 By</div>" for name in names * 3)
    assert "tv. ved" not in read(typeset(f"<div style='{SHEET}'>{cells}</div>")).text
