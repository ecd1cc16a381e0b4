"""Answers that people rated good and answers that trainers wrote, as items. Knows nothing of who asked."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.answers import Citation
from assistant.answering.conversation import Turn
from assistant.answering.passages import Passage
from assistant.answering.standard import StandardAnswer, normal
from assistant.learning.privacy import cleaned
from finetune.material import Item, Source, Tally
from finetune.shelf import Shelf

MOST_SENTENCES = 3


def chat_items(rated: Iterable[Turn], corrected: Iterable[StandardAnswer], shelf: Shelf, tally: Tally) -> Iterator[Item]:
    """Items of the answers that rest on documents for everybody alone; what a trainer wrote stands before what was rated."""
    seen: set[str] = set()
    for one in corrected:
        told = [(one.answer, citation) for citation in one.citations[:1]]
        yield from _item(f"standard/{one.id}", one.question, told, one.citations, shelf, tally, seen)
    for turn in rated:
        answer = turn.answer
        cited = {citation.n: citation for citation in answer.citations}
        told = [(said.text, cited[said.citations[0]]) for said in answer.sentences if said.supported and said.citations]
        if answer.refused or not told or len(told) < len(answer.sentences):
            tally.drop(Source.CHATS, "", "a refusal, or a sentence without proof")
            continue
        yield from _item(f"chat/{answer.id}", turn.question, told, answer.citations, shelf, tally, seen)


def _item(
    id: str,
    question: str,
    told: Sequence[tuple[str, Citation]],
    citations: Sequence[Citation],
    shelf: Shelf,
    tally: Tally,
    seen: set[str],
) -> Iterator[Item]:
    asked = cleaned(question)
    reason = None
    if not all(shelf.holds(citation.document) for citation in citations):
        reason = "it cites a document that not everybody may read, or that is gone"
    elif normal(question) in seen:
        reason = "the same question was there before"
    elif asked.kinds:
        reason = "the question names a person, an address or a number"
    places = [shelf.place(citation.document, citation.quote) for _, citation in told] if reason is None else []
    proof = tuple(dict.fromkeys(place for place in places if place is not None))
    if reason is None and None in places:
        reason = "a document no longer holds its quote"
    if reason is not None:
        tally.drop(Source.CHATS, "", reason)
        return
    seen.add(normal(question))
    sentences = tuple((text, _at(proof, place)) for (text, _), place in zip(told, places, strict=True))
    yield Item(id, Source.CHATS, question.strip(), sentences[:MOST_SENTENCES], proof, told[0][0])


def _at(proof: tuple[Passage, ...], place: Passage | None) -> int:
    return proof.index(place) if place is not None else 0
