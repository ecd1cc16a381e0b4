"""Somebody's earlier conversations as a list with buttons. Knows nothing of where they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from assistant.web.icons import icon
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One conversation in the list."""

    id: str
    title: str
    changed: datetime


def history_view(entries: Sequence[Entry], current: str, searched: bool, words: Words) -> Markup:
    """The conversations, the newest first, each with a way to open and to delete it."""
    if not entries:
        return html('<p class="d-where">{text}</p>', text=words("ask.history_none" if searched else "ask.history_empty"))
    return html(
        '<nav aria-label="{label}"><ul class="d-history">{rows}</ul></nav>',
        label=words("ask.history"),
        rows=joined(_row(entry, current, words) for entry in entries),
    )


def history_button(words: Words) -> Markup:
    """On narrow screens, where the list is folded away: what unfolds it."""
    return html(
        '<button class="d-button d-narrow" type="button" data-do="toggle-history" aria-expanded="false"'
        ' aria-controls="docent-history">{icon}{label}</button>',
        icon=icon("list"),
        label=words("ask.history_show"),
    )


def delete_all_view(words: Words) -> Markup:
    """The buttons that save and delete everything."""
    return html(
        '<div class="d-bar"><button class="d-button d-quiet" type="button" data-do="export">{save}{export}</button>'
        '<details class="d-pop d-all"><summary>{bin}{delete}</summary><div><p>{sure}</p>'
        '<button class="d-button d-danger" type="button" data-do="delete-all">{confirm}</button></div></details></div>',
        save=icon("save"),
        bin=icon("delete"),
        export=words("ask.export"),
        delete=words("ask.delete_all"),
        sure=words("ask.delete_all_sure"),
        confirm=words("ask.delete_confirm"),
    )


def file_view(name: str, content: str, kind: str = "application/json", encoded: bool = False) -> Markup:
    """What the page's script saves as a file of a media type: a text, or bytes encoded in Base64."""
    return html(
        '<div data-file="{name}" data-type="{kind}"{encoded} data-content="{content}"></div>',
        name=name,
        kind=kind,
        encoded=Markup(' data-encoded="base64"') if encoded else NOTHING,
        content=content,
    )


def _row(entry: Entry, current: str, words: Words) -> Markup:
    return html(
        '<li{current}><button class="d-open-it" type="button" data-do="open" data-id="{id}">'
        '{title}<time datetime="{iso}">{day}</time></button>'
        '<details class="d-pop"><summary aria-label="{more}" title="{more}">{dots}</summary><div>'
        '<div data-form><label>{name}<input name="title" value="{title}" maxlength="80"></label>'
        '<button class="d-button" type="button" data-do="rename" data-id="{id}">{save}</button></div><hr><p>{sure}</p>'
        '<button class="d-button d-danger" type="button" data-do="delete" data-id="{id}">{bin}{delete}</button>'
        "</div></details></li>",
        current=Markup(' aria-current="true"') if entry.id == current else "",
        id=entry.id,
        title=entry.title,
        iso=entry.changed.isoformat(),
        day=f"{entry.changed.astimezone():%Y-%m-%d %H:%M}",
        more=words("ask.more", title=entry.title),
        dots=icon("more"),
        name=words("ask.rename"),
        save=words("ask.save"),
        bin=icon("delete"),
        sure=words("ask.delete_sure"),
        delete=words("ask.delete_confirm"),
    )
