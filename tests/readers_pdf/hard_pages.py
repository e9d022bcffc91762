"""Reports that are hard to read: notes in margins and over pages, lists in lists, boxes, tables, references."""

from __future__ import annotations

from html import escape

from typeset import Prose, True_, marked, set_html

Made = tuple[bytes, list[True_]]


def margin_notes() -> Made:
    """English report on letter paper: small notes beside the text, bullets in bullets, numbered recommendations."""
    s = Prose("en", 5)
    body = marked("Neighbours who stay", "heading", tag="h1")
    for title in ("1 Background", "2 What was found", "3 Recommendations"):
        body += marked(title, "heading", tag="h2") + marked(s.paragraph(3, 5))
        body += f"<div class=row>{marked(s.sentence(), 'side_box', 'side')}{marked(s.paragraph(4, 5))}</div>"
        inner = "".join(f"<li>{marked(s.sentence(), 'list_item')}</li>" for _ in range(2))
        items = [
            f"<li>{marked(s.sentence(), 'list_item')}{f'<ul>{inner}</ul>' if i == 1 else ''}</li>" for i in range(3)
        ]
        body += f"<ul>{''.join(items)}</ul>" + marked(s.paragraph(2, 3))
        body += "<ol>" + "".join(f"<li>{marked(s.paragraph(1, 2), 'list_item')}</li>" for _ in range(4)) + "</ol>"
        body += marked(s.paragraph())
    css = """@page{size:letter;margin:25mm 20mm 25mm 62mm;@top-left{content:"Solvangen evaluation";font:8pt sans-serif}
    @bottom-center{content:"Page " counter(page) " of " counter(pages);font:8pt sans-serif}}
    body{font:10pt/1.4 'DejaVu Serif Condensed';hyphens:auto} p{margin:0 0 6pt} .row{position:relative}
    .side{position:absolute;left:-44mm;width:38mm;font:8pt/1.3 'DejaVu Sans Condensed';hyphens:none}
    h1{font:22pt 'DejaVu Sans'} h2{font:bold 13pt 'DejaVu Sans'} ul,ol{padding-left:16pt;margin:0}"""
    return set_html(body, css, "en")


def minutes() -> Made:
    """Minutes of a meeting: numbered heads, steps '2.1', letters, decisions set in."""
    s = Prose("da", 7)
    body = marked("Referat af styregruppemøde nr. 14", "heading", tag="h1")
    for name, value in (
        ("Dato", "3. maj 2021 kl. 14.00-16.00"),
        ("Sted", "Rådhuset, lokale 214"),
        ("Afbud", "Per Lund"),
    ):
        body += f"<p data-k=paragraph class=meta><b>{name}:</b> {value}</p>"
    for i, title in enumerate(("Godkendelse af dagsorden", "Status i Vestbyen", "Økonomi", "Eventuelt"), 1):
        body += marked(f"{i}. {title}", "heading", "item") + marked(s.paragraph(2, 4)) + marked(s.paragraph(1, 4))
        if i == 2:
            body += "".join(marked(f"2.{j} {s.paragraph(1, 3)}", "list_item", "sub") for j in (1, 2, 3))
            body += marked(s.paragraph())
        if i == 3:
            body += "".join(marked(f"{j}) {s.paragraph(1, 2)}", "list_item", "sub") for j in "abc")
        body += f"<p data-k=paragraph class=act><b>Beslutning:</b> {escape(s.sentence())}</p>"
    css = """@page{size:A4;margin:25mm;
    @bottom-center{content:"Side " counter(page) " af " counter(pages);font:8pt serif}}
    body{font:11pt/1.25 'Liberation Sans'} p{margin:0 0 7pt}.meta{margin:0}.item{font-weight:bold;margin-top:10pt}
    .sub{padding-left:22pt;text-indent:-22pt}.act{margin-left:14pt}h1{font-size:15pt}"""
    return set_html(body, css)


