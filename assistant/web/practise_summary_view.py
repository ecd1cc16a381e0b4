"""The end of a quiz, as HTML: the result, what it changed, what to read, and each reply. Decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.coaching import Change, Graded
from assistant.curriculum import Finished, Verdict
from assistant.learning.grades import Label
from assistant.learning.practice import Quiz
from assistant.learning.recommendation import ReadNext
from assistant.learning.testing_out import Outcome
from assistant.testing import Result
from assistant.web.markup import NOTHING, html, joined
from assistant.web.practise_courses_view import course_view
from assistant.web.practise_feedback_view import label_of, objection_view, quote_view, section_view
from assistant.web.practise_view import SIGNS, known_view
from assistant.web.quiz_view import reply_text
from assistant.web.words import Words
from indexer.documents import Page


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to tell at the end of a quiz."""

    quiz: Quiz
    answers: Sequence[Graded]
    changes: Sequence[Change]
    finished: Finished
    path: Sequence[str]  # names of the path's steps that are finished since
    read: Sequence[tuple[ReadNext, Page]]  # sections to read, each once
    late: bool  # its time ran out
    result: Result | None = None  # of a test
    tested: str = ""  # name of the skill that was tested


def summary_view(told: Summary, words: Words) -> Markup:
    """The result, what changed in what one knows, what to read next, and each reply with its proof."""
    return html(
        '<section class="d-summary" data-announce="">{late}{head}{path}{course}{changes}{read}<div class="d-bar">'
        '<button class="d-button d-main" type="button" data-do="home">{again}</button>'
        '<a class="d-button" href="/progress?lang={language}">{map}</a></div></section>'
        '<section><h2>{replies}</h2><ol class="d-replies">{rows}</ol></section>',
        late=html('<p class="d-note">{text}</p>', text=words("practise.late")) if told.late else NOTHING,
        head=_head(told, words),
        path=_path(told.path, words),
        course=_course(told.finished, words),
        changes=_changes(told.changes, words),
        read=_read(told.read, words),
        rows=joined(_reply(one, words) for one in told.answers),
        replies=words("practise.replies"),
        again=words("practise.again"),
        language=words.language,
        map=words("practise.map"),
    )


def _head(told: Summary, words: Words) -> Markup:
    if told.result is not None:
        return _result(told.result, told.tested, words)
    right = sum(one.correct for one in told.quiz.answers)
    verdict = told.finished.verdict
    title = words("practise.done") if verdict is None else words(f"practise.verdict_{verdict.value}")
    return html(
        '<h2 class="{look}">{title}</h2><p>{score}</p>{why}',
        look="d-verdict-bad" if verdict is Verdict.FAILED else "d-verdict-good" if verdict is Verdict.PASSED else "",
        title=title,
        score=words("practise.score", right=right, of=len(told.quiz.questions), percent=round(100 * told.quiz.score)),
        why=html('<p class="d-note">{text}</p>', text=words("practise.verdict_why")) if verdict is Verdict.WAITING else NOTHING,
    )


def _result(result: Result, name: str, words: Words) -> Markup:
    key = "practise.tested_open" if result.outcome is Outcome.UNDECIDED else "practise.tested_certain"
    done = words("practise.tested_path") if result.outcome is Outcome.PASSED and result.level else ""
    return html(
        '<h2 class="{look}">{title}</h2><p>{certain} {done}</p>',
        look={Outcome.PASSED: "d-verdict-good", Outcome.FAILED: "d-verdict-bad"}.get(result.outcome, ""),
        title=words(f"practise.tested_{result.outcome.value}", name=name),
        certain=words(key, n=result.asked, percent=round(100 * result.certainty)),
        done=done,
    )


def _path(names: Sequence[str], words: Words) -> Markup:
    if not names:
        return NOTHING
    return html(
        '<p class="d-note d-good-note">{text}</p>',
        text=words("practise.path_finished", names=words("progress.comma").join(names)),
    )


def _course(finished: Finished, words: Words) -> Markup:
    if finished.standing is None:
        return NOTHING
    certificate = NOTHING
    if finished.certificate is not None:
        certificate = html(
            '<p class="d-note d-good-note">{text} <a href="/progress?lang={language}">{link}</a></p>',
            text=words("practise.certificate", course=finished.standing.name),
            language=words.language,
            link=words("practise.certificate_open"),
        )
    return html("{certificate}{course}", certificate=certificate, course=course_view(finished.standing, words))


def _changes(changes: Sequence[Change], words: Words) -> Markup:
    if not changes:
        return html("<p>{text}</p>", text=words("practise.nothing_changed"))
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


def _read(read: Sequence[tuple[ReadNext, Page]], words: Words) -> Markup:
    if not read:
        return NOTHING
    return html(
        "<h3>{title}</h3><p>{why}</p>{sections}",
        title=words("practise.read_next"),
        why=words("practise.read_why"),
        sections=joined(section_view(one, page, words) for one, page in read),
    )


def _reply(graded: Graded, words: Words) -> Markup:
    label, question = label_of(graded.answer), graded.question
    right = NOTHING
    if label is not Label.CORRECT:
        right = html("<p><strong>{name}</strong> {text}</p>", name=words("practise.answer"), text=graded.feedback.answer)
    return html(
        '<li class="d-{label}"><details class="d-reply"{open}><summary><span aria-hidden="true">{sign}</span> '
        '<span class="d-hidden">{name}</span> <span lang="{language}">{stem}</span></summary><p>{yours} {given}</p>'
        "{right}{unsure}{quote}{object}</details></li>",
        label=label.value,
        open=NOTHING if label is Label.CORRECT else Markup(" open"),
        sign=SIGNS[label],
        name=words(f"practise.{label.value}"),
        language=question.language,
        stem=question.question,
        yours=words("practise.yours"),
        given=reply_text(question, graded.answer.reply, words) or words("practise.nothing_replied"),
        right=right,
        unsure=_unsure(graded, words),
        quote=quote_view(question.evidence, words),
        object=objection_view(graded.answer.sequence, words),
    )


def _unsure(graded: Graded, words: Words) -> Markup:
    if graded.feedback.certain or graded.answer.corrected:
        return NOTHING
    return html('<p class="d-note">{text}</p>', text=words("practise.unsure"))
