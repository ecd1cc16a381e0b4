"""Skills as a picture: boxes from left to right in the order of learning, each with its range. Knows nothing of people.

A range goes from where the truth hardly is below to where it hardly is above; the dot is the estimate, the tick the target.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from assistant.web.markup import NOTHING, html, joined

WIDE, HIGH = 196, 64  # of a box, units of the drawing
ACROSS, DOWN = 44, 14  # between boxes
MARGIN = 4
COLUMNS = 4  # of skills that nothing leads to or from
NAME_UNITS = 21  # of a name that fits: a Chinese character takes two


class Sign(StrEnum):
    """How far somebody is with a skill."""

    MASTERED = "✓"
    BEGUN = "◐"
    UNKNOWN = "○"
    UNASKED = ""  # the picture is of nobody


@dataclass(frozen=True, slots=True)
class Range:
    """Shares from 0 to 1."""

    lower: float
    share: float
    upper: float


@dataclass(frozen=True, slots=True)
class Box:
    """A skill in the picture."""

    id: str
    name: str
    sign: Sign
    known: Range | None  # None: nothing was answered
    told: str  # the estimate in words
    target: float | None  # share
    requires: tuple[str, ...]


def map_plot(boxes: Sequence[Box], told: str, key: str) -> Markup:
    """The skills with arrows from each to those that need it.

    `told` is what a screen reader says, `key` tells this picture from others of the page.
    """
    if not boxes:
        return NOTHING
    places = layout({box.id: box.requires for box in boxes})
    wide = max(x for x, _ in places.values()) + WIDE + MARGIN
    high = max(y for _, y in places.values()) + HIGH + MARGIN
    arrows = joined(_arrow(places[needed], places[box.id], key) for box in boxes for needed in box.requires if needed in places)
    return html(
        '<svg viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" aria-label="{told}">'
        '<defs><marker id="d-tip-{key}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 8 4 0 8z"/></marker></defs>{arrows}{boxes}</svg>',
        wide=wide,
        high=high,
        told=told,
        key=key,
        arrows=arrows,
        boxes=joined(_box(box, *places[box.id]) for box in boxes),
    )


def range_plot(known: Range | None, target: float | None) -> Markup:
    """A range on a line from 0 to 1; the numbers stand beside it."""
    return html(
        '<svg class="d-range" viewBox="0 0 124 18" aria-hidden="true" focusable="false">{line}</svg>',
        line=_line(known, target, 2, 9, 120),
    )


def layout(requires: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, float]]:
    """The left upper corner of each skill: chains from left to right, what stands alone in rows below."""
    inside = {skill: [one for one in needed if one in requires] for skill, needed in requires.items()}
    linked = {one for skill, needed in inside.items() for one in (skill, *needed) if needed}
    columns: dict[int, list[str]] = {}
    for skill in requires:
        if skill in linked:
            columns.setdefault(_depth(inside, skill), []).append(skill)
    cells: dict[str, tuple[int, int]] = {}
    for depth in sorted(columns):
        rows = {skill: _row(cells, inside[skill]) for skill in columns[depth]}
        cells |= {skill: (depth, row) for row, skill in enumerate(sorted(columns[depth], key=lambda one: rows[one]))}
    below = max((row for _, row in cells.values()), default=-1) + 1
    alone = [skill for skill in requires if skill not in linked]
    cells |= {skill: (number % COLUMNS, below + number // COLUMNS) for number, skill in enumerate(alone)}
    return {skill: (MARGIN + x * (WIDE + ACROSS), MARGIN + y * (HIGH + DOWN)) for skill, (x, y) in cells.items()}


def shortened(name: str, units: int = NAME_UNITS) -> str:
    """A name as far as it fits, with an ellipsis where it does not."""
    taken = 0
    for place, character in enumerate(name):
        taken += 1 if ord(character) < 0x2E80 else 2
        if taken > units:
            return f"{name[: max(1, place - 1)].rstrip()}…"
    return name


def _depth(requires: Mapping[str, Sequence[str]], skill: str) -> int:
    """How many skills lead to one, one after the other; a map holds no circle."""
    return max((_depth(requires, one) + 1 for one in requires[skill]), default=0)


def _row(cells: Mapping[str, tuple[int, int]], needed: Sequence[str]) -> float:
    """Where a skill would lie straight behind what it needs."""
    return sum(cells[one][1] for one in needed) / len(needed) if needed else 0.0


def _arrow(start: tuple[float, float], end: tuple[float, float], key: str) -> Markup:
    x, y = start[0] + WIDE, start[1] + HIGH / 2
    to_x, to_y = end[0] - 1, end[1] + HIGH / 2
    half = (x + to_x) / 2
    return html(
        '<path class="d-arrow" d="M{x:.1f} {y:.1f}C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}" '
        'marker-end="url(#d-tip-{key})"/>',
        x=x,
        y=y,
        half=half,
        to_x=to_x,
        to_y=to_y,
        key=key,
    )


def _box(box: Box, x: float, y: float) -> Markup:
    return html(
        '<g class="d-box d-{state}" transform="translate({x} {y})"><title>{name}</title>'
        '<rect width="{wide}" height="{high}" rx="9"/><text class="d-name" x="10" y="22">{short}</text>'
        '<text class="d-sign" x="{right}" y="22" text-anchor="end">{sign}</text>{line}'
        '<text x="{right}" y="51" text-anchor="end">{told}</text></g>',
        state=box.sign.name.lower(),
        x=x,
        y=y,
        name=box.name,
        wide=WIDE,
        high=HIGH,
        short=shortened(box.name),
        right=WIDE - 10,
        sign=box.sign.value,
        line=_line(box.known, box.target, 13, 46, 104),
        told=box.told,
    )


def _line(known: Range | None, target: float | None, x: float, y: float, length: float) -> Markup:
    """A line from 0 to 1 with the range, the estimate and the target on it."""
    track = html('<path class="d-track" d="M{x} {y}h{length}"/>', x=x, y=y, length=length)
    tick = NOTHING if target is None else html(
        '<path class="d-target" d="M{at:.1f} {top}v14"/>', at=x + target * length, top=y - 7
    )  # fmt: skip
    if known is None:
        return track + tick
    return html(
        '{track}<path class="d-spread" d="M{low:.1f} {y}H{high:.1f}"/>{tick}<circle cx="{at:.1f}" cy="{y}" r="4.5"/>',
        track=track,
        low=x + known.lower * length,
        high=x + known.upper * length,
        y=y,
        tick=tick,
        at=x + known.share * length,
    )
