"""One's own progress as HTML: the map of skills with how sure that is and why, what is due, how it went. Knows no journal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from assistant.coaching import USUAL_S
from assistant.learning.mastery import Mastery, Moment, Needed, Reason
from assistant.learning.record import Quiz
from assistant.profiles import Calendar, DueDay, Known, Needing, Profile
from assistant.web.due_plot import due_plot
from assistant.web.markup import NOTHING, html, joined
from assistant.web.mastery_plot import Point, mastery_plot
from assistant.web.skill_map_plot import Box, Range, Sign, map_plot, range_plot
from assistant.web.words import Words

SECTIONS = ("next", "skills", "path", "due", "course", "quizzes", "certificates", "credits", "own")  # in their order
MOST_COURSES = 12  # plots over time, of the skills practised last
MOST_REASONS = 30  # answers and credits named for a skill, the last ones


def jump_view(words: Words) -> Markup:
    """Links to the parts of the page."""
    links = joined(
        html('<li><a href="#docent-{key}">{text}</a></li>', key=key, text=words(f"progress.{key}")) for key in SECTIONS
    )
    return html('<nav aria-label="{label}"><ul class="d-jump">{links}</ul></nav>', label=words("progress.parts"), links=links)


def skills_view(profile: Profile, names: Mapping[str, str], words: Words) -> Markup:
    """What one knows of each skill: a map for each role, and the same as a table with the answers it rests on.

    `names` are those of the people who gave credits, by id.
    """
    if not profile.skills:
        return html('<p class="d-where">{text}</p>', text=words("progress.nothing"))
    maps = [_map(role.name, _boxes(profile, role, words), str(n), words) for n, role in enumerate(profile.roles) if role.levels]
    needed = {skill for role in profile.roles for skill in role.levels}
    others = [_box(one, None, words) for one in profile.skills if one.skill not in needed]
    if others:
        maps.append(_map(words("progress.other_skills" if maps else "progress.all_skills"), others, "others", words))
    rows = joined(_skill(one, profile, names, words) for one in profile.skills)
    return html(
        '{maps}<p class="d-where">{legend}</p><div class="d-table d-skills"><table role="table"><thead><tr>'
        '<th scope="col">{topic}</th>'
        '<th scope="col">{known}</th><th scope="col">{target}</th><th scope="col">{state}</th><th scope="col">{why}</th></tr>'
        "</thead><tbody>{rows}</tbody></table></div>",
        maps=joined(maps),
        legend=words("progress.legend"),
        topic=words("practise.topic"),
        known=words("practise.known"),
        target=words("progress.target"),
        state=words("progress.state"),
        why=words("progress.why"),
        rows=rows,
    )


def calendar_view(calendar: Calendar, words: Words) -> Markup:
    """What is due in the coming weeks: a picture, and the days on which something is due as a table."""
    counts = {day: found.questions for day, found in calendar.days.items()}
    total, busy = sum(counts.values()), [(day, found) for day, found in calendar.days.items() if found.questions]
    today = next(iter(counts))
    told = words(
        "progress.due_told", n=total, days=len(counts), today=counts[today], later=calendar.later,
        minutes=round(total * USUAL_S / 60),
    )  # fmt: skip
    if not busy:
        return html("<p>{told}</p>", told=told)
    return html(
        '<p>{told}</p><figure class="d-figure"><div class="d-scroll" tabindex="0" role="group" aria-label="{label}">{plot}'
        "</div></figure>{table}",
        told=told,
        label=words("progress.calendar"),
        plot=due_plot(counts, told),
        table=_days(busy, today, words),
    )


def recent_skills(profile: Profile) -> list[str]:
    """The skills whose course is shown: those with the latest answers, the latest first."""
    answered = [one for one in profile.skills if one.mastery.answers]
    return [one.skill for one in sorted(answered, key=lambda one: one.mastery.why[-1].time, reverse=True)][:MOST_COURSES]


def courses_view(moments: Mapping[str, Sequence[Moment]], profile: Profile, words: Words) -> Markup:
    """How skills went over time, in the order of `recent_skills`, each with its numbers."""
    recent = [skill for skill in recent_skills(profile) if skill in moments]
    known = [(one, moments[skill]) for skill in recent if (one := profile.known(skill)) is not None]
    if not known:
        return html('<p class="d-where">{text}</p>', text=words("progress.no_course"))
    return html(
        '<p class="d-where">{legend}</p><div class="d-plots d-courses">{plots}</div>',
        legend=words("progress.course_legend"),
        plots=joined(_course(one, passed, words) for one, passed in known),
    )


def quizzes_view(taken: Sequence[Quiz], held_back: Callable[[Quiz], bool], words: Words) -> Markup:
    """The quizzes that one has taken, the last one first, each of which can be opened; of those held back no score is told."""
    if not taken:
        return html('<p class="d-where">{text}</p>', text=words("progress.no_quizzes"))
    rows = joined(
        html(
            '<tr><th scope="row"><button class="d-button" type="button" data-do="look" data-quiz="{id}" aria-label="{label}">'
            '<time datetime="{iso}">{when}</time></button></th><td class="d-day">{mode}</td><td class="d-number">{done}</td>'
            '<td class="d-number">{score}</td></tr>',
            iso=quiz.begun.isoformat(),
            when=f"{quiz.begun:%Y-%m-%d %H:%M}",
            mode=words(f"progress.mode_{quiz.mode.value}"),
            done=words("progress.done", n=len(quiz.answers), of=quiz.most),
            score="–" if held_back(quiz) else words("practise.percent", n=round(100 * quiz.score)),
            id=quiz.id,
            label=words("progress.look_label", when=f"{quiz.begun:%Y-%m-%d %H:%M}"),
        )
        for quiz in taken
    )
    return html(
        '<div class="d-table"><table><thead><tr><th scope="col">{when}</th><th scope="col">{mode}</th>'
        '<th scope="col" class="d-number">{done}</th><th scope="col" class="d-number">{score}</th></tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        when=words("progress.when"),
        mode=words("progress.mode"),
        done=words("progress.answered"),
        score=words("progress.score"),
        rows=rows,
    )


def own_view(name: str, words: Words) -> Markup:
    """What one can do with what is kept: take it along, or have it erased after one's name was typed."""
    return html(
        '<p>{text}</p><div class="d-bar"><button class="d-button" type="button" data-do="export_json">{json}</button>'
        '<button class="d-button" type="button" data-do="export_csv">{csv}</button></div>'
        '<details class="d-force" data-keep="erase"><summary class="d-button d-danger">{erase}</summary>'
        '<div data-form="erase"><p>{sure}</p><label>{type}<input name="word" autocomplete="off" maxlength="80"></label>'
        '<button class="d-button d-danger" type="button" data-do="erase">{confirm}</button></div></details>',
        text=words("progress.kept"),
        json=words("progress.export_json"),
        csv=words("progress.export_csv"),
        erase=words("progress.erase"),
        sure=words("progress.sure"),
        type=words("progress.type", name=name),
        confirm=words("progress.erase_now"),
    )


