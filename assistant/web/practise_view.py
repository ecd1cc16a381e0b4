"""Practising as HTML: what one can start, a question, what came of a reply, the end of a quiz. Knows nothing of grading."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from markupsafe import Markup

from assistant.coaching import Change, Graded, Overview, Topic, Turn
from assistant.learning.answers import Mode
from assistant.learning.feedback import Feedback
from assistant.learning.grades import Label
from assistant.learning.practice import Asked, Quiz
from assistant.learning.questions import BLANK, CHOICES, Kind, Option
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words

MINUTES = (5, 10, 20, 30)
SIGNS = {Label.CORRECT: "✓", Label.PARTIALLY_CORRECT: "◐", Label.INCORRECT: "✗"}
LONGEST_REPLY = 600  # characters


def start_view(overview: Overview, minutes: float, click: str, words: Words) -> Markup:
    """What one can start: what is due, a topic, a document; or that there is nothing yet."""
    if not overview.documents:
        return html(
            '<div class="d-empty"><h2>{title}</h2><p>{text}</p></div>',
            title=words("practise.empty_title"),
            text=words("practise.empty_text"),
        )
    due = (
        words("practise.due", n=overview.due, minutes=max(1, round(overview.due_minutes)))
        if overview.due
        else words("practise.nothing_due")
    )
    return html(
        '<section class="d-start" data-form="start" data-announce=""><h2>{title}</h2><p>{due}</p>{choices}'
        '<div class="d-bar"><button class="d-button d-main" type="button" data-do="begin" data-click="{click}">{begin}</button>'
        "</div></section><section><h2>{topics}</h2>{rows}</section><section><h2>{documents}</h2>{files}</section>",
        title=words("practise.title"),
        due=due,
        choices=_choices(minutes, words),
        click=click,
        begin=words("practise.begin"),
        topics=words("practise.topics"),
        rows=_topics(overview.topics, click, words),
        documents=words("practise.documents"),
        files=_documents(overview.documents.items(), click, words),
    )


def turn_view(turn: Turn, words: Words) -> Markup:
    """The question that waits for a reply."""
    shown, quiz = turn.asked, turn.quiz
    return html(
        '<section class="d-ask" data-form="quiz" data-announce="{announce}" data-quiz="{quiz}" data-question="{question}" '
        'lang="{language}"><p class="d-where">{place}{draft}{timer}</p><progress aria-hidden="true" max="{of}" value="{done}">'
        '</progress><h2 id="docent-stem">{text}</h2>{fields}<div class="d-bar">'
        '<button class="d-button d-main" type="button" data-do="reply" data-quiz="{quiz}" data-question="{question}">{send}'
        '</button><button class="d-button d-quiet" type="button" data-do="end" data-quiz="{quiz}">{end}</button></div>'
        '<p class="d-where">{hint}</p></section>',
        announce=words("practise.place", place=turn.place, of=len(quiz.questions)),
        quiz=quiz.id,
        question=shown.id,
        language=shown.language,
        place=words("practise.place", place=turn.place, of=len(quiz.questions)),
        draft=html(' <span class="d-flag">{text}</span>', text=words("practise.draft")) if turn.draft else NOTHING,
        timer=_timer(quiz, words),
        of=len(quiz.questions),
        done=turn.place - 1,
        text=_stem(shown),
        fields=_fields(shown, words),
        send=words("practise.send"),
        end=words("practise.end"),
        hint=words("practise.keys") if shown.kind in CHOICES else words(f"practise.how_{shown.kind.value}"),
    )


def graded_view(graded: Graded, more: bool, words: Words) -> Markup:
    """What came of a reply, and what to do now."""
    return html(
        '<section class="d-graded d-{label}" data-announce=""><p class="d-where">{stem}</p>{told}<div class="d-bar"><button '
        'class="d-button d-main" type="button" data-do="{do}" data-quiz="{quiz}">{next}</button>{object}</div></section>',
        label=_label(graded).value,
        stem=graded.question.question,
        told=_told(graded, words),
        do="next" if more else "end",
        quiz=graded.quiz.id,
        next=words("practise.next" if more else "practise.finish"),
        object=_objection(graded.answer.sequence, words),
    )


def summary_view(quiz: Quiz, answers: Sequence[Graded], changes: Sequence[Change], words: Words) -> Markup:
    """The end of a quiz: the score, each reply, and what changed in what one knows."""
    right = sum(one.answer.correct for one in answers)
    return html(
        '<section class="d-summary" data-announce=""><h2>{title}</h2><p>{score}</p>{changes}<ol class="d-replies">{rows}</ol>'
        '<div class="d-bar"><button class="d-button d-main" type="button" data-do="home">{again}</button></div></section>',
        title=words("practise.done"),
        score=words("practise.score", right=right, of=len(quiz.questions), percent=round(100 * quiz.score)),
        changes=_changes(changes, words),
        rows=joined(_reply(one, words) for one in answers),
        again=words("practise.again"),
    )


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


def _topics(topics: Iterable[Topic], click: str, words: Words) -> Markup:
    rows = joined(
        html(
            '<tr><th scope="row">{name}</th><td>{known}</td><td class="d-number">{due}</td>'
            '<td class="d-number">{questions}</td><td><button class="d-button" type="button" data-do="begin" '
            'data-skill="{skill}" data-click="{click}" '
            'aria-label="{label}">{begin}</button></td></tr>',
            name=topic.name,
            known=known_view(topic.mastery.share, topic.mastery.lower, topic.mastery.answers, words),
            due=topic.due,
            questions=topic.questions,
            skill=topic.skill,
            click=click,
            label=words("practise.begin_on", name=topic.name),
            begin=words("practise.begin_topic"),
        )
        for topic in topics
    )
    return html(
        '<div class="d-table" data-form="topics"><table><thead><tr><th scope="col">{topic}</th><th scope="col">{known}</th>'
        '<th scope="col">{due}</th><th scope="col">{questions}</th><td></td></tr></thead><tbody>{rows}</tbody></table></div>',
        topic=words("practise.topic"),
        known=words("practise.known"),
        due=words("practise.column_due"),
        questions=words("practise.column_questions"),
        rows=rows,
    )


def known_view(share: float, lower: float, answers: int, words: Words) -> Markup:
    """How much of a skill somebody knows, as a bar with its number, and how sure that is."""
    if not answers:
        return html('<span class="d-where">{text}</span>', text=words("practise.unknown"))
    return html(
        '<span class="d-known" title="{title}"><progress aria-hidden="true" max="100" value="{percent}"></progress> '
        "{text}</span>",
        title=words("practise.sure", lower=round(100 * lower), n=answers),
        percent=round(100 * share),
        text=words("practise.percent", n=round(100 * share)),
    )


def _documents(documents: Iterable[tuple[str, int]], click: str, words: Words) -> Markup:
    rows = joined(
        html(
            '<li><button class="d-button" type="button" data-do="begin" data-document="{name}" data-click="{click}">{name}'
            ' <span class="d-where">{n}</span></button></li>',
            name=name,
            click=click,
            n=words("practise.n_questions", n=count),
        )
        for name, count in documents
    )
    return html('<ul class="d-documents">{rows}</ul>', rows=rows)


def _stem(shown: Asked) -> Markup:
    before, blank, after = shown.text.partition(BLANK)
    if not blank:
        return html("{text}", text=shown.text)
    return html('{before}<span class="d-blank" aria-label="…">{blank}</span>{after}', before=before, blank=blank, after=after)


def _fields(shown: Asked, words: Words) -> Markup:
    if shown.kind in CHOICES:
        return _options(shown, words)
    if shown.kind is Kind.ORDERING:
        places = [Option(str(n), str(n)) for n in range(1, len(shown.options) + 1)]
        return _selects(shown.options, places, "place", words("practise.position"))
    if shown.kind is Kind.MATCHING:
        return _selects(shown.options, shown.others, "pair", words("practise.partner"))
    if shown.kind is Kind.SHORT_ANSWER:
        return html(
            '<textarea name="text" rows="4" maxlength="{most}" aria-labelledby="docent-stem"></textarea>', most=LONGEST_REPLY
        )
    return html('<input name="text" maxlength="200" autocomplete="off" aria-labelledby="docent-stem">')


def _options(shown: Asked, words: Words) -> Markup:
    several = shown.kind is Kind.MULTIPLE_CHOICE
    rows = joined(
        html(
            '<label class="d-option"><input type="{kind}" name="{name}" value="{id}"><kbd aria-hidden="true">{n}</kbd>'
            "<span>{text}</span></label>",
            kind="checkbox" if several else "radio",
            name="picks" if several else "pick",
            id=option.id,
            n=number,
            text=words(f"practise.{option.id}") if shown.kind is Kind.TRUE_FALSE else option.text,
        )
        for number, option in enumerate(shown.options, 1)
    )
    note = html('<p class="d-where">{text}</p>', text=words("practise.several")) if several else NOTHING
    return html('<div role="{role}" aria-labelledby="docent-stem">{note}{rows}</div>',
                role="group" if several else "radiogroup", note=note, rows=rows)  # fmt: skip


def _selects(items: Sequence[Option], choices: Sequence[Option], name: str, label: str) -> Markup:
    options = joined(html('<option value="{id}">{text}</option>', id=one.id, text=one.text) for one in choices)
    rows = joined(
        html(
            '<label class="d-pair"><span>{text}</span><select name="{name}_{id}" aria-label="{label}: {text}">'
            '<option value="">–</option>{options}</select></label>',
            text=item.text,
            name=name,
            id=item.id,
            label=label,
            options=options,
        )
        for item in items
    )
    return html("<div>{rows}</div>", rows=rows)


def _timer(quiz: Quiz, words: Words) -> Markup:
    if quiz.minutes is None:
        return NOTHING
    ends = (quiz.begun + timedelta(minutes=quiz.minutes)).isoformat()
    return html(
        ' <span class="d-timer" role="timer" data-ends="{ends}" data-label="{label}"></span>',
        ends=ends,
        label=words("practise.left", time="{time}"),
    )


def _label(graded: Graded) -> Label:
    """The label of the score that counts today: a trainer may have changed it."""
    score = graded.answer.score
    return Label.CORRECT if score >= 1.0 else Label.PARTIALLY_CORRECT if score > 0.0 else Label.INCORRECT


def _told(graded: Graded, words: Words) -> Markup:
    told, label = graded.feedback, _label(graded)
    parts = [html("<h2>{sign} {text}</h2>", sign=SIGNS[label], text=words(f"practise.{label.value}"))]
    if not told.certain and not graded.answer.corrected:
        parts.append(html('<p class="d-note">{text}</p>', text=words("practise.unsure")))
    if label is Label.PARTIALLY_CORRECT:
        parts.append(html("<p>{text}</p>", text=words("practise.rule", percent=round(100 * graded.answer.score))))
    parts += _lines(told, label, words)
    return joined(parts)


def _lines(told: Feedback, label: Label, words: Words) -> list[Markup]:
    found = [("right_parts", "; ".join(told.right))] if label is Label.PARTIALLY_CORRECT else []
    found += [("missing", "; ".join(told.missing))] if label is Label.PARTIALLY_CORRECT else []
    found += [("your_wrong", "; ".join(pick.option for pick in told.wrong))]
    found += [("answer", told.answer)] if label is not Label.CORRECT else []
    lines = [
        html("<p><strong>{name}</strong> {text}</p>", name=words(f"practise.{key}"), text=text) for key, text in found if text
    ]
    reasons = [
        words(f"practise.reason_{reason.value}") for reason in told.reasons if words.has(f"practise.reason_{reason.value}")
    ]
    return [*lines, *(html("<p>{text}</p>", text=reason) for reason in reasons)]


def _objection(answer: int, words: Words) -> Markup:
    return html(
        '<details class="d-pop"><summary>{title}</summary><div data-form="objection"><label>{label}'
        '<textarea name="text" rows="3" maxlength="1000"></textarea></label>'
        '<button class="d-button" type="button" data-do="object" data-answer="{answer}">{send}</button></div></details>',
        title=words("practise.object"),
        label=words("practise.object_why"),
        answer=answer,
        send=words("practise.object_send"),
    )


def _reply(graded: Graded, words: Words) -> Markup:
    label, place = _label(graded), graded.question.evidence
    return html(
        '<li class="d-{label}"><p><span aria-hidden="true">{sign}</span><span class="d-hidden">{name}</span> {stem}</p>'
        '<p><strong>{answer}</strong> {right}</p><blockquote>{quote}</blockquote><p class="d-where">{where}</p></li>',
        label=label.value,
        sign=SIGNS[label],
        name=words(f"practise.{label.value}"),
        stem=graded.question.question,
        answer=words("practise.answer"),
        right=graded.feedback.answer,
        quote=place.quote,
        where=words("practise.where", document=place.document, page=place.page),
    )


def _changes(changes: Sequence[Change], words: Words) -> Markup:
    if not changes:
        return NOTHING
    rows = joined(
        html(
            '<tr><th scope="row">{name}</th><td>{before}</td><td>{after}</td></tr>',
            name=change.name,
            before=known_view(change.before.share, change.before.lower, change.before.answers, words),
            after=known_view(change.after.share, change.after.lower, change.after.answers, words),
        )
        for change in changes
    )
    return html(
        '<div class="d-table"><table><caption>{title}</caption><thead><tr><th scope="col">{topic}</th>'
        '<th scope="col">{before}</th><th scope="col">{after}</th></tr></thead><tbody>{rows}</tbody></table></div>',
        title=words("practise.changes"),
        topic=words("practise.topic"),
        before=words("practise.before"),
        after=words("practise.after"),
        rows=rows,
    )
