"""Names, keywords and quotes that speak for a theme."""

from __future__ import annotations

import numpy as np
from theme_passages import passages

from ci_text.codebook import Codebook
from ci_text.records import Passage
from ci_text.themes import ThemeOptions, model_themes, update
from ci_text.themes.names import keywords, name
from ci_text.themes.representatives import is_listing, representatives
from ci_text.themes.words import Words, words_of

NO_CODES = Codebook("none", "1", {}, {}, {}, ())


def _passage(number: int, document: str, text: str, lang: str = "da") -> Passage:
    return Passage(f"{document}:{number}", document, number, "paragraph", 0, len(text), text, 1, 1, lang=lang)


def test_what_people_do_all_day_is_no_word_of_a_theme() -> None:
    danish = _passage(
        1, "a", "Hun ringede, og vi talte om, at de husker citaterne og vil godkende huslejen og lektierne."
    )
    english = _passage(2, "a", "She chose to call and remembered the quotes before the tenants signed the lease.", "en")
    found = words_of([danish, english]).lemmas
    assert found[0] == ("husleje", "lektie")
    assert found[1] == ("tenant", "lease")


def test_what_people_are_called_does_not_gather_passages() -> None:
    made, truth = passages(120)
    names = ("Erling", "Tvedegaard", "Birthe", "Nordhavn")
    cast = []
    for number, p in enumerate(made):
        # who speaks goes across what is spoken of
        one = names[number // 4 % 4]
        text = f"{p.text.removesuffix('.')}, sagde {one}, og det mente {one} hos {one} også."
        cast.append(_passage(number, p.document_id, text))
    model = model_themes(cast, NO_CODES, options=ThemeOptions(n_themes=4))
    matter = {c.id: truth[p.id] for c, p in zip(cast, made, strict=True)}
    for theme in model.themes:
        inside = [matter[i] for i, label in model.labels.items() if label == theme.id]
        assert max(map(inside.count, set(inside))) > 0.9 * len(inside)
        assert not any(word in theme.name for word in names)


def test_a_word_of_one_document_comes_after_those_of_several() -> None:
    lemmas = (("bager", "kaffe"),) * 3 + (("kaffe", "bus"),) * 3
    words = Words(lemmas, ("da",) * 6, {}, dict.fromkeys(("bager", "kaffe", "bus"), "da"))
    documents = ("a", "a", "a", "b", "c", "d")
    found = keywords({0: [("bager", 1.0), ("bus", 0.9), ("kaffe", 0.5)]}, [0] * 6, words, documents)
    assert found[0] == ["kaffe", "bus", "bager"]


def test_a_name_is_of_one_language() -> None:
    langs = {"lejlighed": "da", "town": "en", "hjemløs": "da", "police": "en", "rådhus": "da"}
    words = Words((), (), {}, langs)
    assert name(tuple(langs), words, set()) == "lejlighed, hjemløs, rådhus"
    assert name(("lejlighed", "town", "police"), words, set()) == "lejlighed, town"


def test_quotes_speak_for_the_theme() -> None:
    imprint = (
        "Optaget på Nørreskolen, Hjortsø, 8. september 2021. Medvirkende: Dorthe Emborg (skoleleder), Camilla Riis."
    )
    assert is_listing(imprint)
    assert is_listing("Bageren, apoteket, frisøren, kirken, biblioteket, skolen og pensionisterne i Vestermarken.")
    assert is_listing(
        "Thorlund, S. (2017): »Når tal skal deles. Om fælles indikatorer«. Tidsskrift for lokal velfærd, 9(2)."
    )
    speaks = (
        "Nogle børn bliver hjemme fra skolen, fordi de er bange, andre fordi de passer deres små søskende derhjemme."
    )
    assert not is_listing(speaks)
    made = [
        _passage(1, "a", imprint),
        _passage(2, "b", speaks),
        _passage(3, "b", speaks),
        _passage(4, "c", "Ja, skolen."),
        _passage(7, "e", "Torsdag: skolen, Åstræde 1. Kun børn, men kun fordi de selv vil det."),
        *(_passage(n, "d", "Det regnede hele sommeren, og taget var utæt i begge ender.") for n in (5, 6)),
    ]
    lemmas = [("skole",), ("barn", "skole"), ("barn", "skole"), ("skole",), ("skole",), (), ()]
    close = np.array([0.9, 0.6, 0.5, 0.7, 0.65, 0.1, 0.1])
    found = representatives(range(7), made, lemmas, ["skole", "barn"], close)
    # a second one of a document before two words, or an item of a list, of another
    assert found == ("b:2", "b:3", "c:4", "e:7", "d:5")


def test_a_document_with_a_single_passage_of_a_theme_speaks_last_for_it() -> None:
    text = "Nogle børn bliver hjemme fra skolen, fordi de er bange, andre fordi de passer deres små søskende derhjemme."
    made = [_passage(1, "stray", text), *(_passage(n, "own", text) for n in range(2, 8)), _passage(9, "too", text)]
    made += [_passage(n, "too", text) for n in (10, 11)]
    close = np.array([0.9, *[0.6] * 9])
    found = representatives(range(10), made, [("barn", "skole")] * 10, ["skole", "barn"], close)
    assert found[:3] == ("own:2", "too:10", "stray:1")


def test_a_theme_whose_words_do_not_speak_for_it_is_fragile() -> None:
    model = model_themes(passages(120)[0], NO_CODES, options=ThemeOptions(n_themes=4))
    assert all(t.covered is not None and t.covered > 0.8 and not t.fragile for t in model.themes)
    dice = np.random.default_rng(1)
    scattered = [
        _passage(n, str(n % 9), " ".join(f"{a}{b}sten" for a, b in dice.choice(list("bdfgklmnprstvaeiouy"), (2, 2))))
        for n in range(150)
    ]
    loose = model_themes(scattered, NO_CODES, options=ThemeOptions(n_themes=4, fragile_below=0.0))  # stable or not
    silent = [t.covered is not None and t.covered < 0.2 for t in loose.themes]
    assert any(silent) and not all(silent) and [t.fragile for t in loose.themes] == silent


def test_new_passages_on_something_else_are_told() -> None:
    model = model_themes(passages(120)[0], NO_CODES, options=ThemeOptions(n_themes=4))
    same = [_passage(n, "new", p.text + " Og mere.") for n, p in enumerate(passages(12, seed=7)[0])]
    assert update(model, same).drift is not None
    assert update(model, same).drift.strangers < 0.15  # type: ignore[union-attr]
    alien = [
        _passage(
            1, "alien", "Astronomer har målt lyset fra galakser med et teleskop, og universet udvider sig i mørket."
        ),
        _passage(2, "alien", "Kokken steger persille i smør og hvidløg, kartofler og sauce med fløde og citron."),
    ]
    placed = update(model, alien)
    assert placed.drift is not None and placed.drift.strangers == 1
    assert {placed.labels[p.id] for p in alien} == {-1}
