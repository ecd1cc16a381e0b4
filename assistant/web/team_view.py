"""A team as HTML: tables, with plots where a picture says more. Decides nothing about what may be told."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from assistant.insight.disclosure import Withheld
from assistant.insight.standings import Standing
from assistant.insight.team import GroupTold, Posed
from assistant.web.admin_view import note_view
from assistant.web.markup import NOTHING, html, joined
from assistant.web.team_plot import Bar, Column, Dot, bars, columns, dots
from assistant.web.team_tables import (
    Cell,
    Report,
    Sheet,
    courses_sheet,
    due_sheet,
    gaps_sheet,
    group_name,
    groups_sheet,
    levels_sheet,
    options_sheet,
    percent,
    questions_sheet,
    weeks_sheet,
    why_told,
)
from assistant.web.tuning_view import table
from assistant.web.words import Words

HARDEST = 20  # questions in the page; the file has all
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # does not wrap


def summary_view(report: Report, unread: int, words: Words) -> Markup:
    """Of whom anything is told, of whom not and why."""
    withheld = [one for one in report.team.groups if one.withheld is not None]
    told = joined(html("<li>{text}</li>", text=_withheld(one, report.fewest, words)) for one in withheld)
    people = next((one.people for one in report.team.groups if one.name == report.group), 0)
    return html(
        '<p>{counted}</p><p class="d-where">{rule}</p>{unread}{told}',
        counted=words("team.counted", group=group_name(report.group, words), n=people),
        rule=words("team.rule", n=report.fewest),
        unread=note_view(words("team.unread", n=unread), "warn") if unread else NOTHING,
        told=html('<ul class="d-where">{told}</ul>', told=told) if told else NOTHING,
    )


def contents_view(words: Words) -> Markup:
    """What is in the page, each as a way there."""
    links = joined(
        html('<li><a href="#docent-at-{key}">{name}</a></li>', key=key, name=words(f"team.{key}"))
        for key in ("due", "assign", "courses", "levels", "gaps", "questions", "weeks")
    )
    return html('<nav aria-label="{label}"><ul class="d-jump">{links}</ul></nav>', label=words("team.contents"), links=links)


def due_view(report: Report, words: Words) -> Markup:
    """Who is due or overdue by name, and how many are how far with each course."""
    if not report.standings:
        return _where(words("team.nothing_assigned"))
    urgent = [one for one in report.standings if one.urgent]
    sheet = due_sheet(report, words)
    shown = Sheet(sheet.key, sheet.title, sheet.heads, sheet.rows[: len(urgent)])  # the urgent ones stand first
    all_well = note_view(words("team.nobody_due")) if not urgent else sheet_view(shown, words)
    rest = Sheet("rest", words("team.others", n=len(report.standings) - len(urgent)), sheet.heads, sheet.rows[len(urgent) :])
    return html(
        "<p>{counts}</p>{urgent}{rest}{courses}{files}",
        counts=_counts(report.standings, words),
        urgent=all_well,
        rest=folded("others", rest.title, sheet_view(rest, words)) if rest.rows else NOTHING,
        courses=html(
            "<h3>{title}</h3>{table}", title=words("team.by_course"), table=sheet_view(courses_sheet(report, words), words)
        ),
        files=_files(("due", "courses"), words),
    )


def levels_view(report: Report, words: Words) -> Markup:
    """What the group knows of each skill against its target, and all groups beside one another."""
    if report.withheld is not None:
        return _nothing(report.withheld, report, words)
    if not report.levels:
        return _where(words("team.no_skills"))
    sheet, beside = levels_sheet(report, words), groups_sheet(report, words)
    drawn = [
        Bar(
            report.names.skills.get(one.skill, one.skill), one.share, one.target,
            why_told(one.withheld, words) if one.share is None else words("practise.percent", n=percent(one.share)),
        )
        for one in report.levels
    ]  # fmt: skip
    told = ", ".join(f"{one.name} {one.text}" for one in drawn)
    return html(
        '<div class="d-plots">{plot}</div>{table}<h3>{title}</h3><p class="d-where">{how}</p>{groups}{files}',
        plot=bars(drawn, f"{sheet.title}: {told}", words("team.bars")),
        table=folded("levels", words("team.as_table"), sheet_view(sheet, words)),
        title=beside.title,
        how=words("team.by_group_how"),
        groups=sheet_view(beside, words, all_numbers=True),
        files=_files(("levels", "groups"), words),
    )


def gaps_view(report: Report, words: Words) -> Markup:
    """Where people struggle: the skills below their targets, the hardest question of each, and where it is taught."""
    if report.withheld is not None:
        return _nothing(report.withheld, report, words)
    sheet = gaps_sheet(report, words)
    if not sheet.rows:
        return _where(words("team.no_gaps"))
    return sheet_view(sheet, words) + _files(("gaps",), words)


def questions_view(report: Report, words: Words) -> Markup:
    """The hardest questions: a plot by facility and discrimination, the table, and how the options of each are taken."""
    if report.withheld is not None:
        return _nothing(report.withheld, report, words)
    unsaid = report.team.unsaid.get(report.group, 0)
    left_out = _where(words("team.unsaid", n=unsaid, fewest=report.fewest)) if unsaid else NOTHING
    posed = report.posed[:HARDEST]
    if not posed:
        return left_out or _where(words("team.no_questions"))
    sheet = questions_sheet(report, words, HARDEST)
    points = [
        Dot(n, one.facility.value, one.discrimination) for n, one in enumerate(posed, 1) if one.discrimination is not None
    ]
    told = ", ".join(f"{one.number}: {percent(one.across)} %, {one.up:.2f}" for one in points)
    plot = dots(points, f"{words('team.dots')}: {told}", words("team.right"), words("team.discrimination"), words("team.dots"))
    return html(
        "{plot}{table}{options}{left_out}{files}",
        plot=html('<div class="d-plots">{plot}</div>', plot=plot) if points else NOTHING,
        table=sheet_view(sheet, words),
        options=joined(_options(report, one, words) for one in posed if one.choices),
        left_out=left_out,
        files=_files(("questions", "options"), words),
    )


def weeks_view(report: Report, words: Words) -> Markup:
    """How many questions were answered in each of the last weeks."""
    if report.withheld is not None:
        return _nothing(report.withheld, report, words)
    sheet = weeks_sheet(report, words)
    mine = [one for one in report.team.weeks if one.group == report.group]
    drawn = [Column(f"{one.start.month}-{one.start.day:02d}", one.answers) for one in mine]
    told = ", ".join(f"{one.name} {'?' if one.count is None else one.count}" for one in drawn)
    return html(
        '<div class="d-plots">{plot}</div>{table}{files}',
        plot=columns(drawn, f"{sheet.title}: {told}", words("team.columns")),
        table=folded("weeks", words("team.as_table"), sheet_view(sheet, words)),
        files=_files(("weeks",), words),
    )


def files_view(words: Words) -> Markup:
    """The button that saves everything as one file for printing."""
    return html(
        '<div class="d-bar"><button class="d-button" type="button" data-do="export" data-sheet="all">{name}</button></div>',
        name=words("team.pdf"),
    )


def sheet_view(sheet: Sheet, words: Words, all_numbers: bool = False) -> Markup:
    """A table; the first text of a row is its head."""
    numbers = [(all_numbers and at > 0) or _numeric(sheet, at) for at in range(len(sheet.heads))]
    head = 0 if not _numeric(sheet, 0) else 1
    rows = joined(
        html("<tr>{cells}</tr>", cells=joined(_cell(cell, at == head, numbers[at]) for at, cell in enumerate(row)))
        for row in sheet.rows
    )
    heads = [f"#{name}" if numbers[at] else name for at, name in enumerate(sheet.heads)]
    return table(heads, rows, sheet.title)


def folded(key: str, name: str, content: Markup) -> Markup:
    """Something that a click or a key unfolds."""
    return html('<details data-keep="{key}"><summary>{name}</summary>{content}</details>', key=key, name=name, content=content)


def _numeric(sheet: Sheet, at: int) -> bool:
    """Whether a column holds numbers, but for what is withheld."""
    return any(isinstance(row[at], int | float) for row in sheet.rows)


def _cell(cell: Cell, head: bool, number: bool) -> Markup:
    text = f"{cell:.2f}" if isinstance(cell, float) else cell
    if head:
        return html('<th scope="row">{text}</th>', text=text)
    kind = "d-number" if number else "d-day" if isinstance(cell, str) and DAY.fullmatch(cell) else ""
    return html('<td class="{kind}">{text}</td>' if kind else "<td>{text}</td>", kind=kind, text=text)


def _options(report: Report, one: Posed, words: Words) -> Markup:
    sheet = options_sheet(report, [one], words)
    rows = tuple(row[1:] for row in sheet.rows)  # the question is the title
    name = words("team.options_of", question=report.names.questions[one.question].question)
    return folded(f"options-{one.question}", name, sheet_view(Sheet(sheet.key, name, sheet.heads[1:], rows), words))


def _counts(found: Iterable[Standing], words: Words) -> str:
    states = [one.state.value for one in found]
    kinds = ("overdue", "failed", "expired", "due", "current", "passed")
    return " · ".join(f"{words(f'team.state_{kind}')}: {states.count(kind)}" for kind in kinds if kind in states)


def _withheld(one: GroupTold, fewest: int, words: Words) -> str:
    assert one.withheld is not None
    return words(f"team.why_{one.withheld.value}", group=group_name(one.name, words), n=fewest)


def _nothing(why: Withheld, report: Report, words: Words) -> Markup:
    text = words(f"team.why_{why.value}", group=group_name(report.group, words), n=report.fewest)
    return note_view(text, "warn")


def _where(text: str) -> Markup:
    return html('<p class="d-where">{text}</p>', text=text)


def _files(keys: Sequence[str], words: Words) -> Markup:
    buttons = joined(
        html(
            '<button class="d-button" type="button" data-do="export" data-sheet="{key}">{name}</button>',
            key=key,
            name=words(f"team.csv_{key}"),
        )
        for key in keys
    )
    return html('<div class="d-bar">{buttons}</div>', buttons=buttons)