def sign_of(mastery: Mastery) -> Sign:
    """How far somebody is with a skill."""
    if not mastery.answers:
        return Sign.UNKNOWN
    return Sign.BEGUN if mastery.needed else Sign.MASTERED


def _map(name: str, boxes: Sequence[Box], key: str, words: Words) -> Markup:
    return html(
        '<figure class="d-figure"><figcaption><strong>{name}</strong> <span class="d-where">{count}</span></figcaption>'
        '<div class="d-scroll" tabindex="0" role="group" aria-label="{told}">{plot}</div></figure>',
        name=name,
        count=words("progress.n_mastered", n=sum(box.sign is Sign.MASTERED for box in boxes), of=len(boxes)),
        told=words("progress.map_of", name=name),
        plot=map_plot(boxes, words("progress.map_told", name=name), key),
    )


def _boxes(profile: Profile, role: Needing, words: Words) -> list[Box]:
    return [_box(one, role, words) for one in profile.skills if one.skill in role.levels]


def _box(one: Known, role: Needing | None, words: Words) -> Box:
    mastery, known = one.mastery, _range(one.mastery)
    requires = tuple(needed for needed in one.requires if role is None or needed in role.levels)
    told = words("progress.unknown") if known is None else words("practise.percent", n=round(100 * mastery.share))
    return Box(
        one.skill, one.name, sign_of(mastery), known, told, None if one.target is None else one.target.chance, requires
    )  # fmt: skip


