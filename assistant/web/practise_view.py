"""A question that waits for a reply, as HTML, and what several views of practising share. Knows nothing of grading."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from assistant.coaching import Turn
from assistant.learning.answers import Mode
from assistant.learning.grades import Label
from assistant.learning.practice import Asked, Quiz
from assistant.learning.questions import BLANK, CHOICES, Kind, Option
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words

SIGNS = {Label.CORRECT: "✓", Label.PARTIALLY_CORRECT: "◐", Label.INCORRECT: "✗"}
LONGEST_REPLY = 600  # characters


def turn_view(turn: Turn, now: datetime, words: Words, note: str = "") -> Markup:
    """The question that waits for a reply; `note` says why it is this one."""
    shown, quiz = turn.asked, turn.quiz
    place = words("practise.place" if quiz.test is None else "practise.place_most", place=turn.place, of=quiz.most)
    return html(
        '{note}<section class="d-ask" data-form="quiz" data-announce="" data-quiz="{quiz}" '
        'data-question="{question}" lang="{language}"><p class="d-where" lang="{own}">{place}{draft}{timer}</p>'
        '<progress aria-hidden="true" max="{of}" '
        'value="{done}"></progress><h2 id="docent-stem">{text}</h2>{fields}<div class="d-bar" lang="{own}">'
        '<button class="d-button d-main" type="button" data-do="reply" data-quiz="{quiz}" data-question="{question}">{send}'
        '</button>{end}</div><p class="d-where" lang="{own}">{hint}</p></section>',
        note=html('<p class="d-note" data-announce="">{text}</p>', text=note) if note else NOTHING,
        quiz=quiz.id,
        question=shown.id,
        language=shown.language,
        own=words.language,
        place=place,
        draft=html(' <span class="d-flag">{text}</span>', text=words("practise.draft")) if turn.draft else NOTHING,
        timer=_timer(quiz, now, words),
        of=quiz.most,
        done=turn.place - 1,
        text=_stem(shown),
        fields=_fields(shown, words),
        send=words("practise.send"),
        end=_end(quiz, words),
        hint=_hint(turn, words),
    )


def withheld(quiz: Quiz) -> bool:
    """Whether nothing is told of the keys before the quiz has ended."""
    return quiz.mode in (Mode.EXAM, Mode.TEST_OUT)


def _hint(turn: Turn, words: Words) -> str:
    kind = turn.asked.kind
    hint = words("practise.keys") if kind in CHOICES else words(f"practise.how_{kind.value}")
    return f"{hint} {words('practise.no_feedback')}" if withheld(turn.quiz) else hint


def _end(quiz: Quiz, words: Words) -> Markup:
    """The way out; where it costs something, what it costs is said first."""
    if not withheld(quiz):
        return html(
            '<button class="d-button d-quiet" type="button" data-do="end" data-quiz="{quiz}">{end}</button>',
            quiz=quiz.id,
            end=words("practise.end"),
        )
    left = len(quiz.questions) - len(quiz.answers)
    sure = words("practise.end_sure", n=left) if quiz.test is None else words("practise.end_sure_test")
    return html(
        '<details class="d-pop"><summary>{end}</summary><div><p>{sure}</p>'
        '<button class="d-button d-danger" type="button" data-do="end" data-quiz="{quiz}">{now}</button></div></details>',
        end=words("practise.end"),
        sure=sure,
        quiz=quiz.id,
        now=words("practise.end_now"),
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


def _timer(quiz: Quiz, now: datetime, words: Words) -> Markup:
    if quiz.minutes is None:
        return NOTHING
    left = max(0.0, (quiz.begun + timedelta(minutes=quiz.minutes) - now).total_seconds())
    return html(
        ' <span class="d-timer" role="timer" data-left="{left}" data-label="{label}" data-quiz="{quiz}"></span>',
        left=round(left),
        label=words("practise.left", time="{time}"),
        quiz=quiz.id,
    )
