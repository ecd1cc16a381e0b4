"""Practising, wired together: bank, journals, skills and learner model, for one person at a time. Knows no page or command."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from assistant.errors import AccessDenied, JournalDamaged, Refused, Why
from assistant.insight.measured import Measured, Measuring
from assistant.learning.answers import Answered, History, Mode
from assistant.learning.bank import Bank, Readable
from assistant.learning.choosing import Candidate, Standing, candidates, session
from assistant.learning.feedback import Feedback, feedback
from assistant.learning.followed import Followed, Following
from assistant.learning.grades import Grade
from assistant.learning.grading import Grader
from assistant.learning.mastery import Mastery, Scale
from assistant.learning.objections import Objection, Outcome
from assistant.learning.option_sources import option_sources
from assistant.learning.outcomes import doubtful
from assistant.learning.outlines import Library
from assistant.learning.practice import Asked, Practice, Quiz, asked
from assistant.learning.questions import Question, State
from assistant.learning.recommendation import ReadNext, read_next
from assistant.learning.record import Record
from assistant.learning.reviews import due
from assistant.learning.skills import SkillsMap
from assistant.people.journal import Journals

logger = logging.getLogger(__name__)
USUAL_S = 30.0  # seconds that a question takes, before anybody has answered it
FEWEST_MINUTES, MOST_MINUTES = 1.0, 120.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to practise: everything that is due or weak, or one topic, or one document, or certain questions."""

    minutes: float
    skill: str = ""
    document: str = ""
    mode: Mode = Mode.PRACTICE
    click: str = ""  # two of the same begin one quiz
    among: tuple[str, ...] = ()  # ids of the only questions that may come; none: any
    language: str = ""  # where nothing certain is wished for: of new questions, as far as there are any in it


@dataclass(frozen=True, slots=True)
class Topic:
    """A skill as a person may choose it."""

    skill: str  # id
    name: str
    questions: int
    due: int
    mastery: Mastery


