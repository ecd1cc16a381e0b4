"""Plots of a team as SVG: bars with targets, points with numbers, columns by week. Knows nothing of who may see them.

Nothing in them is told by colour alone, and all of it stands in a table beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.web.markup import NOTHING, html, joined

WIDTH = 420  # units of the drawing
LEFT, RIGHT, TOP, BOTTOM = 40, 16, 14, 34  # margins around points and columns
HEIGHT = 250
ASIDE = 15  # so far is a point moved whose place is taken
ROW = 38  # of a bar with its name above
LONGEST = 56  # characters of a name; the table has all of it


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its target, both 0 to 1, and the words beside it; None where it is not told."""

    name: str
    share: float | None
    target: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A numbered point, both 0 to 1 across and -1 to 1 up."""

    number: int
    across: float
    up: float


@dataclass(frozen=True, slots=True)
class Column:
    """A count with what is written below it; None where it is not told."""

    name: str
    count: int | None


def bars(given: Sequence[Bar], told: str, caption: str) -> Markup:
    """Bars below one another, each with a mark at its target."""
    height = ROW * len(given) + 4
    rows = joined(_bar(one, ROW * number) for number, one in enumerate(given))
    return _figure(height, rows, told, caption)


def dots(given: Sequence[Dot], told: str, across: str, up: str, caption: str) -> Markup:
    """Points over two axes; those that share a place are drawn beside one another."""
    low = -1.0 if any(one.up < 0 for one in given) else 0.0

    def x(value: float) -> float:
        return LEFT + value * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (1 - (value - low) / (1 - low)) * (HEIGHT - TOP - BOTTOM)

    grid = [(level, y(level)) for level in (-1.0, -0.5, 0.0, 0.5, 1.0) if level >= low]
    lines = joined(_line(at, f"{level:g}".replace("-", "−")) for level, at in grid)
    ticks = joined(
        html('<text x="{x}" y="{y}" text-anchor="middle">{n}</text>', x=x(n / 100), y=HEIGHT - BOTTOM + 14, n=n)
        for n in (0, 25, 50, 75, 100)
    )
    taken: set[tuple[int, int]] = set()
    points = []
    for one in given:
        at, row = x(one.across), round(y(one.up) / ASIDE)
        while (round(at / ASIDE), row) in taken:
            at += ASIDE if one.across <= 0.5 else -ASIDE  # into the picture, not out of it
        taken.add((round(at / ASIDE), row))
        points.append(_dot(one.number, at, y(one.up)))
    names = html(
        '<text x="{left}" y="{top}">{up}</text><text x="{right}" y="{low}" text-anchor="end">{across}</text>',
        left=LEFT + 4, top=TOP - 3, up=up, right=WIDTH - RIGHT, low=HEIGHT - 4, across=across,
    )  # fmt: skip
    return _figure(HEIGHT, lines + ticks + names + joined(points), told, caption)


def columns(given: Sequence[Column], told: str, caption: str) -> Markup:
    """Columns side by side with their counts above; a dashed outline where a count is not told."""
    most = max([1, *(one.count for one in given if one.count is not None)])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(given))
    drawn = joined(_column(one, LEFT + step * n, step, most, n % 2 == 0) for n, one in enumerate(given))
    base = html(
        '<path class="d-axis" d="M{left} {y}H{right}"/>', left=LEFT - 6, right=WIDTH - RIGHT + 6, y=HEIGHT - BOTTOM
    )  # fmt: skip
    return _figure(HEIGHT, base + drawn, told, caption)


def _figure(height: int, drawn: Markup, told: str, caption: str) -> Markup:
    return html(
        '<figure class="d-plot"><svg viewBox="0 0 {width} {height}" role="img" aria-label="{told}">{drawn}</svg>'
        "<figcaption>{caption}</figcaption></figure>",
        width=WIDTH,
        height=height,
        told=told,
        drawn=drawn,
        caption=caption,
    )


def _bar(one: Bar, top: int) -> Markup:
    width = WIDTH - 8
    name = one.name if len(one.name) <= LONGEST else f"{one.name[: LONGEST - 1]}…"
    fill = NOTHING
    if one.share is not None:
        fill = html('<rect class="d-fill" x="4" y="{y}" width="{w:.1f}" height="12"/>', y=top + 18, w=width * one.share)
    return html(
        '<text class="d-bar-name" x="4" y="{text}">{name}</text><text x="{right}" y="{text}" text-anchor="end">{value}</text>'
        '<rect class="{frame}" x="4" y="{y}" width="{width}" height="12"/>{fill}'
        '<path class="d-goal" d="M{goal:.1f} {start}v18"/>',
        text=top + 12,
        name=name,
        right=WIDTH - 4,
        value=one.text,
        frame="d-frame" if one.share is not None else "d-frame d-untold",
        y=top + 18,
        width=width,
        fill=fill,
        goal=4 + width * one.target,
        start=top + 15,
    )


def _line(at: float, level: str) -> Markup:
    return html(
        '<path class="d-grid" d="M{left} {y:.1f}H{right}"/><text x="{x}" y="{text:.1f}" text-anchor="end">{level}</text>',
        left=LEFT,
        y=at,
        right=WIDTH - RIGHT,
        x=LEFT - 6,
        text=at + 4,
        level=level,
    )


def _dot(number: int, x: float, y: float) -> Markup:
    return html(
        '<g class="d-dot"><circle cx="{x:.1f}" cy="{y:.1f}" r="9"/><text x="{x:.1f}" y="{text:.1f}" text-anchor="middle">{n}'
        "</text></g>",
        x=x,
        y=y,
        text=y + 4,
        n=number,
    )


def _column(one: Column, left: float, step: float, most: int, named: bool) -> Markup:
    room, base = HEIGHT - TOP - BOTTOM - 14, HEIGHT - BOTTOM
    height = room * (0.25 if one.count is None else one.count / most)
    return html(
        '<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}"/>'
        '<text x="{mid:.1f}" y="{above:.1f}" text-anchor="middle">{count}</text>'
        '<text x="{mid:.1f}" y="{below}" text-anchor="middle">{name}</text>',
        kind="d-frame d-untold" if one.count is None else "d-fill",
        x=left + step * 0.15,
        y=base - height,
        w=step * 0.7,
        h=height,
        mid=left + step / 2,
        above=base - height - 4,
        count="?" if one.count is None else one.count,
        below=base + 15,
        name=one.name if named else "",
    )
