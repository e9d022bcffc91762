"""Tables, quotes and pictures of a theme model."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from theme_passages import passages

from ci_text.codebook import Codebook
from ci_text.corpus import Corpus
from ci_text.records import Metadata, SourceFile, Tag
from ci_text.themes import ThemeModel, model_themes, svg, theme_pictures, theme_quotes, theme_tables, write_pictures
from ci_text.themes.match import match
from ci_text.themes.names import name
from ci_text.themes.pictures import _apart
from ci_text.themes.png import write_png
from ci_text.themes.tables import DISTINCT_SHARE
from ci_text.themes.twins import entries
from ci_text.themes.words import Words, is_name, words_of


@pytest.fixture(scope="module")
def made() -> tuple[Corpus, ThemeModel]:
    items, truth = passages(160, ("da", "en"))
    documents = sorted({p.document_id for p in items})
    files = tuple(
        SourceFile(f"d{n}.pdf", "read", d, metadata=Metadata(initiative=f"I{n % 3} <&>", year=2018 + n % 4))
        for n, d in enumerate(documents)
    )
    tags = tuple(Tag(i, m, "at_work", 1.0, "human:x") for i, m in truth.items())
    model = model_themes(items, Codebook("x", "1", {}, {}, {}, ()), tags)
    return Corpus(files, tuple(items), tags, model.themes, model.shares), model


def test_tables(made: tuple[Corpus, ThemeModel]) -> None:
    corpus, model = made
    tables = theme_tables(corpus, model)
    wanted = {"theme_list", "theme_prevalence", "theme_reach", "theme_codes", "theme_years", "theme_words", "theme_map"}
    assert wanted <= set(tables)
    prevalence = tables["theme_prevalence"]
    assert ((prevalence["low"] <= prevalence["share"]) & (prevalence["share"] <= prevalence["high"])).all()
    assert prevalence.groupby("group")["share"].sum().max() <= 1.0001
    assert prevalence["passages"].sum() == sum(label > 0 for label in model.labels.values())
    assert set(tables["theme_reach"]["verdict"]) <= {"shared", "distinct", "scattered"}
    for row in tables["theme_reach"].itertuples():
        shares = prevalence[prevalence["theme"] == row.theme]["share"]
        assert (row.verdict == "distinct") == (shares.max() / shares.sum() >= DISTINCT_SHARE)
    assert tables["theme_words"]["words"].str.len().min() > 0
    assert len(tables["theme_hierarchy"]) == len(model.themes) - 1


def test_quotes_are_verbatim_and_of_different_documents(made: tuple[Corpus, ThemeModel]) -> None:
    corpus, model = made
    by_id = {p.id: p for p in corpus.passages}
    for quotes in theme_quotes(model, corpus.passages).values():
        assert len(quotes) == 3
        assert len({q.document_id for q in quotes}) == 3
        for quote in quotes:
            assert by_id[quote.passage_id].text[quote.start : quote.end] == quote.text


def test_pictures_are_drawings_without_script(made: tuple[Corpus, ThemeModel]) -> None:
    pictures = theme_pictures(*made)
    assert set(pictures) == {"theme_map", "theme_prevalence", "theme_hierarchy", "theme_years"}
    for picture in pictures.values():
        root = ElementTree.fromstring(picture)
        assert root.tag.endswith("svg")
        assert "script" not in picture
        assert "nan" not in picture


def test_pictures_are_written_as_svg_and_png(made: tuple[Corpus, ThemeModel], tmp_path: Path) -> None:
    pictures = theme_pictures(*made)
    written = write_pictures(pictures, tmp_path / "new", png=True)
    assert [p.name for p in written] == [f"{n}.{e}" for n in sorted(pictures) for e in ("svg", "png")]
    for path in written:
        if path.suffix == ".png":
            root = ElementTree.fromstring(pictures[path.stem])
            image = Image.open(path)
            assert image.size == (2 * float(root.get("width", 0)), 2 * float(root.get("height", 0)))
            dark = (np.asarray(image.convert("L")) < 100).mean()
            assert 0.0005 < dark < 0.5  # letters are there, and do not cover the picture


def test_a_theme_stands_amid_its_passages(made: tuple[Corpus, ThemeModel]) -> None:
    _, model = made
    for theme, spot in model.theme_positions.items():
        own = np.array([model.positions[i] for i, label in model.labels.items() if label == theme])
        assert np.linalg.norm(own.mean(axis=0) - spot) < 0.05


@pytest.mark.parametrize("wanted", [[10.0, 10.0, 10.0], [400.0] * 30, [20.0, 100.0, 101.0, 300.0], [50.0]])
def test_labels_beside_lines_stand_apart_in_their_order(wanted: list[float]) -> None:
    places = _apart(wanted, 20.0)
    assert all(below - above >= 14 for above, below in itertools.pairwise(places)) and places[0] >= min(20.0, wanted[0])
    if wanted[0] >= 20 and len(wanted) * 14 < wanted[-1]:
        assert places[-1] == wanted[-1]  # what has to give way gives way upwards


def test_danish_letters_are_drawn(tmp_path: Path) -> None:
    """Each letter is another picture than the box or question mark of a font that lacks it."""
    seen = set()
    for n, letter in enumerate("æøåÆØÅé–?"):
        write_png(svg.picture(40, 40, "x", [svg.text(5, 30, letter, 30)]), tmp_path / f"{n}.png")
        seen.add(Image.open(tmp_path / f"{n}.png").convert("L").tobytes())
    assert len(seen) == 9


def test_no_themes_no_pictures() -> None:
    model = model_themes(passages(4)[0], Codebook("x", "1", {}, {}, {}, ()))
    corpus = Corpus((), tuple(passages(4)[0]), ())
    assert theme_pictures(corpus, model) == {}
    assert "theme_prevalence" not in theme_tables(corpus, model)


def test_what_became_of_themes_is_told() -> None:
    before = {f"a{i}": 1 for i in range(10)} | {f"b{i}": 2 for i in range(10)} | {f"c{i}": 3 for i in range(10)}
    after = {f"a{i}": 0 for i in range(10)} | {f"b{i}": 1 + i % 2 for i in range(10)} | {f"n{i}": 3 for i in range(6)}
    after |= {f"c{i}": 0 for i in range(10)}
    ids, changes = match(before, after, 4)
    assert ids[0] in (1, 3)
    assert ids[3] == 4 or ids[3] == 5
    assert {c.kind for c in changes} == {"kept", "split", "merged", "appeared", "vanished"}


def test_a_theme_is_not_named_after_a_person() -> None:
    lemmas = ("erling", "åløb", "kvist", "PPR", "lodsejer")
    surface = {"erling": "Erling", "kvist": "Kvist", "PPR": "PPR", "åløb": "åløb", "lodsejer": "lodsejere"}
    words = Words((), (), surface, dict.fromkeys(lemmas, "da"))
    assert name(lemmas, words, set()) == "åløb, PPR, lodsejere"
    assert name(("erling", "kvist", "åløb"), words, set()) == "Erling, åløb"  # two words, where there are no others


def test_what_a_transcriber_notes_is_no_word() -> None:
    text = "Vi grinede (griner) og holdt pause (pause) med eleverne. [laughs loudly] Så ler (PPR) vi."
    one = dataclasses.replace(passages(1)[0][0], text=text)
    assert words_of([one]).lemmas[0] == ("pause", "elev", "le", "ppr")


def test_a_capital_tells_a_name_only_within_a_sentence() -> None:
    texts = ["Henny kom først. Så kom Henny igen.", "Henny gik. Kaffen var lavet, og kaffen var god.", "Bager Sund lo."]
    words = words_of([dataclasses.replace(passages(1)[0][0], text=text, lang="da") for text in texts])
    assert (words.surface["henny"], is_name("henny", words)) == ("Henny", True)
    assert not is_name("kaffe", words) and not is_name("bager", words)


def test_of_a_noun_and_its_verb_the_noun_is_the_keyword() -> None:
    words = Words((), (), {}, {"teste": "da", "test": "da", "kursus": "da", "taste": "en", "tast": "en"})
    assert entries(["teste", "kursus", "test"], words, 3) == [("test",), ("kursus",)]
    assert entries(["taste", "tast"], words, 2) == [("taste",), ("tast",)]
