"""Transcripts in forms that lose or merge speakers: names in a column, atop of pages, in tables."""

from __future__ import annotations

from collections.abc import Callable

from hard_pages import Made
from typeset import Prose, marked, set_html

TALK = (
    ("q", "Hvordan begyndte det hele?"), ("a", ""), ("q", "Og hvem var med fra starten?"), ("a", ""), ("a+", ""),
    ("q", "Var der nogen, der sagde nej?"), ("a", "Ja, det var der."), ("q", "Hvad gjorde I så?"), ("b", ""),
    ("a", "Det er rigtigt."), ("q", "Kan du sige lidt mere om det?"), ("b", ""), ("b+", ""),
    ("q", "Tak. Hvad ville du gøre om, hvis du kunne?"), ("a", ""),
)  # fmt: skip
Form = Callable[[str, str, bool], str]


def talk(s: Prose, names: tuple[str, str, str], form: Form, times: int = 2) -> str:
    """The talk over and over in one form; `form` takes name, words, and whether the turn goes on."""
    body = ""
    for who, words in TALK * times:
        name = dict(zip("qab", names, strict=True))[who[0]]
        body += form(name, words or f"Altså, {s.paragraph(2, 5)}", who.endswith("+"))
    return body


def initials() -> Made:
    """Initials in a column of their own, no colon; one of them looks like an abbreviation ('KL')."""

    def form(name: str, words: str, more: bool) -> str:
        label = "" if more else f"<span class=w>{name}</span>"
        return f"<p class=t>{label}{marked(words, 'turn', speaker=name, tag='span')}</p>"

    body = marked("Interview 7: Borgermødet", "heading", tag="h1")
    body += marked("Interviewet fandt sted den 4. marts 2020 med Karen Lund (KL), Ole Bro (OB) og Mia Dam (MD).")
    css = """@page{size:A4;margin:25mm 30mm 25mm 25mm;@bottom-right{content:counter(page)}}
    body{font:11pt/1.45 'Liberation Serif'}.t{margin:0 0 6pt 18mm;position:relative}.w{position:absolute;left:-18mm}"""
    return set_html(body + talk(Prose("da", 11), ("KL", "OB", "MD"), form), css)


def names_on_lines() -> Made:
    """Bold names with a time on lines of their own; some open a page, where a running title could stand."""
    at = iter(range(4, 10_000, 37))

    def form(name: str, words: str, more: bool) -> str:
        second = next(at)
        label = (
            "" if more else f"<p class=n><b>{name}</b> <span class=c>00:{second // 60:02}:{second % 60:02}</span></p>"
        )
        return label + marked(words, "turn", "t", name)

    css = """@page{size:A4;margin:30mm 35mm;@top-right{content:"Confidential";font:8pt sans-serif}
    @bottom-center{content:counter(page)}} body{font:11pt/1.5 'DejaVu Sans'} p{margin:0 0 5pt}
    .n{margin-top:8pt;margin-bottom:1pt;break-after:avoid}.c{color:#777;font-size:8pt}"""
    body = marked("Transcript 12", "heading", tag="h1")
    return set_html(
        body + talk(Prose("en", 17), ("Anna Whitfield", "Karim O’Brien", "Jo Dahl-Smith"), form, 3), css, "en"
    )


def in_a_table() -> Made:
    """Number, speaker and words as a ruled table whose head stands on every page."""
    number = iter(range(1, 1000))

    def form(name: str, words: str, more: bool) -> str:
        said = marked(words, "turn", speaker=name, tag="span")
        return f"<tr><td>{next(number)}</td><td>{'' if more else name}</td><td>{said}</td></tr>"

    head = "<thead><tr><th>Nr.</th><th>Hvem</th><th>Udsagn</th></tr></thead>"
    css = """@page{size:A4;margin:20mm;@bottom-right{content:counter(page)}} body{font:10pt/1.35 'Liberation Sans'}
    table{border-collapse:collapse;width:100%}
    td,th{border:.5pt solid;padding:3pt 5pt;vertical-align:top;text-align:left}
    h1{font-size:15pt}"""
    body = marked("Interview med leder", "heading", tag="h1")
    rows = talk(Prose("da", 73), ("Interviewer", "Birgit", "Aslan"), form)
    return set_html(f"{body}<table>{head}{rows}</table>", css)


def focus_group() -> Made:
    """Labels with numbers and a colon, justified, further paragraphs indented, a running title like a heading."""

    def form(name: str, words: str, more: bool) -> str:
        label = "" if more else f"<b>{name}:</b> "
        return f'<p class="{"m" if more else ""}">{label}{marked(words, "turn", speaker=name, tag="span")}</p>'

    css = """@page{size:A4;margin:22mm 30mm;@bottom-center{content:"– " counter(page) " –";font:9pt serif}
    @top-center{content:"Bilag 4: Fokusgruppe";font:italic 9pt serif}}
    body{font:12pt/1.5 'Liberation Serif';hyphens:auto;text-align:justify} p{margin:0}.m{text-indent:6mm}"""
    body = marked("Bilag 4: Fokusgruppe", "heading", tag="h1")
    body += marked("Fokusgruppen blev afholdt i Vejle i november 2019 med fire deltagere.")
    return set_html(body + talk(Prose("da", 71), ("Interviewer", "Deltager 1", "Deltager 2"), form), css)


TALKS = (initials, names_on_lines, in_a_table, focus_group)
