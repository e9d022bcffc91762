"""Words to runs on one baseline: what follows in the stream, what touches on the page, what is printed twice."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter, defaultdict

from ci_text.readers.pdf.chars import PageWords, Word
from ci_text.readers.pdf.lines import LIST_MARK, NOTE_MARK, Seg, ink, segment

JOIN_GAP = 1.0  # of the size: words further apart are different segments until columns are known
GRAZE = 0.1  # of the size: so far may a letter reach into the next
SURE_GAP = 0.42  # of the size: words nearer than this belong together, whatever the stream says


def segments(page: PageWords, aside: Counter[str]) -> list[Seg]:
    """The segments of a page in stream order. What is printed twice goes into `aside['duplicate']`."""
    words = _once(page.words, aside)
    runs: list[list[Word]] = []
    run: list[Word] = []
    end, level, letters = 0.0, 0.0, None
    for word in words:
        _, x0, x1, base, style, _, _, _ = word
        usual = base == level and style is letters and -0.35 * style.size <= x0 - end <= JOIN_GAP * style.size
        if usual or (run and _follows(run, word)):
            run.append(word)
        else:
            run = [word]
            runs.append(run)
        end, level, letters = x1, base, style
    runs = _joined(runs)
    return [segment(run, page.number) for run in runs]


def _once(words: list[Word], aside: Counter[str]) -> list[Word]:
    """Words without those printed a second time on (nearly) the same spot, as poor man's bold and shadows are."""
    kept: list[Word] = []
    seen: dict[tuple[str, int], list[Word]] = {}
    often = Counter([word.text for word in words])
    for word in words:
        text, x0, _, base, style, _, _, _ = word
        if often[text] == 1:
            kept.append(word)
            continue
        key = (text, int(x0) >> 4)
        others = seen.get(key)
        if others is None:
            seen[key] = others = []
        reach = 0.22 * style.size
        beside = seen.get((text, key[1] - 1 if x0 % 16 < 8 else key[1] + 1))
        for other in (*others, *beside) if beside else others:
            if abs(other[1] - x0) < reach and abs(other[3] - base) < reach:
                aside["duplicate"] += ink(text)
                break
        else:
            others.append(word)
            kept.append(word)
    return kept


def _follows(run: list[Word], word: Word) -> bool:
    last = run[-1]
    above, own = last.style.size, word.style.size
    size = own if own > above else above
    if len(run) == 1 and _is_cap(last, own):
        return False
    rise = abs(word.base - last.base)
    if rise > 0.15 * size:
        small = min(above, own) < 0.87 * size
        anchor = max(run[-3:], key=lambda w: w.style.size)
        level = abs(word.base - anchor.base)
        host = anchor.style.size
        stacked = max(above, own) < 0.87 * host and level < 0.45 * host  # '3' and '–' of 'HCO3–'
        if not (((small and rise < 0.75 * size) or stacked) and _near(last, word)) and level > 0.15 * size:
            return False
    gap = word.x0 - last.x1
    if gap < -0.35 * size:
        return word.glued and gap > -1.2 * size
    if gap <= JOIN_GAP * min(above, own) or word.glued:
        return True
    return len(run) == 1 and gap < 4 * size and LIST_MARK.match(last.text) is not None and not last.text.isalpha()


def _is_cap(word: Word, size: float) -> bool:
    """A drop cap: one letter that is much larger than the text beside it."""
    return len(word.text) <= 2 and word.style.size > 1.6 * size and word.text[-1].isalpha()


def _near(last: Word, word: Word) -> bool:
    return word.glued or abs(word.x0 - last.x1) < 0.35 * max(last.style.size, word.style.size)


def _joined(runs: list[list[Word]]) -> list[list[Word]]:
    """Runs that touch on one baseline made one: words of a line often come in several drawing operations."""
    rows: dict[int, list[list[Word]]] = defaultdict(list)
    for run in runs:
        rows[round(_base(run))].append(run)
    result: list[list[Word]] = []
    pending: list[list[Word]] = []
    for key in sorted(rows):
        pending.extend(rows[key])
        if key + 1 not in rows:
            result.extend(_join_row(pending))
            pending = []
    result = _raised(result)
    result.sort(key=lambda run: min([w.place for w in run]) if len(run) > 1 else run[0][6])
    return result


