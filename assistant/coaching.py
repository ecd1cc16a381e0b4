"""Practising, wired together: bank, journals, skills and learner model, for one person at a time. Knows no page or command."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Answered, Mode, history
from assistant.learning.bank import Bank, Readable
from assistant.learning.choosing import Candidate, Standing, candidates, session
from assistant.learning.feedback import Feedback, feedback
from assistant.learning.grades import Grade
from assistant.learning.grading import Grader
from assistant.learning.mastery import Mastery, Scale, learner, masteries
from assistant.learning.objections import Outcome
from assistant.learning.option_sources import option_sources
from assistant.learning.outlines import Library
from assistant.learning.practice import Asked, Practice, Quiz, asked, quizzes, running
from assistant.learning.questions import Question, State
from assistant.learning.recommendation import ReadNext, read_next
from assistant.learning.reviews import calendar, cards, due
from assistant.learning.skills import SkillsMap
from assistant.people.journal import Journals

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
class Known:
    """What is known of a skill, with the texts of the questions that it rests on."""

    name: str
    mastery: Mastery
    questions: Mapping[str, str]  # texts by id, of those that may be read


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
        self._grade = grader.grade
        self._skills = skills
        self._drafts = drafts
        self._retention = retention
        self._clock = clock
        self._library = library  # the documents as they are indexed; None where there is no index at the moment

    def overview(self, person: str, language: str, within: Readable) -> Overview:
        """What is due, the topics and the documents that the person has questions on."""
        now, past = self._clock(), history(self.journals.of(person).events())
        questions, skills = self.questions(within), self._skills()
        usual = {question.id: USUAL_S for question in questions}
        waiting = {one.card.key for one in due(cards(past.answers, usual, self._retention), usual, now, MOST_MINUTES * 10)}
        by_skill: dict[str, list[Question]] = {}
        for question in questions:
            by_skill.setdefault(question.skill, []).append(question)
        known = masteries(past, by_skill, Scale(), now)
        topics = [
            Topic(skill, _name(skills, skill, language), len(found), sum(one.id in waiting for one in found), known[skill])
            for skill, found in by_skill.items()
        ]
        return Overview(
            due=len(waiting),
            due_minutes=len(waiting) * USUAL_S / 60,
            topics=tuple(sorted(topics, key=lambda topic: (-topic.due, topic.name))),
            documents=dict(sorted(Counter(question.evidence.document for question in questions).items())),
            running=running(self.journals.of(person).events(), now),
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
            raise Problem(f"{wish.minutes:g} minutes were asked for: choose {FEWEST_MINUTES:g} to {MOST_MINUTES:g}")
        questions = {
            one.id: one
            for one in self.questions(within)
            if (not wish.skill or one.skill == wish.skill)
            and (not wish.document or one.evidence.document == wish.document)
            and (not wish.among or one.id in wish.among)
        }
        chosen = self._chosen(person, wish, list(questions.values()), within)
        if not chosen:
            raise Problem("there are no questions on that yet: choose something else, or ask your trainer to make some")
        anything = not (wish.skill or wish.document or wish.among)
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
        return self._graded(self.practice.quiz(person, session_id), question, answer, grade, within)

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
        """Settles an objection; where it is upheld, the same reply to the same question counts as right for everybody.

        Returns how many answers got another score.

        Raises:
            AccessDenied, Problem: as of `Objections.settle`.
        """
        found = next((one for one in self.bank.objections.open(within=within) if one.number == number), None)
        count = 0
        if found is not None and outcome is Outcome.UPHELD and found.by and reason.strip():
            answers = history(self.journals.of(found.by).events()).answers
            theirs = next((one for one in answers if one.sequence == found.answer), None)
            # before it is settled: after a kill between the two it is settled again, and nothing doubled
            if theirs is not None:
                same = theirs.reply
                count = self.practice.regrade(
                    found.question, f"objection-{number}", by, reason, lambda one: 1.0 if one.reply == same else None
                )
        self.bank.objections.settle(number, outcome, by, reason, self._clock(), within=within)
        return count

    def changes(self, person: str, session_id: str, language: str) -> list[Change]:
        """What a quiz changed in what is known of each skill that it asked for."""
        past, now, skills = history(self.journals.of(person).events()), self._clock(), self._skills()
        before = replace(past, answers=tuple(one for one in past.answers if one.session != session_id))
        asked_for = dict.fromkeys(one.skill for one in past.answers if one.session == session_id)
        old, new = (masteries(one, asked_for, Scale(), now) for one in (before, past))
        return [Change(_name(skills, skill, language), old[skill], new[skill]) for skill in asked_for]

    def known(self, person: str, language: str, within: Readable) -> list[Known]:
        """What the person knows of each skill that they have questions on, by name."""
        skills, texts = self._skills(), dict[str, dict[str, str]]()
        for question in self.questions(within):
            texts.setdefault(question.skill, {})[question.id] = question.question
        found = masteries(history(self.journals.of(person).events()), texts, Scale(), self._clock())
        known = [Known(_name(skills, skill, language), found[skill], asked) for skill, asked in texts.items()]
        return sorted(known, key=lambda one: one.name)

    def calendar(self, person: str, days: int) -> dict[date, int]:
        """How many questions are due on each of the coming days (UTC), those overdue counted today."""
        past = history(self.journals.of(person).events())
        return calendar(cards(past.answers, {}, self._retention).values(), self._clock(), days)

    def forget(self, person: str) -> int:
        """Erases a person's progress, and their name and words from objections; how many answers stay, nameless."""
        kept = self.journals.erase(person)
        self.bank.objections.forget(person)
        return kept

    def taken(self, person: str) -> list[Quiz]:
        """The person's quizzes, the last one first."""
        return quizzes(self.journals.of(person).events())[::-1]

    def _graded(self, quiz: Quiz, question: Question, answer: Answered, grade: Grade, within: Readable) -> Graded:
        """A reply with its feedback; after a miss also with where its wrong options belong, and the section to read."""
        library = self._library() if answer.score < 1.0 else None
        if library is None:
            return Graded(quiz, question, answer, feedback(question, answer.reply, grade))
        wrong = [one.rpartition("=")[2] for one in grade.wrong]
        told = feedback(question, answer.reply, grade, option_sources(question, wrong, library, within))
        return Graded(quiz, question, answer, told, read_next(question.evidence, library, within))

    def _chosen(self, person: str, wish: Wish, questions: Sequence[Question], within: Readable) -> list[Candidate]:
        now, past = self._clock(), history(self.journals.of(person).events())
        offered = candidates(questions, Scale(), {}, may_read=within, drafts=self._drafts)
        standing = Standing(learner(past, Scale()), cards(past.answers, {}, self._retention))
        chance = Random(f"{person}/{len(past.answers)}/{wish.click}")  # noqa: S311 - which question, not a secret
        return [one.candidate for one in session(offered, standing, Scale(), now, chance, minutes=wish.minutes)]


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
