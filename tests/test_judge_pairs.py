"""Pairs for a judge, made from questions and passages."""

import gzip
import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from finetune.judge_pairs import (
    Asks,
    Pair,
    Pool,
    Read,
    Share,
    changed_number,
    claim_answers,
    claim_pairs,
    cloze_pair,
    half_of,
    pair_hash,
    public_pairs,
    reads,
    relevance_pairs,
    same_kind,
    sentence_pairs,
    set_pairs,
    shown,
    support_pairs,
)

TEXT = "In 1901 Anna Holm built the mill near Marlow. It burned down in 1911, when Ben Novak owned it."
OTHER = "The mill of Tessin was built by a monk. Nobody knows when it was sold."
READ = Read("made", "mills", "Who built the mill near Marlow?", TEXT, "Anna Holm", True)
POOL = Pool([("mills", TEXT), ("mills", OTHER), ("dogs", "A mill is no place for dogs.")])


def test_a_pair_survives_its_row() -> None:
    pair = Pair(Asks.SUPPORT, "who? Anna", TEXT, True, "mills", "made/statement", 3, 9)
    assert Pair.from_json(json.loads(json.dumps(pair.to_json()))) == pair


def test_the_hash_is_of_the_pairs_and_their_order() -> None:
    one, other = (Pair(Asks.RELEVANCE, name, "t", True, "d", "o") for name in "ab")
    assert pair_hash([one, other]) == pair_hash([one, other])
    assert len({pair_hash([one, other]), pair_hash([other, one]), pair_hash([one])}) == 3


def test_the_passages_nearest_in_words_come_first() -> None:
    assert POOL.near("Who built the mill?", 2, TEXT) == [OTHER, "A mill is no place for dogs."]
    assert POOL.near("Who built the mill?", 2, TEXT, "dogs") == ["A mill is no place for dogs."]
    assert POOL.near("telescope", 2, TEXT) == []


def test_a_question_is_read_with_an_answer_that_stands_in_its_text() -> None:
    row = {
        "set": "xquad_en_public", "id": "1", "context": [{"title": "Mills", "text": TEXT}], "question": " Who built it? ",
        "answers": ["a woman", "Anna Holm"], "answerable": True, "answer_type": "span",
    }  # fmt: skip
    assert reads([row]) == [Read("xquad_en_public", "Mills", "Who built it?", TEXT, "Anna Holm", True)]
    assert reads([row | {"answer_type": "yesno"}])[0].answer == ""
    assert reads([row | {"answers": ["a woman"]}])[0].answer == ""


@pytest.mark.parametrize(
    ("answer", "expected"), [("1901", ["1911"]), ("Anna Holm", ["Marlow", "Ben Novak"]), ("a red door", ["the mill near"])]
)
def test_other_phrases_of_one_kind_are_found(answer: str, expected: list[str]) -> None:
    assert same_kind(answer, TEXT) == expected


def test_a_number_is_changed_and_nothing_else() -> None:
    changed = changed_number("It burned in 1911.", Random(1))
    assert changed is not None
    assert changed != "It burned in 1911."
    assert changed.startswith("It burned in 19") and changed.endswith(".")
    assert changed_number("It burned.", Random(1)) is None


def test_the_answer_is_marked_in_the_window_that_is_shown() -> None:
    long = f"{'The valley is quiet and green. ' * 20}{TEXT}"
    pair = shown(Asks.RELEVANCE, "Which valley is quiet?", long, ("mills", "made/question"), right=True, answer="Ben Novak")
    assert pair.text[pair.start : pair.end] == "Ben Novak"
    assert len(pair.text.split()) < 60


def test_an_answer_that_is_not_there_is_not_marked() -> None:
    pair = shown(Asks.RELEVANCE, "Who?", TEXT, ("mills", "made/question"), right=True)
    assert (pair.start, pair.end) == (-1, -1)


def test_a_question_has_its_passage_and_passages_that_look_alike() -> None:
    made = list(relevance_pairs(READ, POOL, Random(1), 2))
    assert [pair.right for pair in made] == [True, False, False] or [pair.right for pair in made] == [True, False]
    assert made[0].text[made[0].start : made[0].end] == "Anna Holm"
    assert all("Anna Holm" not in pair.text for pair in made[1:])
    assert {pair.document for pair in made} == {"mills"}


def test_a_question_that_its_passage_does_not_answer_is_wrong() -> None:
    unanswered = replace(READ, answer="", answerable=False)
    assert [pair.right for pair in relevance_pairs(unanswered, POOL, Random(1), 0)] == [False]


def test_a_statement_is_right_with_its_answer_and_wrong_with_another() -> None:
    made = list(support_pairs(READ, POOL, Random(1)))
    kinds = {pair.origin.partition("/")[2]: pair for pair in made}
    assert set(kinds) == {"statement", "other phrase", "other passage"}
    assert kinds["statement"].right and kinds["statement"].asked.endswith("Marlow? Anna Holm")
    assert not kinds["other phrase"].right and "Anna Holm" not in kinds["other phrase"].asked
    assert not kinds["other passage"].right and kinds["other passage"].text == OTHER


