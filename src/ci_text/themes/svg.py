"""The few shapes that the theme pictures are drawn with: plain SVG text, no library, no script."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

PALETTE = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6a3d9a", "#8c564b", "#a6b51f", "#882255",
    "#2f4f4f", "#f08a8a", "#332288", "#44aa99", "#555500", "#b8860b",
)  # fmt: skip
"""Colours that people with any colour vision can tell apart (Okabe & Ito 2008), then more; shapes carry labels too."""
INK, PALE_INK, PALE, GRID = "#222222", "#666666", "#b8b8b8", "#e4e4e4"
FONT = "font-family='system-ui, Segoe UI, Helvetica, Arial, sans-serif'"


def colour(number: int) -> str:
    return PALETTE[number % len(PALETTE)]


def text(x: float, y: float, content: str, size: float = 12, anchor: str = "start", fill: str = INK) -> str:
    place = f"x='{x:.1f}' y='{y:.1f}' font-size='{size}' text-anchor='{anchor}' fill='{fill}'"
    return f"<text {place}>{escape(content)}</text>"


def title(content: str) -> str:
    return f"<title>{escape(content)}</title>"


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1.0, tip: str = "") -> str:
    inside = title(tip) if tip else ""
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{r:.1f}' fill='{fill}' fill-opacity='{opacity}'>{inside}</circle>"


def box(x: float, y: float, w: float, h: float, fill: str, tip: str = "") -> str:
    inside = title(tip) if tip else ""
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{w:.1f}' height='{h:.1f}' fill='{fill}' stroke='#fff'>{inside}</rect>"


def path(points: Iterable[tuple[float, float]], stroke: str, width: float = 1.5) -> str:
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f"<polyline points='{line}' fill='none' stroke='{stroke}' stroke-width='{width}'/>"


def picture(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0f} {height:.0f}' width='{width:.0f}' "
        f"height='{height:.0f}' role='img' {FONT}>"
    )
    body = "\n".join(parts)
    return f"{head}{title(label)}<rect width='100%' height='100%' fill='#ffffff'/>\n{body}\n</svg>\n"


def shade(share: float) -> str:
    """White to blue."""
    share = min(max(share, 0.0), 1.0)
    red, green, blue = (round(255 - share * (255 - c)) for c in (0, 92, 158))
    return f"#{red:02x}{green:02x}{blue:02x}"


def short(content: str, most: int) -> str:
    return content if len(content) <= most else content[: most - 1].rstrip(" ,") + "…"
