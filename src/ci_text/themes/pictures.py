"""Pictures of themes as SVG: map, prevalence heat map, hierarchy, over time; written as SVG and PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ci_text.corpus import Corpus
from ci_text.themes import svg
from ci_text.themes.model import OUTLIER, ThemeModel
from ci_text.themes.png import write_png
from ci_text.themes.tables import over_time, prevalence
from ci_text.whole_file import write_text

WIDTH = 900.0
MOST_DOTS = 2500  # on the map; of a larger corpus every so-manieth passage is drawn
WHITE_FROM = 0.75  # of the darkest: where white figures are easier to read than dark ones
STEPS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)  # where an axis of shares may end
TITLES = {
    "theme_map": "Theme map / Temakort",
    "theme_prevalence": "Themes by initiative / Temaer efter indsats",
    "theme_hierarchy": "Hierarchy of themes / Temaernes slægtskab",
    "theme_years": "Themes over time / Temaer over tid",
}


def theme_pictures(corpus: Corpus, model: ThemeModel) -> dict[str, str]:
    """SVG by name; a picture that would be empty is absent."""
    if not model.themes:
        return {}
    found = {"theme_map": theme_map(model)}
    shares = prevalence(corpus, model)
    if len(shares):
        found["theme_prevalence"] = heat_map(model, shares)
    if model.hierarchy:
        found["theme_hierarchy"] = tree(model)
    years = over_time(corpus, model)
    if len(years) and years["year"].nunique() > 1:
        found["theme_years"] = lines(model, years)
    return found


def write_pictures(pictures: dict[str, str], folder: Path, png: bool = False) -> list[Path]:
    """Write the pictures as .svg, and as .png when asked; what was written, in that order."""
    written = []
    for name, picture in sorted(pictures.items()):
        written.append(folder / f"{name}.svg")
        write_text(written[-1], picture)
        if png:
            written.append(folder / f"{name}.png")
            write_png(picture, written[-1])
    return written


def _colours(model: ThemeModel) -> dict[int, str]:
    return {t.id: svg.colour(n) for n, t in enumerate(model.themes)} | {OUTLIER: svg.PALE}


def theme_map(model: ThemeModel) -> str:
    """Passages as dots, themes as labelled rings as large as the theme; near means alike."""
    height, edge = 600.0, 90.0
    colours = _colours(model)

    def spot(place: tuple[float, float]) -> tuple[float, float]:
        return edge + (place[0] + 1) / 2 * (WIDTH - 2 * edge), 30 + (1 - place[1]) / 2 * (height - 60)

    ids = sorted(model.positions)
    step = max(1, len(ids) // MOST_DOTS)
    parts = [svg.circle(*spot(model.positions[i]), 3, colours[model.labels[i]], 0.55) for i in ids[::step]]
    taken: list[tuple[float, float]] = []
    for t in model.themes:
        x, y = spot(model.theme_positions[t.id])
        parts.append(svg.circle(x, y, 6 + 1.2 * t.size**0.5, colours[t.id], 0.25, f"{t.name}: {t.size}"))
        while any(abs(y - b) < 15 and abs(x - a) < 200 for a, b in taken):
            y += 15
        taken.append((x, y))
        parts.append(svg.text(x, y + 4, f"{t.id} {svg.short(t.name, 34)}", 13, "middle"))
    return svg.picture(WIDTH, height, TITLES["theme_map"], parts)


def heat_map(model: ThemeModel, shares: Any) -> str:
    """Theme x group, darker for a larger share of the group's passages; the figure in the cell is per cent."""
    groups = list(dict.fromkeys(shares["group"]))
    left, top, line = 270.0, 90.0, 26.0
    cell = min(120.0, (WIDTH - left - 100) / max(len(groups), 1))  # room for the last slanted label
    most = max(float(shares["share"].max()), 1e-9)
    parts = []
    for n, group in enumerate(groups):
        x = left + (n + 0.5) * cell
        label = svg.text(x, top - 8, svg.short(group, 24), 11)
        parts.append(f"<g transform='rotate(-28 {x:.1f} {top - 8:.1f})'>{label}</g>")
    values = {(r.theme, r.group): r for r in shares.itertuples()}
    for m, t in enumerate(model.themes):
        y = top + m * line
        parts.append(svg.text(left - 8, y + 17, f"{t.id} {svg.short(t.name, 36)}", 12, "end"))
        for n, group in enumerate(groups):
            r = values[t.id, group]
            tip = (
                f"{t.name}, {group}: {r.passages}/{r.of}, {100 * r.share:.0f} % ({100 * r.low:.0f}-{100 * r.high:.0f})"
            )
            x = left + n * cell
            parts.append(svg.box(x, y, cell, line, svg.shade(r.share / most), tip))
            ink = "#ffffff" if r.share / most > WHITE_FROM else svg.INK
            parts.append(svg.text(x + cell / 2, y + 17, f"{100 * r.share:.0f}", 11, "middle", ink))
    return svg.picture(WIDTH, top + line * len(model.themes) + 12, TITLES["theme_prevalence"], parts)


