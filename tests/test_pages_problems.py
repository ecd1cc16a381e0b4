"""What a page says when something goes wrong."""

import logging

import gradio as gr
import pytest

from assistant.errors import AccessDenied, EngineFailed, JournalDamaged, QueueFull, Refused, Why
from assistant.web.problems import shown, told
from assistant.web.words import Words
from indexer.errors import IndexDamaged, Problem


def test_a_known_problem_is_told_in_the_language_of_the_page() -> None:
    assert told(QueueFull("33 people wait"), Words("en")).startswith("Too many people")
    assert told(QueueFull("33 people wait"), Words("zh")).startswith("此刻提问人数过多")


@pytest.mark.parametrize("why", Why)
def test_what_a_rule_refuses_is_said_in_the_language_of_the_page(why: Why) -> None:
    refused = Refused(why, "for commands", fewest=1, most=120, n=1000, when="2026-03-03 09:00 UTC", names="hr/pay.md")
    english, chinese = told(refused, Words("en")), told(refused, Words("zh"), to_admin=True)
    assert "for commands" not in english + chinese
    assert english.isascii()
    assert not chinese.isascii()


def test_a_damaged_journal_is_told_without_its_path() -> None:
    assert "/srv" not in told(JournalDamaged("/srv/progress/journal.jsonl, line 3"), Words("en"))


def test_any_other_problem_is_told_in_its_own_words() -> None:
    assert told(Problem("the folder is gone: name another"), Words("zh")) == "the folder is gone: name another"


def test_what_only_the_operator_can_mend_is_logged_and_told_to_admins_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    for problem in (EngineFailed("http://10.0.0.9 answered 401"), IndexDamaged("/srv/index is damaged")):
        assert not {"10.0.0.9", "/srv"} & set(told(problem, Words("en")).split())
        assert str(problem) in caplog.text
        assert told(problem, Words("zh"), to_admin=True) == str(problem)


def test_a_refusal_does_not_repeat_what_was_asked_for() -> None:
    with pytest.raises(gr.Error, match="may not see this"), shown(Words("en")):
        raise AccessDenied("hr/pay.md is not for bob")


def test_a_problem_cannot_put_markup_into_its_message() -> None:
    with pytest.raises(gr.Error) as raised, shown(Words("en")):
        raise Problem("<img src=x onerror=alert(1)>")
    assert "<img" not in str(raised.value)


def test_a_mistake_of_ours_shows_an_id_that_the_log_has(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR), pytest.raises(gr.Error) as raised, shown(Words("en")):
        raise RuntimeError("secret detail")
    code = str(raised.value).split()[-1].strip("'\"")
    assert code in caplog.text
    assert "secret detail" not in str(raised.value)
