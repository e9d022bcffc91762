"""The nouns of the program, as frozen dataclasses.

A `Document` is what a reader makes of one file: the clean reading text, the blocks it is made of, the line map back to
page and box, what was set aside, and an account per page in which every character of the source appears.
All offsets are code points into `Document.text`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

BODY_KINDS: Final = (
    "paragraph",
    "heading",
    "list_item",
    "turn",
    "footnote",
    "side_box",
    "pull_quote",
    "caption",
    "table_row",
    "figure_text",
)
"""Kinds of block that are part of the reading text and become passages."""

FURNITURE_KINDS: Final = ("header", "footer", "page_number", "line_number", "display", "watermark", "artifact", "toc")
"""Kinds of text that is set aside: kept in `Document.furniture`, never part of the reading text."""

HUMAN: Final = "human:"
"""What the source of a tag begins with where a person said it; the coder's name follows."""

UNCODED_KINDS: Final = frozenset({"heading", "figure_text", "table_row"})
"""Kinds that are context for the tagger and never tagged themselves."""

STANCES: Final = ("at_work", "lacking", "advised", "general")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in points, origin at the top left of the page as it is shown."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the reading text that stands on one line of one page (box) or in one place of a flowing file."""

    start: int
    end: int
    page: int  # 1-based; 1 for files without pages
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the reading text of one kind: a paragraph, a heading, a turn, a footnote …

    `start:end` leaves out the mark (bullet, note number, speaker label) that stands before it in the text.
    `heading` is the path of headings over it. `level` is the depth of a heading, 0 for anything else.
    `words_sure` is the mean word confidence of recognised text (0-1), None where the text was in the file.
    """

    start: int
    end: int
    kind: str = "paragraph"
    heading: tuple[str, ...] = ()
    level: int = 0
    mark: str = ""  # bullet, list number, note number, as in the source
    speaker: str | None = None
    role: str | None = None  # interviewer | informant
    context: str = ""  # the question an answer was given to
    time: str | None = None  # time stamp, as 'HH:MM:SS'
    words_sure: float | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text that was set aside, with its kind and place."""

    kind: str
    page: int
    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class PageAccount:
    """Where the characters of a page went. All counts are non-blank characters of the source.

    `set_aside` maps a kind (header, hyphen, list_mark, speaker_label, duplicate …) to a count; `unaccounted` must be 0.
    `verdict` is good, doubtful or unreadable, with `reason` in plain words where it is not good.
    """

    page: int
    characters_in: int
    characters_out: int
    set_aside: Mapping[str, int] = field(default_factory=dict)
    quality: float | None = None  # share of the words that are known words, None where there are none
    verdict: str = "good"
    reason: str = ""
    width: float = 0.0
    height: float = 0.0
    ocr: bool = False

    @property
    def unaccounted(self) -> int:
        return self.characters_in - self.characters_out - sum(self.set_aside.values())


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader made of one file. `id` is the sha256 of its bytes."""

    id: str
    path: str  # as given
    format: str  # pdf, docx, vtt, srt, txt, md, html
    text: str
    blocks: tuple[Block, ...]
    lines: Sequence[Line]
    pages: tuple[PageAccount, ...]
    furniture: tuple[Furniture, ...] = ()
    reader: str = ""  # name and version of the reader
    title: str = ""
    notes: tuple[str, ...] = ()  # what the user should know: 'two comments ignored', 'page 4 holds a picture only'


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document beside its text (corpus.toml, CSV or its place in the folders)."""

    initiative: str = ""
    kind: str = ""  # report, interview, memo …
    year: int | None = None
    language: str = ""
    author: str = ""
    organisation: str = ""
    voice: str = ""  # self | independent
    citation: str = ""
    place: str = ""
    speakers: Mapping[str, str] = field(default_factory=dict)  # name -> role
    extra: Mapping[str, Any] = field(default_factory=dict)  # any further column


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document that is tagged and quoted as one. `document.text[start:end] == text`, always."""

    id: str  # '<first 12 of the document id>:<start>-<end>'
    document_id: str
    position: int  # its number in the document, from 0
    kind: str
    start: int
    end: int
    text: str
    page: int
    page_end: int
    boxes: tuple[tuple[int, Box], ...] = ()  # (page, box) for each page or column it touches
    heading: tuple[str, ...] = ()
    speaker: str | None = None
    role: str | None = None
    context: str = ""
    time: str | None = None
    lang: str = ""
    words_sure: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a passage that earned a tag; offsets into the passage's own text."""

    start: int
    end: int
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Tag:
    """One code on one passage, said by one source ('lexicon@1', 'combined@ab12cd', 'human:anna')."""

    passage_id: str
    code: str
    stance: str
    score: float  # calibrated probability for machine sources, 1.0 for humans
    source: str
    evidence: tuple[Evidence, ...] = ()


def is_human(source: str) -> bool:
    """Whether a person said it, not a tagger."""
    return source.startswith(HUMAN)


def coder_of(source: str) -> str:
    """The name of the person who said it."""
    return source.removeprefix(HUMAN)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme over the corpus. `stability` is 0-1 or None where it could not be measured; `fragile`: not stable, or its
    words don't speak for its passages; `mixed`: what was left over, about several things."""

    id: int
    name: str
    keywords: tuple[str, ...]
    size: int
    documents: int
    stability: float | None = None
    fragile: bool = False
    near: str = ""  # id of the closest code of the codebook, '' if none is close
    representative: tuple[str, ...] = ()  # passage ids
    language_share: float | None = None  # share of its passages in its most frequent language
    covered: float | None = None  # share of its passages with two of its keywords or more: how far they speak for it
    neighbours: float | None = None  # of the five passages nearest to each of its own, the share that are in it too
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class ThemeShare:
    passage_id: str
    theme_id: int
    weight: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a passage with its citation, checked to be verbatim in its document."""

    passage_id: str
    document_id: str
    document: str  # path as given
    initiative: str
    code: str
    stance: str
    score: float
    source: str
    text: str
    start: int  # in the document's text
    end: int
    page: int
    page_end: int
    speaker: str | None = None
    role: str | None = None
    heading: tuple[str, ...] = ()
    citation: str = ""
    lang: str = ""
    rank: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    starred: bool = False
    note: str = ""  # why it was starred or discarded
    words_sure: float | None = None  # mean word confidence of recognised text (0-1), None where it was in the file
    time: str | None = None  # of what was said, where a transcript has it


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that the project knows, read or not."""

    path: str
    status: str  # read | failed
    document_id: str | None = None
    error_kind: str = ""
    error: str = ""
    remedy: str = ""
    metadata: Metadata = field(default_factory=Metadata)
