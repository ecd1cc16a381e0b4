"""Why a question is dropped, and what one gate found. Knows nothing of how anything is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.learning.conflicts import DocumentConflict

Value = bool | float | int


class Reason(StrEnum):
    """What is wrong with a question, one code for each row of the table of dropped questions."""

    # where it comes from
    QUOTE_MISSING = "quote_missing"  # the quote does not stand at its offsets in this version of the document
    KEY_NOT_QUOTED = "key_not_quoted"  # the quote does not hold the key
    SUPERSEDED = "superseded"  # the document says of itself that it is no longer in force
    NOT_RETRIEVED = "not_retrieved"  # a search for the question does not find its passage among the first three
    CONFLICT = "conflict"  # another place gives another value
    SECOND_RIGHT = "second_right"  # the documents support a wrong option too
    PARAPHRASE = "paraphrase"  # two options say the same
    WRONG_KEY = "wrong_key"  # what is keyed as true is not what the quote says, or the other way round
    NOT_BACK = "not_back"  # asked again with the passage, another reader does not find the key
    WITHOUT_PASSAGE = "without_passage"  # the key comes back from a passage that does not tell it
    # a writer's rewording
    REWORDED_WRONGLY = "reworded_wrongly"  # words, numbers or negations are gone, the key is told, or it asks something else
    # free points
    KEY_IN_STEM = "key_in_stem"
    LONGEST_KEY = "longest_key"
    SPECIFIC_KEY = "specific_key"  # only the key has a number
    STEM_REPEAT = "stem_repeat"  # a word stands in the stem and in the key only
    CONVERGENCE = "convergence"  # the key is what the other options have in common
    GUESSABLE = "guessable"
    # item-writing
    ALL_OF_ABOVE = "all_of_above"
    COMBINED_OPTION = "combined_option"  # "A and B"
    ABSOLUTE_WORD = "absolute_word"
    VAGUE_WORD = "vague_word"
    NEGATIVE_STEM = "negative_stem"  # a negation that is not in capitals
    GRAMMAR_CUE = "grammar_cue"
    FORM_CUE = "form_cue"  # the key differs from all others in capitals or punctuation
    UNSORTED = "unsorted"  # numeric options
    UNFOCUSED = "unfocused"
    TOO_LONG = "too_long"
    BLANK_PLACE = "blank_place"
    IMPLAUSIBLE = "implausible"  # a wrong option of another kind or far off
    TOO_NEAR = "too_near"
    # the bank and the person who reads
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"
    PERSONAL_DATA = "personal_data"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a gate found: values by name for `Question.checks`, and reasons where it did not let the question through."""

    checks: Mapping[str, Value] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    conflicts: tuple[DocumentConflict, ...] = ()


def finding(name: str, *reasons: Reason) -> Finding:
    """The finding of a check that is passed if there is no reason against it; a reason counts once."""
    return Finding({name: not reasons}, tuple(dict.fromkeys(reasons)))