def tables_and_notes() -> Made:
    """Footnotes in every section, a gridded table, one with level rules over pages, one with grey rows, captions."""
    s = Prose("da", 23)
    body = marked("Evaluering af Fremmøde for alle", "heading", tag="h1")
    places = ["Aalborg", "Vejle", "Rebild", "Morsø", "Læsø", "Ringkøbing-Skjern"]
    for i, title in enumerate(("Baggrund", "Resultater", "Anbefalinger"), 1):
        body += marked(f"{i} {title}", "heading", tag="h2")
        for _ in range(2):
            note = marked(s.paragraph(2, 4), "footnote", "fn", tag="span")
            body += f"<p data-k=paragraph>{escape(s.paragraph(1, 2))}{note} {escape(s.paragraph(2, 3))}</p>"
        rows = ""
        for r, place in enumerate(places * (3 if i == 2 else 1), 1):
            middle = s.sentence() if i == 1 else str(12 * r)
            cells = "".join(marked(text, "cell", tag="td") for text in (place, middle, f"{r * 7},{r} %"))
            rows += f"<tr>{cells}</tr>"
        head = "<tr><th>Kommune</th><th>Bemærkning</th><th>Andel</th></tr>"
        body += marked(f"Tabel {i}: Fordeling af fremmøde i de seks kommuner", "caption", "cap")
        body += f"<table class=t{i}><thead>{head}</thead>{rows}</table>"
        body += marked("Kilde: Kommunernes egne opgørelser, 2021.", "caption", "src")
        body += marked(s.paragraph(3, 5)) + marked(s.paragraph(3, 5))
    css = """@page{size:A4;margin:25mm 28mm;@top-right{content:"Fremmøde for alle";font:8pt sans-serif}
    @bottom-center{content:counter(page);font:8pt sans-serif}@footnote{border-top:.5pt solid;padding-top:3pt}}
    body{font:10.5pt/1.4 'Liberation Serif';hyphens:auto;text-align:justify} p{margin:0 0 7pt}
    .fn{float:footnote;font:8pt/1.3 'Liberation Serif';text-align:left}
    ::footnote-call{font-size:6.5pt;vertical-align:super;line-height:0}
    .cap{font:bold 9pt 'Liberation Sans';text-align:left;break-after:avoid}.src{font:8pt 'Liberation Sans'}
    table{border-collapse:collapse;width:100%;font:9pt 'Liberation Sans';text-align:left}
    td,th{padding:3pt 5pt;text-align:left;vertical-align:top}.t1 td,.t1 th{border:.5pt solid}
    .t2 th{border-bottom:1pt solid;border-top:1pt solid}.t2{border-bottom:1pt solid}
    .t3 tr:nth-child(even) td{background:#eee} h2{font:bold 13pt 'Liberation Sans'}"""
    return set_html(body, css)


def book() -> Made:
    """Paragraphs told by their indent alone, block quotes, chapters, headers that alternate."""
    s = Prose("da", 29)
    body = ""
    for title in ("Første kapitel: Begyndelsen", "Andet kapitel: De magre år"):
        body += marked(title, "heading", tag="h1") + marked(s.paragraph(4, 6), css="first")
        for i in range(9):
            body += marked(s.paragraph(2, 5), tag="blockquote") if i in (3, 6) else marked(s.paragraph(1, 6))
    css = """@page{size:150mm 230mm;margin:20mm 20mm 24mm}
    @page:left{@top-left{content:"20 års samarbejde";font:italic 8pt serif}@bottom-left{content:counter(page)}}
    @page:right{@top-right{content:string(ch);font:italic 8pt serif}@bottom-right{content:counter(page)}}
    h1{string-set:ch content();font:18pt 'DejaVu Serif';margin:20mm 0 10mm;break-before:page}
    body{font:10.5pt/1.35 'Liberation Serif';hyphens:auto;text-align:justify}p{margin:0;text-indent:5mm}
    .first{text-indent:0}blockquote{margin:6pt 8mm;font-size:9.5pt}"""
    return set_html(body, css)


