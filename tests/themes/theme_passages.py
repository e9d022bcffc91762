"""Made-up passages on four matters, in Danish and English, for the theme tests."""

from __future__ import annotations

import hashlib
import random

from ci_text.records import Passage

# fmt: off
MATTERS = {
    "da": {
        "skole": "eleverne fraværet skolen læreren klassen "
        "undervisningen lektierne fritidsklubben skolelederen timerne",
        "bolig": "beboerne huslejen lejligheden boligforeningen opgangen "
        "kvarteret udlejeren lejemålet afdelingen gården",
        "vand": "åen vandløbet oversvømmelsen lodsejerne grundvandet "
        "naturen markerne regnen fiskene brinken",
        "fond": "fonden bevillingen donationen filantropien uddelingen "
        "pengene ansøgningen investeringen regnskabet banken",
    },
    "en": {
        "skole": "pupils absence school teacher classroom "
        "lesson homework afterschool headteacher timetable",
        "bolig": "residents rent apartment housing stairwell "
        "neighbourhood landlord tenancy estate courtyard",
        "vand": "river stream flood landowners groundwater "
        "nature fields rain fish riverbank",
        "fond": "foundation grant donation philanthropy donor "
        "money application investment accounts bank",
    },
}
# fmt: on
FRAMES = {
    "da": "Vi talte om {0} og {1}, og {2} viste sig at hænge sammen med {3} den gang.",
    "en": "We talked about the {0} and the {1}, and the {2} turned out to hang on the {3} then.",
}


def passages(count: int, langs: tuple[str, ...] = ("da",), seed: int = 1) -> tuple[list[Passage], dict[str, str]]:
    """`count` passages in twelve documents, and the matter of each by passage id."""
    dice = random.Random(seed)
    made, truth = [], {}
    for number in range(count):
        lang = langs[number % len(langs)]
        matter = sorted(MATTERS[lang])[(number // len(langs)) % 4]
        text = FRAMES[lang].format(*dice.sample(MATTERS[lang][matter].split(), 4)) + f" ({number})"
        document = hashlib.sha256(str(number % 12).encode()).hexdigest()
        passage = Passage(
            f"{document[:12]}:{number}-{number + len(text)}", document, number, "paragraph", number, number + len(text),
            text, 1, 1, lang=lang,
        )  # fmt: skip
        # the number at the end makes texts differ, but is no word: give copies a word of their own
        made.append(passage)
        truth[passage.id] = matter
    return made, truth
