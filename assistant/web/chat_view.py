"""A conversation as HTML: questions, answers, numbers of sources, marks, thumbs. Knows nothing of events or storage."""

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlencode

from markupsafe import Markup

from assistant.answering.answers import Answer, Citation, Mode, Sentence, without_forbidden
from assistant.web.icons import icon
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words

Readable = Callable[[str], bool]  # whether the person may read a document today
REASONS = ("wrong", "incomplete", "source", "outdated", "unclear", "other")


def empty_view(words: Words) -> Markup:
    """What a new conversation shows."""
    return html(
        '<div class="d-empty"><h2>{title}</h2><p>{text}</p></div>', title=words("ask.empty_title"), text=words("ask.empty_text")
    )


def log_view(turns: Sequence[Markup], conversation: str, words: Words) -> Markup:
    """All finished turns of a conversation."""
    content = joined(turns) if turns else empty_view(words)
    return html('<div data-conversation="{id}">{content}</div>', id=conversation, content=content)


def turn_view(answer: Answer, rating: str, words: Words, readable: Readable) -> Markup:
    """A question with its finished answer. Sentences from documents that the person may no longer read are left out."""
    shown = without_forbidden(answer, readable)
    body = _refusal(shown, words) if shown.refused else _found(shown, words)
    return html(
        '<div class="d-turn" data-turn="{id}">{question}'
        '<div class="d-answer{kind}" data-announce="{announce}">{body}</div>{tools}</div>',
        id=answer.id,
        question=question_view(answer.question, words),
        kind=" d-refused" if shown.refused else "",
        announce=words("ask.answer"),
        body=body,
        tools=_tools(answer.id, rating, bool(shown.citations), words),
    )


def live_view(question: str, text: str, note: str, words: Words) -> Markup:
    """A turn that is still being answered: the text so far, or what is being waited for."""
    content = html('<span class="d-progress" data-announce="">{note}</span>', note=note) if not text else _streaming(text)
    return html(
        '<div class="d-turn" data-turn="live">{question}<div class="d-answer">{content}</div></div>',
        question=question_view(question, words),
        content=content,
    )


def stopped_view(question: str, text: str, why: str, words: Words) -> Markup:
    """A turn that ended without an answer: what was written so far, unchecked, and why it ended."""
    return html(
        '<div class="d-turn" data-turn="stopped">{question}<div class="d-answer">{text}'
        '<p class="d-note" data-announce="">{why}</p></div></div>',
        question=question_view(question, words),
        text=_streaming(text) if text else NOTHING,
        why=why,
    )


def question_view(question: str, words: Words) -> Markup:
    """What the person asked."""
    return html(
        '<div class="d-question"><span class="d-hidden">{label}</span>{question}</div>',
        label=words("ask.you"),
        question=question,
    )


def follow_view(questions: Iterable[str], words: Words) -> Markup:
    """Suggested questions as buttons; nothing where there are none."""
    buttons = joined(
        html('<button class="d-button" type="button" data-do="follow" data-text="{q}">{q}</button>', q=question)
        for question in questions
    )
    if not buttons:
        return NOTHING
    return html(
        '<div class="d-follow" role="group" aria-label="{label}">{buttons}</div>', label=words("ask.follow"), buttons=buttons
    )


def place_of(citation: Citation, words: Words) -> str:
    """Where a citation stands, in words: the page, the heading, or both."""
    page = words("ask.page", n=citation.page) if is_paged(citation.document) else ""
    return ", ".join(part for part in (page, citation.heading) if part)


def is_paged(document: str) -> bool:
    """Whether a page number of the document means something to a person."""
    return document.lower().endswith((".pdf", ".pptx"))


def pointed_at(text: str, citation: Citation) -> Markup:
    """A text with the words set off that answer the question, where the citation points at some and the text holds them."""
    answer = "" if citation.answer is None else citation.quote[slice(*citation.answer)]
    before, found, after = text.partition(answer) if answer else (text, "", "")
    if not found:
        return html("{text}", text=text)
    return html("{before}<strong>{found}</strong>{after}", before=before, found=found, after=after)


def _streaming(text: str) -> Markup:
    return html('<div class="d-text">{text}</div>', text=text)


def _found(answer: Answer, words: Words) -> Markup:
    by_number = {citation.n: citation for citation in answer.citations}
    sentences = joined(_sentence(answer.id, sentence, by_number, words) for sentence in answer.sentences)
    return html(
        '<p class="d-label">{label}</p><div class="d-text">{sentences}</div>{weak}{sources}',
        label=_label(answer, words),
        sentences=sentences or html('<p class="d-note">{text}</p>', text=words("ask.withheld")),
        weak=html('<p class="d-note">{text}</p>', text=words("ask.weak")) if answer.weak else NOTHING,
        sources=_sources(answer, words),
    )


