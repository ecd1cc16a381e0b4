"""What is worth asking: values, duties, rules; no talk, no advice, no scraps."""

import pytest

from assistant.learning.asked_for import rank, spoken, worth_asking
from assistant.learning.questions import Evidence, Kind, Option, Question


def question(
    kind: Kind, stem: str, key: str, quote: str, heading: str = "Rules", others: tuple[str, ...] = (), language: str = "en"
) -> Question:
    proof = Evidence("handbook.md", "v1", 1, quote, 0, len(quote), heading)
    options = tuple(Option(f"a{number}", text) for number, text in enumerate((key, *others))) if others else ()
    chosen = ("a0",) if others else ()
    return Question("q", 1, kind, stem, proof, options, chosen, () if others else (key,), language=language)


def gap(sentence: str, key: str, heading: str = "Rules", word: bool = False) -> Question:
    hint = f"Which word is missing? It begins with “{key[:2]}”: " if word else ""
    return question(Kind.CLOZE, f"{hint}“{sentence.replace(key, '____', 1)}”", key, sentence, heading)


def claim(sentence: str, heading: str = "Rules") -> Question:
    return question(Kind.TRUE_FALSE, f"Is this right? “{sentence}”", "True", sentence, heading, ("False",))


def asked(stem: str, key: str, quote: str, heading: str = "Rules") -> Question:
    return question(Kind.SHORT_ANSWER, stem, key, quote, heading)


@pytest.mark.parametrize(
    "good",
    [
        gap("A loss must be reported within 24 hours of the discovery.", "24"),
        gap("If a case is refused, the Medical Director reviews it again.", "the Medical Director"),
        gap("A visit to the plant must never begin without a permission.", "permission", word=True),
        claim("Non-emergency transport is not covered by the plan."),
        claim("A shift in the plant lasts 8 hours."),
        asked(
            "What should be done if a receipt is missing?",
            "write a statement and have it signed",
            "If a receipt is missing, write a statement and have it signed.",
        ),
        asked(
            "Why must the valve be closed?",
            "to prevent a leak",
            "The valve must be closed before each visit to prevent a leak.",
        ),
    ],
)
def test_values_roles_demands_and_rules_are_asked_for(good: Question) -> None:
    assert worth_asking(good)


@pytest.mark.parametrize(
    "sentence,word",
    [
        ("Make the room ready and inform the patients and their families.", "families"),
        ("The plan must tell you about the outcome of an appeal.", "outcome"),
        ("Managers must work with other departments to reach effectiveness.", "effectiveness"),
        ("Each request goes with an approval to the office of the director.", "approval"),  # no rule
    ],
)
def test_a_word_is_left_out_only_where_a_rule_demands_what_it_names(sentence: str, word: str) -> None:
    assert not worth_asking(gap(sentence, word, word=True))


@pytest.mark.parametrize(
    "sentence,key",
    [
        ("A request must be sent in writing to your supervisor.", "your supervisor"),  # anybody would guess it
        ("You must hold your own version of Failure Friday every month.", "Friday"),  # a part of a name
        ("Everybody must know the 100-page plan for a crisis by heart.", "100"),
        ("The 12 week agreement must be signed whatever leave you take.", "12"),  # leans on a sentence before
        ("Staff must take the express bus ($7) to the station.", "$7"),
        ("Every file must be sent to the Deputy Counselor of the agency.", "the Deputy"),
        ("Go by 5 in teams.", "5"),
    ],
)
def test_a_gap_is_no_scrap_and_no_part_of_a_name(sentence: str, key: str) -> None:
    assert not worth_asking(gap(sentence, key))


@pytest.mark.parametrize(
    "sentence",
    [
        "You must click the second button within 10 minutes.",
        "As before, the password must be changed within 30 days.",
        "Once the action is complete, the system must recover within 5 minutes.",
        "Consider at least 3 providers before you choose.",
        "Covered services may include at least 3 visits to a coach.",
        "The allowance is 75% of $69 ($51.75) on the first day.",
        "4% of the annual turnover, or 20 Million, whichever is greater.",
        "Any actions which can only reduce the harm of an incident.",
        "The manager is responsible for monitoring and updating that channel.",
        "A good one is ten minutes long at the most.",
        "It is crazy, but you only need 3 words.",
    ],
)
def test_talk_advice_hands_turns_examples_and_fragments_are_not_asked_about(sentence: str) -> None:
    assert not worth_asking(claim(sentence))


@pytest.mark.parametrize(
    "heading", ["Case studies", "Templates", "Our history", "Examples", "Tips for members", "You need no clearance if"]
)
def test_headings_of_asides_of_advice_and_of_lists_that_go_on_give_nothing(heading: str) -> None:
    sentence = "Members are eligible for a visit to a doctor of the network."
    assert worth_asking(claim(sentence))
    assert not worth_asking(claim(sentence, heading))


def test_a_claim_of_aims_is_told_by_which_way_they_go() -> None:
    assert not worth_asking(claim("The director is responsible for plans that increase efficiency."))


