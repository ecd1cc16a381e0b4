"""The review of questions as HTML: the queue, one question with its proof and forms, what disagrees. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from markupsafe import Markup

from assistant.learning.answers import Answered
from assistant.learning.bank import Change, Counts
from assistant.learning.doubt import Cause
from assistant.learning.objections import Objection, Outcome
from assistant.learning.questions import WITH_OPTIONS, Kind, Question, State
from assistant.making import MakingState
from assistant.web.chat_view import open_address
from assistant.web.markup import NOTHING, html, joined
from assistant.web.quiz_view import reply_text
from assistant.web.words import Words

MOST = 50  # questions of the queue that are shown

Told: TypeAlias = tuple[Objection, Answered | None]  # with the answer that it is about


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question in the queue."""

    question: Question
    doubt: float
    causes: Mapping[Cause, float]
    told: tuple[Told, ...] = ()

    @property
    def unsure(self) -> int:
        """How many replies wait for a decision because the grader is not sure."""
        return sum(one.doubt for one, _ in self.told)


def counts_view(counts: Counts, words: Words) -> Markup:
    """How many questions there are in each state."""
    told = [words(f"review.n_{state.value}", n=counts.states[state]) for state in State]
    return html("<p>{text}</p>", text=" · ".join([*told, words("review.n_objections", n=counts.objections)]))


def making_view(state: MakingState, words: Words) -> Markup:
    """How far the making of questions is, or what came of it."""
    if state.running:
        text = words("review.making", done=state.done, of=state.of, kept=state.kept, document=state.document)
        bar = html('<progress aria-hidden="true" max="{of}" value="{done}"></progress>', of=max(1, state.of), done=state.done)
        return html('<div class="d-job"><p class="d-progress">{text}</p>{bar}</div>', text=text, bar=bar)
    if state.finished is None:
        return NOTHING
    dropped = sum(state.dropped.values())
    text = words("review.made", kept=state.kept, dropped=dropped, conflicts=state.conflicts, of=state.of)
    problem = html('<p class="d-note">{text}</p>', text=state.problem) if state.problem else NOTHING
    rows = joined(
        html('<tr><th scope="row">{name}</th><td class="d-number">{n}</td></tr>', name=name, n=count)
        for name, count in state.dropped.items()
    )
    why = html(
        '<details data-keep="dropped"><summary>{title}</summary><div class="d-table"><table><tbody>{rows}</tbody></table></div>'
        "</details>",
        title=words("review.why_dropped"),
        rows=rows,
    )
    return html('<p data-announce="">{text}</p>{problem}{why}', text=text, problem=problem, why=why if dropped else NOTHING)


def queue_view(waiting: Sequence[Waiting], chosen: str, words: Words) -> Markup:
    """The queue, what is most doubtful first."""
    if not waiting:
        return html('<p class="d-where">{text}</p>', text=words("review.nothing"))
    rows = joined(
        html(
            '<li{current}><button class="d-open-it" type="button" data-do="show" data-question="{id}">{stem}'
            '<span class="d-where">{kind} · {document} · {doubt}{objections}</span></button></li>',
            current=Markup(' aria-current="true"') if one.question.id == chosen else NOTHING,
            id=one.question.id,
            stem=one.question.question,
            kind=words(f"review.kind_{one.question.kind.value}"),
            document=one.question.evidence.document,
            doubt=words("review.doubt", n=f"{one.doubt:.1f}"),
            objections="".join(f" · {text}" for text in _waiting(one, words)),
        )
        for one in waiting[:MOST]
    )
    return html('<ul class="d-history">{rows}</ul>', rows=rows)


def _waiting(one: Waiting, words: Words) -> list[str]:
    """How much waits for a trainer, as texts."""
    objections = len(one.told) - one.unsure
    found = [words("review.n_objections", n=objections)] if objections else []
    return found + ([words("review.n_unsure", n=one.unsure)] if one.unsure else [])


