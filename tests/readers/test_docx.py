"""Word files made by python-docx, and parts of Word's XML that it can't make."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from ci_text.errors import DamagedFile, EncryptedFile, FileTooLarge, NoText
from ci_text.readers import package, read_file
from readers.promises import check, said, texts

W = nsdecls("w")


def save(document, tmp_path, name="a.docx") -> Path:
    path = tmp_path / name
    document.save(str(path))
    return path


def read(document, tmp_path):
    path = save(document, tmp_path)
    return check(read_file(path), path)


def test_headings_lists_and_title(tmp_path):
    d = docx.Document()
    d.core_properties.title = "Evaluering af opgangen"
    d.add_heading("Evaluering", 0)
    d.add_heading("Baggrund", 1)
    d.add_paragraph("Fire opgange var med.")
    d.add_heading("Metode", 2)
    d.add_paragraph("Første punkt", style="List Bullet")
    d.add_paragraph("Et trin", style="List Number")
    d.add_paragraph("Næste trin", style="List Number")
    d.add_heading("Resultater", 1)
    d.add_paragraph("Det gik godt.")
    found = read(d, tmp_path)
    assert found.title == "Evaluering af opgangen"
    assert [(b.kind, b.level) for b in found.blocks] == [
        ("heading", 1), ("heading", 1), ("paragraph", 0), ("heading", 2),
        ("list_item", 0), ("list_item", 0), ("list_item", 0), ("heading", 1), ("paragraph", 0),
    ]  # fmt: skip
    assert [b.mark for b in found.blocks if b.kind == "list_item"] == ["•", "1.", "2."]
    assert found.blocks[2].heading == ("Baggrund",)
    assert found.blocks[4].heading == ("Baggrund", "Metode")
    assert found.blocks[-1].heading == ("Resultater",)
    assert "2. Næste trin" in found.text


def test_turns_after_line_breaks_are_given_to_who_said_them(tmp_path):
    d = docx.Document()
    for question, answer in (("Hvordan gik det?", "Jeg blev glad."), ("Og så?", "Så gik vi i gang."), ("Ja?", "Ja.")):
        paragraph = d.add_paragraph(f"Interviewer: {question}")
        paragraph.add_run().add_break()
        paragraph.add_run(f"Mette: {answer}")
    assert said(read(d, tmp_path))[:4] == [
        ("Interviewer", "Hvordan gik det?"), ("Mette", "Jeg blev glad."),
        ("Interviewer", "Og så?"), ("Mette", "Så gik vi i gang."),
    ]  # fmt: skip


def test_parts_with_numbers_are_read_and_what_is_drawn_is_told(tmp_path):
    d = docx.Document()
    d.add_paragraph("Skrevet på nettet.")
    path = save(d, tmp_path)
    other = tmp_path / "b.docx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            after.writestr(name.replace("word/document.xml", "word/document2.xml"), before.read(name))
        after.writestr("word/diagrams/data1.xml", "<x/>")
    found = read_file(other)
    assert texts(found) == ["Skrevet på nettet."]
    assert "1 diagram(s), chart(s) or embedded page(s) not read." in found.notes


def test_lines_of_an_address_are_no_talk(tmp_path):
    d = docx.Document()
    d.add_paragraph("Fire opgange var med i arbejdet, og det gik godt.")
    paragraph = d.add_paragraph("Huset på Havnegade 4")
    for line in ("Telefon: 12 34 56 78", "Mail: huset@havnen.dk"):
        paragraph.add_run().add_break()
        paragraph.add_run(line)
    found = read(d, tmp_path)
    assert [b.speaker for b in found.blocks] == [None, None]
    assert texts(found)[1] == "Huset på Havnegade 4 Telefon: 12 34 56 78 Mail: huset@havnen.dk"


def test_tables_say_their_heads_in_each_row(tmp_path):
    d = docx.Document()
    table = d.add_table(rows=4, cols=3)
    rows = [("Indsats", "Mål", "2021"), ("Café", "flere gæster", "41"), ("", "bedre mad", "7"), ("Cykel", "", "3")]
    for row, cells in zip(table.rows, rows):
        for cell, words in zip(row.cells, cells):
            cell.text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    found = read(d, tmp_path)
    assert texts(found, "table_row") == [
        "Indsats: Café; Mål: flere gæster; 2021: 41",
        "Indsats: Café; Mål: bedre mad; 2021: 7",
        "Indsats: Cykel; 2021: 3",
    ]
    assert found.pages[0].set_aside["table_head"] == len("IndsatsMål2021")


FACTS = (("Projektnavn", "Byens Hus"), ("Ejer:", "Foreningen Havnen"), ("Periode", "2018-2021"))


def facts(document, style=None):
    table = document.add_table(rows=len(FACTS), cols=2, style=style)
    for row, cells in zip(table.rows, FACTS):
        for cell, words in zip(row.cells, cells):
            cell.text = words
    return table


def test_what_unpacks_past_any_limit_is_not_unpacked(tmp_path):
    d = docx.Document()
    d.add_paragraph("Tekst.")
    path, other = save(d, tmp_path), tmp_path / "b.docx"
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w", zipfile.ZIP_BZIP2) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    with pytest.raises(DamagedFile, match="packed in a way"):
        read_file(other)


def test_two_columns_are_names_and_what_belongs_to_them(tmp_path):
    d = docx.Document()
    for row in facts(d).rows:
        row.cells[0].paragraphs[0].runs[0].bold = True
    found = read(d, tmp_path)
    assert texts(found, "table_row") == ["Projektnavn: Byens Hus", "Ejer: Foreningen Havnen", "Periode: 2018-2021"]
    assert "table_head" not in found.pages[0].set_aside


def bold(table):
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True


def shaded(table):
    for cell in table.rows[0].cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:fill"), "DDEEFF")
        cell._tc.get_or_add_tcPr().append(shade)


@pytest.mark.parametrize(("mark", "style"), [(bold, None), (shaded, None), (None, "Light Grid Accent 1")])
def test_two_columns_whose_first_row_is_set_off_have_names(mark, style, tmp_path):
    d = docx.Document()
    table = facts(d, style)
    if mark:
        mark(table)
    found = read(d, tmp_path)
    assert texts(found, "table_row")[1] == "Projektnavn: Periode; Byens Hus: 2018-2021"
    assert found.pages[0].set_aside["table_head"] == len("ProjektnavnByensHus")


def test_a_table_that_only_places_text_is_read_as_text(tmp_path):
    d = docx.Document()
    table = d.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Fakta"
    table.cell(0, 1).text = "En lang fortælling. " * 30
    d.add_table(rows=1, cols=1).cell(0, 0).text = "En boks."
    found = read(d, tmp_path)
    assert not texts(found, "table_row")
    assert texts(found)[0] == "Fakta"
    assert texts(found)[-1] == "En boks."


def test_talk_in_paragraphs_with_bold_names(tmp_path):
    d = docx.Document()
    d.add_heading("Interview 4", 1)
    for name, words in [
        ("Anna Lund", "Hvordan begyndte det?"), ("Mette Holm", "Altså, vi sad her i køkkenet."),
        ("Anna Lund", "Hvem kom på idéen?"), ("Mette Holm", "Det gjorde jeg selv, tror jeg nok."),
    ]:  # fmt: skip
        p = d.add_paragraph()
        p.add_run(name).bold = True
        p.add_run(" " + words)
    d.add_paragraph("Og så gik vi i gang med det samme.")
    found = read(d, tmp_path)
    assert said(found)[1:] == [
        ("Anna Lund", "Hvordan begyndte det?"), ("Mette Holm", "Altså, vi sad her i køkkenet."),
        ("Anna Lund", "Hvem kom på idéen?"), ("Mette Holm", "Det gjorde jeg selv, tror jeg nok."),
        ("Mette Holm", "Og så gik vi i gang med det samme."),
    ]  # fmt: skip
    assert [b.role for b in found.blocks[1:3]] == ["interviewer", "informant"]
    assert found.blocks[4].context == "Hvem kom på idéen?"
    assert "Mette Holm Altså, vi sad" in found.text
    assert found.pages[0].set_aside["speaker_label"] == 2 * len("AnnaLundMetteHolm")


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("asker", ["Anna Lund", "Lund, Anna"])
def test_teams_transcript(tmp_path, bold, asker):
    d = docx.Document()
    for time, name, words in [
        ("0:03", asker, "Skal vi begynde?"), ("0:09", "Mette Holm", "Ja, lad os det."),
        ("1:02:15", asker, "Hvem var med?"), ("1:02:19", "Mette Holm", "Det var vi alle."),
    ]:  # fmt: skip
        p = d.add_paragraph()
        p.add_run(name).bold = bold
        p.add_run(f"   {time}").add_break(WD_BREAK.LINE)
        p.add_run(words)
    found = read(d, tmp_path)
    assert said(found)[:2] == [(asker, "Skal vi begynde?"), ("Mette Holm", "Ja, lad os det.")]
    assert [b.time for b in found.blocks] == ["00:00:03", "00:00:09", "01:02:15", "01:02:19"]


def test_talk_in_a_table(tmp_path):
    d = docx.Document()
    rows = [
        ("AL", "Hvad skete der så?"),
        ("MH", "Vi ringede til dem."),
        ("AL", "Og hvad sagde de?"),
        ("MH", "Ja. Bare ja."),
    ]
    table = d.add_table(rows=4, cols=2)
    for row, cells in zip(table.rows, rows):
        for cell, words in zip(row.cells, cells):
            cell.text = words
    found = read(d, tmp_path)
    assert said(found) == rows
    assert {b.kind for b in found.blocks} == {"turn"}


def test_comments_deletions_and_furniture_are_set_aside(tmp_path):
    d = docx.Document()
    d.sections[0].header.paragraphs[0].text = "Fortroligt udkast"
    d.sections[0].footer.paragraphs[0].text = "Side"
    p = d.add_paragraph("Det står der. ")
    d.add_comment(p.runs, "Er det rigtigt?", author="AL")
    p._p.append(parse_xml(f'<w:del {W} w:id="9"><w:r><w:delText>Det stod der.</w:delText></w:r></w:del>'))
    p._p.append(parse_xml(f'<w:ins {W} w:id="8"><w:r><w:t>Og det er sat ind.</w:t></w:r></w:ins>'))
    p._p.append(parse_xml(f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>skjult</w:t></w:r>"))
    found = read(d, tmp_path)
    assert texts(found) == ["Det står der. Og det er sat ind."]
    assert dict(found.pages[0].set_aside) == {"comment": 13, "deleted": 11, "footer": 4, "header": 16, "hidden": 6}
    assert "1 comment not read." in found.notes
    assert ("header", "Fortroligt udkast") in [(f.kind, f.text) for f in found.furniture]


NOTES = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r>
<w:t xml:space="preserve"> Se bilag 2.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>Tallet er fra 2019.</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def with_part(path: Path, name: str, content: str | bytes) -> Path:
    old = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            if item != name:
                new.writestr(item, old.read(item))
        new.writestr(name, content)
    return path


def test_half_a_character_is_no_character(tmp_path):
    d = docx.Document()
    d.add_paragraph("Et tegn:").add_run()._r.append(parse_xml(f'<w:sym {W} w:font="x" w:char="D83D"/>'))
    path = save(d, tmp_path)
    assert texts(check(read_file(path), path)) == ["Et tegn:\ufffd"]


def test_a_note_is_deleted_with_its_mark(tmp_path):
    d = docx.Document()
    p = d.add_paragraph("Antallet steg.")
    marks = (
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        '<w:del w:id="7"><w:r><w:footnoteReference w:id="2"/></w:r></w:del>',
    )
    for mark in marks:
        p._p.append(parse_xml(mark.replace(">", f" {W}>", 1)))
    path = with_part(save(d, tmp_path), "word/footnotes.xml", NOTES)
    found = check(read_file(path), path)
    kept = [found.text[b.start : b.end] for b in found.blocks if b.kind == "footnote"]
    assert len(kept) == 1 and "Tracked deletions not read." in found.notes
    whole = read_file(with_part(save(docx.Document(), tmp_path, "b.docx"), "word/footnotes.xml", NOTES))
    assert len(texts(whole, "footnote")) == 2
    assert kept == texts(whole, "footnote")[:1]


DIAGRAM = """<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst>
<dgm:pt modelId="0" type="doc"><dgm:t><a:p><a:r><a:t>intet</a:t></a:r></a:p></dgm:t></dgm:pt>
<dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>Fælles </a:t></a:r><a:r><a:t>mål</a:t></a:r></a:p></dgm:t></dgm:pt>
<dgm:pt modelId="2" type="node"><dgm:t><a:p><a:r><a:t>Flere i job</a:t></a:r></a:p></dgm:t></dgm:pt>
<dgm:pt modelId="3" type="parTrans"/></dgm:ptLst></dgm:dataModel>"""


@pytest.mark.parametrize("target", ["diagrams/data1.xml", "/word/diagrams/data1.xml"])
def test_diagrams_are_read_where_they_stand(tmp_path, target):
    d = docx.Document()
    paragraph = d.add_paragraph("Sådan virker det:")
    relation = d.part.relate_to(target, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/x", True)
    ids = f'xmlns:dgm="urn:d" xmlns:r="urn:r" r:dm="{relation}"'
    for _ in range(2):  # a diagram has one place
        paragraph._p.append(parse_xml(f"<w:r {W}><w:drawing><dgm:relIds {ids}/></w:drawing></w:r>"))
    d.add_paragraph("Og så videre.")
    path = with_part(save(d, tmp_path), "word/diagrams/data1.xml", DIAGRAM)
    found = check(read_file(path), path)
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        ("paragraph", "Sådan virker det:"), ("side_box", "Fælles mål; Flere i job"), ("paragraph", "Og så videre."),
    ]  # fmt: skip
    assert not found.notes


def test_footnotes_follow_their_paragraph(tmp_path):
    d = docx.Document()
    for n, words in ((1, "Antallet steg"), (2, "og faldt igen")):
        p = d.add_paragraph(words)
        p._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="{n}"/></w:r>'))
        p.add_run(".")
    path = with_part(save(d, tmp_path), "word/footnotes.xml", NOTES)
    found = check(read_file(path), path)
    assert [(b.kind, b.mark) for b in found.blocks] == [
        ("paragraph", ""), ("footnote", "1"), ("paragraph", ""), ("footnote", "2")
    ]  # fmt: skip
    assert texts(found) == ["Antallet steg.", "Se bilag 2.", "og faldt igen.", "Tallet er fra 2019."]


BOX = f"""<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>
<w:txbxContent><w:p><w:r><w:t>I boksen.</w:t></w:r></w:p>
</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>
<w:p><w:r><w:t>I boksen.</w:t>
</w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def test_a_text_box_is_read_once_and_fields_by_their_result(tmp_path):
    d = docx.Document()
    p = d.add_paragraph("Uden for ")
    p._p.append(parse_xml(BOX))
    p._p.append(parse_xml(f"<w:r {W}><w:instrText> PAGEREF _Toc1 </w:instrText></w:r>"))
    p._p.append(parse_xml(f"<w:hyperlink {W}><w:r><w:t>boksen</w:t></w:r><w:r><w:noBreakHyphen/></w:r></w:hyperlink>"))
    found = read(d, tmp_path)
    assert [(b.kind, t) for b, t in zip(found.blocks, texts(found))] == [
        ("paragraph", "Uden for boksen-"), ("side_box", "I boksen.")
    ]  # fmt: skip
    assert found.pages[0].set_aside == {"duplicate": 8, "field_code": 12}