def test_an_order_is_no_claim() -> None:
    assert not worth_asking(claim("Report a loss within 24 hours to the office."))
    assert not worth_asking(claim("If a badge is lost, report it within 24 hours to the office."))


def test_what_is_merely_so_is_no_claim_worth_asking() -> None:
    assert not worth_asking(claim("The managers work closely with the other departments of the company."))


@pytest.mark.parametrize(
    "stem,key",
    [
        ("What does the plan offer?", "coverage for prescription drugs"),  # many answers are right
        ("How may costs be kept low?", "by using a generic drug"),
        ("When have surveys been held?", "after an engagement"),
        ("How will the office answer?", "by email"),
        ("What applies if members have problems with their feet?", "don't delay seeking care"),
        ("What applies if a commercial search firm?", "recusal is not triggered"),  # the case is cut off
        ("What applies if the name of a member is mistyped?", "attempts to log in, they fail"),  # its subject is lost
        ("What should be done if members run into issues?", "reach out to"),  # where a link stood
        ("Why should you keep track of expenses?", "to ensure that you do not exceed the limit"),  # a mere purpose
        ("What is the manager responsible for?", "leading the team"),  # and for much else
        ("How does a notice permit a manager to plan?", "by moving people to other work"),
        ("What should be done if approval is in doubt?", "contact the office to verify"),  # anybody would say so
        ("What applies if the software of a team is approved?", "there is no guarantee of a licence"),
        ("When may somebody be asked again?", "when " + "one thing or another has come to pass " * 6),
        ("What applies when you leave?", "you are responsible for all equipment"),  # much else applies
        ("Where are projects staffed by a process outlined?", "in the staffing list"),
        ("What applies if the case of the member is closed?", "n/a"),
    ],
)
def test_open_questions_scraps_and_mere_purposes_are_not_asked(stem: str, key: str) -> None:
    assert not worth_asking(asked(stem, key, f"{stem.rstrip('?')} is so, {key}."))


def test_an_answer_to_what_somebody_asked_is_not_asked_without_that_question() -> None:
    sentence = "You must send in the form within 3 days of the visit."
    assert worth_asking(gap(sentence, "3"))
    assert not worth_asking(gap(sentence, "3", heading="Frequently Asked Questions"))


def test_of_what_is_spoken_only_rules_are_asked() -> None:
    fact = gap("A call of the group takes around as long as 30 minutes of work.", "30")
    rule = gap("A call of the group must end after 30 minutes of work.", "30")
    assert worth_asking(fact) and not worth_asking(fact, talk=True)
    assert worth_asking(rule, talk=True)


def test_a_page_is_spoken_where_somebody_talks_in_it() -> None:
    assert spoken("So, we're going to look at this! I really like it. Let's go. What's next?")
    assert not spoken("Every loss must be reported within 24 hours. Nobody leaves the plant before that.")
    assert not spoken("")


@pytest.mark.parametrize(
    "name,value,good", [("Review", "3 days", True), ("Review", "n/a", False), ("Play 12", "3 days", False)]
)
def test_empty_cells_and_numbered_names_are_no_pairs(name: str, value: str, good: bool) -> None:
    proof = Evidence("handbook.md", "v1", 1, "x", 0, 1)
    cells = [("l0", "Appeal"), ("l1", name), ("r0", "7 days"), ("r1", value)]
    options = tuple(Option(place, text) for place, text in cells)
    assert worth_asking(Question("q", 1, Kind.MATCHING, "Match.", proof, options, ("l0=r0", "l1=r1"))) is good


def test_what_a_course_is_about_is_no_description() -> None:
    stem = "Which of these is described like this: “{}”?"
    said = "the sum that is due before the plan pays"
    described = question(Kind.SINGLE_CHOICE, stem.format(said), "Deductible", said, others=("Premium", "Copay"))
    assert worth_asking(described)
    outline = question(Kind.SINGLE_CHOICE, stem.format("Primarily phishing"), "Attacks", "x", others=("Locks", "Doors"))
    assert not worth_asking(outline)
    among_answers = question(
        Kind.SINGLE_CHOICE, f"Frequently Asked Questions. {stem.format(said)}", "Deductible", "x", others=("Premium", "Copay")
    )
    assert not worth_asking(among_answers)


def test_chinese_drafts_pass() -> None:
    assert worth_asking(question(Kind.CLOZE, "“请在____天内提交。”", "3", "请在3天内提交。", language="zh"))


def test_what_is_asked_in_words_comes_first_and_gaps_last() -> None:
    sentence = "A loss must be reported within 24 hours."
    words = asked("Within how many hours must a loss be reported?", "24 hours", sentence)
    completed = question(Kind.NUMERIC, "Which quantity is missing? “within ____”", "24 hours", sentence)
    assert [rank(one) for one in (words, completed, claim(sentence), gap(sentence, "24"))] == [0, 1, 2, 3]
