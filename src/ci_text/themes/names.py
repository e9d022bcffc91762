"""Names and keywords: real words of the texts, distinctive, and from both languages where a theme has both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ci_text.themes import twins
from ci_text.themes.words import Words, is_name, zipf

KEYWORDS, FEWEST_KEYWORDS = 10, 4  # words of a single passage come in only up to the latter
NAME_WORDS, FEWEST_WORDS = 3, 2
SECOND_LANGUAGE = 0.25  # share of the passages from which a theme shows words of that language
OF_A_NAME = 0.25  # what a person's or place's name counts among the keywords, against other words
OF_ONE_DOCUMENT = 0.4  # what a word counts that one document of several alone uses
COVERED = 2  # keywords in a passage from which the words speak for it


def keywords(
    candidates: Mapping[int, Sequence[tuple[str, float]]],
    labels: Sequence[int],
    words: Words,
    documents: Sequence[str],
) -> dict[int, list[str]]:
    """Theme -> lemmas, most telling first, a word beside its translation (the two count as one of KEYWORDS); a lemma
    stands in one theme only, the one where it weighs most.

    What is in many of the theme's passages and in several of its documents goes before what is peculiar and rare, and
    before what people and places are called.
    """
    inside = [_Theme() for _ in range(max(candidates, default=-1) + 1)]
    for lemmas, lang, label, document in zip(words.lemmas, words.langs, labels, documents, strict=True):
        if label >= 0:
            inside[label].add(lemmas, lang, document)
    owner: dict[str, tuple[float, int]] = {}
    for theme, pairs in sorted(candidates.items()):
        for word, weight in pairs:
            if word not in owner or weight > owner[word][0]:
                owner[word] = (weight, theme)
    chosen = {}
    for theme, found in candidates.items():
        scored = [(w, weight * inside[theme].share(w, words)) for w, weight in found if inside[theme].passages[w] >= 2]
        pairs = sorted(scored, key=lambda pair: (-round(pair[1], 12), pair[0]))
        good = [w for w, _ in pairs if owner[w][1] == theme]
        good += [w for w, _ in pairs if w not in good]
        good += [w for w, _ in found if w not in good][: max(0, FEWEST_KEYWORDS - len(good))]
        ranked = _both_languages(good, words, inside[theme].langs)
        chosen[theme] = [word for entry in twins.entries(ranked, words, KEYWORDS) for word in entry]
    return chosen


class _Theme:
    """What the passages of one theme use."""

    def __init__(self) -> None:
        self.passages: Counter[str] = Counter()
        self.documents: dict[str, set[str]] = {}
        self.langs: Counter[str] = Counter()
        self.all_documents: set[str] = set()

    def add(self, lemmas: Sequence[str], lang: str, document: str) -> None:
        self.langs[lang] += 1
        self.all_documents.add(document)
        for word in set(lemmas):
            self.passages[word] += 1
            self.documents.setdefault(word, set()).add(document)

    def share(self, word: str, words: Words) -> float:
        """The share of the passages that use a word, less for a name and for a word of one document."""
        found = self.passages[word] / self.langs.total()
        if is_name(word, words):
            found *= OF_A_NAME
        if len(self.documents[word]) == 1 and len(self.all_documents) > 2:
            found *= OF_ONE_DOCUMENT
        return found


def covered(lemmas: Sequence[str], passages: Sequence[Sequence[str]]) -> float:
    """The share of passages with COVERED of the keywords or more: how far the words speak for a theme."""
    wanted = set(lemmas)
    return sum(len(wanted.intersection(p)) >= COVERED for p in passages) / max(len(passages), 1)


def telling(word: str, lang: str) -> float:
    """1 for a word that is rare in the language at large, falling to 0.5 for its everyday words ('dag', 'hour')."""
    return min(1.0, max(0.5, 1.0 - 0.25 * (zipf(word, lang) - 4.0)))


def _both_languages(ranked: list[str], words: Words, langs: Counter[str]) -> list[str]:
    """In a theme of both languages, every second or third word is the other language's."""
    total = sum(langs.values())
    order = [lang for lang, n in langs.most_common() if n >= SECOND_LANGUAGE * total]
    if len(order) < 2:
        # the few passages of another language don't lend their words
        return sorted(ranked, key=lambda w: bool(order) and words.lang_of.get(w, order[0]) != order[0])
    queues = {lang: [w for w in ranked if words.lang_of.get(w) == lang] for lang in sorted(order)}
    mixed: list[str] = []
    order = sorted(order, key=lambda lang: (-langs[lang], lang))
    while any(queues.values()):
        for lang in order:
            if queues[lang]:
                mixed.append(queues[lang].pop(0))
    return mixed


def name(lemmas: Sequence[str], words: Words, taken: set[str]) -> str:
    """Two or three words that no other name has and that don't repeat one another ('skole', 'folkeskole').

    All of one language, that of the first keyword: words of two side by side read as a slip. What people and places are
    called says little of what a theme is about, and a report should not head a theme with a person: such words come in
    only where there are too few others.
    """
    order = {lemma: n for n, lemma in enumerate(lemmas)}
    lang = words.lang_of.get(lemmas[0], "da") if lemmas else "da"
    ranked = sorted(lemmas, key=lambda w: (-telling(w, words.lang_of.get(w, "da")) / (3 + order[w]), order[w]))
    picked: list[str] = []
    for proper, own in ((False, True), (False, False), (True, True), (True, False)):
        for lemma in ranked:
            enough = len(picked) >= (NAME_WORDS if own and not proper else FEWEST_WORDS)
            known = lemma in taken or any(lemma in p or p in lemma or twins.translates(lemma, p, words) for p in picked)
            fits = is_name(lemma, words) == proper and (words.lang_of.get(lemma, lang) == lang) == own
            if not enough and not known and fits:
                picked.append(lemma)
    taken.update(picked)
    return ", ".join(words.surface.get(w, w) for w in sorted(picked, key=order.__getitem__) or list(lemmas[:1]))
