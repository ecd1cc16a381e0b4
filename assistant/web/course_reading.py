"""The text that a part of a course has a person read. Knows nothing of HTML."""

from typing import TYPE_CHECKING

from assistant.curriculum import Reading
from assistant.errors import AccessDenied
from assistant.learning.bank import Readable
from assistant.learning.outlines import Section, outline
from assistant.people.person import Person

if TYPE_CHECKING:
    from assistant.assembly import Assistant

MOST_SECTIONS = 40  # shown of a document; the rest is read in the document itself


def course_reading(
    assistant: "Assistant", person: Person, course: str, part: int, within: Readable
) -> tuple[str, list[Section]]:
    """The document and the sections of a part, all of the document where the part names no heading.

    Raises:
        AccessDenied: there is no such part for this person, or its document is not there.
    """
    standing = next((one for one in assistant.curriculum.courses(person, person.language, within) if one.id == course), None)
    chosen = standing.parts[part].part if standing is not None and 0 <= part < len(standing.parts) else None
    index = assistant.index()
    place = chosen.place if isinstance(chosen, Reading) else None
    record = next((one for one in index.documents() if place is not None and one.document == place.document), None)
    if place is None or record is None or not within(place.document):
        raise AccessDenied("there is no such reading, or it is not for you")
    sections = [one for one in outline(index, record).sections if place.holds(place.document, one.heading)]
    return place.document, sections[:MOST_SECTIONS]
