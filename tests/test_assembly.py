"""Docent as a whole over a real folder: who finds what, what is kept, and what an update changes."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.answering.answers import Answer, Citation
from assistant.answering.writers import Writers
from assistant.assembly import Assistant, indexer_settings, open_assistant, open_writers
from assistant.coaching import Wish
from assistant.errors import AccessDenied, Problem, QuestionRefused
from assistant.learning.questions import BLANK, Evidence, Kind, Question, State
from assistant.learning_assembly import post_of
from assistant.people.person import Person, Role
from assistant.settings import (
    AccessSettings,
    AnsweringSettings,
    MailSettings,
    PeopleSettings,
    PracticeSettings,
    Settings,
    TuningSettings,
)
from indexer.embedding import HashedEmbedder
from indexer.errors import IndexIncompatible, IndexMissing, ModelMissing
from indexer.settings import DocumentSettings, EmbedderSettings, IndexSettings
from indexer.updating import update as updated

TRAVEL = "# Hotels\n\nA hotel room is paid up to 120 euros a night.\n\n# Trains\n\nTrains are booked in second class.\n"
PAY = "# Salary bands\n\nSalary band seven starts at 71300 euros a year.\n"

BOSS = Person("0" * 32, "boss", Role.ADMIN, frozenset())


def settings_in(folder: Path) -> Settings:
    documents = folder / "documents"
    (documents / "hr").mkdir(parents=True)
    (documents / "travel.md").write_text(TRAVEL, encoding="utf-8")
    (documents / "hr/pay.md").write_text(PAY, encoding="utf-8")
    return Settings(
        documents=DocumentSettings(documents),
        index=IndexSettings(folder / "index"),
        embedder=EmbedderSettings("hashed", folder / "models"),
        access=AccessSettings({"**": ("everyone",), "hr/**": ("hr",)}),
        people=PeopleSettings(folder / "people", folder / "conversations", folder / "progress"),
        answering=AnsweringSettings(refuse_below=0.0),
        tuning=TuningSettings(folder / "tuning"),
        practice=PracticeSettings(
            folder / "bank",
            folder / "skills.toml",
            courses=folder / "courses.db",
            assignments=folder / "assignments.db",
            certificate_key=folder / "certificates.key",
        ),
    )


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with open_assistant(settings_in(tmp_path)) as opened:
        update(opened)
        yield opened


def update(assistant: Assistant, confirmed: bool = False) -> None:
    assistant.reindex(BOSS, confirmed).join()
    assert assistant.reindexing.state.problem == ""


def person(assistant: Assistant, name: str, role: Role = Role.EMPLOYEE, groups: tuple[str, ...] = ()) -> Person:
    return assistant.accounts.add(name, role, groups).person


def answer(assistant: Assistant, asker: Person, question: str, conversation: str | None = None) -> Answer:
    *_, last = assistant.ask(asker, question, conversation)
    assert isinstance(last, Answer)
    return last


def test_an_answer_quotes_a_document_word_for_word(assistant: Assistant) -> None:
    given = answer(assistant, person(assistant, "ada"), "How much is paid for a hotel room?")
    cited = given.citations[0]
    page = assistant.index().page(cited.document, cited.page)
    assert page is not None
    assert "120 euros" in cited.quote
    assert page.text[cited.start : cited.end] == cited.quote


def test_nothing_of_a_document_for_another_group_is_found_quoted_or_opened(assistant: Assistant) -> None:
    ada = person(assistant, "ada")
    question = "Where does salary band seven start?"
    assert "71300" not in answer(assistant, ada, question).answer
    assert all(hit.chunk.document != "hr/pay.md" for hit in assistant.search(ada, question, 10))
    with pytest.raises(AccessDenied):
        assistant.page(ada, "hr/pay.md", 1)
    with pytest.raises(AccessDenied):
        assistant.document_file(ada, "hr/pay.md")


def test_a_member_of_the_group_and_an_admin_find_it(assistant: Assistant) -> None:
    question = "Where does salary band seven start?"
    for reader in (person(assistant, "grace", groups=("hr",)), person(assistant, "root", Role.ADMIN)):
        assert "71300" in answer(assistant, reader, question).answer
        assert assistant.document_file(reader, "hr/pay.md").is_file()


def test_a_document_that_is_not_there_reads_like_a_forbidden_one(assistant: Assistant) -> None:
    ada = person(assistant, "ada")
    with pytest.raises(AccessDenied) as unknown:
        assistant.page(ada, "nowhere.md", 1)
    with pytest.raises(AccessDenied) as forbidden:
        assistant.page(ada, "hr/pay.md", 1)
    assert str(unknown.value) == str(forbidden.value)


def test_a_turn_is_kept_in_the_conversation_of_the_person_who_asked(assistant: Assistant) -> None:
    ada = person(assistant, "ada")
    conversation = assistant.conversations.start(ada.id)
    given = answer(assistant, ada, "How much is paid for a hotel room?", conversation)
    assert [turn.answer for turn in assistant.conversations.get(ada.id, conversation).turns] == [given]


def test_nobody_asks_in_the_conversation_of_somebody_else(assistant: Assistant) -> None:
    conversation = assistant.conversations.start(person(assistant, "ada").id)
    with pytest.raises(AccessDenied):
        assistant.ask(person(assistant, "grace"), "How much is a hotel room?", conversation)


def test_an_empty_question_is_refused_at_once(assistant: Assistant) -> None:
    with pytest.raises(QuestionRefused):
        assistant.ask(person(assistant, "ada"), "  ")


def test_an_approved_answer_is_given_only_to_those_who_may_read_what_it_cites(assistant: Assistant) -> None:
    version = next(record.version for record in assistant.index().documents() if record.document == "hr/pay.md")
    cited = Citation(1, "hr/pay.md", version, 1, "Salary bands", "Salary band seven", 16, 33, 1.0)
    assistant.standards.add("Where does band seven start?", "At 71300 euros.", (cited,), "trainer")
    grace, ada = person(assistant, "grace", groups=("hr",)), person(assistant, "ada")
    assert answer(assistant, grace, "Where does band seven start?").mode.value == "standard"
    assert answer(assistant, ada, "Where does band seven start?").mode.value == "quoted"


def test_an_approved_answer_names_no_further_place_that_the_person_may_not_read(assistant: Assistant) -> None:
    version = next(record.version for record in assistant.index().documents() if record.document == "travel.md")
    cited = Citation(1, "travel.md", version, 1, "Hotels", "A hotel room", 10, 22, 1.0, also=("hr/pay.md",))
    assistant.standards.add("What does a hotel cost?", "Up to 120 euros.", (cited,), "trainer")
    grace, ada = person(assistant, "grace", groups=("hr",)), person(assistant, "ada")
    assert answer(assistant, grace, "What does a hotel cost?").citations[0].also == ("hr/pay.md",)
    assert answer(assistant, ada, "What does a hotel cost?").citations[0].also == ()


def test_a_trainer_approves_an_answer_on_the_command_line(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("assistant.assembly.open_assistant", lambda _: nullcontext(assistant))
    ada = person(assistant, "ada", Role.TRAINER)
    words = ["--question", "May I sleep in a hotel?", "--answer", "Yes, up to 120 euros.", "--document", "travel.md"]
    assert main(["standard", "add", *words, "--quote", "paid up to 120 euros a night", "--as", "ada"]) == 0
    kept = capsys.readouterr().out.strip()
    assert answer(assistant, ada, "May I sleep in a hotel?").answer == "Yes, up to 120 euros."
    assert main(["standard", "list"]) == 0
    assert "Yes, up to 120 euros." in capsys.readouterr().out
    assert main(["standard", "remove", kept]) == 0
    assert assistant.standards.list() == ()


def test_an_answer_is_approved_only_with_a_quote_and_by_a_trainer(assistant: Assistant) -> None:
    trainer, employee = person(assistant, "ada", Role.TRAINER), person(assistant, "grace")
    with pytest.raises(Problem, match="word for word"):
        assistant.approve(trainer, "Hotels?", "Yes.", "travel.md", 1, "up to 500 euros")
    with pytest.raises(AccessDenied):
        assistant.approve(employee, "Hotels?", "Yes.", "travel.md", 1, "up to 120 euros")
    with pytest.raises(AccessDenied):
        assistant.approve(trainer, "Pay?", "Yes.", "hr/pay.md", 1, "Salary")


def test_a_damaged_file_of_approved_answers_does_not_stop_the_others(assistant: Assistant) -> None:
    (assistant.settings.people.conversations / "standard.json").write_text("{", encoding="utf-8")
    assert "120 euros" in answer(assistant, person(assistant, "ada"), "How much is paid for a hotel room?").answer


def test_old_conversations_open_without_an_index(assistant: Assistant) -> None:
    ada = person(assistant, "ada")
    given = answer(assistant, ada, "How much is paid for a hotel room?")
    shutil.rmtree(assistant.settings.index.folder)
    assert assistant.follow_ups(ada, given) == []


def test_a_changed_file_changes_the_answer_after_an_update_and_back_after_a_rollback(assistant: Assistant) -> None:
    ada, question = person(assistant, "ada"), "How much is paid for a hotel room?"
    file = assistant.settings.documents.folder / "travel.md"
    file.write_text(TRAVEL.replace("120", "145"), encoding="utf-8")
    assert [changed.document for changed in assistant.plan().changed] == ["travel.md"]
    update(assistant)
    assert "145" in answer(assistant, ada, question).answer
    assert assistant.rollback() == 1
    assert "120" in answer(assistant, ada, question).answer


def test_an_update_that_removes_much_stops_unless_it_is_confirmed(assistant: Assistant) -> None:
    (assistant.settings.documents.folder / "travel.md").unlink()
    assistant.reindex(BOSS).join()
    assert "--yes" in assistant.reindexing.state.problem
    update(assistant, confirmed=True)
    assert [record.document for record in assistant.index().documents()] == ["hr/pay.md"]


def test_without_an_index_the_problem_says_so(tmp_path: Path) -> None:
    with open_assistant(settings_in(tmp_path)) as opened, pytest.raises(IndexMissing):
        opened.ask(person(opened, "ada"), "Anything?")


def test_an_index_of_another_embedder_is_not_searched_but_shown(assistant: Assistant) -> None:
    with Assistant(assistant.settings, HashedEmbedder(128), Writers(None, lambda _: None)) as opened:
        ada = person(opened, "ada")
        with pytest.raises(IndexIncompatible, match="the settings name hashed-128"):
            opened.ask(ada, "Anything?")
        with pytest.raises(IndexIncompatible, match="the settings name hashed-128"):
            opened.search(ada, "Anything?", 3)
        assert opened.index().documents()


def test_the_writer_is_opened_only_where_it_may_write(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with open_writers(settings).lease() as line:
        assert line is None
    with pytest.raises(ModelMissing):
        open_writers(replace(settings, answering=AnsweringSettings(mode="generated")))


def test_the_models_in_use_are_named(assistant: Assistant) -> None:
    assert next((model.role, model.name) for model in assistant.models()) == ("embedder", "hashed")


def asked_about_hotels(assistant: Assistant) -> Question:
    """A question on the page about hotels, in the bank."""
    quote = "A hotel room is paid up to 120 euros a night."
    page, record = assistant.index().page("travel.md", 1), assistant.index().documents()[-1]
    assert page is not None
    start = page.text.index(quote)
    place = Evidence("travel.md", record.version, 1, quote, start, start + len(quote), "Hotels")
    text = f"A hotel room is paid up to {BLANK} euros a night."
    made = Question("hotels", 1, Kind.CLOZE, text, place, accept=("120",), checks={"grounded": True})
    assistant.bank.add(made, "", datetime.now(UTC))
    return made


def test_a_question_is_retired_by_the_update_that_changes_its_sentence(assistant: Assistant) -> None:
    made = asked_about_hotels(assistant)
    file = assistant.settings.documents.folder / "travel.md"
    file.write_text(TRAVEL + "\nA third section.\n", encoding="utf-8")
    update(assistant)
    kept = assistant.bank.get(made.id, within=lambda _: True)
    assert kept.state is State.DRAFT
    assert kept.evidence.version != made.evidence.version
    file.write_text(TRAVEL.replace("120", "140"), encoding="utf-8")
    update(assistant)
    assert assistant.bank.get(made.id, within=lambda _: True).state is State.RETIRED


def test_questions_are_made_in_the_background_by_trainers_only(assistant: Assistant) -> None:
    with pytest.raises(AccessDenied, match="only trainers"):
        assistant.make_questions(person(assistant, "ada"))
    assistant.make_questions(person(assistant, "tara", Role.TRAINER)).join()
    state = assistant.making.state
    assert (state.running, state.problem, state.done, state.of) == (False, "", 2, 2)
    assert len(assistant.bank.list(within=lambda _: True)) == state.kept


def test_who_passed_a_question_that_an_update_retired_is_asked_to_read_again(assistant: Assistant) -> None:
    made, ada, bob = asked_about_hotels(assistant), person(assistant, "ada"), person(assistant, "bob")
    within = partial(assistant.may_read, ada)
    quiz = assistant.coach.begin(ada.id, Wish(5.0), within)
    assistant.coach.reply(ada.id, quiz.id, made.id, made.right_answer(), within)
    file = assistant.settings.documents.folder / "travel.md"
    file.write_text(TRAVEL.replace("120", "140"), encoding="utf-8")
    update(assistant)
    (standing,) = assistant.curriculum.courses(ada, "en", within)
    assert (standing.name, standing.course) == ("travel.md", None)
    assert assistant.curriculum.courses(bob, "en", within) == ()
    assistant.curriculum.read(ada, standing.id, 0, 30.0, within)
    assert [one.state.value for one in assistant.curriculum.statuses(ada)] == ["passed"]


def test_nothing_is_left_of_a_person_who_is_erased_but_the_account_and_nameless_answers(assistant: Assistant) -> None:
    made, ada = asked_about_hotels(assistant), person(assistant, "ada")
    within = partial(assistant.may_read, ada)
    quiz = assistant.coach.begin(ada.id, Wish(5.0), within)
    assistant.coach.reply(ada.id, quiz.id, made.id, made.right_answer(), within)
    talk = assistant.conversations.start(ada.id)
    answer(assistant, ada, "How much is paid for a hotel room?", talk)
    assistant.document_file(ada, "travel.md")  # which is noted
    assert assistant.forget(ada) == 1
    assert assistant.coach.journals.of(ada.id).events() == ()
    assert assistant.conversations.list(ada.id) == ()
    assert [row["question"] for row in assistant.coach.journals.erased()] == [made.id]
    assert assistant.accounts.get(ada.id) == ada


def test_what_somebody_opened_is_noted_and_what_they_may_not_read_is_not(assistant: Assistant) -> None:
    ada = person(assistant, "ada")
    assistant.document_file(ada, "travel.md")
    with pytest.raises(AccessDenied):
        assistant.document_file(ada, "hr/pay.md")
    assert [event.data["document"] for event in assistant.coach.journals.of(ada.id).events()] == ["travel.md"]


def test_reminders_go_out_beside_the_server_and_end_with_it(assistant: Assistant) -> None:
    before = {thread.name for thread in threading.enumerate()}
    with assistant.reminders():
        assert "reminding" in {thread.name for thread in threading.enumerate()} - before
    assert "reminding" not in {thread.name for thread in threading.enumerate()}


def test_mail_goes_by_the_server_of_the_settings_with_a_password_of_the_environment() -> None:
    assert post_of(MailSettings()) is None
    post = post_of(MailSettings("mail.example.com", 25, "docent@example.com", "docent"), {"DOCENT_MAIL_PASSWORD": "secret"})
    assert post is not None
    assert (post.host, post.port, post.sender, post.password, post.starttls) == (
        "mail.example.com", 25, "docent@example.com", "secret", True,
    )  # fmt: skip


def test_an_index_that_a_command_updated_meets_the_questions_before_reminders_go_out(assistant: Assistant) -> None:
    made = asked_about_hotels(assistant)
    assistant.recheck_questions()
    (assistant.settings.documents.folder / "travel.md").write_text(TRAVEL.replace("120", "140"), encoding="utf-8")
    list(
        updated(
            assistant.plan(), generations=assistant.generations, settings=indexer_settings(assistant.settings),
            embedder=assistant.embedder, sandbox=assistant.sandbox, confirmed=False,
        )
    )  # fmt: skip
    assert assistant.bank.get(made.id, within=lambda _: True).state is State.DRAFT
    assistant.remind(datetime.now(UTC))
    assert assistant.bank.get(made.id, within=lambda _: True).state is State.RETIRED
