"""Draws reliability as SVG: what was predicted against what came true."""

from collections.abc import Mapping, Sequence
from html import escape

SIDE, GAP, TOP = 220, 40, 30

Points = Sequence[tuple[float, float, int]]


def reliability_plot(logs: Mapping[str, Points]) -> str:
    """Return an SVG with a panel a log; the area of a dot is its answers."""
    panels = "".join(
        _panel(name, points, GAP + n * (SIDE + GAP))
        for n, (name, points) in enumerate(logs.items())
    )
    width, height = GAP + len(logs) * (SIDE + GAP), SIDE + TOP + 2 * GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="sans-serif" font-size="12"><title>Predicted chance against share right'
        f'</title><rect width="{width}" height="{height}" fill="white"/>{panels}</svg>\n'
    )


def _panel(name: str, points: Points, left: int) -> str:
    most = max((count for _, _, count in points), default=1)
    dots = "".join(
        f'<circle cx="{left + p * SIDE:.1f}" cy="{TOP + (1 - r) * SIDE:.1f}" '
        f'r="{2 + 8 * (count / most) ** 0.5:.1f}" fill="#2563eb" fill-opacity="0.7">'
        f"<title>{p:.3f} predicted, {r:.3f} right, {count} answers</title></circle>"
        for p, r, count in points
    )
    low = TOP + SIDE
    ticks = "".join(
        f'<text x="{left + t * SIDE / 4:.0f}" y="{low + 16}" text-anchor="middle">{t / 4:g}</text>'
        f'<text x="{left - 4}" y="{low - t * SIDE / 4 + 4:.0f}" text-anchor="end">{t / 4:g}</text>'
        for t in range(5)
    )
    return (
        f'<text x="{left}" y="{TOP - 10}" font-weight="bold">{escape(name)}</text>'
        f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>'
        f'<line x1="{left}" y1="{low}" x2="{left + SIDE}" y2="{TOP}" stroke="#888" '
        f'stroke-dasharray="4"/>{ticks}{dots}<text x="{left + SIDE // 2}" y="{low + 36}" '
        'text-anchor="middle">predicted</text>'
    )
