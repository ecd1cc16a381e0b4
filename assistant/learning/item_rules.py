"""The rules of item-writing as one gate. Knows nothing of documents, models or banks.

The rules follow the review of Haladyna, Downing and Rodriguez (2002); the thresholds are those of research on automatic
criticism of multiple-choice questions where it names any.
"""

from assistant.learning.option_rules import option_reasons
from assistant.learning.questions import Question
from assistant.learning.reasons import Finding, finding
from assistant.learning.stem_rules import stem_reasons


def well_written(question: Question) -> Finding:
    """Whether a question breaks no rule that its words alone can break."""
    return finding("well_written", *stem_reasons(question), *option_reasons(question))
