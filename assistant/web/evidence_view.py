"""The proof of a sentence as HTML: the cited page as a picture, or its text with the quote marked. Knows nothing of access."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from markupsafe import Markup

from assistant.answering.answers import Citation
from assistant.web.chat_view import open_address, place_of, pointed_at
from assistant.web.icons import icon
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words
from indexer.documents import Page
from indexer.splitting import heading_path

AROUND = 1500  # characters of text shown before and after a quote


def empty_evidence(words: Words) -> Markup:
    """What the panel shows before a citation is chosen."""
    return html(
        '<div class="d-evidence"><h2>{title}</h2><p>{text}</p></div>',
        title=words("ask.evidence"),
        text=words("ask.evidence_empty"),
    )


def evidence_view(turn: str, citation: Citation, numbers: Sequence[int], page: Page | None, words: Words) -> Markup:
    """One citation: `page` is the page of the same version of the document, None where that version is gone."""
    return html(
        '<section class="d-evidence" data-turn="{turn}" aria-label="{label}">{tabs}<h2>{document}</h2>'
        '<p class="d-where">{where}</p>'
        '<p class="d-hidden">{announce}</p><blockquote>{quote}</blockquote>{proof}{also}'
        '<p><a class="d-button" href="{address}" target="_blank" rel="noopener">{open} ↗</a></p></section>',
        turn=turn,
        label=words("ask.evidence"),
        tabs=_tabs(turn, citation.n, numbers, words),
        document=citation.document,
        where=place_of(citation if page is None else replace(citation, heading=heading_path(page, citation.start)), words),
        announce=words("ask.quote"),
        quote=pointed_at(citation.quote, citation),
        proof=_proof(citation, page, words),
        also=_also(citation, words),
        address=open_address(citation.document, citation.page),
        open=words("ask.open_document"),
    )


def picture_address(citation: Citation) -> str:
    """The address of the page's picture with the quote highlighted."""
    wanted = {
        "document": citation.document,
        "version": citation.version,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
    }
    return "/evidence/page.png?" + urlencode(wanted)


def excerpt(page: Page, start: int, end: int) -> Markup:
    """The text around a quote with the quote marked and headings set off."""
    first = _cut_before(page.text, start)
    last = _cut_after(page.text, end)
    return html(
        "{before}{head}<mark>{quote}</mark>{tail}{after}",
        before="… " if first > 0 else "",
        head=_with_headings(page, first, start),
        quote=page.text[start:end],
        tail=_with_headings(page, end, last),
        after=" …" if last < len(page.text) else "",
    )


def _proof(citation: Citation, page: Page | None, words: Words) -> Markup:
    if page is None:
        return html('<p class="d-note">{text}</p>', text=words("ask.changed"))
    text = html(
        '<div class="d-excerpt" tabindex="0" role="region" aria-label="{label}">{text}</div>',
        label=words("ask.page_text"),
        text=excerpt(page, citation.start, citation.end),
    )
    if not citation.document.lower().endswith(".pdf"):
        return text
    picture = html(
        '<img src="{address}" alt="{alt}" data-missing="{missing}">',
        address=picture_address(citation),
        alt=words("ask.picture", n=citation.page, document=citation.document),
        missing=words("ask.picture_missing"),
    )
    return html(
        "{picture}<details><summary>{label}</summary>{text}</details>", picture=picture, label=words("ask.page_text"), text=text
    )


def _tabs(turn: str, chosen: int, numbers: Sequence[int], words: Words) -> Markup:
    buttons = joined(
        html(
            '<button class="d-cite" type="button" data-do="cite" data-turn="{turn}" data-n="{n}" aria-pressed="{pressed}"'
            ' aria-label="{label}">{n}</button>',
            turn=turn,
            n=n,
            pressed="true" if n == chosen else "false",
            label=words("ask.source", n=n),
        )
        for n in numbers
    )
    return html(
        '<div class="d-tabs"><span class="d-where">{label}</span>{buttons}'
        '<button class="d-button d-quiet d-close" type="button" data-do="close-evidence"'
        ' aria-label="{close}" title="{close}">{cross}</button></div>',
        label=words("ask.sources"),
        buttons=buttons,
        close=words("ask.close"),
        cross=icon("close"),
    )


def _also(citation: Citation, words: Words) -> Markup:
    if not citation.also:
        return NOTHING
    links = joined(
        html('<li><a href="{address}" target="_blank" rel="noopener">{name}</a></li>', address=open_address(name), name=name)
        for name in citation.also
    )
    return html("<p>{text}</p><ul>{links}</ul>", text=words("ask.also"), links=links)


def _with_headings(page: Page, first: int, last: int) -> Markup:
    parts, position = [], first
    for heading in page.headings:
        if not first <= heading.offset < last:
            continue
        line_end = page.text.find("\n", heading.offset, last)
        line_end = last if line_end == -1 else line_end
        parts.append(html("{before}", before=page.text[position : heading.offset]))
        parts.append(html('<span class="d-heading">{title}</span>', title=page.text[heading.offset : line_end]))
        position = line_end
    return joined([*parts, html("{rest}", rest=page.text[position:last])])


def _cut_before(text: str, start: int) -> int:
    wanted = start - AROUND
    if wanted <= 0:
        return 0
    line = text.find("\n", wanted, start)
    return wanted if line == -1 else line + 1


def _cut_after(text: str, end: int) -> int:
    wanted = end + AROUND
    if wanted >= len(text):
        return len(text)
    line = text.rfind("\n", end, wanted)
    return wanted if line == -1 else line