def question_view(one: Waiting, past: Sequence[Change], names: Mapping[str, str], words: Words) -> Markup:
    """A question with its key, its proof, what checks found, what people object, and what can be done."""
    question = one.question
    return html(
        '<section data-announce=""><h2>{stem}</h2><p class="d-where">{kind} · {state} · {version}</p>{options}{quote}{causes}'
        "{objections}{forms}{checks}{history}</section>",
        stem=question.question,
        kind=words(f"review.kind_{question.kind.value}"),
        state=words(f"review.state_{question.state.value}"),
        version=words("review.version", n=question.version),
        options=_options(question, words),
        quote=_quote(question, words),
        causes=_causes(one.causes, words),
        objections=joined(_objection(each, answer, question, names, words) for each, answer in one.told),
        forms=_forms(question, words),
        checks=_checks(question, words),
        history=_history(past, names, words),
    )


def conflicts_view(rows: Sequence[Mapping[str, Any]], words: Words) -> Markup:  # Any: JSON
    """Documents that answer a question differently."""
    if not rows:
        return NOTHING
    listed = joined(
        html(
            "<li><p><strong>{question}</strong></p><p>{a}: {value_a}</p><p>{b}: {value_b}</p></li>",
            question=row["question"],
            a=words("practise.where", document=row["a"]["document"], page=row["a"]["page"]),
            value_a=row["a"]["value"],
            b=words("practise.where", document=row["b"]["document"], page=row["b"]["page"]),
            value_b=row["b"]["value"],
        )
        for row in rows
    )
    return html(
        '<details data-keep="conflicts"><summary>{title}</summary><ul>{rows}</ul></details>',
        title=words("review.conflicts", n=len(rows)),
        rows=listed,
    )


def _options(question: Question, words: Words) -> Markup:
    if question.kind in (Kind.ORDERING, Kind.MATCHING) or question.kind not in WITH_OPTIONS:
        more = [text for text in question.accept[1:] if text]
        also = html(" <span class='d-where'>{text}</span>", text="; ".join(more)) if more else NOTHING
        right = question.right_answer()
        return html("<p><strong>{label}</strong> {right}{also}</p>", label=words("practise.answer"), right=right, also=also)
    rows = joined(
        html("<li>{sign} {text}</li>", sign="✓" if one.id in question.key else "–", text=one.text) for one in question.options
    )
    return html('<ul class="d-plain" aria-label="{label}">{rows}</ul>', label=words("review.options"), rows=rows)


def _quote(question: Question, words: Words) -> Markup:
    place = question.evidence
    return html(
        '<blockquote>{quote}</blockquote><p class="d-where"><a href="{address}" target="_blank" rel="noopener">{where}</a></p>',
        quote=place.quote,
        address=open_address(place.document, place.page),
        where=words("practise.where", document=place.document, page=place.page),
    )


def _causes(causes: Mapping[Cause, float], words: Words) -> Markup:
    if not causes:
        return html('<p class="d-where">{text}</p>', text=words("review.no_doubt"))
    told = "; ".join(words(f"review.cause_{cause.value}") for cause in sorted(causes, key=lambda one: -causes[one]))
    return html('<p class="d-note">{text}</p>', text=words("review.doubted", why=told))


def _objection(one: Objection, answer: Answered | None, question: Question, names: Mapping[str, str], words: Words) -> Markup:
    """An objection by its person's name, or a reply that the grader is not sure of, by nobody's; with what can be decided."""
    if one.doubt:
        said = html("<p><strong>{text}</strong></p>", text=words("review.unsure"))
        outcomes = {Outcome.UPHELD: "reply_right", Outcome.CONFIRMED: "reply_graded", Outcome.DISMISSED: "reply_wrong"}
    else:
        who = words("review.objects", name=names.get(one.by, words("review.somebody")))
        said = html("<p><strong>{who}</strong> {text}</p>", who=who, text=one.text)
        outcomes = {Outcome.UPHELD: "upheld", Outcome.DISMISSED: "dismissed"}
    share = NOTHING if answer is None else f"{100 * answer.score:.0f}"
    buttons = joined(
        html(
            '<button class="d-button" type="button" data-do="settle" data-number="{n}" data-outcome="{outcome}">{text}'
            "</button>",
            n=one.number,
            outcome=outcome.value,
            text=words(f"review.{name}", n=share),
        )
        for outcome, name in outcomes.items()
    )
    return html(
        '<div class="d-reason d-open" data-form="objection">{said}{reply}<label>{label}'
        '<textarea name="reason" rows="2" maxlength="1000"></textarea></label><div class="d-bar">{buttons}</div></div>',
        said=said,
        reply=NOTHING if answer is None else _reply(answer, question, words),
        label=words("review.settle_reason"),
        buttons=buttons,
    )


