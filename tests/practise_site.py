"""What people practise on the server of tests.serving: two documents, a map, questions, and a course for everybody."""

from datetime import UTC, datetime
from pathlib import Path

from assistant.learning.assignments import Assignment, Assignments, Audience
from assistant.learning.bank import Bank
from assistant.learning.courses import Course, Courses, Quiz, Reading
from assistant.learning.questions import Evidence, Kind, Question
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.learning.skills_file import SkillsFile
from assistant.people.person import EVERYONE
from indexer.store import Generations
from tests.practise_questions import CHECKED, ELSEWHERE, SENTENCES, spread
from tests.serving import Site

RULES = "leave.pdf"
YEARS = {
    "laptop": 4, "phone": 3, "screen": 7, "keyboard": 5, "mouse": 2, "headset": 6, "printer": 8, "chair": 12, "desk": 15,
    "lamp": 10, "bag": 9, "badge": 11, "key": 20, "charger": 13,
}  # fmt: skip
MAP = SkillsMap(
    (
        Skill("leave", Name("Annual leave", "年假"), (Place(RULES),)),
        Skill("equipment", Name("Equipment", "办公设备"), (Place("equipment.md"),)),
        Skill("travel", Name("Travel", "差旅"), (Place("travel.md"),)),
    )
)
HOTEL = "A hotel room is paid up to 140 euros a night."


def write_practice(site: Site) -> None:
    """The documents and the map, before the server starts."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # it has no types
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # as above

    canvas = Canvas(str(site.folder / "documents" / RULES), pagesize=A4)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(72, 760, "Carry-over")
    canvas.setFont("Helvetica", 11)
    for line, sentence in enumerate([*SENTENCES.values(), ELSEWHERE]):
        canvas.drawString(72, 720 - 30 * line, sentence)
    canvas.save()
    lines = "\n\n".join(f"A {thing} is replaced after {years} years." for thing, years in YEARS.items())
    site.write("equipment.md", f"# Equipment\n\n## Replacement\n\n{lines}\n")
    SkillsFile(site.folder / "data/skills.toml").write(MAP)


def fill(folder: Path) -> None:
    """Questions and a course, once the documents are indexed."""
    index, now = Generations(folder / "index").open(), datetime.now(UTC)
    versions = {record.document: record.version for record in index.documents()}
    texts = {name: page.text for name in (RULES, "equipment.md", "travel.md") if (page := index.page(name, 1)) is not None}
    bank = Bank(folder / "data/bank/questions.db")
    bank.add_all(spread(RULES, versions[RULES], 1, texts[RULES]), "trainer", now)
    for thing, years in YEARS.items():
        quote = f"A {thing} is replaced after {years} years."
        place = _place("equipment.md", versions["equipment.md"], texts["equipment.md"], quote, "Equipment > Replacement")
        asked = f"After how many years is a {thing} replaced?"
        bank.add(_numeric(f"e-{thing}", asked, f"{years} years", place), "trainer", now)
    place = _place("travel.md", versions["travel.md"], texts["travel.md"], HOTEL, "Travel > Hotels")
    bank.add(_numeric("t-hotel", "Up to how many euros is a hotel room paid?", "140 euros", place), "trainer", now)
    bank.close()
    courses = Courses(folder / "data/courses.db")
    parts = (Reading(Place("travel.md", "Travel > Hotels")), Quiz(("travel",), 1))
    courses.save(Course("travel", Name("Business travel", "出差"), parts, attempts=3, time_limit_min=5), "trainer", now)
    courses.close()
    assignments = Assignments(folder / "data/assignments.db")
    assignments.add(Assignment("travel-all", Audience.GROUP, EVERYONE, "trainer", now, 30, "travel"))
    assignments.close()


def _place(document: str, version: str, text: str, quote: str, heading: str) -> Evidence:
    return Evidence(document, version, 1, quote, text.index(quote), text.index(quote) + len(quote), heading)


def _numeric(name: str, text: str, answer: str, place: Evidence) -> Question:
    return Question(name, 1, Kind.NUMERIC, text, evidence=place, accept=(answer,), checks=CHECKED)