def _raised(runs: list[list[Word]]) -> list[list[Word]]:
    """Note marks that came apart from their word in the stream put back behind it."""
    marks = [r for r in runs if len(r) == 1 and len(r[0].text) < 4 and NOTE_MARK.match(r[0].text)]
    if not marks:
        return runs
    hosts = sorted((_base(run), at) for at, run in enumerate(runs))  # a mark is small: no base changes with one
    reach = 0.75 * max([run[0].style.size for run in runs]) + 0.01
    gone: set[int] = set()
    for run in marks:
        mark = run[0]
        low, high = bisect_right(hosts, (mark.base, len(runs))), bisect_right(hosts, (mark.base + reach, len(runs)))
        for at, base in sorted([(at, base) for base, at in hosts[low:high]]):
            host = runs[at]
            if host is run or id(host) in gone or not 0 < base - mark.base < 0.75 * host[0].style.size:
                continue
            place = next((i for i, w in enumerate(host) if abs(mark.x0 - w.x1) < 0.3 * w.style.size), None)
            if place is not None and mark.style.size < 0.87 * host[place].style.size:
                host.insert(place + 1, mark._replace(glued=True))
                gone.add(id(run))
                break
    return [r for r in runs if id(r) not in gone]


def _base(run: list[Word]) -> float:
    """The baseline of its largest letters."""
    base = run[0].base
    if len(run) == 1:
        return base
    for word in run:
        if word.base != base:
            return max(run, key=lambda w: (w.style.size, len(w.text))).base
    return base


def _join_row(row: list[list[Word]]) -> list[list[Word]]:
    if len(row) == 1:
        return row
    row.sort(key=lambda run: run[0].x0)
    if any(two[0].x0 < one[-1].x1 - GRAZE * two[0].style.size for one, two in itertools.pairwise(row)):
        row = _unmixed(row)
    out = [row[0]]
    for run in row[1:]:
        for target in reversed(out[-6:]):
            if _touch(target, run):
                target.extend(run)
                break
        else:
            out.append(run)
    return out


def _unmixed(row: list[list[Word]]) -> list[list[Word]]:
    """Runs that lie in each other's gaps taken apart there: 'em' and 'r' came first, 'gå' fills the gap between them.

    Some programs write a page letter by letter in an order of their own. Runs that lie over each other stay.
    """
    out: list[list[Word]] = []
    for run in row:
        target = next((o for o in reversed(out) if _fills(o, run)), None)
        if target is None:
            out.append(run)
            continue
        out.remove(target)
        words = sorted([*target, *run], key=lambda w: w.x0)
        parts = [[words[0]]]
        for last, word in itertools.pairwise(words):
            if word.x0 - last.x1 > JOIN_GAP * min(last.style.size, word.style.size):
                parts.append([])
            parts[-1].append(word)
        out.extend(parts)
    return sorted(out, key=lambda run: run[0].x0)


def _fills(one: list[Word], two: list[Word]) -> bool:
    """Whether words of one run lie in gaps of the other, on its baseline and over no word of it."""
    if two[0].x0 >= one[-1].x1 or abs(_base(one) - _base(two)) > 0.15 * two[0].style.size:
        return False
    words = sorted([*one, *two], key=lambda w: w.x0)
    return all(b.x0 >= a.x1 - GRAZE * b.style.size for a, b in itertools.pairwise(words))


def _touch(one: list[Word], two: list[Word]) -> bool:
    last, first = one[-1], two[0]
    if len(one) == 1 and _is_cap(last, first.style.size):
        return False
    small, size = last.style.size, first.style.size
    if small > size:
        small, size = size, small
    gap = first.x0 - last.x1
    rise = abs(_base(one) - _base(two))
    if rise > 0.15 * size and not (small < 0.87 * size and rise < 0.6 * size and gap < 0.3 * size):
        return False
    if -0.3 * size <= gap <= SURE_GAP * size:
        return True
    mark = len(one) == 1 and LIST_MARK.match(last.text) is not None
    return mark and 0 < gap < 4 * size and not last.text.isalpha()