def _label(answer: Answer, words: Words) -> str:
    if answer.mode is Mode.GENERATED:
        return words("ask.mode_generated", model=answer.model)
    return words("ask.mode_standard" if answer.mode is Mode.STANDARD else "ask.mode_quoted")


def _sentence(turn: str, sentence: Sentence, by_number: dict[int, Citation], words: Words) -> Markup:
    numbers = joined(_number(turn, by_number[n], words) for n in sentence.citations if n in by_number)
    if sentence.supported:
        cited = [by_number[n] for n in sentence.citations if n in by_number]
        text = pointed_at(sentence.text, cited[0]) if cited else html("{text}", text=sentence.text)
        return html("<span>{text}</span>{numbers} ", text=text, numbers=numbers)
    return html(
        '<span class="d-unsupported">{text}</span><span class="d-flag">⚠ {flag}</span>{numbers} ',
        text=sentence.text,
        flag=words("ask.unsupported"),
        numbers=numbers,
    )


def _number(turn: str, citation: Citation, words: Words) -> Markup:
    where = ", ".join(part for part in (citation.document, place_of(citation, words)) if part)
    return html(
        '<button class="d-cite" type="button" data-do="cite" data-turn="{turn}" data-n="{n}" aria-pressed="false"'
        ' aria-label="{label}" title="{where}">{n}</button>',
        turn=turn,
        n=citation.n,
        label=words("ask.citation", n=citation.n, where=where),
        where=where,
    )


def _sources(answer: Answer, words: Words) -> Markup:
    if not answer.citations:
        return NOTHING
    places: dict[str, list[int]] = {}
    for citation in answer.citations:
        places.setdefault(", ".join(part for part in (citation.document, place_of(citation, words)) if part), []).append(
            citation.n
        )
    rows = joined(
        html(
            '<button type="button" data-do="cite" data-turn="{turn}" data-n="{first}">{numbers}. {place}</button>',
            turn=answer.id,
            first=numbers[0],
            numbers=", ".join(map(str, numbers)),
            place=place,
        )
        for place, numbers in places.items()
    )
    return html('<div class="d-sources" role="group" aria-label="{label}">{rows}</div>', label=words("ask.sources"), rows=rows)


def _refusal(answer: Answer, words: Words) -> Markup:
    closest = joined(
        html('<li><a href="{address}" target="_blank" rel="noopener">{name}</a></li>', address=open_address(name), name=name)
        for name in answer.closest
    )
    listed = html("<p>{text}</p><ul>{rows}</ul>", text=words("ask.closest"), rows=closest) if closest else NOTHING
    return html(
        '<p class="d-label">∅ {label}</p><div class="d-text">{text}</div>{listed}',
        label=words("ask.refused"),
        text=answer.answer,
        listed=listed,
    )


def open_address(document: str, page: int = 1) -> str:
    """The address under which the server hands out a document to people who may read it; a PDF opens at the page."""
    at = f"#page={page}" if document.lower().endswith(".pdf") and page > 1 else ""
    return "/documents/open?" + urlencode({"document": document}) + at


def _tools(turn: str, rating: str, cites: bool, words: Words) -> Markup:
    thumbs = joined(
        html(
            '<button class="d-button d-quiet" type="button" data-do="rate" data-turn="{turn}" data-value="{value}"'
            ' aria-pressed="{pressed}" aria-label="{label}" title="{label}">{sign}</button>',
            turn=turn,
            value=value,
            pressed="true" if rating == value else "false",
            label=words(f"ask.thumb_{value}"),
            sign=icon(value),
        )
        for value in ("up", "down")
    )
    quiz = html(
        '<button class="d-button d-quiet d-quiz-me" type="button" data-do="quiz" data-turn="{turn}">{text}</button>',
        turn=turn,
        text=words("ask.quiz"),
    )
    return html(
        '<div class="d-tools"><span role="group" aria-label="{label}">{thumbs}</span>{quiz}{reason}</div>',
        label=words("ask.rate"),
        thumbs=thumbs,
        quiz=quiz if cites else NOTHING,
        reason=_reason(turn, words),
    )


def _reason(turn: str, words: Words) -> Markup:
    choices = joined(
        html(
            '<label><input type="radio" name="reason" value="{reason}"> {text}</label>',
            reason=reason,
            text=words(f"ask.reason_{reason}"),
        )
        for reason in REASONS
    )
    return html(
        '<div class="d-reason" data-form><fieldset><legend>{legend}</legend>{choices}</fieldset>'
        '<label>{more}<textarea name="note" rows="2" maxlength="1000"></textarea></label>'
        '<button class="d-button" type="button" data-do="rate" data-turn="{turn}" data-value="down">{send}</button></div>',
        legend=words("ask.reason"),
        choices=choices,
        more=words("ask.reason_more"),
        turn=turn,
        send=words("ask.reason_send"),
    )
