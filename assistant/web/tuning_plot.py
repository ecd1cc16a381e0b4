"""A plot of lines as SVG: told apart by dashes and marks, not by colour alone. Knows nothing of what the lines mean."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from assistant.web.markup import NOTHING, html, joined

WIDTH, HEIGHT = 420, 250  # units of the drawing
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 12, 34  # margins around the lines
MOST_POINTS = 120  # of a line; more are averaged
MARKED = 14  # marks on a line, about
DASHES = ("none", "7 4", "2 3", "10 3 2 3", "5 2", "1 4", "12 4")
MARKS = (
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",  # circle
    "M-4-4h8v8h-8z",  # square
    "M0-5 5 4h-10z",  # triangle
    "M0-5 5 0 0 5-5 0z",  # diamond
    "M-4-4 4 4M4-4-4 4",  # cross
    "M0-5v10M-5 0h10",  # plus
    "M0 5-5-4h10z",  # triangle, point down
)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """Points (x, y) in the order of x, and what they are."""

    name: str
    points: Sequence[Point]


def plot(lines: Sequence[Line], told: str, along: str, best: float | None = None) -> Markup:
    """The lines over a common axis; `told` is what a screen reader says, `along` names the x axis, `best` is marked on it."""
    shown = [Line(line.name, thinned(line.points)) for line in lines if line.points]
    if not shown:
        return NOTHING
    frame = _Frame.around([point for line in shown for point in line.points])
    drawn = joined(_line(line, number, frame) for number, line in enumerate(shown))
    return html(
        '<figure class="d-plot"><svg viewBox="0 0 {width} {height}" role="img" aria-label="{told}">{axes}{best}{drawn}</svg>'
        "<figcaption>{names}</figcaption></figure>",
        width=WIDTH,
        height=HEIGHT,
        told=told,
        axes=_axes(frame, along),
        best=NOTHING if best is None else _best(frame, best),
        drawn=drawn,
        names=joined(_name(line.name, number) for number, line in enumerate(shown)),
    )


def interval(low: float, middle: float, high: float, reach: float) -> Markup:
    """A difference with its interval on a line from -reach to reach, zero marked; the numbers stand beside it."""
    low, middle, high = (60 + 54 * max(-1.0, min(1.0, value / reach)) for value in (low, middle, high))
    return html(
        '<svg class="d-interval" viewBox="0 0 120 16" aria-hidden="true" focusable="false">'
        '<path class="d-zero" d="M60 1v14"/><path d="M{low:.1f} 8H{high:.1f}M{low:.1f} 4v8M{high:.1f} 4v8"/>'
        '<circle cx="{middle:.1f}" cy="8" r="3.2"/></svg>',
        low=low,
        middle=middle,
        high=high,
    )


def thinned(points: Sequence[Point], most: int = MOST_POINTS) -> list[Point]:
    """At most `most` points: the averages of neighbours where there are more."""
    if len(points) <= most:
        return list(points)
    cuts = [len(points) * place // most for place in range(most + 1)]
    groups = [points[start:end] for start, end in pairwise(cuts)]
    return [(sum(x for x, _ in group) / len(group), sum(y for _, y in group) / len(group)) for group in groups]


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from `low` to `high`, at most `most` and one."""
    span = high - low
    if span <= 0 or not math.isfinite(span):
        return [low]
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the plane that is shown."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> "_Frame":
        xs, ys = [x for x, _ in points], [y for _, y in points]
        spare = (max(ys) - min(ys)) * 0.06 or abs(ys[0]) * 0.1 or 0.1
        low = min(ys) - spare
        # a loss or a share is never below zero
        return cls(min(xs), max(xs), max(0.0, low) if min(ys) >= 0 else low, max(ys) + spare)

    def place(self, point: Point) -> Point:
        """Where a point is drawn."""
        across = (point[0] - self.left) / ((self.right - self.left) or 1)
        up = (point[1] - self.low) / ((self.high - self.low) or 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)


def _axes(frame: _Frame, along: str) -> Markup:
    rows = joined(
        html(
            '<path class="d-grid" d="M{left} {y:.1f}H{right}"/><text x="{x}" y="{text:.1f}" text-anchor="end">{value}</text>',
            left=LEFT,
            right=WIDTH - RIGHT,
            y=frame.place((frame.left, value))[1],
            x=LEFT - 6,
            text=frame.place((frame.left, value))[1] + 4,
            value=f"{value:.4g}",
        )
        for value in ticks(frame.low, frame.high)
    )
    columns = joined(
        html(
            '<text x="{x:.1f}" y="{y}" text-anchor="middle">{value}</text>',
            x=frame.place((value, frame.low))[0],
            y=HEIGHT - BOTTOM + 15,
            value=f"{value:g}",
        )
        for value in ticks(frame.left, frame.right)
    )
    base = html(
        '<path class="d-axis" d="M{left} {top}V{base}H{right}"/><text x="{right}" y="{y}" text-anchor="end">{along}</text>',
        left=LEFT,
        top=TOP,
        base=HEIGHT - BOTTOM,
        right=WIDTH - RIGHT,
        y=HEIGHT - 4,
        along=along,
    )
    return rows + columns + base


def _best(frame: _Frame, step: float) -> Markup:
    x = frame.place((step, frame.low))[0]
    return html(
        '<path class="d-best" d="M{x:.1f} {top}V{base}"/><text x="{x:.1f}" y="{y}" text-anchor="middle">★</text>',
        x=x,
        top=TOP + 8,
        base=HEIGHT - BOTTOM,
        y=TOP + 5,
    )


def _line(line: Line, number: int, frame: _Frame) -> Markup:
    places = [frame.place(point) for point in line.points]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    marks = joined(
        html('<path transform="translate({x:.1f} {y:.1f})" d="{mark}"/>', x=x, y=y, mark=_mark(number))
        for x, y in places[:: max(1, len(places) // MARKED)]
    )
    return html(
        '<g class="d-line d-line-{colour}"><path class="d-stroke" stroke-dasharray="{dash}" d="{path}"/>{marks}</g>',
        colour=number % len(MARKS),
        dash=_dash(number),
        path=path,
        marks=marks,
    )


def _name(name: str, number: int) -> Markup:
    return html(
        '<span><svg class="d-line d-line-{colour}" viewBox="0 0 34 12" aria-hidden="true" focusable="false">'
        '<path class="d-stroke" stroke-dasharray="{dash}" d="M0 6H34"/><path transform="translate(17 6)" d="{mark}"/></svg>'
        "{name}</span>",
        colour=number % len(MARKS),
        dash=_dash(number),
        mark=_mark(number),
        name=name,
    )


def _mark(number: int) -> str:
    return MARKS[number % len(MARKS)]


def _dash(number: int) -> str:
    return DASHES[number % len(DASHES)]
