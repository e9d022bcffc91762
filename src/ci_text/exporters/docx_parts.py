"""Pieces of WordprocessingML that python-docx has no call for: links, page numbers, languages, the annex's styles."""

from __future__ import annotations

from typing import Any

QUOTE_STYLE, SOURCE_STYLE, REFERENCE_STYLE = "CI Quote", "CI Source", "CI Reference"
LOCALES = {"da": "da-DK", "en": "en-GB"}
INK, LINK, QUIET, RULE = "1F2933", "0B5394", "52606D", "9FB3C8"


def define_styles(document: Any, lang: str) -> None:
    """A4 pages, one typeface, and the styles of quotes, source lines and references."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles = document.styles
    _font(styles["Normal"], 10.5, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    _locale(styles["Normal"].element.get_or_add_rPr(), lang)
    for name, size in (("Title", 22), ("Heading 1", 16), ("Heading 2", 12.5)):
        _font(styles[name], size, INK)
        styles[name].font.bold = name != "Title"
        styles[name].paragraph_format.keep_with_next = True
    styles["Heading 1"].paragraph_format.space_before = Pt(22)
    styles["Heading 2"].paragraph_format.space_before = Pt(12)
    for name in (QUOTE_STYLE, SOURCE_STYLE, REFERENCE_STYLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    quote, source, entry = (styles[name].paragraph_format for name in (QUOTE_STYLE, SOURCE_STYLE, REFERENCE_STYLE))
    quote.left_indent, quote.right_indent = Cm(0.7), Cm(0.7)
    quote.space_before, quote.space_after, quote.line_spacing = Pt(8), Pt(2), 1.15
    quote.keep_with_next, quote.widow_control = True, True
    source.left_indent, source.space_after, source.keep_together = Cm(0.7), Pt(8), True
    styles[SOURCE_STYLE].font.size = Pt(9)
    styles[SOURCE_STYLE].font.color.rgb = RGBColor.from_string(QUIET)
    entry.left_indent, entry.first_line_indent = Cm(0.8), Cm(-0.8)
    _left_rule(styles[QUOTE_STYLE])


def _font(style: Any, size: float, color: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = "Calibri", Pt(size)
    style.font.color.rgb = RGBColor.from_string(color)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # the theme would win over the name
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Calibri")


def _left_rule(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    borders = _element("w:pBdr")
    borders.append(_element("w:left", val="single", sz="12", space="8", color=RULE))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def add_hyperlink(paragraph: Any, text: str, address: str) -> None:
    """A run of text that opens an address."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = RGBColor.from_string(LINK), True
    hyperlink = _element("w:hyperlink")
    hyperlink.set(qn("r:id"), relation)
    paragraph._p.append(hyperlink)
    hyperlink.append(run._r)


def add_page_number(section: Any, name: str) -> None:
    """'Side 3' at the foot of each page."""
    paragraph = section.footer.paragraphs[0]
    paragraph.add_run(f"{name} ")
    paragraph._p.append(_element("w:fldSimple", instr="PAGE"))


def set_language(run: Any, lang: str) -> None:
    """The proofing language of a run: a Danish quote in an English annex is no spelling mistake."""
    _locale(run._r.get_or_add_rPr(), lang)


def _locale(properties: Any, lang: str) -> None:
    locale = LOCALES.get(lang)
    if locale is None:
        return
    from docx.oxml.ns import qn

    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_element("w:lang", val=locale))


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
