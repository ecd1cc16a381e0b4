"""One's own progress as HTML: skills with how sure that is and why, the calendar of reviews, the quizzes. Knows no journal."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from assistant.coaching import Known
from assistant.learning.mastery import Needed
from assistant.learning.practice import Quiz
from assistant.web.markup import NOTHING, html, joined
from assistant.web.practise_view import known_view
from assistant.web.words import Words

TALLEST = 3.2  # rem, of a day in the calendar


def skills_view(known: Sequence[Known], words: Words) -> Markup:
    """What one knows of each skill, as a map: the bar, how sure it is, what is missing, and the answers it rests on."""
    if not known:
        return html('<p class="d-where">{text}</p>', text=words("progress.nothing"))
    rows = joined(
        html(
            '<tr><th scope="row">{name}</th><td>{bar}</td><td>{state}</td><td>{why}</td></tr>',
            name=one.name,
            bar=known_view(one.mastery.share, one.mastery.lower, one.mastery.answers, words),
            state=words("progress.mastered") if not one.mastery.needed else _needed(one, words),
            why=_why(one, words),
        )
        for one in known
    )
    return html(
        '<div class="d-table"><table><thead><tr><th scope="col">{topic}</th><th scope="col">{known}</th>'
        '<th scope="col">{state}</th><th scope="col">{why}</th></tr></thead><tbody>{rows}</tbody></table></div>',
        topic=words("practise.topic"),
        known=words("practise.known"),
        state=words("progress.state"),
        why=words("progress.why"),
        rows=rows,
    )


def calendar_view(days: Mapping[date, int], words: Words) -> Markup:
    """How many questions are due on each of the coming days, as bars with their numbers."""
    most = max([*days.values(), 1])
    bars = joined(
        html(
            '<li><span class="d-column" style="height:{height}rem" aria-hidden="true"></span>'
            '<span>{n}</span><time datetime="{iso}">{day}</time></li>',
            height=f"{TALLEST * count / most:.2f}",
            n=count,
            iso=day.isoformat(),
            day=f"{day.month}-{day.day:02d}",
        )
        for day, count in days.items()
    )
    return html('<ol class="d-calendar" aria-label="{label}">{bars}</ol>', label=words("progress.calendar"), bars=bars)


def quizzes_view(taken: Sequence[Quiz], words: Words) -> Markup:
    """The quizzes that one has taken, the last one first."""
    if not taken:
        return html('<p class="d-where">{text}</p>', text=words("progress.no_quizzes"))
    rows = joined(
        html(
            '<tr><td><time datetime="{iso}">{when}</time></td><td>{mode}</td><td class="d-number">{done}</td>'
            '<td class="d-number">{score}</td></tr>',
            iso=quiz.begun.isoformat(),
            when=f"{quiz.begun:%Y-%m-%d %H:%M}",
            mode=words(f"progress.mode_{quiz.mode.value}"),
            done=words("progress.done", n=len(quiz.answers), of=len(quiz.questions)),
            score=words("practise.percent", n=round(100 * quiz.score)),
        )
        for quiz in taken
    )
    return html(
        '<div class="d-table"><table><thead><tr><th scope="col">{when}</th><th scope="col">{mode}</th>'
        '<th scope="col">{done}</th><th scope="col">{score}</th></tr></thead><tbody>{rows}</tbody></table></div>',
        when=words("progress.when"),
        mode=words("progress.mode"),
        done=words("progress.answered"),
        score=words("progress.score"),
        rows=rows,
    )


def own_view(words: Words) -> Markup:
    """What one can do with what is kept: take it along, or have it erased after a word typed as a confirmation."""
    return html(
        '<p>{text}</p><div class="d-bar"><button class="d-button" type="button" data-do="export">{export}</button>'
        '<details class="d-pop"><summary>{erase}</summary><div data-form="erase"><p>{sure}</p>'
        '<label>{type}<input name="word" autocomplete="off"></label>'
        '<button class="d-button d-danger" type="button" data-do="erase">{erase}</button></div></details></div>',
        text=words("progress.kept"),
        export=words("progress.export"),
        erase=words("progress.erase"),
        sure=words("progress.sure"),
        type=words("progress.type", word=words("progress.word")),
    )


def _needed(one: Known, words: Words) -> str:
    told = [words(f"progress.needed_{needed.value}") for needed in one.mastery.needed]
    if one.mastery.more and Needed.CERTAINTY in one.mastery.needed:
        told.append(words("progress.more", n=one.mastery.more))
    return " ".join(told)


def _why(one: Known, words: Words) -> Markup:
    if not one.mastery.why:
        return NOTHING
    rows = joined(
        html(
            "<li>{when} · {question} · {score} · {weight}</li>",
            when=f"{reason.time:%Y-%m-%d}",
            question=one.questions.get(
                reason.question, words("progress.credit") if not reason.question else words("progress.gone")
            ),
            score=words("practise.percent", n=round(100 * reason.score)),
            weight=words("progress.weight", n=f"{reason.weight:.2f}"),
        )
        for reason in reversed(one.mastery.why)
    )
    return html(
        "<details><summary>{title}</summary><ul>{rows}</ul></details>",
        title=words("progress.rests", n=len(one.mastery.why)),
        rows=rows,
    )
