"""Verbs that facts are told with, and their forms. Knows nothing of sentences."""

import functools

_REGULAR = (
    "accept achieve acquire add adopt allow announce answer apply appoint approve arrange arrive ask assign attend"
    " attract award base cancel carry cause change charge check claim close collect complete compose confirm connect"
    " consider consist contain continue control convert cover create credit cross debut decide declare defeat define"
    " deliver depend describe design destroy determine develop direct discover divide elect employ end enter entitle"
    " establish evolve expand expire extend feature finish fix follow form found gain generate govern graduate grant"
    " guarantee handle happen headline host identify implement import include increase inform introduce invent invite"
    " issue join kill land last launch list live locate maintain manage mark marry measure merge move name need notify"
    " occupy offer open operate order organise organize own pass perform permit phase pilot plan play present prevent"
    " process produce promote propose protect provide publish purchase raise range ratify reach receive record reduce"
    " refer refund register reimburse reject release remain remove renew replace report represent request require"
    " resign retain retire return review revise rule save score serve settle share sign span sponsor star start state"
    " stay stop store study submit succeed suffer suggest supply support surrender survive suspend train transfer"
    " travel treat trigger turn unveil update use value vary view visit vote walk want warn weigh work"
)
_IRREGULAR = (
    "become became become, begin began begun, break broke broken, bring brought brought, build built built, buy"
    " bought bought, choose chose chosen, come came come, cost cost cost, cut cut cut, draw drew drawn, drive drove"
    " driven, fall fell fallen, feed fed fed, fight fought fought, find found found, fly flew flown, get got got, give"
    " gave given, go went gone, grow grew grown, have had had, hear heard heard, hold held held, keep kept kept, know"
    " knew known, lead led led, leave left left, lend lent lent, lose lost lost, make made made, mean meant meant,"
    " meet met met, pay paid paid, run ran run, sell sold sold, send sent sent, set set set, shoot shot shot, show"
    " showed shown, sing sang sung, speak spoke spoken, spend spent spent, split split split, stand stood stood, steal"
    " stole stolen, take took taken, teach taught taught, tell told told, win won won, write wrote written"
)


@functools.cache
def past_forms() -> dict[str, str]:
    """The base of each simple past: "released" -> "release"."""
    regular = {_past(verb): verb for verb in _REGULAR.split()}
    irregular = {forms[1]: forms[0] for forms in _irregular()}
    return regular | irregular


@functools.cache
def third_forms() -> dict[str, str]:
    """The base of each third person singular: "approves" -> "approve"."""
    return {third(verb): verb for verb in bases()}


@functools.cache
def bases() -> frozenset[str]:
    """Every verb that is known."""
    return frozenset(_REGULAR.split()) | {forms[0] for forms in _irregular()}


def _irregular() -> list[list[str]]:
    return [family.split() for family in _IRREGULAR.split(",")]


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ied"
    doubled = verb in ("plan", "permit", "refer", "span", "star", "stop", "transfer", "submit")
    return f"{verb}{verb[-1]}ed" if doubled else f"{verb}ed"


def third(verb: str) -> str:
    """The third person singular of a base: "receives"."""
    if verb == "have":
        return "has"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "ch", "sh", "o")) else f"{verb}s"