def test_a_number_in_an_answer_is_also_changed() -> None:
    dated = replace(READ, question="When was the mill built?", answer="1901")
    made = [pair for pair in support_pairs(dated, POOL, Random(1)) if pair.origin == "made/other number"]
    assert len(made) == 1 and not made[0].right


def test_without_an_answer_there_is_no_statement() -> None:
    assert list(support_pairs(replace(READ, answer=""), POOL, Random(1))) == []


def test_a_sentence_is_supported_by_its_passage_but_not_when_altered() -> None:
    made = list(sentence_pairs("mills", TEXT, "made", Random(3)))
    assert [pair.right for pair in made] == [True, False]
    assert made[1].asked not in TEXT
    assert list(sentence_pairs("mills", "Too short.", "made", Random(3))) == []


def test_a_gap_is_asked_for() -> None:
    pair = cloze_pair("mills", TEXT, "made", Random(1))
    assert pair is not None
    assert pair.right and pair.text[pair.start : pair.end] not in pair.asked
    assert pair.asked.startswith(("who or what", "how many"))
    assert cloze_pair("mills", "nothing to ask", "made", Random(1)) is None


def test_a_set_is_used_as_far_as_its_share_says() -> None:
    rows = [replace(READ, question=f"Who built mill {number}?") for number in range(6)]
    made = set_pairs(rows, Share("made", 2, 1, 1.0, 0, 0), Random(1))
    assert len({pair.asked for pair in made if pair.asks is Asks.RELEVANCE}) == 2
    with_more = set_pairs(rows, Share("made", 2, 1, 0.0, 1, 1), Random(1))
    assert {pair.origin for pair in with_more} >= {"made/gap", "made/sentence"}


def scifact(folder: Path) -> Path:
    """A small set in the shape of SciFact: ten claims, each with its abstract."""
    (folder / "qrels").mkdir(parents=True)
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(10):
            row = {"_id": f"a{number}", "title": f"How mill number {number} was found again", "text": f"Mill {number} was old."}
            file.write(json.dumps(row) + "\n")
    claims = [{"_id": str(number), "text": f"Mill {number} is old."} for number in range(10)]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, claims)), encoding="utf-8")
    rows = "\n".join(f"{number}\ta{number}\t1" for number in range(10))
    (folder / "qrels/train.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}\n0\ta9\t0\n", encoding="utf-8")
    return folder


def test_only_our_half_of_the_claims_is_trained_on(tmp_path: Path) -> None:
    folder = scifact(tmp_path)
    made = claim_pairs(folder, Random(1), titles=10, wrong=2)
    claims = {pair.document.removeprefix("claim ") for pair in made if pair.document.startswith("claim")}
    assert claims == {str(number) for number in range(10) if half_of(str(number))}
    right = {pair.document for pair in made if pair.right and pair.document.startswith("abstract")}
    assert right == {f"abstract a{number}" for number in range(10) if half_of(str(number))}


def test_claims_have_wrong_abstracts_beside_the_right_one(tmp_path: Path) -> None:
    made = [
        pair for pair in claim_pairs(scifact(tmp_path), Random(1), titles=0, wrong=2) if pair.origin == "scifact/claim near"
    ]
    assert made and not any(pair.right for pair in made)
    assert all(pair.asked.removesuffix(" is old.") not in pair.text for pair in made)


def test_a_judgement_of_zero_is_no_answer(tmp_path: Path) -> None:
    assert claim_answers(scifact(tmp_path))["0"] == {"a0"}


def test_public_pairs_are_the_same_for_a_seed(tmp_path: Path) -> None:
    scifact(tmp_path / "retrieval/scifact")
    (tmp_path / "qa").mkdir()
    for name in ("fairytale_train", "xquad_en_public", "tatqa_dev", "boolq_public", "clapnq_public"):
        rows = [
            {"set": name, "id": f"{number}", "context": [{"title": f"Mills {number}", "text": f"{TEXT} {number}"}],
             "answers": ["Anna Holm"], "question": "Who built the mill near Marlow?", "answerable": True, "answer_type": "span"}
            for number in range(4)
        ]  # fmt: skip
        (tmp_path / f"qa/{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    made = public_pairs(tmp_path, 5)
    assert pair_hash(made) == pair_hash(public_pairs(tmp_path, 5))
    assert {pair.origin.partition("/")[0] for pair in made} == {
        "fairytale_train", "xquad_en_public", "tatqa_dev", "boolq_public", "clapnq_public", "scifact",
    }  # fmt: skip
    assert not any("Mills 3" in pair.document for pair in made if pair.origin.startswith("xquad"))
