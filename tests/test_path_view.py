"""The way to what one's roles need, as HTML: what is told of each step, and that nothing unknown is named."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.certified import Held, Validity
from assistant.learning.certificates import Certificate
from assistant.learning.path import Code, Difference, Path, Reason, Step, StepState
from assistant.learning.recommendation import Recommendation, Rule, What
from assistant.learning.skills import JobRole, Name, Place
from assistant.web.path_view import Names, certificates_view, next_view, path_view, suppose_view
from assistant.web.words import Words

EN, ZH = Words("en"), Words("zh")
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = Names({"leave": "Leave <b>", "travel": "Travel"}, {"clerk": "Clerk"}, {"safety": "Safety course"})
STEP = Step("leave", 2, True, 0.5, StepState.OPEN, 300.0, 4, 60.0, (Place("leave.md", "Carry-over"),), ())
CERTIFICATE = Certificate(
    "c1", "p1", "Ada", "safety", "Safety <i>", 1, {"a.md": "v1"}, 0.875, DAY, datetime(2027, 3, 2, tzinfo=UTC), "Lindenhof"
)


def step(**changes: Any) -> Step:  # Any: values of several fields
    return replace(STEP, **changes)


def told(*steps: Step, hidden: int = 0) -> str:
    return path_view(Path(("clerk",), steps, hidden), NAMES, EN)


def next_of(**given: Any) -> str:  # Any: values of several fields
    return next_view([Recommendation(**({"what": What.SKILL, "id": "leave", "rule": Rule.GAP} | given))], NAMES, EN)


def test_without_a_role_or_steps_the_page_says_which() -> None:
    assert EN("progress.no_role") in path_view(Path((), ()), NAMES, EN)
    assert EN("progress.no_steps") in told()


def test_a_path_tells_what_is_left_what_is_finished_and_how_long_it_takes() -> None:
    view = told(STEP, step(skill="travel", state=StepState.FINISHED, finished=DAY, until=CERTIFICATE.expires))
    assert EN("progress.path_told", roles="Clerk", left=1, done=1, minutes=6) in view
    assert EN("progress.finished_on", day="2026-03-02") in view
    assert EN("progress.valid_until", day="2027-03-02") in view


def test_a_step_that_the_journal_does_not_know_of_has_no_day() -> None:
    assert "None" not in told(step(state=StepState.FINISHED))


def test_a_step_tells_its_level_its_work_and_where_to_read() -> None:
    view = told(STEP)
    assert EN("progress.step_level", level=2) in view
    assert EN("progress.step_work", minutes=6, reading=5, questions=4) in view
    assert 'href="/documents/open?document=leave.md"' in view
    assert "Carry-over" in view


def test_a_step_of_seconds_takes_a_minute() -> None:
    assert EN("progress.step_work", minutes=1, reading=0, questions=1) in told(
        step(reading_s=0.0, answering_s=5.0, questions=1)
    )


def test_what_was_read_already_is_not_offered_for_reading() -> None:
    assert "/documents/open" not in told(step(reading_s=0.0))


def test_a_folder_is_named_and_leads_nowhere() -> None:
    view = told(step(places=(Place("policies/"),)))
    assert "policies/" in view
    assert "/documents/open" not in view


def test_a_step_that_waits_for_another_day_is_marked_in_words() -> None:
    assert EN("progress.waiting") in told(step(state=StepState.WAITING))
    assert EN("progress.waiting") not in told(STEP)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(Code.MANDATORY, ("clerk",)), EN("progress.because_mandatory", about="Clerk")),
        (Reason(Code.PREREQUISITE, ("travel",)), EN("progress.because_prerequisite", about="Travel")),
        (Reason(Code.WEAK, number=0.404), EN("progress.because_weak", n=40)),
        (Reason(Code.CERTAINTY, number=0.5), EN("progress.because_certainty", n=50)),
        (Reason(Code.EXPIRED, number=3.0), EN("progress.because_expired", n=3)),
        (Reason(Code.UNKNOWN), EN("progress.because_unknown")),
    ],
)
def test_a_reason_is_told_with_its_number(reason: Reason, sentence: str) -> None:
    assert f"<li>{sentence}</li>" in told(step(reasons=(reason,)))


def test_a_reason_about_what_one_may_not_know_of_is_left_out() -> None:
    secret = Reason(Code.PREREQUISITE, ("secret",))
    view = told(step(reasons=(secret, Reason(Code.PREREQUISITE, ("secret", "travel")))))
    assert "secret" not in view
    assert view.count("<li>" + EN("progress.because_prerequisite", about="Travel")) == 1


def test_how_much_is_hidden_is_told_only_where_something_is() -> None:
    assert EN("progress.path_hidden", n=2) in told(STEP, hidden=2)
    assert EN("progress.path_hidden", n=0) not in told(STEP)


def test_names_are_escaped() -> None:
    assert "<b>" not in told(STEP)
    assert "Leave &lt;b&gt;" in told(STEP)


def test_every_reason_and_rule_has_a_sentence_in_both_languages() -> None:
    for words in (EN, ZH):
        assert all(words.has(f"progress.because_{code.value}") for code in Code)
        assert all(words.has(f"progress.rule_{rule.value}") for rule in Rule)
        assert all(words.has(f"progress.what_{what.value}") for what in What)


def test_nothing_next_is_said() -> None:
    assert EN("progress.nothing_next") in next_view([], NAMES, EN)


def test_a_recommendation_of_what_one_may_not_know_of_is_not_shown() -> None:
    assert EN("progress.nothing_next") in next_of(id="secret")
    assert EN("progress.nothing_next") in next_of(what=What.COURSE, id="secret")


def test_a_document_is_opened_a_topic_begun_and_anything_else_is_practised() -> None:
    assert 'href="/documents/open?document=a%2Fb+c.md"' in next_of(what=What.DOCUMENT, id="a/b c.md", rule=Rule.USEFUL)
    assert 'href="/en/practise/?skill=leave"' in next_of()
    assert 'href="/practise?lang=en"' in next_of(what=What.COURSE, id="safety", rule=Rule.USEFUL)


def test_a_rule_is_told_unless_the_reasons_of_the_step_tell_it() -> None:
    weak = (Reason(Code.WEAK, number=0.4),)
    assert EN("progress.rule_gap") in next_of()
    assert EN("progress.rule_gap") not in next_of(reasons=weak)
    assert EN("progress.rule_overdue") in next_of(rule=Rule.OVERDUE, reasons=weak)
    assert EN("progress.rule_useful", n=3) in next_of(what=What.DOCUMENT, id="a.md", rule=Rule.USEFUL, people=3)


def test_a_recommendation_tells_until_when_and_how_long() -> None:
    view = next_of(until=DAY, minutes=0.2)
    assert EN("progress.until", day="2026-03-02") in view
    assert EN("progress.about_minutes", n=1) in view


def test_what_another_role_would_change_is_told_in_minutes_more_or_less() -> None:
    role = JobRole("lead", Name("Team lead <b>", "组长"))
    for minutes, sentence in (
        (12.4, EN("progress.suppose_more", n=12)),
        (-5.0, EN("progress.suppose_less", n=5)),
        (0.2, EN("progress.suppose_same")),
    ):
        view = suppose_view([role], "lead", Difference(("travel",), (), ("leave",), minutes), NAMES, EN)
        assert sentence in view
        assert f"{EN('progress.added')} Travel" in view
        assert f"{EN('progress.dropped')} Leave &lt;b&gt;" in view
        assert EN("progress.raised") not in view


def test_skills_that_one_may_not_know_of_leave_no_line_without_names() -> None:
    view = suppose_view([JobRole("lead", Name("Lead"))], "", Difference(("secret",), (), (), 1.0), NAMES, EN)
    assert EN("progress.added") not in view


def test_roles_are_offered_in_ones_language_with_the_chosen_one_marked() -> None:
    roles = [JobRole("lead", Name("Team lead", "组长")), JobRole("clerk", Name("Clerk"))]
    view = suppose_view(roles, "clerk", None, NAMES, ZH)
    assert '<option value="lead">组长</option>' in view
    assert '<option value="clerk" selected>Clerk</option>' in view
    assert "data-announce" not in view
    assert suppose_view([], "", None, NAMES, EN) == ""


@pytest.mark.parametrize(
    ("validity", "expires", "sentence"),
    [
        (Validity.VALID, None, EN("progress.always_valid")),
        (Validity.VALID, CERTIFICATE.expires, EN("progress.valid_until", day="2027-03-02")),
        (Validity.EXPIRED, CERTIFICATE.expires, EN("progress.expired", day="2027-03-02")),
        (Validity.WITHDRAWN, CERTIFICATE.expires, EN("progress.withdrawn")),
    ],
)
def test_a_certificate_is_told_with_its_validity(validity: Validity, expires: datetime | None, sentence: str) -> None:
    view = certificates_view([Held(replace(CERTIFICATE, expires=expires), "abcd-ef", validity)], EN)
    assert f"<td>{sentence}</td>" in view
    assert "abcd-ef" in view
    assert EN("practise.percent", n=88) in view
    assert ('data-do="certificate"' in view) == (validity is not Validity.WITHDRAWN)


def test_the_name_of_a_course_is_escaped_also_in_what_a_screen_reader_says() -> None:
    view = certificates_view([Held(CERTIFICATE, "abcd", Validity.VALID)], EN)
    assert "<i>" not in view
    assert f'aria-label="{EN("progress.pdf_of", course="Safety &lt;i&gt;")}"' in view


def test_without_certificates_the_page_says_so() -> None:
    assert EN("progress.no_certificates") in certificates_view([], EN)
