"""Pairs for a judge: a question or statement beside a part of a passage. Knows nothing of training; public sets lie outside."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import log
from pathlib import Path
from random import Random
from typing import Any

from assistant.answering.sentences import sentences, tidy
from assistant.answering.windows import WORDS, window
from assistant.answering.words import content_words
from finetune.public import document_of, read_rows, split_rows

_NUMBER = re.compile(r"(?<![\w.,])[$€£]?\d[\d,.]*\d%?|(?<![\w.,])\d%?")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'-]+(?:\s(?:of\s)?[A-Z][\w'-]+)*")
_PHRASE = re.compile(r"\b(?:the|a|an|his|her|their)\s(?:[a-z-]+\s){0,2}[a-z-]+\b")


class Asks(StrEnum):
    """What a judge is asked about a pair."""

    RELEVANCE = "relevance"  # does the text answer the question, and where
    SUPPORT = "support"  # does the text say what the statement says


@dataclass(frozen=True, slots=True)
class Pair:
    """A question or statement, a text of at most a window's words, and what is right."""

    asks: Asks
    asked: str
    text: str
    right: bool
    document: str  # names the part
    origin: str  # the set, and how a wrong one was made
    start: int = -1  # of the answer in the text; -1 where none is marked
    end: int = -1

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of a file of pairs."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Pair":  # Any: JSON
        """The pair of a row."""
        return cls(**{**row, "asks": Asks(row["asks"])})


@dataclass(frozen=True, slots=True)
class Read:
    """A question with the passage that answers it, and its answer where the passage shows one."""

    set: str
    document: str
    question: str
    text: str
    answer: str  # "" where none is in the text
    answerable: bool


class Pool:
    """The passages of a set, to find those that look as if they answered a question."""

    def __init__(self, passages: Iterable[tuple[str, str]]) -> None:
        """Takes (document, text)."""
        self.passages = list(dict.fromkeys(passages))
        self._lengths: list[int] = []
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, (_, text) in enumerate(self.passages):
            bag = Counter(content_words(text))
            self._lengths.append(sum(bag.values()))
            for word, count in bag.items():
                self._postings[word].append((place, count))

    def near(self, question: str, count: int, but: str, document: str | None = None) -> list[str]:
        """Texts other than `but`, by BM25, best first; those of one document where it is named."""
        scores: dict[int, float] = defaultdict(float)
        average = sum(self._lengths) / max(1, len(self._lengths))
        for word in set(content_words(question)):
            found = self._postings.get(word, [])
            weight = log(1 + (len(self.passages) - len(found) + 0.5) / (len(found) + 0.5))
            for place, seen in found:
                scores[place] += weight * seen * 2.2 / (seen + 0.3 + 0.9 * self._lengths[place] / average)
        ranked = sorted(scores, key=lambda place: (-scores[place], place))
        wanted = (self.passages[place] for place in ranked)
        texts = [text for home, text in wanted if text != but and document in (None, home)]
        return texts[:count]