def newsletter() -> Made:
    """Three justified columns with headlines, framed boxes and a pull quote in them."""
    s = Prose("da", 37)
    body = marked("Nyt fra Netværket", "heading", "mast", tag="div") + "<div class=cols>"
    titles = (
        "Nye hænder i køkkenet",
        "Bussen kører igen",
        "Pengene rækker til maj",
        "Skolen åbner",
        "Hvem passer haven",
    )
    for i, title in enumerate(titles):
        body += marked(title, "heading", tag="h2")
        body += "".join(marked(s.paragraph(2, 4), css="i" if j else "") for j in range(3))
        if i in (1, 4):
            head = marked("Vidste du", "heading", "bt")
            body += f"<div class=box>{head}{marked(s.sentence(), 'side_box')}</div>"
        if i == 2:
            body += marked(f"»{s.sentence()}«", "pull_quote", "pq") + marked(s.paragraph(2, 3))
    css = """@page{size:A4;margin:14mm;@bottom-center{content:counter(page);font:8pt sans-serif}}
    .mast{font:bold 30pt 'Liberation Sans';border-bottom:2pt solid;margin-bottom:8pt}
    .cols{columns:3;column-gap:5mm;text-align:justify;hyphens:auto;font:9pt/1.3 'Liberation Serif'}p{margin:0}
    .i{text-indent:3mm} h2{font:bold 12pt/1.15 'Liberation Sans';margin:8pt 0 3pt;text-align:left;hyphens:none}
    .box{border:1pt solid #333;padding:5pt;margin:6pt 0;font:8.5pt 'Liberation Sans';text-align:left;break-inside:avoid}
    .bt{font-weight:bold}.pq{font:italic bold 13pt/1.2 'Liberation Sans';text-align:left;margin:8pt 0;hyphens:none}"""
    return set_html(body + "</div>", css)


def references() -> Made:
    """A contents page with leaders, raised numbers of endnotes, a list that a paragraph follows, works that hang."""
    s = Prose("da", 83)
    heads = ["Indledning", "Målgruppen", "Samarbejdet", "Økonomi"]
    body = marked("Midtvejsrapport", "heading", tag="h1") + marked("Indhold", "heading", tag="h2")
    body += "".join(f'<p class=toc><a href="#c{i}">{i} {t}</a></p>' for i, t in enumerate(heads, 1))
    for i, title in enumerate(heads, 1):
        body += f'<h2 data-k=heading id=c{i} class="{"br" if i == 1 else ""}">{i} {title}</h2>'
        body += f"<p data-k=paragraph>{escape(s.paragraph(1, 2))}<sup>{i}</sup> {escape(s.paragraph(2, 3))}</p>"
        body += marked(s.paragraph(3, 5))
        if i == 3:
            items = "".join(marked(s.paragraph(1, 3), "list_item", tag="li") for _ in range(3))
            body += marked("Tre forhold går igen:") + f"<ol>{items}</ol>" + marked(s.paragraph(2, 3))
    works = [
        "Bek, Hanne og Lynge, Torben (2016): Bolig før behandling. Erfaringer fra fire kommuner. København: Forlag.",
        "Dyrby, K. (2020): »Når naboer bliver«, i Tidsskrift for Boligsocial Forskning, årg. 12, nr. 3, s. 41-58.",
        "Wennberg, O. (2014): Ett hem först. En utvärdering av fem svenska försök med bostad utan villkor. Malmö.",
    ]
    body += marked("Litteratur", "heading", tag="h2") + "".join(marked(work, css="ref") for work in works)
    notes = "".join(marked(s.paragraph(1, 2), "list_item", tag="li") for _ in range(5))
    body += marked("Noter", "heading", tag="h2") + f"<ol>{notes}</ol>"
    css = """@page{size:A4;margin:25mm 30mm;@bottom-right{content:counter(page);font:9pt sans-serif}}
    body{font:11pt/1.35 'DejaVu Serif Condensed';hyphens:auto}p{margin:0 0 7pt}.br{break-before:page}.toc{margin:0}
    .toc a{color:inherit;text-decoration:none}
    .toc a::after{content:leader('.') target-counter(attr(href),page)} sup{font-size:7pt;line-height:0}
    .ref{padding-left:8mm;text-indent:-8mm;margin:0 0 3pt} li{margin:0 0 3pt}"""
    return set_html(body, css)


REPORTS = (margin_notes, minutes, tables_and_notes, book, newsletter, references)
