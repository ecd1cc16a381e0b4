"""Examples for every task of the writer from a company's items. Knows nothing of where items come from or of files."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from random import Random

from assistant.answering.passages import Passage
from assistant.answering.prompts import explanation_messages, follow_up_messages, messages
from assistant.learning.facts import FactKind
from assistant.learning.overlap import contains
from assistant.learning.wrong_options import wrong_options
from finetune.builders import Origin, answered, asked, cited, explained, followed, near_miss, optioned, refused
from finetune.company import Sifted
from finetune.examples import Example, Task
from finetune.material import Item

BESIDE = 4  # wrong passages in a prompt at the most
REFUSED = 0.3  # questions that are also asked without their passage
MISSED = 0.3  # questions that are also asked about another number or name
ASKED = 0.3
EXPLAINED = 0.3
LONGEST_PHRASE = 12  # words of a phrase that is asked for
# What a name may become in a question that its passage does not answer.
STRANGERS = ("Marlow", "Tessin", "Ilmenau", "Greta Holm", "Alder Valley", "Orlando Finch", "Harbour Street School")
_THING = re.compile(r"\b(?:the|an?|your) ((?!(?:first|last|same)\b)[a-z][\w-]*(?: [a-z][\w-]+)?)")


def company_examples(sifted: Sequence[Sifted], random: Random) -> list[Example]:
    """The examples of items whose documents are all in one part."""
    by_passage: defaultdict[tuple[str, int, int], list[Sifted]] = defaultdict(list)
    for one in sifted:
        where = one.item.proof[0]
        by_passage[where.document, where.page, where.start].append(one)
    found: list[Example] = []
    for group in by_passage.values():
        found += _of_passage(group, random)
        found += _follow_ups(group, random)
    for one in sifted:
        found += _further(one, sifted, random)
    return found


def _of_passage(group: Sequence[Sifted], random: Random) -> Iterator[Example]:
    """Questions on one passage share their prompt as far as they can: it is then read once in training."""
    shared = _wrong(group, random)
    shown_first = group[0].item.proof
    alone = [one for one in group if one.item.proof == shown_first and one.refusable]
    shown = [*shown_first, *shared]
    random.shuffle(shown)
    for one in group:
        together = one in alone and not any(contains(passage.text, one.item.key) for passage in shared)
        passages = shown if together else _own(one, random)
        yield _answered(one.item, passages)
        others = one.wrong[: random.randint(1, BESIDE)]
        if one.refusable and others and random.random() < REFUSED:
            yield refused(_origin("no", one.item, others), one.item.question, others)
        inside = " ".join(passage.text for passage in passages)
        missed = near_miss(one.item.question, inside, random.sample(STRANGERS, len(STRANGERS)))
        if missed is not None and random.random() < MISSED:
            yield refused(_origin("miss", one.item, passages), missed, passages)


def _wrong(group: Sequence[Sifted], random: Random) -> list[Passage]:
    """The wrong passages that most questions of a group bring up."""
    ranks: defaultdict[Passage, float] = defaultdict(float)
    for one in group:
        for rank, passage in enumerate(one.wrong, 1):
            ranks[passage] += 1 / rank
    unlike = {(where.document, where.page, where.start) for one in group for where in one.item.proof}
    best = sorted(ranks, key=lambda passage: (-ranks[passage], passage.document, passage.start))
    best = [one for one in best if (one.document, one.page, one.start) not in unlike]
    return best[: random.randint(1, BESIDE)]


def _own(one: Sifted, random: Random) -> list[Passage]:
    """A prompt for one question: wrong passages that also hold the answer are left out."""
    wrong = [passage for passage in one.wrong if not contains(passage.text, one.item.key)]
    shown = [*one.item.proof, *(wrong[: random.randint(1, BESIDE)] if one.refusable else [])]
    random.shuffle(shown)
    return shown


def _answered(one: Item, shown: Sequence[Passage]) -> Example:
    numbers = [shown.index(passage) + 1 for passage in one.proof]
    origin = _origin("answer", one, shown)
    if len(one.proof) == 1:
        return answered(origin, one.question, shown, one.answer, numbers[0])
    target = " ".join(f"{text} [{numbers[place]}]" for text, place in one.told)
    return Example(origin.id, Task.ANSWER, messages(one.question, shown), target, origin.documents, origin.set)


def _further(one: Sifted, all_of_part: Sequence[Sifted], random: Random) -> Iterator[Example]:
    """Asking for its phrase, wrong options and the reason, each for some of the items."""
    put, where = one.item, one.item.proof[0]
    short = len(put.key.split()) <= LONGEST_PHRASE and len(put.key) > 1 and contains(where.text, put.key)
    if short and put.kind is not FactKind.ENTRY and random.random() < ASKED:
        yield asked(_origin("ask", put, (where,)), where, put.question, put.key)
    alike = [other.item.answer for other in all_of_part if other.item.kind is put.kind and other.item is not put]
    wrong = list(put.wrong) if len(put.wrong) >= 3 else wrong_options(put.answer, put.kind, alike, random)
    if len(wrong) >= 3 and (put.wrong or random.random() < ASKED):
        yield optioned(_origin("options", put, (where,)), put.question, put.answer, wrong)
    if put.explanation:
        origin = _origin("why", put, (where,))
        prompt = explanation_messages(put.question, put.answer, (where,))
        yield Example(origin.id, Task.EXPLAIN, prompt, cited(put.explanation, 1), origin.documents, origin.set)
    elif short and put.kind is not FactKind.ENTRY and random.random() < EXPLAINED:
        told = explained(_origin("why", put, (where,)), put.question, put.key, (where,), 1)
        yield from [told] if told is not None else []


def _follow_ups(group: Sequence[Sifted], random: Random) -> Iterator[Example]:
    """The second of two questions on a passage, leaning on the first; one for a passage at the most."""
    pairs = [(one.item, other.item) for one, other in combinations(group, 2) if one.item.proof == other.item.proof
             and FactKind.ENTRY not in (one.item.kind, other.item.kind)]  # fmt: skip
    random.shuffle(pairs)
    for first, second in pairs:
        origin = _origin("then", second, second.proof)
        earlier = (first.question, first.answer)
        made = followed(origin, earlier, second.question) or _with_pronoun(origin, earlier, second.question)
        if made is not None:
            yield made
            return


def _with_pronoun(origin: Origin, earlier: tuple[str, str], question: str) -> Example | None:
    """A follow-up about the thing that both questions name, which the second calls "it"; None where they share none."""
    for found in _THING.finditer(question):
        for thing in (found[1], found[1].split()[0]):
            plain = re.search(rf"\b(?:the|an?|your) {re.escape(thing)}\b", earlier[0]) is not None
            if plain and not thing.endswith("s") and len(question.split()) > 4:
                short = f"{question[: found.start()]}it{question[found.start(1) + len(thing) :]}"
                prompt = follow_up_messages([earlier], short)
                return Example(origin.id, Task.FOLLOW_UP, prompt, question, origin.documents, origin.set)
    return None


def _origin(task: str, one: Item, shown: Iterable[Passage]) -> Origin:
    documents = (one.document, *(passage.document for passage in shown))
    return Origin(f"{task}/{one.id}", f"company/{one.source.value}", tuple(dict.fromkeys(documents)))
