"""What one can begin on the page for practising, as HTML. Knows nothing of how it is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from assistant.coaching import Overview, Topic
from assistant.curriculum import CourseStanding
from assistant.learning.answers import Mode
from assistant.web.about_answer import AboutAnswer
from assistant.web.markup import NOTHING, html, joined
from assistant.web.practise_courses_view import courses_view, moment
from assistant.web.practise_view import known_view
from assistant.web.words import Words

MINUTES = (5, 10, 20, 30)


@dataclass(frozen=True, slots=True)
class Start:
    """What one person can begin."""

    overview: Overview
    minutes: float  # of a quiz, where nobody says otherwise
    click: str  # two of the same begin one quiz
    certainty: float  # of a test, 0 to 1
    courses: Sequence[CourseStanding] = ()
    tests: Mapping[str, datetime | None] = field(default_factory=dict)  # skills that can be tested, and from when
    about: AboutAnswer | None = None  # the answer that the person came from
    skill: str = ""  # the topic that the person came for


def start_view(start: Start, words: Words) -> Markup:
    """What is due, one's courses, topics and documents; or that there is nothing yet."""
    about = NOTHING if start.about is None else _about(start.about, start.click, words)
    courses = courses_view(start.courses, words)
    if not start.overview.documents:
        return html("{about}{courses}{none}", about=about, courses=courses, none=NOTHING if start.courses else _nothing(words))
    return html(
        "{about}{begin}{courses}<section><h2>{topics}</h2>{tests}{rows}</section><section><h2>{documents}</h2>{files}</section>",
        about=about,
        begin=_begin(start, words),
        courses=courses,
        topics=words("practise.topics"),
        tests=_what_tests(start, words),
        rows=_topics(start, words),
        documents=words("practise.documents"),
        files=_documents(start.overview.documents.items(), start.click, words),
    )


def _nothing(words: Words) -> Markup:
    return html(
        '<div class="d-empty"><h2>{title}</h2><p>{text}</p></div>',
        title=words("practise.empty_title"),
        text=words("practise.empty_text"),
    )


def _begin(start: Start, words: Words) -> Markup:
    overview = start.overview
    due = words("practise.due", n=overview.due, minutes=max(1, round(overview.due_minutes)))
    return html(
        '<section class="d-start" data-form="start" data-announce=""><h2>{title}</h2><p>{due}</p>{choices}'
        '<div class="d-bar"><button class="d-button d-main" type="button" data-do="begin" data-click="{click}">{begin}</button>'
        "</div></section>",
        title=words("practise.title"),
        due=due if overview.due else words("practise.nothing_due"),
        choices=_choices(start.minutes, words),
        click=start.click,
        begin=words("practise.begin"),
    )


def _about(about: AboutAnswer, click: str, words: Words) -> Markup:
    """What can be asked on the documents of an answer whose own passages have no questions."""
    offers = joined(
        html(
            '<button class="d-button" type="button" data-do="begin" data-document="{name}" data-click="{click}">'
            "{text}</button>",
            name=name,
            click=click,
            text=words("practise.about_document", document=name, n=count),
        )
        for name, count in about.documents.items()
    )
    return html(
        '<section class="d-start" data-announce=""><h2>{title}</h2><p class="d-quoted">{question}</p><p>{none}{more}</p>'
        '<div class="d-bar">{offers}</div></section>',
        title=words("practise.about_title"),
        question=about.question,
        none=words("practise.about_none"),
        more="" if about.documents else " " + words("practise.about_nothing"),
        offers=offers,
    )


def _what_tests(start: Start, words: Words) -> Markup:
    if not start.tests:
        return NOTHING
    return html('<p class="d-where">{text}</p>', text=words("practise.test_what", percent=round(100 * start.certainty)))


def _choices(minutes: float, words: Words) -> Markup:
    spans = sorted({*MINUTES, round(minutes)})
    return html(
        '<fieldset class="d-picks"><legend>{label}</legend>{spans}</fieldset>'
        '<fieldset class="d-picks"><legend>{how}</legend>{modes}</fieldset>',
        label=words("practise.minutes"),
        spans=joined(
            html(
                '<label><input type="radio" name="minutes" value="{n}"{on}> {text}</label>',
                n=n,
                on=Markup(" checked") if n == round(minutes) else NOTHING,
                text=words("practise.n_minutes", n=n),
            )
            for n in spans
        ),
        how=words("practise.how"),
        modes=joined(
            html(
                '<label><input type="radio" name="mode" value="{mode}"{on}> {text}</label>',
                mode=mode.value,
                on=Markup(" checked") if mode is Mode.PRACTICE else NOTHING,
                text=words(f"practise.mode_{mode.value}"),
            )
            for mode in (Mode.PRACTICE, Mode.EXAM)
        ),
    )


def _topics(start: Start, words: Words) -> Markup:
    topics = sorted(start.overview.topics, key=lambda topic: topic.skill != start.skill)  # the one that was wanted first
    return html(
        '<div class="d-table" data-form="topics"><table><thead><tr><th scope="col">{topic}</th><th scope="col">{known}</th>'
        '<th scope="col" class="d-number">{due}</th><th scope="col" class="d-number">{questions}</th><td></td></tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        topic=words("practise.topic"),
        known=words("practise.known"),
        due=words("practise.column_due"),
        questions=words("practise.column_questions"),
        rows=joined(_topic(topic, start, words) for topic in topics),
    )


def _topic(topic: Topic, start: Start, words: Words) -> Markup:
    return html(
        '<tr><th scope="row">{name}</th><td>{known}</td><td class="d-number">{due}</td><td class="d-number">{questions}</td>'
        '<td><div class="d-bar"><button class="d-button" type="button" data-do="begin" data-skill="{skill}" '
        'data-click="{click}" aria-label="{label}"{arrive}>{begin}</button>{test}</div></td></tr>',
        arrive=Markup(' data-arrive=""') if topic.skill == start.skill else NOTHING,
        name=topic.name,
        known=known_view(topic.mastery.share, topic.mastery.lower, topic.mastery.answers, words),
        due=topic.due,
        questions=topic.questions,
        skill=topic.skill,
        click=start.click,
        label=words("practise.begin_on", name=topic.name),
        begin=words("practise.begin_topic"),
        test=_test(topic, start, words),
    )


def _test(topic: Topic, start: Start, words: Words) -> Markup:
    if topic.skill not in start.tests:
        return NOTHING
    again = start.tests[topic.skill]
    if again is not None:
        return html('<span class="d-where">{text}</span>', text=words("practise.test_from", when=moment(again)))
    return html(
        '<button class="d-button d-quiet" type="button" data-do="begin" data-test="{skill}" data-click="{click}" '
        'aria-label="{label}">{text}</button>',
        skill=topic.skill,
        click=start.click,
        label=words("practise.test_on", name=topic.name),
        text=words("practise.test"),
    )


def _documents(documents: Iterable[tuple[str, int]], click: str, words: Words) -> Markup:
    rows = joined(
        html(
            '<li><button class="d-button" type="button" data-do="begin" data-document="{name}" data-click="{click}">{name}'
            ' <span class="d-where">{n}</span></button></li>',
            name=name,
            click=click,
            n=words("practise.n_questions" if count != 1 else "practise.one_question", n=count),
        )
        for name, count in documents
    )
    return html('<ul class="d-documents">{rows}</ul>', rows=rows)
