"""What is worth asking first."""

from assistant.learning.questions import Evidence, Kind, Question
from assistant.learning.worth import worth


def question(quote: str, heading: str = "", name: str = "q") -> Question:
    proof = Evidence("handbook.md", "v1", 1, quote, 0, len(quote), heading)
    return Question(name, 1, Kind.CLOZE, "____", proof, accept=("x",))


def test_what_people_must_do_by_when_is_before_what_is_merely_so() -> None:
    rule = question("Every loss must be reported within 24 hours.")
    fact = question("The canteen serves hot lunch on weekdays.")
    assert worth(rule) > worth(fact) + 3


def test_what_the_section_is_about_is_before_asides() -> None:
    assert worth(question("Notice periods are 4 weeks.", "Notice periods")) > worth(
        question("Notice periods are 4 weeks.", "Pay")
    )


def test_equals_keep_their_order() -> None:
    assert worth(question("The canteen is open.", name="a")) != worth(question("The canteen is open.", name="b"))
    assert worth(question("The canteen is open.", name="a")) == worth(question("The canteen is open.", name="a"))