@dataclass(frozen=True, slots=True)
class Overview:
    """What a person could do now."""

    due: int
    due_minutes: float
    topics: tuple[Topic, ...]
    documents: Mapping[str, int]  # with how many questions there are
    running: Quiz | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that waits for a reply."""

    quiz: Quiz
    asked: Asked
    place: int  # from 1
    draft: bool  # no person has looked at it yet


@dataclass(frozen=True, slots=True)
class Change:
    """What a quiz changed in what is known of a skill."""

    name: str
    before: Mastery
    after: Mastery


@dataclass(frozen=True, slots=True)
class Graded:
    """A reply with what there is to say about it."""

    quiz: Quiz
    question: Question
    answer: Answered
    feedback: Feedback
    read: ReadNext | None = None  # the section to read after a miss, where it is still there


class Coach:
    """What people practise. Whoever asks says which documents the person may read; there is no default."""

    def __init__(
        self,
        bank: Bank,
        journals: Journals,
        skills: Callable[[], SkillsMap],
        grader: Grader,
        *,
        drafts: bool,
        retention: float,
        clock: Callable[[], datetime],
        library: Callable[[], Library | None] = lambda: None,
    ) -> None:
        self.bank = bank
        self.journals = journals
        self.practice = Practice(journals, grader.grade)
        self.records = self.practice.records
        self._grade = grader.grade
        self._skills = skills
        self._drafts = drafts
        self._retention = retention
        self._clock = clock
        self._library = library  # the documents as they are indexed; None where there is no index at the moment
        self._following = Following(self.records)
        self._measuring = Measuring(
            journals,
            self.records,
            self._all_questions,
            retention=retention,
            clock=clock,
            ready=lambda found: self._following.prepare(found.common),
            seen=self._doubt_all,
        )

    def measured(self) -> Measured:
        """What everybody's answers come to, at most some minutes old: items, usual seconds, statistics of questions."""
        return self._measuring.now()

    def scale(self) -> Scale:
        """The items, averages and calibration that everybody's answers give, as of `measured`."""
        return self.measured().common.scale

    def history(self, person: str) -> History:
        """A person's answers and credits, without going through those that are known already."""
        return self.records.of(person).history

    def followed(self, person: str) -> Followed:
        """Where a person stands after all of their answers, at the cost of those that are new."""
        return self._following.of(person, self.measured().common)[1]

    def overview(self, person: str, language: str, within: Readable) -> Overview:
        """What is due, the topics and the documents that the person has questions on."""
        now, common = self._clock(), self.measured().common
        record, where = self._following.of(person, common)
        questions, skills = self.questions(within), self._skills()
        usual = {question.id: common.seconds.get(question.id, USUAL_S) for question in questions}
        waiting = {one.card.key: one.seconds for one in due(where.cards, usual, now, MOST_MINUTES * 10)}
        by_skill: dict[str, list[Question]] = {}
        for question in questions:
            by_skill.setdefault(question.skill, []).append(question)
        known = where.masteries(by_skill, now)
        topics = [
            Topic(skill, _name(skills, skill, language), len(found), sum(one.id in waiting for one in found), known[skill])
            for skill, found in by_skill.items()
        ]
        return Overview(
            due=len(waiting),
            due_minutes=sum(waiting.values()) / 60,
            topics=tuple(sorted(topics, key=lambda topic: (-topic.due, topic.name))),
            documents=dict(sorted(Counter(question.evidence.document for question in questions).items())),
            running=record.running(now),
        )

    def questions(self, within: Readable) -> list[Question]:
        """The questions that somebody may be asked, each with a skill: that of the map, else its own, else its document."""
        skills = self._skills()
        return [_with_skill(one, skills) for one in self.bank.list(within=within) if usable(one, self._drafts)]

    def begin(self, person: str, wish: Wish, within: Readable) -> Quiz:
        """Begins a quiz of what teaches most now.

        Raises:
            Problem: the minutes are none that can be used, or there are no questions on that.
        """
        if not FEWEST_MINUTES <= wish.minutes <= MOST_MINUTES:
            text = f"{wish.minutes:g} minutes were asked for: choose {FEWEST_MINUTES:g} to {MOST_MINUTES:g}"
            raise Refused(Why.MINUTES, text, fewest=f"{FEWEST_MINUTES:g}", most=f"{MOST_MINUTES:g}")
        questions = {
            one.id: one
            for one in self.questions(within)
            if (not wish.skill or one.skill == wish.skill)
            and (not wish.document or one.evidence.document == wish.document)
            and (not wish.among or one.id in wish.among)
        }
        anything = not (wish.skill or wish.document or wish.among)
        if anything and any(one.language == wish.language for one in questions.values()):
            met = {one.question for one in self.history(person).answers}
            questions = {name: one for name, one in questions.items() if one.language == wish.language or name in met}
        chosen = self._chosen(person, wish, list(questions.values()), within)
        if not chosen:
            text = "there are no questions on that yet: choose something else, or ask your trainer to make some"
            raise Refused(Why.NO_QUESTIONS, text)
        mode = Mode.REVIEW if wish.mode is Mode.PRACTICE and anything else wish.mode
        minutes = wish.minutes if wish.mode is Mode.EXAM else None
        return self.practice.begin(person, [questions[one.question] for one in chosen], mode, minutes=minutes, wish=wish.click)

    def turn(self, person: str, session_id: str, within: Readable) -> Turn | None:
        """The question that comes now in a quiz; None where nothing is left, or its time is over.

        A question whose document the person may not read any more is never shown: the quiz ends there.
        """
        quiz = self.practice.quiz(person, session_id)
        if quiz.next is None or quiz.late(self._clock()):
            return None
        try:
            question = self.bank.get(quiz.next[0], version=quiz.next[1], within=within)
        except AccessDenied:
            self.practice.end(person, session_id)
            return None
        shown = asked(question, f"{person}/{session_id}")
        return Turn(quiz, shown, len(quiz.answers) + 1, question.state is State.DRAFT)

    def reply(  # Any: a reply as JSON
        self, person: str, session_id: str, question_id: str, reply: Any, within: Readable, *, certain: bool | None = None
    ) -> Graded:
        """Grades the reply to the question that comes now, or gives what it got before.

        Raises:
            AccessDenied, Problem: as of `Practice.reply`.
        """
        quiz = self.practice.quiz(person, session_id)
        version = next((version for name, version in quiz.questions if name == question_id), None)
        if version is None:
            raise AccessDenied("that question is not one of this quiz")
        question = _with_skill(self.bank.get(question_id, version=version, within=within), self._skills())
        grade, answer = self.practice.reply(person, session_id, question, reply, self._clock(), certain=certain)
        quiz = self.practice.quiz(person, session_id)
        if waits(answer, quiz):
            self.bank.objections.doubt(answer.question, answer.version, person, answer.sequence, self._clock())
        return self._graded(quiz, question, answer, grade, within)

    def graded(self, person: str, session_id: str, within: Readable) -> list[Graded]:
        """All replies of a quiz with what there is to say about them; without those on documents that may not be read now."""
        quiz, found = self.practice.quiz(person, session_id), []
        for answer in quiz.answers:
            try:
                question = self.bank.get(answer.question, version=answer.version, within=within)
            except AccessDenied:
                continue
            found.append(self._graded(quiz, question, answer, self._grade(question, answer.reply), within))
        return found

    def object(self, person: str, answer: int, text: str, within: Readable) -> None:
        """Takes an objection to the score of an answer, which a trainer will look at.

        Raises:
            AccessDenied, Problem: as of `Practice.object`.
        """
        found = self.practice.object(person, answer, text)
        self.bank.objections.add(found.question, found.version, person, text, self._clock(), within=within, answer=answer)

    def settle(self, number: int, outcome: Outcome, by: str, reason: str, within: Readable) -> int:
        """Settles an objection, or a doubt of the grader's; what that decides holds for the same reply of everybody.

        Upheld, the reply counts as right; a doubt dismissed, as wrong; else it keeps its score, which a person then stands for.
        Doubts about the same reply are settled with it. Returns how many answers were decided or got another score.

        Raises:
            AccessDenied: nobody decides on their own answer; and as of `Objections.settle`.
            Problem: as of `Objections.settle`.
        """
        found = next((one for one in self.bank.objections.open(within=within) if one.number == number), None)
        if found is not None and found.by == by:
            raise AccessDenied("nobody decides on their own answer: ask another trainer")
        theirs = self.objected(found)
        count = 0
        if found is not None and theirs is not None and reason.strip():
            # before it is settled: after a kill between the two it is settled again, and nothing doubled
            decide = partial(_decided, theirs, 1.0 if outcome is Outcome.UPHELD else 0.0 if _denied(found, outcome) else None)
            count = self.practice.regrade(found.question, f"objection-{number}", by, reason, decide)
            self._settle_same(found, outcome, by, reason, within)
        self.bank.objections.settle(number, outcome, by, reason, self._clock(), within=within)
        return count

    def open_objections(self, within: Readable) -> list[tuple[Objection, Answered | None]]:
        """What waits for a trainer, with the answers that it is about; no doubt that another decision has answered already."""
        told = self._open(within)
        return [(one, answer) for one, answer in told if not (one.doubt and (answer is None or answer.decided))]

    def objected(self, found: Objection | None) -> Answered | None:
        """The answer that an objection or a doubt is about; None where it is about none, or is gone with its person."""
        return None if found is None or not found.by else self.records.once(found.by).answer(found.answer)

    def changes(self, person: str, session_id: str, language: str) -> list[Change]:
        """What a quiz changed in what is known of each skill that it asked for."""
        now, skills, common = self._clock(), self._skills(), self.measured().common
        record, after = self._following.of(person, common)
        past = record.history
        asked_for = dict.fromkeys(one.skill for one in past.answers if one.session == session_id)
        others = replace(past, answers=tuple(one for one in past.answers if one.session != session_id))
        old, new = Followed.nothing(common).after(others).masteries(asked_for, now), after.masteries(asked_for, now)
        return [Change(_name(skills, skill, language), old[skill], new[skill]) for skill in asked_for]

    def forget(self, person: str) -> int:
        """Erases a person's progress, and their name and words from objections; how many answers stay, nameless."""
        kept = self.journals.erase(person)
        self.bank.objections.forget(person)
        return kept

    def taken(self, person: str) -> list[Quiz]:
        """The person's quizzes, the last one first."""
        return list(self.records.of(person).quizzes.values())[::-1]

    def now(self) -> datetime:
        """The time by the coach's clock."""
        return self._clock()

    def name(self, skill: str, language: str) -> str:
        """What a skill is called."""
        return _name(self._skills(), skill, language)

    def _graded(self, quiz: Quiz, question: Question, answer: Answered, grade: Grade, within: Readable) -> Graded:
        """A reply with its feedback; after a miss also with where its wrong options belong, and the section to read."""
        library = self._library() if answer.score < 1.0 else None
        if library is None:
            return Graded(quiz, question, answer, feedback(question, answer.reply, grade))
        wrong = [one.rpartition("=")[2] for one in grade.wrong]
        told = feedback(question, answer.reply, grade, option_sources(question, wrong, library, within))
        return Graded(quiz, question, answer, told, read_next(question.evidence, library, within))

    def _chosen(self, person: str, wish: Wish, questions: Sequence[Question], within: Readable) -> list[Candidate]:
        now, common = self._clock(), self.measured().common
        record, where = self._following.of(person, common)
        offered = candidates(questions, common.scale, common.seconds, may_read=within, drafts=self._drafts)
        requires = {one.id: one.requires for one in self._skills().skills}
        standing = Standing(where.learner, where.cards, requires=requires)
        chance = Random(f"{person}/{len(record.history.answers)}/{wish.click}")  # noqa: S311 - which question, not a secret
        return [one.candidate for one in session(offered, standing, common.scale, now, chance, minutes=wish.minutes)]

    def _all_questions(self) -> list[Question]:
        """All current questions, for numbers that name no question to anybody."""
        skills = self._skills()
        return [_with_skill(one, skills) for one in self.bank.list(within=lambda _: True)]

    def _open(self, within: Readable, question: str | None = None) -> Iterator[tuple[Objection, Answered | None]]:
        """What is not settled, with the answers that it is about; without those in a damaged journal, which wait for it."""
        for one in self.bank.objections.open(within=within, question=question):
            try:
                yield one, self.objected(one)
            except JournalDamaged as damaged:
                logger.warning("objection %d is left out: %s", one.number, damaged)

    def _settle_same(self, settled: Objection, outcome: Outcome, by: str, reason: str, within: Readable) -> None:
        """Settles the doubts about answers that a decision has just decided."""
        for one, answer in self._open(within, settled.question):
            if one.number != settled.number and one.doubt and answer is not None and answer.corrected:
                self.bank.objections.settle(one.number, outcome, by, reason, self._clock(), within=within)

    def _doubt_all(self, person: str, record: Record) -> None:
        """Has a trainer look at every reply that needs it, also where a kill came between a reply and its doubt."""
        for quiz in record.quizzes.values():
            for answer in quiz.answers:
                if waits(answer, quiz):
                    self.bank.objections.doubt(answer.question, answer.version, person, answer.sequence, answer.time)


