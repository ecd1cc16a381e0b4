"""Ranking: each kind of evidence lifts the passage that has it."""

from indexer.documents import Chunk
from indexer.ranking import Candidate, ranked, shares


def candidate(row: int, text: str = "", *, title: str = "", name: str = "a.pdf", heading: str = "", cosine: float = 0.5,
              keyword: float = 1.0) -> Candidate:  # fmt: skip
    return Candidate(row, Chunk(name, "v", title, 1, heading, 0, len(text), text), cosine, keyword)


def rows(question: str, *candidates: Candidate) -> list[int]:
    return [fit.candidate.row for fit in ranked(question, candidates)]


def test_nothing_is_ranked_of_nothing() -> None:
    assert ranked("leave", []) == []


def test_the_nearer_passage_comes_first() -> None:
    assert rows("leave", candidate(0, cosine=0.4), candidate(1, cosine=0.6)) == [1, 0]


def test_the_passage_with_more_of_the_words_comes_first() -> None:
    assert rows("leave", candidate(0, keyword=1.0), candidate(1, keyword=3.0)) == [1, 0]


def test_equal_passages_keep_the_order_of_their_rows() -> None:
    assert rows("leave", candidate(1), candidate(0)) == [0, 1]


def test_a_title_tells_two_nearly_equal_documents_apart() -> None:
    standard = candidate(0, "covers glasses", title="Health Standard Plan", cosine=0.52)
    plus = candidate(1, "covers glasses", title="Health Plus Plan")
    assert rows("Are glasses covered by the Plus plan?", standard, plus) == [1, 0]


def test_a_file_name_counts_as_a_title() -> None:
    standard = candidate(0, "covers glasses", name="plans/HealthStandard.pdf", cosine=0.52)
    plus = candidate(1, "covers glasses", name="plans/HealthPlus_2024.pdf")
    assert rows("Are glasses covered by the Plus plan?", standard, plus) == [1, 0]


def test_a_heading_counts_as_covering_a_word() -> None:
    assert rows("carry-over", candidate(0, "five days"), candidate(1, "five days", heading="Leave > Carry-over")) == [1, 0]


def test_a_vector_without_weight_does_not_count() -> None:
    fits = ranked("年假", [candidate(0, cosine=0.9, keyword=1.0), candidate(1, "年假", cosine=0.1, keyword=2.0)], vector=0.0)
    assert [fit.candidate.row for fit in fits] == [1, 0]


def test_what_is_covered_compares_between_questions() -> None:
    fits = ranked("lost laptop", [candidate(0, "A lost laptop is reported."), candidate(1, "Lost keys."), candidate(2, "Pay.")])
    covered = {fit.candidate.row: fit.covered for fit in fits}
    assert covered[0] == 1.0
    assert 0.0 < covered[1] < 0.5
    assert covered[2] == 0.0


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    bags = [frozenset({"plan"}), frozenset({"plan"}), frozenset({"glasses"})]
    common, _, rare = shares(["plan", "glasses"], bags, bags)
    assert rare > common


def test_words_that_stand_nowhere_count_for_nothing() -> None:
    assert shares(["zeppelin"], [frozenset({"plan"})], [frozenset({"plan"})]) == [0.0]
