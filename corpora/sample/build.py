"""Build the sample corpus: source/<slug>/*.html|*.txt|*.md  ->  <slug>/*.pdf|*.md|*.txt, and truth.json.

    python corpora/sample/build.py            # all
    python corpora/sample/build.py noegle     # only initiatives whose folder starts so (truth.json is left alone)

Reports and brochures are HTML with CSS; interviews are plain text, one turn per paragraph (`*.turns.txt`).
Everything in the output is fixed by the sources: dates, PDF identifiers, page furniture.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import shutil
import sys
from pathlib import Path

os.environ["SOURCE_DATE_EPOCH"] = "1640995200"  # fontTools stamps this into the embedded fonts

import lxml.html
from weasyprint import CSS, HTML

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
TRUTH = [  # the documents whose true paragraphs go into truth.json
    "noegle-foerst/report.pdf",
    "sammen-om-fremmoede/report.pdf",
    "tvede-aa/report.pdf",
    "opgang-9/report.pdf",
    "opgang-9/interview.pdf",
    "kaffe-klokken-tre/interview.pdf",
]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


# --- interviews -------------------------------------------------------------------------------------------------

TURN = re.compile(r"^(?:\[(?P<time>[\d:]+)\] )?(?P<who>[A-ZÆØÅ][\w.æøåÆØÅ'\- ]{0,40}?): (?P<text>.*)$", re.S)


def label(form: str, who: str, time: str | None) -> str:
    if form == "time":
        return f"[{time}] {who}:"
    if form == "qa":
        return f"{who}."
    return who if form == "bold" else f"{who}:"


def interview_html(text: str) -> str:
    """Turn a .turns.txt source into HTML: a head of `key: value` lines, a blank line, then one turn per paragraph.

    `# ` opens a heading, `> ` a paragraph that nobody speaks, `+ ` a further paragraph of the same speaker.
    """
    head, body = text.split("\n\n", 1)
    meta = dict(line.split(": ", 1) for line in head.splitlines())
    form, out, last = meta["form"], [], ""
    for block in re.split(r"\n\s*\n", body.strip()):
        block = squeeze(block)
        if block.startswith("# "):
            tag = "h2" if any(line.startswith("<h1") for line in out) else "h1"
            out.append(f"<{tag}>{html.escape(block[2:])}</{tag}>")
        elif block.startswith("> "):
            out.append(f'<p class="note">{html.escape(block[2:])}</p>')
        elif block.startswith("+ "):
            out.append(f'<p class="turn more" data-speaker="{html.escape(last)}">{html.escape(block[2:])}</p>')
        else:
            match = TURN.match(block)
            if not match:
                raise ValueError(f"no speaker: {block[:60]!r}")
            last = match["who"]
            role = "asks" if last in meta["interviewer"].split(", ") else "answers"
            out.append(
                f'<p class="turn {role}" data-speaker="{html.escape(last)}">'
                f'<b class="label">{html.escape(label(form, last, match["time"]))}</b> {html.escape(match["text"])}</p>'
            )
    metas = "".join(
        f'<meta name="{key}" content="{html.escape(value)}">'
        for key, value in meta.items()
        if key not in {"lang", "title", "form", "interviewer"}
    )
    return (
        f'<html lang="{meta["lang"]}"><head><meta charset="utf-8"><title>{html.escape(meta["title"])}</title>{metas}'
        f'</head><body class="interview {form}">{"".join(out)}</body></html>'
    )


# --- page furniture ---------------------------------------------------------------------------------------------

PLACES = {"header": ("@top-left", "@top-right"), "footer": ("@bottom-left", "@bottom-right")}


def css_content(template: str) -> str:
    parts = re.split(r"(\{pages?\})", template)
    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    return " ".join(counters.get(part, json.dumps(part, ensure_ascii=False)) for part in parts if part)


def furniture(tree: lxml.html.HtmlElement) -> dict[str, list[str]]:
    """The header and footer templates of a document: `left | right`, with {page} and {pages} in them."""
    found = {}
    for name in PLACES:
        value = tree.xpath(f"string(//meta[@name='{name}']/@content)")
        found[name] = [part.strip() for part in value.split("|")] if value else []
    return found


def furniture_css(templates: dict[str, list[str]], bare_first: bool) -> str:
    rules = []
    for name, parts in templates.items():
        for place, part in zip(PLACES[name], parts, strict=False):
            if part:
                rules.append(f"{place} {{ content: {css_content(part)}; }}")
    css = f"@page {{ {' '.join(rules)} }}"
    if bare_first:
        nothing = " ".join(f"{place} {{ content: none; }}" for places in PLACES.values() for place in places)
        css += f" @page :first {{ {nothing} }}"
    return css


# --- truth ------------------------------------------------------------------------------------------------------

KINDS = {"p": "p", "li": "li", "figcaption": "caption", "caption": "caption", "tr": "table_row",
         "h1": "h", "h2": "h", "h3": "h", "h4": "h"}  # fmt: skip


def words(element: lxml.html.HtmlElement, skip: tuple[str, ...] = ("ol", "ul")) -> str:
    """The text of an element without its footnotes, labels and nested lists; `<br>` is a space."""
    text = element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            pass
        elif child.tag == "br":
            text += " "
        elif child.tag not in skip and child.get("class") not in {"fn", "label"}:
            text += words(child, skip)
        text += child.tail or ""
    return text


def items_of(tree: lxml.html.HtmlElement) -> list[dict]:
    """Number the elements that hold text (id t1, t2 ...) and return them as items in reading order."""
    items: list[dict] = []

    def add(element: lxml.html.HtmlElement, kind: str, text: str, **more: str) -> None:
        ident = f"t{len(items) + 1}"
        if element.get("id"):
            ident = element.get("id")
        element.set("id", ident)
        items.append({"kind": kind, "text": squeeze(text), **more, "id": ident})

    note = 0
    for element in tree.body.iter():
        if element.tag not in KINDS:
            continue
        above = {a.tag for a in element.iterancestors()} | {
            c for a in element.iterancestors() for c in (a.get("class") or "").split()
        }
        kind = KINDS[element.tag]
        classes = (element.get("class") or "").split()
        if kind == "p" and "li" in above:
            continue
        if "turn" in classes:
            name = element.xpath("string(b[@class='label'])")
            more = {"label": name} if name else {}
            add(element, "turn", words(element), speaker=element.get("data-speaker"), **more)
            continue
        if "box" in above and kind in {"p", "h", "li"}:
            kind = "box"
        elif "pull" in above:
            kind = "pull"
        if kind == "table_row":
            text = "\t".join(squeeze(words(cell)) for cell in element if cell.tag in {"td", "th"})
            add(element, kind, "")
            items[-1]["text"] = text
        else:
            more = {"toc": True} if "toc" in above and kind == "li" else {}
            add(element, kind, words(element), **more)
        for mark in element.xpath(".//span[@class='fn']"):
            note += 1
            add(mark, "fn", words(mark), mark=str(note))
    return items


def placed(items: list[dict], document, templates: dict[str, list[str]], bare_first: bool) -> list[dict]:
    """Give every item the page it begins on, and put each page's header and footer around what begins there."""
    page_of: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for name in page.anchors:
            page_of.setdefault(name, number)  # an element that runs over a page edge is an anchor on both pages
    result, current, total = [], 0, len(document.pages)

    def furnish(name: str, number: int) -> None:
        if bare_first and number == 1:
            return
        for part in templates[name]:
            if part:
                text = part.replace("{pages}", str(total)).replace("{page}", str(number))
                result.append({"kind": name, "text": text, "page": number})

    for item in items:
        ident = item.pop("id")
        page = max(current, page_of.get(ident, current))
        while current < page:
            if current:
                furnish("footer", current)
            current += 1
            furnish("header", current)
        result.append({**item, "page": page_of.get(ident, current)})
    while current <= total:
        furnish("footer", current)
        current += 1
        if current <= total:
            furnish("header", current)
    return result


