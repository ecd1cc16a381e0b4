"""The bar at the top of every page: where one is, who one is, the other language, the way out. Knows nothing of sessions."""

from markupsafe import Markup

from assistant.people.person import Person, Role
from assistant.web.markup import NOTHING, block, html, joined
from assistant.web.words import Words

LANGUAGE_NAMES = {"en": "English", "zh": "中文"}


def header(person: Person | None, words: Words, here: str, product: str) -> str:
    """The bar for a person; without one, the bar that is shown until the server has said who asks."""
    other = "zh" if words.language == "en" else "en"
    return block(
        html(
            '<header class="d-head" lang="{language}"><a class="d-skip" href="#docent-main">{skip}</a>'
            '<a class="d-brand" href="/?lang={language}">{product}</a><nav aria-label="{nav}">{links}</nav>'
            '<div class="d-who">{name}<a href="{here}?lang={other}" lang="{other}" hreflang="{other}">{other_name}</a>'
            "{leave}</div></header>",
            language=words.language,
            skip=words("ask.skip"),
            product=product,
            nav=words("ask.nav"),
            links=_links(person, words, here),
            name=_name(person, words),
            here=here,
            other=other,
            other_name=LANGUAGE_NAMES[other],
            leave=_leave(words),
        ),
        words.language,
    )


def _links(person: Person | None, words: Words, here: str) -> Markup:
    doors = [("/", words("ask.door")), ("/practise", words("practise.door")), ("/progress", words("progress.door"))]
    if person is not None and person.role is Role.ADMIN:
        doors.append(("/admin", words("admin.door")))
    if person is not None and person.role is not Role.EMPLOYEE:
        doors += [(f"/{page}", words(f"{page}.door")) for page in ("team", "skills", "review")]
        doors.append(("/tuning", words("tune.door")))
    return joined(
        html(
            '<a href="{path}?lang={language}"{current}>{name}</a>',
            path=path,
            language=words.language,
            current=Markup(' aria-current="page"') if path == here else NOTHING,
            name=name,
        )
        for path, name in doors
    )


def _name(person: Person | None, words: Words) -> Markup:
    if person is None:
        return NOTHING
    return html('<span class="d-name" title="{label}">{name}</span>', label=words("ask.signed_in_as"), name=person.name)


def _leave(words: Words) -> Markup:
    return html(
        '<form method="post" action="/logout"><button class="d-button d-quiet" type="submit">{leave}</button></form>',
        leave=words("ask.sign_out"),
    )
