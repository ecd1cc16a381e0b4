"""Two answers whose origin is not told, and how all have voted, as HTML. Knows nothing of who votes, or for which model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.answering.votes import Winner
from assistant.web.admin_view import note_view
from assistant.web.markup import html, joined
from assistant.web.tuning_report_view import passages_view
from assistant.web.words import Words


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is voted on: nothing in it tells which model wrote which answer."""

    key: str
    place: int  # from 1
    of: int
    question: str
    reference: str
    first: str
    second: str
    passages: Sequence[object]


def ballot_view(ballot: Ballot, words: Words) -> Markup:
    """A question with two answers and the three votes."""
    buttons = joined(
        html(
            '<button class="d-button" type="button" data-do="vote" data-sample="{key}" data-choice="{choice}">{name}</button>',
            key=ballot.key,
            choice=choice,
            name=words(f"tune.vote_{choice}"),
        )
        for choice in ("first", "same", "second")
    )
    return html(
        '<section class="d-sample" data-announce=""><p class="d-where">{place}</p><h3>{question}</h3>'
        '<p class="d-where">{reference}</p><div class="d-sides"><div><h4>{one}</h4><p class="d-text">{first}</p></div>'
        '<div><h4>{two}</h4><p class="d-text">{second}</p></div></div>'
        '<div class="d-bar" role="group" aria-label="{label}">{buttons}</div>{passages}</section>',
        place=words("tune.vote_place", place=ballot.place, of=ballot.of),
        question=ballot.question,
        reference=words("tune.reference", text=ballot.reference or words("tune.no_answer")),
        one=words("tune.answer_first"),
        first=ballot.first or "–",
        two=words("tune.answer_second"),
        second=ballot.second or "–",
        label=words("tune.vote"),
        buttons=buttons,
        passages=passages_view(ballot.passages, words),
    )


def tally_view(tally: Mapping[Winner, int], words: Words) -> Markup:
    """How many votes each model has, and how many see no difference."""
    whole = max(1, sum(tally.values()))
    kinds: tuple[Winner, ...] = ("after", "same", "before")
    rows = joined(
        html(
            '<tr><th scope="row">{name}</th><td class="d-number">{n}</td>'
            '<td><progress aria-hidden="true" max="{whole}" value="{n}"></progress></td></tr>',
            name=words(f"tune.tally_{kind}"),
            n=tally.get(kind, 0),
            whole=whole,
        )
        for kind in kinds
    )
    return html(
        '{thanks}<div class="d-table"><table><caption>{title}</caption><tbody>{rows}</tbody></table></div>',
        thanks=note_view(words("tune.vote_done")),
        title=words("tune.tally"),
        rows=rows,
    )


def no_ballot_view(words: Words) -> Markup:
    """What stands there as long as nothing can be voted on."""
    return html('<p class="d-where">{text}</p>', text=words("tune.no_votes"))
