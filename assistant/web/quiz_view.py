"""A quiz that is over, opened again: each question with the reply, what came of it and the proof. Decides nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from assistant.coaching import Graded
from assistant.learning.grades import Label
from assistant.learning.questions import Kind, Question
from assistant.learning.record import Quiz
from assistant.web.chat_view import open_address
from assistant.web.markup import NOTHING, html, joined
from assistant.web.practise_view import SIGNS
from assistant.web.words import Words


def quiz_view(quiz: Quiz, answers: Sequence[Graded], words: Words) -> Markup:
    """All of a quiz that may be read; how many replies may not be read any more is said."""
    hidden = len(quiz.answers) - len(answers)
    return html(
        '<section class="d-opened" data-arrive="" tabindex="-1" aria-label="{title}"><h3>{title}</h3><p>{score}</p>{hidden}'
        '<ol class="d-replies">{rows}</ol><button class="d-button" type="button" data-do="shut">{shut}</button></section>',
        title=words("progress.quiz_of", when=f"{quiz.begun:%Y-%m-%d %H:%M}", mode=words(f"progress.mode_{quiz.mode.value}")),
        score=words(
            "practise.score", right=sum(answer.correct for answer in quiz.answers), of=quiz.most,
            percent=round(100 * quiz.score),
        ),
        hidden=html('<p class="d-note">{text}</p>', text=words("progress.hidden", n=hidden)) if hidden else NOTHING,
        rows=joined(_reply(one, words) for one in answers),
        shut=words("progress.shut"),
    )  # fmt: skip


def running_view(quiz: Quiz, words: Words) -> Markup:
    """A quiz that goes on: its feedback is not told before it has ended."""
    return html(
        '<section class="d-opened" data-arrive="" tabindex="-1"><p class="d-note">{text}</p><p>'
        '<a href="/practise?lang={language}">{go}</a></p></section>',
        text=words("progress.running", n=len(quiz.answers), of=quiz.most),
        language=words.language,
        go=words("progress.go_on"),
    )


def reply_text(question: Question, reply: Any, words: Words) -> str:  # Any: a reply as JSON
    """A reply as a person would write it: the texts of options instead of their ids."""
    texts = {one.id: one.text for one in question.options}
    if question.kind is Kind.TRUE_FALSE:
        return words(f"practise.{reply}") if reply in ("true", "false") else ""
    if question.kind is Kind.MATCHING and isinstance(reply, Mapping):
        return "; ".join(f"{texts.get(left, '')} – {texts.get(str(right), '')}" for left, right in reply.items())
    if isinstance(reply, Sequence) and not isinstance(reply, str):
        between = " → " if question.kind is Kind.ORDERING else "; "
        return between.join(texts.get(str(one), "") for one in reply)
    return texts.get(str(reply), "") if question.kind is Kind.SINGLE_CHOICE else str(reply)


def _reply(graded: Graded, words: Words) -> Markup:
    question, answer, place = graded.question, graded.answer, graded.question.evidence
    label = Label.CORRECT if answer.score >= 1.0 else Label.PARTIALLY_CORRECT if answer.score > 0.0 else Label.INCORRECT
    given = reply_text(question, answer.reply, words)
    return html(
        '<li class="d-{label}" lang="{language}"><p><span aria-hidden="true">{sign}</span> <strong>{stem}</strong> '
        '<span class="d-where">{name}</span></p><p>{yours} {given}</p>{right}{explained}{corrected}'
        '<blockquote>{quote}</blockquote><p class="d-where"><a href="{address}" target="_blank" rel="noopener">{where}</a></p>'
        "</li>",
        label=label.value,
        language=question.language,
        sign=SIGNS[label],
        stem=question.question,
        name=words(f"practise.{label.value}"),
        yours=words("progress.yours"),
        given=given or words("progress.nothing_replied"),
        right=NOTHING if label is Label.CORRECT else html(
            "<p>{answer} {right}</p>", answer=words("practise.answer"), right=graded.feedback.answer
        ),
        explained=html("<p>{text}</p>", text=graded.feedback.explanation) if graded.feedback.explanation else NOTHING,
        corrected=html('<p class="d-note">{text}</p>', text=words("progress.corrected")) if answer.corrected else NOTHING,
        quote=place.quote,
        address=open_address(place.document, place.page),
        where=words("practise.where", document=place.document, page=place.page),
    )  # fmt: skip
