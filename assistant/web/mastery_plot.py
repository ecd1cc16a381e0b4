"""What was known of a skill over time, as a picture: the estimate in its range, and the target. Knows nothing of answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from assistant.web.markup import NOTHING, html, joined

WIDTH, HEIGHT = 320, 150  # units of the drawing
LEFT, RIGHT, TOP, BOTTOM = 42, 10, 8, 22
MOST = 60  # points drawn; of more the last ones and the first
LINES = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Point:
    """Shares from 0 to 1 at a time."""

    time: datetime
    lower: float
    share: float
    upper: float


def mastery_plot(points: Sequence[Point], target: float | None, told: str) -> Markup:
    """The course of an estimate; `told` is what a screen reader says. The last point is now."""
    if not points:
        return NOTHING
    shown = points if len(points) <= MOST else [points[0], *points[1 - MOST :]]
    start, span = shown[0].time, (shown[-1].time - shown[0].time) or timedelta(days=1)

    def x(point: Point) -> float:
        return LEFT + (point.time - start) / span * (WIDTH - LEFT - RIGHT)

    above = [f"{x(one):.1f} {_y(one.upper):.1f}" for one in shown]
    below = [f"{x(one):.1f} {_y(one.lower):.1f}" for one in reversed(shown)]
    return html(
        '<svg viewBox="0 0 {wide} {high}" role="img" aria-label="{told}">{grid}<path class="d-band" d="M{band}Z"/>{target}'
        '<path class="d-course" d="M{line}"/>{marks}{days}</svg>',
        wide=WIDTH,
        high=HEIGHT,
        told=told,
        grid=joined(_grid(share) for share in LINES),
        band="L".join([*above, *below]),
        target=NOTHING if target is None else _target(target),
        line="L".join(f"{x(one):.1f} {_y(one.share):.1f}" for one in shown),
        marks=joined(
            html('<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>', x=x(one), y=_y(one.share)) for one in shown[:-1]
        ),
        days=_days(shown[0].time, shown[-1].time),
    )  # fmt: skip


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(share: float) -> Markup:
    return html(
        '<path class="d-grid" d="M{left} {y:.1f}H{right}"/><text x="{x}" y="{text:.1f}" text-anchor="end">{percent}</text>',
        left=LEFT,
        right=WIDTH - RIGHT,
        y=_y(share),
        x=LEFT - 5,
        text=_y(share) + 4,
        percent=f"{share:.0%}",
    )


def _target(share: float) -> Markup:
    return html('<path class="d-target" d="M{left} {y:.1f}H{right}"/>', left=LEFT, right=WIDTH - RIGHT, y=_y(share))


def _days(first: datetime, last: datetime) -> Markup:
    ends = [(LEFT, "start", first)] + ([(WIDTH - RIGHT, "end", last)] if last.date() > first.date() else [])
    return joined(
        html(
            '<text x="{x}" y="{y}" text-anchor="{anchor}">{day}</text>', x=x, y=HEIGHT - 6, anchor=anchor, day=f"{day:%Y-%m-%d}"
        )
        for x, anchor, day in ends
    )
