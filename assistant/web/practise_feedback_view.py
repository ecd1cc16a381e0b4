"""What came of a reply, as HTML: right or wrong, the sentence that proves it, and what helps now. Knows nothing of grading."""

from markupsafe import Markup

from assistant.coaching import Graded
from assistant.learning.answers import Answered
from assistant.learning.feedback import Feedback, NextStep, WrongPick
from assistant.learning.grades import Label
from assistant.learning.questions import CHOICES, Evidence
from assistant.learning.recommendation import ReadNext
from assistant.web.chat_view import is_paged, open_address
from assistant.web.markup import NOTHING, html, joined
from assistant.web.practise_view import SIGNS
from assistant.web.quiz_view import reply_text
from assistant.web.words import Words
from indexer.documents import Page


def graded_view(graded: Graded, section: Page | None, more: bool, words: Words) -> Markup:
    """What came of a reply, and what to do now; `section` is the page of what is to be read, where it may be shown."""
    return html(
        '<section class="d-graded d-{label}" data-announce=""><p class="d-where" lang="{language}">{stem}</p>{told}{step}'
        '<div class="d-bar"><button class="d-button d-main" type="button" data-do="{do}" data-quiz="{quiz}">{next}</button>'
        "{object}</div></section>",
        label=label_of(graded.answer).value,
        language=graded.question.language,
        stem=graded.question.question,
        told=told_view(graded, words),
        step=_step(graded, section, words),
        do="next" if more else "end",
        quiz=graded.quiz.id,
        next=words("practise.next" if more else "practise.finish"),
        object=objection_view(graded.answer.sequence, words),
    )


def label_of(answer: Answered) -> Label:
    """The label of the score that counts today: a trainer may have changed it."""
    return Label.CORRECT if answer.score >= 1.0 else Label.PARTIALLY_CORRECT if answer.score > 0.0 else Label.INCORRECT


def told_view(graded: Graded, words: Words) -> Markup:
    """Right or wrong, what of it, the right answer, and the sentence of the document with a link to its page."""
    told, label = graded.feedback, label_of(graded.answer)
    parts = [
        html('<h2><span aria-hidden="true">{sign}</span> {text}</h2>', sign=SIGNS[label], text=words(f"practise.{label.value}"))
    ]
    if not told.certain and not graded.answer.corrected:
        parts.append(html('<p class="d-note">{text}</p>', text=words("practise.unsure")))
    if label is Label.PARTIALLY_CORRECT:
        parts.append(_rule(graded, words))
    if label is not Label.CORRECT and graded.question.kind not in CHOICES:
        given = reply_text(graded.question, graded.answer.reply, words)
        parts.append(_line(words("practise.yours"), given or words("practise.nothing_replied")))
    parts += _lines(told, label, words)
    parts += [_belongs(pick, pick.belongs_to, words) for pick in told.wrong if pick.belongs_to is not None]
    if told.explanation and not _quoted(told):
        parts.append(html("<p>{text}</p>", text=told.explanation))
    if told.evidence is not None:
        parts.append(html("<p>{source}</p>{quote}", source=words("practise.source"), quote=quote_view(told.evidence, words)))
    return joined(parts)


def _quoted(told: Feedback) -> bool:
    """Whether the explanation is the very quote that is shown below it."""
    return told.evidence is not None and told.explanation.split() == told.evidence.quote.split()


def quote_view(place: Evidence, words: Words) -> Markup:
    """A sentence of a document with a link to its page."""
    where = words("practise.where", document=place.document, page=place.page) if is_paged(place.document) else place.document
    return html(
        '<blockquote>{quote}</blockquote><p class="d-where d-source"><a href="{address}" target="_blank" rel="noopener">'
        "{where} ↗</a></p>",
        quote=place.quote,
        address=open_address(place.document, place.page),
        where=where if is_paged(place.document) or not place.heading else f"{where}, {place.heading}",
    )


def section_view(read: ReadNext, page: Page, words: Words) -> Markup:
    """The section to read, folded, with the sentence in it marked."""
    return html(
        '<details class="d-section"><summary>{heading}</summary>'
        '<div class="d-excerpt">{before}<mark>{quote}</mark>{after}</div></details>',
        heading=words("practise.section", heading=read.heading or read.document, minutes=max(1, round(read.seconds / 60))),
        before=page.text[read.start : read.quote_start].lstrip(),
        quote=page.text[read.quote_start : read.quote_end],
        after=page.text[read.quote_end : read.end].rstrip(),
    )


def objection_view(answer: int, words: Words) -> Markup:
    """The way to say that a question or its grading is wrong."""
    return html(
        '<details class="d-pop"><summary>{title}</summary><div data-form="objection"><label>{label}'
        '<textarea name="text" rows="3" maxlength="1000"></textarea></label>'
        '<button class="d-button" type="button" data-do="object" data-answer="{answer}">{send}</button></div></details>',
        title=words("practise.object"),
        label=words("practise.object_why"),
        answer=answer,
        send=words("practise.object_send"),
    )


def _rule(graded: Graded, words: Words) -> Markup:
    """What a part of the right answer counts, and by which rule."""
    key = f"practise.rule_{graded.question.kind.value}"
    rule = f" {words(key)}" if words.has(key) else ""
    return html("<p>{text}{rule}</p>", text=words("practise.rule", percent=round(100 * graded.answer.score)), rule=rule)


def _lines(told: Feedback, label: Label, words: Words) -> list[Markup]:
    found = [("right_parts", "; ".join(told.right))] if label is Label.PARTIALLY_CORRECT else []
    found += [("missing", "; ".join(told.missing))] if label is Label.PARTIALLY_CORRECT else []
    found += [("your_wrong", "; ".join(pick.option for pick in told.wrong))]
    found += [("answer", told.answer)] if label is not Label.CORRECT else []
    lines = [_line(words(f"practise.{key}"), text) for key, text in found if text]
    reasons = [
        words(f"practise.reason_{reason.value}") for reason in told.reasons if words.has(f"practise.reason_{reason.value}")
    ]
    return [*lines, *(html("<p>{text}</p>", text=reason) for reason in reasons)]


def _line(name: str, text: str) -> Markup:
    return html("<p><strong>{name}</strong> {text}</p>", name=name, text=text)


def _belongs(pick: WrongPick, place: Evidence, words: Words) -> Markup:
    return html("<p>{text}</p>{quote}", text=words("practise.belongs", option=pick.option), quote=quote_view(place, words))


def _step(graded: Graded, section: Page | None, words: Words) -> Markup:
    """What helps now; after a right answer nothing but going on."""
    step, read = graded.feedback.next_step, graded.read
    if step is NextStep.GO_ON:
        return NOTHING
    return html(
        '<aside class="d-step"><p><strong>{title}</strong> {text}</p>{section}</aside>',
        title=words("practise.step"),
        text=words(f"practise.step_{step.value}"),
        section=NOTHING if read is None or section is None else section_view(read, section, words),
    )