def _range(mastery: Mastery) -> Range | None:
    return Range(mastery.lower, mastery.share, mastery.upper) if mastery.answers else None


def _skill(one: Known, profile: Profile, names: Mapping[str, str], words: Words) -> Markup:
    return html(
        '<tr role="row"><th scope="row" role="rowheader">{name}{first}</th><td role="cell">{range}<span class="d-where">{known}'
        '</span></td><td role="cell" data-label="{label}">{target}</td><td role="cell"><span aria-hidden="true">{sign}</span> '
        '{state}</td><td role="cell">{why}</td></tr>',
        name=one.name,
        first=_first(one, profile, words),
        label=words("progress.target"),
        range=range_plot(_range(one.mastery), None if one.target is None else one.target.chance),
        known=_told(one.mastery, words),
        target=_target(one, profile.roles, words),
        sign=sign_of(one.mastery).value,
        state=_state(one, words),
        why=_why(one, profile, names, words),
    )


def _first(one: Known, profile: Profile, words: Words) -> Markup:
    """What to learn before it."""
    needed = [found.name for skill in one.requires if (found := profile.known(skill)) is not None]
    return (
        html("<small>{text}</small>", text=words("progress.after", names=words("progress.comma").join(needed)))
        if needed
        else NOTHING
    )


def _told(mastery: Mastery, words: Words) -> str:
    if not mastery.answers:
        return words("practise.unknown")
    low, share, high = (round(100 * value) for value in (mastery.lower, mastery.share, mastery.upper))
    return words("progress.range", share=share, low=low, high=high, n=mastery.answers)


def _target(one: Known, roles: Iterable[Needing], words: Words) -> Markup:
    if one.target is None:
        return html('<span class="d-where">{text}</span>', text=words("progress.no_target"))
    percent = round(100 * one.target.chance)
    named = [role.name for role in roles if role.levels.get(one.skill)]
    told = [words("progress.for_roles", names=words("progress.comma").join(named)) if named else words("progress.for_others")]
    told += [words("progress.mandatory")] if one.target.mandatory else []
    return html(
        '{level}<span class="d-where d-block">{told}</span>',
        level=words("progress.level", level=one.target.level, percent=percent),
        told=" · ".join(told),
    )


def _state(one: Known, words: Words) -> str:
    if not one.mastery.needed:
        return words("progress.mastered")
    if not one.practised and not one.mastery.answers:
        return words("progress.no_questions")
    told = [words(f"progress.needed_{needed.value}") for needed in one.mastery.needed]
    if one.mastery.more and Needed.CERTAINTY in one.mastery.needed:
        told.append(words("progress.more", n=one.mastery.more))
    return " ".join(told)