# --- one document -----------------------------------------------------------------------------------------------


def build(source: Path) -> dict | None:
    folder = HERE / source.parent.name
    folder.mkdir(exist_ok=True)
    if source.suffix == ".md" or (source.suffix == ".txt" and not source.name.endswith(".turns.txt")):
        shutil.copyfile(source, folder / source.name)
        return None
    raw = source.read_text(encoding="utf-8")
    interview = source.name.endswith(".turns.txt")
    tree = lxml.html.document_fromstring(interview_html(raw) if interview else raw)
    items = items_of(tree)
    templates = furniture(tree)
    bare_first = tree.xpath("string(//meta[@name='bare-first']/@content)") == "yes"
    sheets = [CSS(SOURCE / "base.css"), CSS(string=furniture_css(templates, bare_first))]
    extra = source.parent / "interview.css"
    if interview and extra.exists():
        sheets.append(CSS(extra))
    page = HTML(string=lxml.html.tostring(tree, encoding="unicode"), base_url=str(source))
    document = page.render(stylesheets=sheets)
    target = folder / (source.name.split(".")[0] + ".pdf")
    name = str(target.relative_to(HERE))
    document.write_pdf(target, pdf_identifier=hashlib.sha256(name.encode()).digest()[:16])
    print(f"{name}: {len(document.pages)} pages, {sum(len(i['text'].split()) for i in items)} words")
    figures = [squeeze(t.text_content()) for t in tree.xpath("//*[local-name()='svg']//*[local-name()='text']")]
    truth = {"file": name, "items": placed(items, document, templates, bare_first)}
    if figures:
        truth["figure_text"] = figures
    return truth


def main(prefix: str = "") -> None:
    truths = {}
    for source in sorted(SOURCE.glob(f"{prefix}*/*")):
        if source.suffix in {".html", ".txt", ".md"}:
            truth = build(source)
            if truth:
                truths[truth["file"]] = truth
    if not prefix:
        chosen = [truths[name] for name in TRUTH]
        (HERE / "truth.json").write_text(json.dumps(chosen, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:2])
