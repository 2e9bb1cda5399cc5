"""Draws how much each policy's learners come to know, as SVG."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import count

from analytics.paths.simulation.running import ANSWERS

WIDTH, HEIGHT, GAP, TOP, LEGEND = 260, 200, 44, 34, 22
TITLES = {"hmm": "sudden", "zpd": "zone", "kss": "growth", "memory": "memory"}
_COLOURS = ("#999999", "#a16207", "#ca8a04", "#16a34a", "#0891b2", "#7c3aed", "#db2777", "#ea580c")


def learning_plot(curves: Mapping[str, Mapping[str, Sequence[float]]], ours: str) -> str:
    """Return an SVG with a panel a law and a line a policy, ours thick and blue.

    Args:
        curves: by law and policy, shares of what the oracle reaches at the end, at equal
            steps up to the last answer.
        ours: name of the policy to be seen first.
    """
    names = list(next(iter(curves.values())))
    others = [name for name in names if name != ours]
    colours = {name: _COLOURS[n % len(_COLOURS)] for n, name in enumerate(others)}
    styles = {n: f'stroke="{c}" stroke-width="1.2"' for n, c in colours.items()}
    styles |= {ours: 'stroke="#1d4ed8" stroke-width="3"'} if ours in names else {}
    panels = "".join(
        _panel(law, of_law, styles, GAP + n * (WIDTH + GAP))
        for n, (law, of_law) in enumerate(curves.items())
    )
    wide = GAP + len(curves) * (WIDTH + GAP)
    high = TOP + HEIGHT + GAP + LEGEND * len(names)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" '
        'font-family="sans-serif" font-size="12"><title>Share of what an oracle teaches, by '
        f'answers</title><rect width="{wide}" height="{high}" fill="white"/>{panels}'
        f"{_legend(styles)}</svg>\n"
    )


def _panel(
    law: str, of_law: Mapping[str, Sequence[float]], styles: Mapping[str, str], left: int
) -> str:
    low = TOP + HEIGHT
    lines = "".join(
        f'<polyline points="{_points(of_law[name], left)}" fill="none" {style}/>'
        for name, style in styles.items()
        if name in of_law
    )
    ticks = "".join(
        f'<text x="{left - 6}" y="{low - t * HEIGHT / 4 + 4:.0f}" text-anchor="end">'
        f"{t / 4:g}</text>"
        f'<text x="{left + t * WIDTH / 4:.0f}" y="{low + 16}" text-anchor="middle">'
        f"{t * ANSWERS // 4}</text>"
        for t in range(5)
    )
    return (
        f'<text x="{left}" y="{TOP - 12}" font-weight="bold">{escape(TITLES.get(law, law))}</text>'
        f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" '
        f'stroke="#888"/>{ticks}{lines}'
    )


def _points(shares: Sequence[float], left: int) -> str:
    places = enumerate((0.0, *shares))
    across = WIDTH / len(shares)
    return " ".join(
        f"{left + n * across:.1f},{TOP + HEIGHT * (1 - min(1.0, max(0.0, share))):.1f}"
        for n, share in places
    )


def _legend(styles: Mapping[str, str]) -> str:
    top = TOP + HEIGHT + GAP
    return "".join(
        f'<path d="M{GAP},{y}h30" {style}/><text x="{GAP + 40}" y="{y + 4}">{escape(name)}</text>'
        for y, (name, style) in zip(count(top, LEGEND), styles.items(), strict=False)
    )
