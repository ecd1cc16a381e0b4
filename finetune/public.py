"""Examples from public question sets. Knows nothing of training; the sets lie outside the product and are never part of it."""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from assistant.answering.passages import Passage
from assistant.answering.words import content_words
from finetune.builders import (
    LONGEST_ANSWER,
    Origin,
    answered,
    asked,
    evidence,
    explained,
    followed,
    near_miss,
    optioned,
    passage,
    refused,
)
from finetune.cloze import clozes, told
from finetune.examples import Example, Part, part_of

TRAINED_SHARE = 0.7  # of the sorted titles; the rest is for tests
VALIDATION = 0.05  # of the documents
LONGEST_PASSAGE = 260  # words
SHARED_WORDS = 0.5  # of a yes/no question or claim, in the sentence that is taken for its evidence
# Names that stand in for those of a question, to make one that its passage does not answer.
STRANGERS = ("Alder Valley", "Marlow", "Tessin", "Orlando Finch", "Greta Holm", "Novak", "Harbour Street School", "Ilmenau")
Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a paragraph."""

    id: str
    question: str
    answer: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph with its questions."""

    set: str
    document: str  # the title, or the id where there is none
    title: str
    text: str
    asked: list[Asked] = field(default_factory=list)

    def passage(self) -> Passage:
        """As a passage of a prompt."""
        return passage(f"{self.set}/{self.document}", self.title, self.text)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the paragraphs of one set become prompts."""

    set: str
    rounds: int  # how often each paragraph is used, each time beside others
    beside: tuple[int, int]  # passages in a prompt, from and to
    clozes: int = 0  # questions made by code for each paragraph, at the most
    unanswered: float = 0.22  # questions without an answer, of all in a prompt
    most: int | None = None  # paragraphs at the most


RECIPES = (
    Recipe("xquad_en_public", rounds=5, beside=(2, 4), clozes=4),
    Recipe("boolq_public", rounds=1, beside=(2, 4), clozes=5, most=640),
    Recipe("fairytale_train", rounds=1, beside=(1, 2), most=130),
    Recipe("tatqa_dev", rounds=1, beside=(1, 2)),
    Recipe("clapnq_public", rounds=3, beside=(2, 3), clozes=2),
    Recipe("scifact", rounds=1, beside=(1, 2), clozes=3, most=110),
)


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file, packed or not.

    Raises:
        FileNotFoundError: neither the file nor its packed form is there.
    """
    if path.is_file():
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    with gzip.open(path.with_name(path.name + ".gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def document_of(row: Row) -> str:
    """The document of a question: its title; of TAT-QA its passages, of sets without titles its id."""
    if row["set"] == "tatqa_dev":
        return str(row["context"][0]["text"])
    return str(row["context"][0]["title"]).partition(", section")[0] or str(row["id"])


def split_rows(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(may be trained on, only for tests): the first 70 % of the sorted documents, and the rest."""
    if rows and rows[0]["set"].endswith("_train"):
        return list(rows), []
    documents = sorted({document_of(row) for row in rows})
    ours = set(documents[: int(len(documents) * TRAINED_SHARE)])
    return [row for row in rows if document_of(row) in ours], [row for row in rows if document_of(row) not in ours]


def paragraphs(rows: Iterable[Row]) -> list[Paragraph]:
    """The paragraphs of a set with their questions, in its order; of a question over several passages the text as one."""
    found: dict[str, Paragraph] = {}
    for row in rows:
        text = "\n".join(part["text"].strip() for part in row["context"])
        if len(text.split()) > LONGEST_PASSAGE:
            continue
        title = str(row["context"][0]["title"]).partition(", section")[0]
        title = "" if row["set"] == "tatqa_dev" else title.replace("_", " ")
        one = found.setdefault(text, Paragraph(row["set"], document_of(row)[:80], title, text))
        answer = _answer(row, text)
        if answer is not None:
            one.asked.append(Asked(str(row["id"]), row["question"].strip(), answer))
    return list(found.values())


def public_examples(folder: Path, seed: int, recipes: Sequence[Recipe] = RECIPES) -> tuple[list[Example], list[Example]]:
    """(training, validation) examples of the public sets that may be trained on, in a fixed order for a seed.

    No document of the one stands in a prompt of the other. `folder` holds `qa/` and `distractors/`.

    Raises:
        FileNotFoundError: a set is not there.
    """
    training: list[Example] = []
    validation: list[Example] = []
    for recipe in recipes:
        random = Random(f"{seed}/{recipe.set}")  # noqa: S311 - choices for training, not secrets
        pool = [_with_clozes(one, recipe.clozes, random) for one in _source(folder, recipe.set)]
        pool = [one for one in pool if one.asked]
        random.shuffle(pool)
        pool = sorted(pool, key=lambda one: -len(one.asked))[: recipe.most]  # many questions on a passage cost little more
        held = [one for one in pool if part_of(one.document, VALIDATION, 0.0) is Part.VALIDATION]
        training += _of_set([one for one in pool if one not in held], recipe, random)
        validation += _of_set(held, replace(recipe, rounds=1), random)
    options = list(_options(folder, Random(seed), 250))  # noqa: S311 - as above
    return training + options[:-20], validation + options[-20:]


def _of_set(pool: Sequence[Paragraph], recipe: Recipe, random: Random) -> Iterator[Example]:
    for turn in range(recipe.rounds):
        for number, group in enumerate(_groups(pool, recipe.beside, random)):
            name = f"{recipe.set}/{turn}/{number}"
            yield from _of_group(name, group, _near(group, pool, random), recipe, random)
            if turn == 0:
                yield from _further(name, group, random)


def _source(folder: Path, name: str) -> list[Paragraph]:
    if name == "scifact":
        return claimed(folder / "retrieval/scifact")
    return paragraphs(split_rows(read_rows(folder / f"qa/{name}.jsonl"))[0])


def claimed(folder: Path) -> list[Paragraph]:
    """The abstracts that bear out or contradict SciFact's claims, each asked for its claims; the nearest sentence answers."""
    claims = {row["_id"]: str(row["text"]).strip().rstrip(".") for row in read_rows(folder / "queries.jsonl")}
    abstracts = {row["_id"]: row for row in read_rows(folder / "corpus.jsonl")}
    found: dict[str, Paragraph] = {}
    for line in (folder / "qrels/train.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        claim, abstract, _ = line.split("\t")
        row = abstracts[abstract]
        reason = _evidence(claims[claim], row["text"])
        if reason is not None and len(row["text"].split()) <= LONGEST_PASSAGE:
            one = found.setdefault(abstract, Paragraph("scifact", abstract, row["title"], row["text"]))
            one.asked.append(Asked(f"scifact_{claim}", f"Is it true that {claims[claim]}?", reason))
    return list(found.values())


def _with_clozes(one: Paragraph, count: int, random: Random) -> Paragraph:
    made = clozes(one.text, random) if count else []
    chosen = [*random.sample(made, min(count, len(made))), *filter(None, [told(one.text, random) if count else None])]
    asked_by_code = [Asked(f"{one.document}/cloze{n}", cloze.question, cloze.answer) for n, cloze in enumerate(chosen)]
    return Paragraph(one.set, one.document, one.title, one.text, [*one.asked, *asked_by_code])


def _groups(pool: Sequence[Paragraph], beside: tuple[int, int], random: Random) -> Iterator[list[Paragraph]]:
    """Paragraphs that stand in one prompt: neighbours half of the time (hard to tell apart), else any."""
    order = list(pool)
    if random.random() < 0.5:
        random.shuffle(order)
    while order:
        size = random.randint(*beside)
        group, order = order[:size], order[size:]
        random.shuffle(group)
        yield group


def _near(group: Sequence[Paragraph], pool: Sequence[Paragraph], random: Random) -> list[Asked]:
    """Questions on other paragraphs, those of the same documents first, whose answers the group does not hold."""
    documents = {one.document for one in group}
    inside = " ".join(one.text for one in group).lower()
    others = random.sample(list(pool), min(len(pool), 12)) + [one for one in pool if one.document in documents]
    questions = [(one.document not in documents, asked) for one in others if one not in group for asked in one.asked]
    random.shuffle(questions)
    questions.sort(key=lambda pair: pair[0])
    return [asked for _, asked in questions if asked.answer.lower() not in inside]


def _of_group(name: str, group: list[Paragraph], near: list[Asked], recipe: Recipe, random: Random) -> Iterator[Example]:
    shown = [one.passage() for one in group]
    documents = tuple(dict.fromkeys(one.document for one in shown))
    count = sum(len(one.asked) for one in group)
    for number, one in enumerate(group, 1):
        for put in one.asked:
            yield answered(Origin(f"{name}/{put.id}", one.set, documents), put.question, shown, put.answer, number)
    wanted = max(1, round(count * recipe.unanswered))
    for other in near[: wanted - wanted // 3]:
        yield refused(Origin(f"{name}/no/{other.id}", recipe.set, documents), other.question, shown)
    yield from _near_misses(name, group, shown, wanted // 3, random)


def _near_misses(
    name: str, group: Sequence[Paragraph], shown: Sequence[Passage], count: int, random: Random
) -> Iterator[Example]:
    inside = " ".join(one.text for one in group)
    documents = tuple(dict.fromkeys(one.document for one in shown))
    questions = [(one, put) for one in group for put in one.asked]
    for one, put in random.sample(questions, min(count, len(questions))):
        changed = near_miss(put.question, inside, random.sample(STRANGERS, len(STRANGERS)))
        if changed is not None:
            yield refused(Origin(f"{name}/miss/{put.id}", one.set, documents), changed, shown)


def _further(name: str, group: Sequence[Paragraph], random: Random) -> Iterator[Example]:
    """Follow-ups, questions for phrases and explanations, for about a fifth of the paragraphs each."""
    shown = [one.passage() for one in group]
    for number, one in enumerate(group, 1):
        documents = (shown[number - 1].document,)
        written = [asked for asked in one.asked if "/cloze" not in asked.id]
        for first, second in pairwise(written):
            origin = Origin(f"{name}/then/{second.id}", one.set, documents)
            made = followed(origin, (first.question, first.answer), second.question)
            if made is not None and random.random() < 0.5:
                yield made
        for asked_one in written:
            if random.random() < 0.2 and asked_one.answer.lower() in one.text.lower() and len(asked_one.answer) > 3:
                origin = Origin(f"{name}/ask/{asked_one.id}", one.set, documents)
                yield asked(origin, shown[number - 1], asked_one.question, asked_one.answer)
            if random.random() < 0.12:
                origin = Origin(f"{name}/why/{asked_one.id}", one.set, documents)
                told = explained(origin, asked_one.question, asked_one.answer, shown[number - 1 : number], 1)
                yield from [told] if told else []


def _options(folder: Path, random: Random, count: int) -> Iterator[Example]:
    rows = [row for name in ("opentrivia", "arc_easy", "openbookqa") for row in read_rows(folder / f"distractors/{name}.jsonl")]
    rows = [row for row in rows if len(row["options"]) == 4 and row["correct"] in row["options"] and len(row["question"]) < 200]
    for number, row in enumerate(random.sample(rows, min(count, len(rows)))):
        wrong = [option for option in row["options"] if option != row["correct"]]
        name = f"options/{number}"
        yield optioned(Origin(name, "distractors", (name,)), row["question"], row["correct"], wrong)


def _answer(row: Row, text: str) -> str | None:
    """The answer as it is taught; None where the passage does not show it."""
    if not row["answerable"]:
        return None
    answer = " ".join(str(row["answers"][0]).split())
    if row["answer_type"] == "yesno":
        return _evidence(row["question"], text)
    if row["set"] == "tatqa_dev" and (answer.lower() not in text.lower() or row.get("derivation")):
        return None
    return answer if len(answer.split()) <= LONGEST_ANSWER else None


def _evidence(question: str, text: str) -> str | None:
    """The sentence that a yes or no rests on; None where none is near. It is taught instead: a small model's yes is a guess."""
    reason = evidence(question, "", text) or ""
    asked_words = set(content_words(question))
    shared = len(asked_words & set(content_words(reason)))
    return reason if 3 < len(reason.split()) <= LONGEST_ANSWER and shared >= SHARED_WORDS * len(asked_words) else None