def _why(one: Known, profile: Profile, names: Mapping[str, str], words: Words) -> Markup:
    """The answers and credits that it rests on, the last one first."""
    if not one.mastery.why:
        return NOTHING
    older = len(one.mastery.why) - MOST_REASONS
    rows = joined(
        html(
            '<li><span class="d-day">{when}</span> {what}<span class="d-where d-block">{score} · {weight}</span></li>',
            when=f"{reason.time:%Y-%m-%d}",
            what=_reason(reason, profile, names, words),
            score=words("practise.percent", n=round(100 * reason.score)),
            weight=words("progress.weight", n=f"{reason.weight:.1f}"),
        )
        for reason in one.mastery.why[: -MOST_REASONS - 1 : -1]
    )
    return html(
        '<details data-keep="why-{skill}"><summary>{title}</summary><ul class="d-why">{rows}{older}</ul></details>',
        skill=one.skill,
        older=html("<li>{text}</li>", text=words("progress.older", n=older)) if older > 0 else NOTHING,
        title=words("progress.rests", n=len(one.mastery.why)),
        rows=rows,
    )


def _reason(reason: Reason, profile: Profile, names: Mapping[str, str], words: Words) -> str:
    if reason.question:
        return profile.questions.get(reason.question, words("progress.gone"))
    credit = profile.credits[reason.sequence]
    return words("progress.credit", by=names.get(credit.by, words("review.somebody")), why=credit.why)


def _days(busy: Iterable[tuple[date, DueDay]], today: date, words: Words) -> Markup:
    rows = joined(
        html(
            '<tr><th scope="row"><time class="d-day" datetime="{iso}">{day}</time></th><td class="d-topics">{skills}</td>'
            '<td class="d-number">{n}</td><td class="d-number">{minutes}</td></tr>',
            iso=day.isoformat(),
            day=words("progress.today", day=day.isoformat()) if day == today else day.isoformat(),
            n=found.questions,
            minutes=max(1, round(found.minutes)),
            skills=words("progress.comma").join(f"{name} ({count})" for name, count in found.skills.items()),
        )
        for day, found in busy
    )
    return html(
        '<details data-keep="days"><summary>{title}</summary><div class="d-table"><table><thead><tr><th scope="col">{day}</th>'
        '<th scope="col">{skills}</th><th scope="col" class="d-number">{n}</th><th scope="col" class="d-number">{minutes}</th>'
        "</tr></thead><tbody>{rows}</tbody></table></div></details>",
        title=words("progress.as_table"),
        day=words("progress.day"),
        n=words("practise.column_questions"),
        minutes=words("progress.minutes"),
        skills=words("practise.topic"),
        rows=rows,
    )


def _course(one: Known, moments: Sequence[Moment], words: Words) -> Markup:
    first, last = moments[0], moments[-1]
    told = words(
        "progress.course_told", name=one.name, first=round(100 * first.share), last=round(100 * last.share), n=len(moments) - 1
    )
    points = [Point(moment.time, moment.lower, moment.share, moment.upper) for moment in moments]
    rows = joined(
        html(
            '<tr><td><time class="d-day" datetime="{iso}">{when}</time></td><td class="d-number">{share}</td>'
            '<td class="d-number">{low}–{high}</td></tr>',
            iso=moment.time.isoformat(),
            when=f"{moment.time:%Y-%m-%d %H:%M}",
            share=round(100 * moment.share),
            low=round(100 * moment.lower),
            high=round(100 * moment.upper),
        )
        for moment in reversed(moments)
    )
    return html(
        '<figure class="d-plot"><figcaption><strong>{name}</strong></figcaption>{plot}<details data-keep="course-{skill}">'
        '<summary>{as_table}</summary><div class="d-table"><table><thead><tr><th scope="col">{when}</th>'
        '<th scope="col" class="d-number">{share}</th><th scope="col" class="d-number">{between}</th></tr></thead>'
        "<tbody>{rows}</tbody></table></div></details></figure>",
        name=one.name,
        skill=one.skill,
        plot=mastery_plot(points, None if one.target is None else one.target.chance, told),
        as_table=words("progress.as_table"),
        when=words("progress.when"),
        share=words("progress.percent_known"),
        between=words("progress.between"),
        rows=rows,
    )
