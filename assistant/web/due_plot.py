"""How much is due on each of the coming days, as a picture: weeks side by side. Knows nothing of what is due."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from assistant.web.markup import NOTHING, html, joined

DAY, GAP = 22, 14  # wide, units of the drawing; between weeks
TALLEST = 84
TOP, BOTTOM = 18, 34


def due_plot(days: Mapping[date, int], told: str) -> Markup:
    """A column for each day with its number on it, weeks apart; `told` is what a screen reader says."""
    most = max([*days.values(), 1])
    places = _places(list(days))
    wide = max(places.values(), default=0.0) + DAY + 2
    return html(
        '<svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" aria-label="{told}">{columns}{base}</svg>',
        wide=wide,
        high=TOP + TALLEST + BOTTOM,
        told=told,
        columns=joined(_column(day, count, places[day], count / most) for day, count in days.items()),
        base=html('<path class="d-axis" d="M0 {y}H{wide}"/>', y=TOP + TALLEST, wide=wide),
    )


def _places(days: list[date]) -> dict[date, float]:
    """Where each day begins: Mondays stand apart."""
    places: dict[date, float] = {}
    x = 2.0
    for number, day in enumerate(days):
        x += GAP if number and day.weekday() == 0 else 0
        places[day] = x
        x += DAY
    return places


def _column(day: date, count: int, x: float, share: float) -> Markup:
    height = max(3.0, TALLEST * share) if count else 0.0
    base, middle = TOP + TALLEST, x + DAY / 2
    bar = html(
        '<rect class="d-due" x="{x:.1f}" y="{y:.1f}" width="{wide}" height="{height:.1f}" rx="3"/>'
        '<text class="d-name" x="{middle:.1f}" y="{above:.1f}" text-anchor="middle">{count}</text>',
        x=x + 3,
        y=base - height,
        wide=DAY - 6,
        height=height,
        middle=middle,
        above=base - height - 4,
        count=count,
    )
    month = html('<text x="{x:.1f}" y="{y}">{month}</text>', x=x, y=base + 29, month=f"{day:%Y-%m}")
    return html(
        '{bar}<text x="{middle:.1f}" y="{y}" text-anchor="middle">{day}</text>{month}',
        bar=bar if count else NOTHING,
        middle=middle,
        y=base + 14,
        day=day.day,
        month=month if day.day == 1 or x < DAY else NOTHING,
    )