def test_content_controls_are_read(tmp_path):
    d = docx.Document()
    d.add_paragraph("Før.")
    sdt = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>I feltet.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    d.element.body.insert(1, parse_xml(sdt))
    assert texts(read(d, tmp_path)) == ["Før.", "I feltet."]


def test_multilevel_numbers(tmp_path):
    d = docx.Document()
    numbering = d.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
        for n, (f, t) in enumerate([("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for level in (0, 1, 1, 2, 2, 0, 1):
        p = d.add_paragraph("punkt")
        pr = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
        p._p.get_or_add_pPr().append(parse_xml(pr))
    assert [b.mark for b in read(d, tmp_path).blocks] == ["1.", "1.1", "1.2", "a)", "b)", "2.", "2.1"]


def test_no_text(tmp_path):
    with pytest.raises(NoText):
        read_file(save(docx.Document(), tmp_path))


BILLION = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>"""


@pytest.mark.parametrize("how", ["entities", "outside", "broken", "cut", "nested", "no text part", "wrong size"])
def test_hostile_files_are_damaged(tmp_path, how):
    d = docx.Document()
    d.add_paragraph("Tekst. " * 500)
    path = save(d, tmp_path)
    if how == "entities":
        with_part(path, "word/document.xml", BILLION)
    elif how == "outside":
        with_part(path, "word/document.xml", BILLION.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"'))
    elif how == "broken":
        with_part(path, "word/document.xml", b"<w:document><w:body>")
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif how == "nested":
        deep = f"<w:document {W}><w:body>" + "<w:sdt><w:sdtContent>" * 50_000
        with_part(path, "word/document.xml", deep)
    elif how == "no text part":
        with_part(path, "word/document.xml", f"<w:document {W}/>")
    else:
        data = bytearray(path.read_bytes())
        at = data.index(b"word/document.xml") + 40
        data[at : at + 400] = bytes(400)
        path.write_bytes(data)
    with pytest.raises(DamagedFile):
        read_file(path)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MAX_UNPACKED", 5_000_000)
    d = docx.Document()
    d.add_paragraph("Tekst.")
    path = with_part(save(d, tmp_path), "word/styles.xml", b"<a>" + b" " * 50_000_000 + b"</a>")
    assert path.stat().st_size < 200_000
    with pytest.raises(FileTooLarge):
        read_file(path)


def test_protected_and_old_word_files(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    (tmp_path / "a.docx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    (tmp_path / "b.docx").write_bytes(ole)
    with pytest.raises(EncryptedFile, match="password"):
        read_file(tmp_path / "a.docx")
    with pytest.raises(DamagedFile, match="old Word"):
        read_file(tmp_path / "b.docx")


def test_qualified_names_do_not_matter(tmp_path):
    """Strict files have other namespaces."""
    d = docx.Document()
    d.add_heading("Titel", 1)
    d.add_paragraph("Tekst.")
    path = save(d, tmp_path)
    parts = zipfile.ZipFile(path).read("word/document.xml").decode()
    strict = parts.replace(qn("w:p")[1:].partition("}")[0], "http://purl.oclc.org/ooxml/wordprocessingml/main")
    with_part(path, "word/document.xml", strict)
    assert texts(check(read_file(path), path)) == ["Titel", "Tekst."]


def test_letters_and_accents_that_stand_apart_are_read_as_one(tmp_path):
    d = docx.Document()
    d.core_properties.title = apart("Året på Ærø")
    p = d.add_paragraph()
    p.add_run("A").bold = True
    p.add_run("\u030asa").bold = True  # the run ends between a letter and its ring
    p.add_run(apart(": Vi så på åen."))
    for name, words in (("Bo", "Hvad så?"), (apart("Åsa"), "På åen."), ("Bo", "Ja?"), (apart("Åsa"), "Ja, så.")):
        p = d.add_paragraph()
        p.add_run(name).bold = True
        p.add_run(apart(f": {words}"))
    p = d.add_paragraph(apart("Å "))
    p._p.append(parse_xml(apart(f"<w:del {W}><w:r><w:delText>å</w:delText></w:r></w:del>")))
    table = d.add_table(3, 3)
    for cell, words in zip(table._cells, ("Måned", "År", "Så", "Maj på Ærø, åbent", "20", "ål", "", "21", "sild")):
        cell.text = apart(words)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    found = read(d, tmp_path)
    assert unicodedata.is_normalized("NFC", found.text)
    assert said(found)[:2] == [("Åsa", "Vi så på åen."), ("Bo", "Hvad så?")]
    assert texts(found, "table_row")[1] == "Måned: Maj på Ærø, åbent; År: 21; Så: sild"
    assert found.title == "Året på Ærø"


def apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)