def _reply(answer: Answered, question: Question, words: Words) -> Markup:
    """What was replied; of an older version of the question that is said, as its options may have been others."""
    older = words("review.of_version", n=answer.version) if answer.version != question.version else ""
    return html(
        '<p>{label} <q>{text}</q> <span class="d-where">{graded} {older}</span></p>',
        label=words("review.replied"),
        text=reply_text(question, answer.reply, words) or words("practise.nothing_replied"),
        graded=words("review.graded", n=f"{100 * answer.score:.0f}"),
        older=older,
    )


def _forms(question: Question, words: Words) -> Markup:
    draft = question.state is State.DRAFT
    approve = html(
        '<button class="d-button d-main" type="button" data-do="approve">{text}</button>', text=words("review.approve")
    )
    gone = "reject" if draft else "retire"
    out = html(
        '<button class="d-button d-danger" type="button" data-do="{what}">{text}</button>',
        what=gone,
        text=words(f"review.{gone}"),
    )
    fields = [html('<label>{label}<textarea name="stem" rows="2" maxlength="600">{text}</textarea></label>',
                   label=words("review.stem"), text=question.question)]  # fmt: skip
    if question.kind in WITH_OPTIONS and question.kind is not Kind.TRUE_FALSE:
        fields += [
            html(
                '<label>{label}<input name="option_{id}" maxlength="300" value="{text}"></label>',
                label=words("review.option_right" if one.id in question.key else "review.option"),
                id=one.id,
                text=one.text,
            )
            for one in question.options
        ]
    if question.kind not in WITH_OPTIONS:
        accepted = "\n".join(question.accept)
        fields.append(html('<label>{label}<textarea name="accept" rows="3" maxlength="2000">{text}</textarea></label>',
                           label=words("review.accept"), text=accepted))  # fmt: skip
    return html(
        '<div data-form="review" data-question="{id}" data-version="{version}"><label>{why}'
        '<textarea name="reason" rows="2" maxlength="1000"></textarea></label><div class="d-bar">{approve}{out}</div>'
        '<details data-keep="edit"><summary>{edit}</summary>{fields}'
        '<button class="d-button" type="button" data-do="edit">{save}</button></details></div>',
        id=question.id,
        version=question.version,
        why=words("review.reason"),
        approve=approve if draft else NOTHING,
        out=out if question.state is not State.RETIRED else NOTHING,
        edit=words("review.edit"),
        fields=joined(fields),
        save=words("review.save"),
    )


def _checks(question: Question, words: Words) -> Markup:
    rows = joined(
        html('<tr><th scope="row">{name}</th><td>{value}</td></tr>', name=name, value=_value(value, words))
        for name, value in sorted(question.checks.items())
    )
    return html(
        '<details data-keep="checks"><summary>{title}</summary><div class="d-table"><table><tbody>{rows}</tbody></table></div>'
        "</details>",
        title=words("review.checks"),
        rows=rows,
    )


def _value(value: object, words: Words) -> str:
    if isinstance(value, bool):
        return f"✓ {words('review.passed')}" if value else f"✗ {words('review.failed')}"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _history(past: Iterable[Change], names: Mapping[str, str], words: Words) -> Markup:
    rows = joined(
        html(
            "<li>{when} · {what} · {who}{why}</li>",
            when=f"{change.at:%Y-%m-%d %H:%M}",
            what=words(f"review.action_{change.action.value}"),
            who=names.get(change.by, words("review.docent") if not change.by else words("review.somebody")),
            why=f" · {change.reason}" if change.reason else "",
        )
        for change in past
    )
    return html(
        '<details data-keep="past"><summary>{title}</summary><ul>{rows}</ul></details>',
        title=words("review.history"),
        rows=rows,
    )