def waits(answer: Answered, quiz: Quiz) -> bool:
    """Whether a trainer has to look at an answer: the grader is not sure, or it is free text in a quiz of a course."""
    return doubtful(answer) and (not answer.sure or bool(quiz.course))


def usable(question: Question, drafts: bool) -> bool:
    """Whether a question may be asked: approved, or a draft that no check has spoken against where drafts may be used."""
    if question.state is State.APPROVED:
        return True
    sound = bool(question.checks) and not any(value is False for value in question.checks.values())
    return drafts and question.state is State.DRAFT and sound


def _with_skill(question: Question, skills: SkillsMap) -> Question:
    place = question.evidence
    return replace(question, skill=skills.skill_of(place.document, place.heading) or question.skill or place.document)


def _name(skills: SkillsMap, skill: str, language: str) -> str:
    found = skills.skill(skill)
    return skill if found is None else found.name.told(language)


def _denied(found: Objection, outcome: Outcome) -> bool:
    return found.doubt and outcome is Outcome.DISMISSED


def _decided(theirs: Answered, score: float | None, one: Answered) -> float | None:
    """What another answer is worth after a decision on this one: None where it is another reply, or to another version."""
    if one.version != theirs.version or _plain(one.reply) != _plain(theirs.reply):
        return None
    return one.score if score is None else score


def _plain(reply: Any) -> Any:  # Any: JSON
    """A reply as it is compared: capitals and spaces make no difference to a text."""
    return " ".join(reply.casefold().split()) if isinstance(reply, str) else reply