def tree(model: ThemeModel) -> str:
    """Which themes join first, from left to right by distance."""
    order = _leaves(model)
    left, line = 290.0, 26.0
    most = max(m.distance for m in model.hierarchy) or 1.0
    places = {t: (left, 24 + n * line) for n, t in enumerate(order)}
    names = {t.id: t.name for t in model.themes}
    parts = [svg.text(left - 8, places[t][1] + 4, f"{t} {svg.short(names[t], 38)}", 12, "end") for t in order]
    for m in model.hierarchy:
        x = left + m.distance / most * (WIDTH - left - 40)
        (xa, ya), (xb, yb) = places[m.left], places[m.right]
        parts.append(svg.path([(xa, ya), (x, ya), (x, yb), (xb, yb)], svg.INK))
        places[m.parent] = (x, (ya + yb) / 2)
    return svg.picture(WIDTH, 40 + line * len(order), TITLES["theme_hierarchy"], parts)


def _leaves(model: ThemeModel) -> list[int]:
    below = {m.parent: (m.left, m.right) for m in model.hierarchy}
    stack, order = [model.hierarchy[-1].parent], []
    while stack:
        node = stack.pop()
        if node in below:
            stack.extend(reversed(below[node]))
        else:
            order.append(node)
    return order


def lines(model: ThemeModel, years: Any) -> str:
    """Share of each year's passages, a line a theme."""
    left, right, top, height = 50.0, 270.0, 20.0, 420.0
    span = sorted(set(years["year"]))
    most = next(step for step in STEPS if step >= min(float(years["share"].max()), 1.0))

    def spot(year: int, share: float) -> tuple[float, float]:
        x = left + (year - span[0]) / (span[-1] - span[0]) * (WIDTH - left - right)
        return x, top + (1 - share / most) * (height - 60)

    sizes = years.groupby("year")["of"].max()  # what a share rests on: eight passages make steep lines
    parts = [svg.text(spot(y, 0)[0], height - 20, str(y), 11, "middle") for y in span]
    parts += [svg.text(spot(y, 0)[0], height - 6, f"n = {int(sizes[y])}", 10, "middle", svg.PALE_INK) for y in span]
    for tenth in (0.0, 0.5, 1.0):
        y = spot(span[0], most * tenth)[1]
        parts.append(svg.path([(left, y), (WIDTH - right, y)], svg.GRID, 1))
        parts.append(svg.text(left - 6, y + 4, f"{100 * most * tenth:.0f} %", 11, "end"))
    colours = _colours(model)
    ends = []
    for t in model.themes:
        part = years[years["theme"] == t.id].sort_values("year")
        points = [spot(int(r.year), float(r.share)) for r in part.itertuples()]
        parts.append(svg.path(points, colours[t.id], 2))
        parts += [svg.circle(x, y, 3, colours[t.id]) for x, y in points]
        ends.append((points[-1], t))
    ends.sort(key=lambda end: (end[0][1], end[1].id))
    places = _apart([y for (_, y), _ in ends], top)
    for ((x, y), t), place in zip(ends, places, strict=True):
        parts.append(svg.path([(x + 4, y), (WIDTH - right + 24, place)], colours[t.id], 0.7))
        name = f"{t.id} {svg.short(t.name, 32)}"
        parts.append(svg.text(WIDTH - right + 28, place + 4, name, 12, "start", colours[t.id]))
    return svg.picture(WIDTH, max(height, places[-1] + 20), TITLES["theme_years"], parts)


def _apart(wanted: Sequence[float], top: float, gap: float = 14.0) -> list[float]:
    """Heights for labels beside these heights, from the top down: none nearer to the next than `gap`, and what has to
    give way gives way upwards while there is room."""
    places = list(wanted)
    for n in reversed(range(len(places) - 1)):
        places[n] = min(places[n], places[n + 1] - gap)
    for n, place in enumerate(places):
        places[n] = max(place, top if n == 0 else places[n - 1] + gap)
    return places
