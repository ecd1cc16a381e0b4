"""Questions that a company's documents hold, and which questions are good enough to teach with. Knows nothing of examples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from random import Random

from assistant.answering.citations import prove
from assistant.answering.generation import Generator
from assistant.answering.passages import Passage
from assistant.answering.sentences import tidy
from assistant.learning.facts import Fact, FactKind, facts
from assistant.learning.headings import asked_by_document
from assistant.learning.overlap import contains
from assistant.learning.round_trip import Reader, Verdict, round_trip, written_questions
from finetune.material import Item, Source, Tally, item
from finetune.shelf import Shelf

A_PASSAGE = 6  # facts of one passage at the most
ENTRIES = 3  # of them from tables: a table has many cells that differ little
FOUND = 5  # passages that people's questions are answered from
LONG_KEY = 12  # words; a longer answer does not come back word for word


@dataclass(frozen=True, slots=True)
class Sifted:
    """An item that may be taught, and the passages that look like its proof and are not, best first."""

    item: Item
    wrong: tuple[Passage, ...]
    refusable: bool  # none of the wrong passages answers the question


def document_items(shelf: Shelf, most: int, random: Random, tally: Tally) -> list[Item]:
    """Items made by code from the documents for everybody, at most so many, from all documents alike."""
    by_document: defaultdict[str, list[Item]] = defaultdict(list)
    for passage in shelf.passages():
        by_document[passage.document] += _of_passage(passage, random)
    for made in by_document.values():
        random.shuffle(made)
    for document in shelf.documents:
        if not by_document.get(document):
            tally.drop(Source.DOCUMENTS, document, "no sentence that code can ask about")
    turns = zip_longest(*(by_document[name] for name in sorted(by_document)))  # one of each document, then the next of each
    spread = [one for turn in turns for one in turn if one is not None]
    for one in spread[most:]:
        tally.drop(Source.DOCUMENTS, one.document, f"above the limit of {most} questions")
    return spread[:most]


def writer_items(shelf: Shelf, writer: Generator, most: int, taken: Iterable[Item], random: Random) -> Iterator[Item]:
    """Items made by the writer for phrases that nothing else asks for, at most so many, passages in a random order.

    Raises:
        EngineFailed: the writer's engine broke.
    """
    keys: defaultdict[tuple[str, int, int], list[str]] = defaultdict(list)
    for one in taken:
        keys[_place(one.proof[0])].append(one.key)
    passages = list(shelf.passages())
    random.shuffle(passages)
    for passage in passages:
        for number, made in enumerate(written_questions(passage, writer, 2, keys[_place(passage)])):
            if most == 0:
                return
            most -= 1
            name = f"writer/{passage.document}/{passage.page}/{passage.start}/{number}"
            yield item(Source.WRITER, name, made.question, made.phrase, passage, kind=made.kind)


def sift(
    items: Iterable[Item], shelf: Shelf, parts: dict[str, frozenset[str]], reader: Reader, tally: Tally
) -> Iterator[Sifted]:
    """The items whose question finds its passage and leads back to its answer; `parts` holds each document's neighbours.

    What is withheld from the question are the best wrong passages of the document's own part: no other part is ever shown.
    """
    for one in items:
        named = _findable(one, shelf)
        if named is None:
            tally.drop(one.source, one.document, f"its own passage is not among the {FOUND} found for the question")
            continue
        near = shelf.find(named.question, FOUND + len(one.proof), parts[one.document])
        wrong = tuple(passage for passage in near if not _overlaps(passage, one.proof))
        verdict = _verdict(named, wrong, shelf, reader)
        if verdict is Verdict.NOT_BACK or (verdict is Verdict.ELSEWHERE and len(one.proof) == 1 and _made(one)):
            tally.drop(one.source, one.document, verdict.value)
            continue
        yield Sifted(named, wrong, verdict is Verdict.KEPT)


def _of_passage(passage: Passage, random: Random) -> list[Item]:
    made = facts(passage.text, passage.title)
    entries = [fact for fact in made if fact.kind is FactKind.ENTRY]
    told = [fact for fact in made if fact.kind is not FactKind.ENTRY]
    chosen = random.sample(told, min(A_PASSAGE, len(told)))
    chosen += random.sample(entries, min(ENTRIES, A_PASSAGE - len(chosen), len(entries)))
    where = f"{passage.document}/{passage.page}/{passage.start}"
    found = [_of_fact(f"fact/{where}/{number}", fact, passage) for number, fact in enumerate(chosen)]
    for number, one in enumerate(asked_by_document(passage.text, passage.heading)):
        found.append(item(Source.DOCUMENTS, f"heading/{where}/{number}", one.question, one.answer, passage))
    return found


def _of_fact(name: str, fact: Fact, passage: Passage) -> Item:
    return item(Source.DOCUMENTS, name, fact.question, fact.whole, passage, key=fact.answer, kind=fact.kind)


def _findable(one: Item, shelf: Shelf) -> Item | None:
    """The item, if its question finds its passage; of a question made by code also with its heading added."""
    leaf = one.proof[0].heading.rpartition(" > ")[2].strip("# 0123456789.")
    asked = [one.question]
    if _made(one) and leaf and not contains(one.question, leaf) and len(leaf.split()) < 8:
        bare, mark = one.question[:-1], one.question[-1]
        asked.append(f"{bare} ({leaf}){mark}")
    for question in asked:
        if any(_overlaps(found, one.proof) for found in shelf.find(question, FOUND)):
            return one if question == one.question else replace(one, question=question)
    return None


def _verdict(one: Item, wrong: Sequence[Passage], shelf: Shelf, reader: Reader) -> Verdict:
    """A short answer is asked for again; a long one is proved sentence by sentence, in its own and in the wrong passages."""
    short = len(one.key.split()) <= LONG_KEY and len(one.proof) == 1
    if short and contains(one.proof[0].text, one.key):
        return round_trip(one.question, one.key, one.proof[0], wrong, reader)
    elsewhere = any(sentence.supported for sentence in prove(one.answer, wrong, shelf.embedder).sentences)
    return Verdict.ELSEWHERE if elsewhere else Verdict.KEPT


def _made(one: Item) -> bool:
    """Whether code or the writer made the question, so that nobody vouches for it."""
    return one.source in (Source.DOCUMENTS, Source.WRITER)


def _overlaps(passage: Passage, proof: Sequence[Passage]) -> bool:
    """Whether a passage is one of the proofs, shares text with one, or says the same."""
    return any(
        tidy(passage.text) == tidy(one.text)
        or (
            (passage.document, passage.page) == (one.document, one.page) and passage.start < one.end and one.start < passage.end
        )
        for one in proof
    )


def _place(passage: Passage) -> tuple[str, int, int]:
    return passage.document, passage.page, passage.start
