"""What can go wrong in the assistant, in words a person can act on. The indexer's problems belong to the same family.

Problem (indexer.errors)
 ├── SignInRefused       wrong name or password, disabled, or locked for a while
 ├── AccountInvalid      an account that cannot be made or changed as asked
 ├── AccessDenied        this person may not see that
 ├── JournalDamaged      a person's progress file is not as it was written
 ├── QuestionRefused     a question that cannot be answered as sent (empty, too long)
 ├── QueueFull           too many people at once
 ├── Refused             a rule of practising or of courses, which pages say in the person's language
 └── EngineFailed        the language model's engine could not answer
"""

from enum import StrEnum

from indexer.errors import Problem

__all__ = [
    "AccessDenied",
    "AccountInvalid",
    "EngineFailed",
    "JournalDamaged",
    "Problem",
    "QuestionRefused",
    "QueueFull",
    "Refused",
    "SignInRefused",
    "Why",
]


class SignInRefused(Problem):
    """The name or password is wrong, the account is disabled, or too many attempts were made."""


class AccountInvalid(Problem):
    """An account cannot be made or changed as asked: the name is taken, the password too weak, the person unknown."""


class AccessDenied(Problem):
    """The person may not see or do this. The message never says whether the thing exists."""


class JournalDamaged(Problem):
    """A person's progress file is not as it was written. It is left as it is; what is new is still kept where possible."""


class QuestionRefused(Problem):
    """The question cannot be answered as it was sent: empty, too long."""


class QueueFull(Problem):
    """Too many people are waiting; nothing was started."""


class EngineFailed(Problem):
    """The language model's engine could not answer."""


class Why(StrEnum):
    """What refuses something that anybody may meet in the pages; each has a sentence in every language."""

    MINUTES = "minutes"
    NO_QUESTIONS = "no_questions"
    TIME_OVER = "time_over"
    OBJECTION = "objection"
    COURSE_PASSED = "course_passed"
    COURSE_WAITING = "course_waiting"
    COURSE_COOLDOWN = "course_cooldown"
    COURSE_NO_ATTEMPT = "course_no_attempt"
    COURSE_ORDER = "course_order"
    COURSE_QUESTIONS = "course_questions"
    COURSE_CHANGED = "course_changed"
    COURSE_UNFIT = "course_unfit"
    TESTED = "tested"
    TEST_QUESTIONS = "test_questions"
    ASKED = "asked"
    REASON = "reason"
    SHARE = "share"
    NOBODY = "nobody"
    UNQUOTED = "unquoted"
    UNCHANGED = "unchanged"
    DECIDED = "decided"
    MAKING = "making"


class Refused(Problem):
    """A rule refuses what was asked for. The text is for commands; pages say `why` in their language, with the values."""

    def __init__(self, why: Why, text: str, **values: object) -> None:
        super().__init__(text)
        self.why = why
        self.values = values