def pair_hash(pairs: Sequence[Pair]) -> str:
    """A hash of the pairs and their order: what a run was trained on."""
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(json.dumps(pair.to_json(), ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def reads(rows: Sequence[dict[str, Any]]) -> list[Read]:  # Any: JSON
    """The questions of a set in the shape of the public sets."""
    found: list[Read] = []
    for row in rows:
        text = "\n".join(part["text"].strip() for part in row["context"])
        shown = next((answer for answer in row["answers"] if _place(answer, text) is not None), "")
        usable = "" if row["answer_type"] in ("yesno", "number") else shown
        found.append(Read(row["set"], document_of(row)[:80], row["question"].strip(), text, usable, bool(row["answerable"])))
    return found


def half_of(claim: str) -> bool:
    """Whether a claim of SciFact may be trained on: half of them, by hash."""
    return hashlib.sha256(claim.encode()).digest()[0] % 2 == 0


def same_kind(answer: str, text: str) -> list[str]:
    """Other phrases of a text of the answer's kind: numbers for a number, names for a name, else phrases as long."""
    pattern = _NUMBER if re.search(r"\d", answer) else _NAME if answer[:1].isupper() else _PHRASE
    found = dict.fromkeys(match.group().strip(" .,") for match in pattern.finditer(text))
    lowered = answer.lower()
    return [one for one in found if one.lower() not in lowered and lowered not in one.lower() and len(one) > 0]


def changed_number(statement: str, random: Random) -> str | None:
    """The statement with one number changed; None where it has none."""
    found = list(_NUMBER.finditer(statement))
    if not found:
        return None
    chosen = random.choice(found)
    digits = re.sub(r"\d+", lambda match: str(int(match.group()) + random.randint(1, 9)), chosen.group(), count=1)
    return statement[: chosen.start()] + digits + statement[chosen.end() :]


def shown(asks: Asks, asked: str, text: str, origin: tuple[str, str], *, right: bool, answer: str = "") -> Pair:
    """A pair with the window of the text that is read at run time, or the one round the answer where that has none."""
    start, end = window(asked, text)
    place = _place(answer, text[start:end])
    if answer and place is None:
        start, end = _around(answer, text)
        place = _place(answer, text[start:end])
    marked = place or (-1, -1)
    return Pair(asks, asked, text[start:end], right, origin[0], origin[1], *marked)


def relevance_pairs(read: Read, pool: Pool, random: Random, wrong: int) -> Iterator[Pair]:
    """The passage with its answer, and passages that look alike: of the same document first, then of others."""
    origin = (read.document, f"{read.set}/question")
    yield shown(Asks.RELEVANCE, read.question, read.text, origin, right=read.answerable, answer=read.answer)
    at_home = pool.near(read.question, 3, read.text, read.document)
    abroad = pool.near(read.question, 3, read.text)
    chosen = [random.choice(texts) for texts in (at_home, abroad) if texts]
    for text in [one for one in dict.fromkeys(chosen) if not (read.answer and _place(read.answer, one))][:wrong]:
        yield shown(Asks.RELEVANCE, read.question, text, (read.document, f"{read.set}/near"), right=False)


def support_pairs(read: Read, pool: Pool, random: Random) -> Iterator[Pair]:
    """Question and answer as a statement; wrong with another phrase of the passage, a changed number, or another passage."""
    if not read.answer:
        return
    statement, document = f"{read.question} {tidy(read.answer)}", read.document
    yield shown(Asks.SUPPORT, statement, read.text, (document, f"{read.set}/statement"), right=True, answer=read.answer)
    others = same_kind(read.answer, read.text)
    if others:
        other = random.choice(others)
        wrong = f"{read.question} {tidy(other)}"
        yield shown(Asks.SUPPORT, wrong, read.text, (document, f"{read.set}/other phrase"), right=False)
    altered = changed_number(tidy(read.answer), random)
    if altered is not None:
        wrong = f"{read.question} {altered}"
        yield shown(Asks.SUPPORT, wrong, read.text, (document, f"{read.set}/other number"), right=False)
    texts = pool.near(statement, 3, read.text, read.document) or pool.near(statement, 3, read.text)
    texts = [text for text in texts if not _place(read.answer, text)]
    if texts:
        yield shown(Asks.SUPPORT, statement, random.choice(texts), (document, f"{read.set}/other passage"), right=False)


def sentence_pairs(document: str, text: str, set_name: str, random: Random) -> Iterator[Pair]:
    """A sentence of a passage in other words as far as code can: shortened; wrong with a number or name of the passage."""
    choices = [tidy(text[span.start : span.end]) for span in sentences(text)]
    choices = [one for one in choices if 8 <= len(one.split()) <= 35]
    if not choices:
        return
    statement = random.choice(choices)
    yield shown(Asks.SUPPORT, _shortened(statement, random), text, (document, f"{set_name}/sentence"), right=True)
    wrong = changed_number(statement, random) or _other_name(statement, text, random)
    if wrong is not None:
        wrong = _shortened(wrong, random) if wrong.count(",") < 1 else wrong
        yield shown(Asks.SUPPORT, wrong, text, (document, f"{set_name}/altered sentence"), right=False)


def cloze_pair(document: str, text: str, set_name: str, random: Random) -> Pair | None:
    """A sentence with a gap for a number or name as the question, some of its words left out."""
    for span in random.sample(found := sentences(text), len(found)):
        sentence = text[span.start : span.end]
        gaps = [*_NUMBER.finditer(sentence), *_NAME.finditer(sentence)]
        if not 8 <= len(sentence.split()) <= 40 or not gaps:
            continue
        gap = random.choice(gaps)
        asking = "how many" if gap.group()[0].isdigit() else "who or what"
        words = [word for word in f"{sentence[: gap.start()]} {sentence[gap.end() :]}".split() if random.random() > 0.4]
        question = f"{asking} {tidy(' '.join(words)).strip(' .')}?"
        answer = gap.group().strip(" .,")
        return shown(Asks.RELEVANCE, question, text, (document, f"{set_name}/gap"), right=True, answer=answer)
    return None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a set is used."""

    set: str
    questions: int
    wrong: int  # passages for each question
    supported: float  # share of the questions that become statements
    gaps: int = 0
    sentences: int = 0


SHARES = (
    Share("fairytale_train", 2600, 1, 0.5, 150, 400),
    Share("xquad_en_public", 1000, 2, 1.0, 140, 140),
    Share("tatqa_dev", 450, 1, 0.8, 0, 150),
    Share("boolq_public", 500, 1, 0.0, 500, 350),
    Share("clapnq_public", 300, 1, 1.0, 150, 150),
)


def public_pairs(folder: Path, seed: int) -> list[Pair]:
    """All pairs of the public sets that may be trained on; `folder` holds `qa/` and `retrieval/`.

    Raises:
        FileNotFoundError: a set is not there.
    """
    random = Random(seed)  # noqa: S311 - choices for training, not secrets
    found: list[Pair] = []
    for share in SHARES:
        rows, _ = split_rows(read_rows(folder / f"qa/{share.set}.jsonl"))
        found += set_pairs(reads(rows), share, random)
    found += claim_pairs(folder / "retrieval/scifact", random)
    return [pair for pair in found if not (pair.right and pair.asks is Asks.RELEVANCE and not pair.text)]


def set_pairs(read_in: Sequence[Read], share: Share, random: Random) -> list[Pair]:
    """The pairs of one set: questions whose answer the passage shows first, as many as are asked for."""
    pool = Pool((read.document, read.text) for read in read_in)
    order = random.sample(list(read_in), len(read_in))
    order.sort(key=lambda read: bool(read.answerable and not read.answer))
    found: list[Pair] = []
    for read in order[: share.questions]:
        found += relevance_pairs(read, pool, random, share.wrong if read.answerable else 0)
        found += support_pairs(read, pool, random) if random.random() < share.supported else ()
    for document, text in random.sample(pool.passages, min(share.gaps, len(pool.passages))):
        made = cloze_pair(document, text, share.set, random)
        found += [made] if made is not None else []
    for document, text in random.sample(pool.passages, min(share.sentences, len(pool.passages))):
        found += sentence_pairs(document, text, share.set, random)
    return found


def claim_pairs(folder: Path, random: Random, titles: int = 700, wrong: int = 3) -> list[Pair]:
    """SciFact: our half of the claims with their abstracts and near ones; and titles with theirs, none of the other claims'."""
    abstracts = {row["_id"]: row for row in read_rows(folder / "corpus.jsonl")}
    claims = {row["_id"]: row["text"] for row in read_rows(folder / "queries.jsonl")}
    answers = claim_answers(folder)
    pool = Pool((name, row["text"]) for name, row in sorted(abstracts.items()))
    kept_back = {name for claim, names in answers.items() if not half_of(claim) for name in names}
    found: list[Pair] = []
    for claim in sorted(answers):
        if half_of(claim):
            right = [abstracts[name]["text"] for name in sorted(answers[claim])]
            found += _ranked_pairs(claims[claim], right, pool, (f"claim {claim}", "scifact/claim"), wrong, random)
    ours = [name for name in sorted(abstracts) if name not in kept_back and len(abstracts[name]["title"].split()) >= 5]
    for name in random.sample(ours, min(titles, len(ours))):
        row = abstracts[name]
        found += _ranked_pairs(row["title"], [row["text"]], pool, (f"abstract {name}", "scifact/title"), 1, random)
    return found


def claim_answers(folder: Path) -> dict[str, set[str]]:
    """The abstracts that judge each claim of SciFact."""
    answers: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels/train.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        claim, abstract, relevant = line.split("\t")
        if int(relevant) > 0:
            answers[claim].add(abstract)
    return dict(answers)


def _ranked_pairs(
    asked: str, right: Sequence[str], pool: Pool, origin: tuple[str, str], wrong: int, random: Random
) -> Iterator[Pair]:
    document, name = origin
    for text in right:
        yield shown(Asks.RELEVANCE, asked, text, (document, name), right=True)
    near = [text for text in pool.near(asked, 12, right[0]) if text not in right]
    for text in random.sample(near, min(wrong, len(near))):
        yield shown(Asks.RELEVANCE, asked, text, (document, f"{name} near"), right=False)


def _place(answer: str, text: str) -> tuple[int, int] | None:
    """Where an answer stands in a text as whole words, in either case."""
    if not answer.strip():
        return None
    pattern = r"\s+".join(re.escape(word) for word in answer.split())
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return found.span() if found else None


def _around(answer: str, text: str) -> tuple[int, int]:
    """About as much text as a window holds, whole sentences, with the answer in it."""
    place = _place(answer, text)
    spans = [(span.start, span.end) for span in sentences(text)]
    if place is None or not spans:
        return window(answer, text)
    first = max((n for n, span in enumerate(spans) if span[0] <= place[0]), default=0)
    last = first
    while last + 1 < len(spans) and (
        spans[last][1] < place[1] or len(text[spans[first][0] : spans[last + 1][1]].split()) <= WORDS
    ):
        last += 1
    return spans[first][0], max(spans[last][1], place[1])


def _shortened(statement: str, random: Random) -> str:
    """Without one of its parts between commas, or as it is."""
    parts = statement.split(", ")
    if len(parts) < 2:
        return statement
    left_out = random.randrange(len(parts))
    return ", ".join(part for place, part in enumerate(parts) if place != left_out)


def _other_name(statement: str, text: str, random: Random) -> str | None:
    names = list(_NAME.finditer(statement))
    if not names:
        return None
    chosen = random.choice(names)
    others = [other for other in same_kind(chosen.group(), text) if other not in statement]
    return statement[: chosen.start()] + random.choice(others) + statement[chosen.end() :] if others else None
