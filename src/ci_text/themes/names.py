"""Names and keywords: real words of the texts, distinctive, and from both languages where a theme has both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ci_text.themes.words import Words, zipf

KEYWORDS = 10
NAME_WORDS, FEWEST_WORDS = 3, 2
SECOND_LANGUAGE = 0.25  # share of the passages from which a theme shows words of that language


def keywords(
    candidates: Mapping[int, Sequence[tuple[str, float]]], labels: Sequence[int], words: Words
) -> dict[int, list[str]]:
    """Theme -> lemmas, most telling first; a lemma stands in one theme only, the one where it weighs most."""
    counts: dict[int, Counter[str]] = {}
    sizes = Counter(labels)
    langs: dict[int, Counter[str]] = {}
    for lemmas, lang, label in zip(words.lemmas, words.langs, labels, strict=True):
        counts.setdefault(label, Counter()).update(set(lemmas))
        langs.setdefault(label, Counter())[lang] += 1
    owner: dict[str, tuple[float, int]] = {}
    for theme, pairs in sorted(candidates.items()):
        for word, weight in pairs:
            if word not in owner or weight > owner[word][0]:
                owner[word] = (weight, theme)
    chosen = {}
    for theme, found in candidates.items():
        # what is in many of the theme's passages goes before what is peculiar and rare
        scored = [(w, weight * (counts[theme][w] / sizes[theme])) for w, weight in found if counts[theme][w] >= 2]
        pairs = sorted(scored, key=lambda pair: (-round(pair[1], 12), pair[0]))
        good = [w for w, _ in pairs if owner[w][1] == theme]
        good += [w for w, _ in pairs if w not in good]
        good += [w for w, _ in found if w not in good]
        chosen[theme] = _both_languages(good, words, langs.get(theme, Counter()))[:KEYWORDS]
    return chosen


def telling(word: str, lang: str) -> float:
    """1 for a word that is rare in the language at large, falling to 0.2 for its everyday words ('lade', 'hour')."""
    return min(1.0, max(0.2, 1.0 - 0.4 * (zipf(word, lang) - 4.0)))


def _both_languages(ranked: list[str], words: Words, langs: Counter[str]) -> list[str]:
    """In a theme of both languages, every second or third word is the other language's."""
    total = sum(langs.values())
    order = [lang for lang, n in langs.most_common() if n >= SECOND_LANGUAGE * total]
    if len(order) < 2:
        return ranked
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

    What people and places are called says little of what a theme is about, and a report should not head a theme with a
    person: such words come in only where there are too few others.
    """
    order = {lemma: n for n, lemma in enumerate(lemmas)}
    ranked = sorted(lemmas, key=lambda w: (-telling(w, words.lang_of.get(w, "da")) / (3 + order[w]), order[w]))
    picked: list[str] = []
    for proper in (False, True):
        for lemma in ranked:
            enough = len(picked) >= (FEWEST_WORDS if proper else NAME_WORDS)
            known = lemma in taken or any(lemma in p or p in lemma for p in picked)
            if not enough and not known and _is_proper(lemma, words) == proper:
                picked.append(lemma)
    taken.update(picked)
    return ", ".join(words.surface.get(w, w) for w in sorted(picked, key=order.__getitem__) or list(lemmas[:1]))


def _is_proper(lemma: str, words: Words) -> bool:
    """Whether the texts write the word with a capital within sentences; an abbreviation ('PPR') is no name."""
    shown = words.surface.get(lemma, lemma)
    return shown[:1].isupper() and not shown.isupper()
