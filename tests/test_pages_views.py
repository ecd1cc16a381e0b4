"""What the pages show of answers, evidence, history and documents. Every text in them comes from somewhere hostile."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence
from assistant.people.person import Person, Role
from assistant.reindexing import ReindexState
from assistant.web import admin_view, evidence_view, header, history_view
from assistant.web.chat_view import follow_view, live_view, pointed_at, turn_view
from assistant.web.markup import block, html
from assistant.web.words import Words
from indexer.content import DocumentRecord
from indexer.documents import Chunk, Heading, Page
from indexer.errors import Verdict
from indexer.planning import FoundFile, Move, Plan
from indexer.report import Progress
from indexer.searching import Hit

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)"> & "quoted" \'single\''
QUOTE = "Up to 5 unused days carry over."
PAGE = Page(
    1, f"Leave\nEmployees receive 28 days.\nCarry-over\n{QUOTE}\n", (Heading(0, 1, "Leave"), Heading(33, 2, "Carry-over"))
)
START = PAGE.text.index(QUOTE)
CITATION = Citation(1, "handbook/leave.pdf", "v1", 3, "Leave > Carry-over", QUOTE, START, START + len(QUOTE), 0.8)
ANSWER = Answer(
    id="turn1",
    question="How many days carry over?",
    answer=QUOTE,
    refused=False,
    mode=Mode.QUOTED,
    sentences=(Sentence(QUOTE, (1,), True),),
    citations=(CITATION,),
    model="SmolLM2",
    generation=1,
    seconds=Seconds(0.1, None, 0.2),
)


@pytest.fixture
def words() -> Words:
    return Words("en")


def everything(document: str) -> bool:
    return True


def nothing(document: str) -> bool:
    return False


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", Markup(markup).striptags())


def test_a_block_is_one_line_and_keeps_line_breaks_of_the_text() -> None:
    assert (
        block(html("<p>{text}</p>", text="one\n\ntwo"), "en") == '<div class="d-page" lang="en"><p>one&#10;&#10;two</p></div>'
    )


def test_a_template_never_formats_the_texts_put_into_it() -> None:
    assert html("{text}", text="{text} {0} %s") == "{text} {0} %s"


@pytest.mark.parametrize(
    "view",
    [
        lambda words: turn_view(
            replace(ANSWER, question=HOSTILE, sentences=(Sentence(HOSTILE, (1,), True),), id=HOSTILE), "", words, everything
        ),
        lambda words: turn_view(replace(ANSWER, refused=True, answer=HOSTILE, closest=(HOSTILE,)), "", words, everything),
        lambda words: turn_view(
            replace(ANSWER, citations=(replace(CITATION, document=HOSTILE, heading=HOSTILE),)), "", words, everything
        ),
        lambda words: live_view(HOSTILE, HOSTILE, HOSTILE, words),
        lambda words: follow_view([HOSTILE], words),
        lambda words: evidence_view.evidence_view(
            HOSTILE, replace(CITATION, document=HOSTILE, quote=HOSTILE, also=(HOSTILE,)), [1], Page(1, HOSTILE * 2), words
        ),
        lambda words: history_view.history_view(
            [history_view.Entry(HOSTILE, HOSTILE, datetime(2026, 1, 1, tzinfo=UTC))], "", False, words
        ),
        lambda words: history_view.file_view(HOSTILE, HOSTILE),
        lambda words: header.header(Person("1", HOSTILE, Role.ADMIN, frozenset()), words, "/", HOSTILE),
        lambda words: admin_view.documents_view([record(document=HOSTILE, detail=HOSTILE)], 1, words),
        lambda words: admin_view.state_view(ReindexState(problem=HOSTILE, finished=datetime.now(UTC)), [HOSTILE], words),
        lambda words: admin_view.hits_view(
            [Hit(Chunk(HOSTILE, "v", HOSTILE, 1, HOSTILE, 0, 9, HOSTILE), 0, 1, 0.5, 0.5, 1.0)], words
        ),
    ],
)
def test_no_text_becomes_markup(view: Callable[[Words], str], words: Words) -> None:
    shown = str(view(words))
    assert "<script" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;" in shown
    assert '"alert(1)"' not in shown


def test_a_sentence_carries_a_button_for_its_source(words: Words) -> None:
    shown = turn_view(ANSWER, "", words, everything)
    assert 'data-do="cite" data-turn="turn1" data-n="1"' in shown
    assert 'aria-label="Source 1: handbook/leave.pdf, page 3, Leave &gt; Carry-over. Show the quote"' in shown


def test_sources_in_the_same_place_are_listed_once(words: Words) -> None:
    shown = text_of(turn_view(replace(ANSWER, citations=(CITATION, replace(CITATION, n=2))), "", words, everything))
    assert "1, 2. handbook/leave.pdf, page 3, Leave > Carry-over" in shown


def test_an_unsupported_sentence_says_so_in_words(words: Words) -> None:
    shown = turn_view(replace(ANSWER, sentences=(Sentence("The moon is cheese.", (), False),)), "", words, everything)
    assert "The moon is cheese." in shown
    assert "no source found" in text_of(shown)


def test_thin_evidence_is_said(words: Words) -> None:
    assert "Thin evidence" in turn_view(replace(ANSWER, weak=True), "", words, everything)
    assert "Thin evidence" not in turn_view(ANSWER, "", words, everything)


def test_a_refusal_looks_different_and_names_the_closest_documents(words: Words) -> None:
    shown = turn_view(replace(ANSWER, refused=True, answer="Not found.", closest=("a b.pdf",)), "", words, everything)
    assert "d-refused" in shown
    assert 'href="/documents/open?document=a+b.pdf"' in shown


def test_a_written_answer_names_its_model(words: Words) -> None:
    assert "SmolLM2" in turn_view(replace(ANSWER, mode=Mode.GENERATED), "", words, everything)


def test_what_one_may_no_longer_read_is_left_out_of_an_old_answer(words: Words) -> None:
    shown = turn_view(ANSWER, "", words, nothing)
    assert QUOTE not in shown
    assert "leave.pdf" not in shown
    assert "no longer open to you" in shown


def test_a_refusal_does_not_name_documents_that_one_may_not_read(words: Words) -> None:
    assert "secret.pdf" not in turn_view(replace(ANSWER, refused=True, closest=("secret.pdf",)), "", words, nothing)


def test_a_sentence_with_one_readable_source_stays_with_that_source(words: Words) -> None:
    second = replace(CITATION, n=2, document="hr/pay.pdf")
    both = replace(
        ANSWER, sentences=(Sentence(QUOTE, (1, 2), True),), citations=(replace(CITATION, also=("hr/x.pdf",)), second)
    )
    shown = turn_view(both, "", words, lambda document: not document.startswith("hr/"))
    assert QUOTE in shown
    assert "hr/" not in shown


def test_the_given_thumb_is_pressed(words: Words) -> None:
    shown = turn_view(ANSWER, "down", words, everything)
    assert re.search(r'data-value="down" aria-pressed="true"', shown)
    assert re.search(r'data-value="up" aria-pressed="false"', shown)


def test_the_evidence_of_a_pdf_is_a_picture_of_the_cited_page(words: Words) -> None:
    shown = evidence_view.evidence_view("turn1", CITATION, [1, 2], PAGE, words)
    address = (
        f"/evidence/page.png?document=handbook%2Fleave.pdf&amp;version=v1&amp;page=3&amp;start={START}&amp;end={CITATION.end}"
    )
    assert f'<img src="{address}"' in shown
    assert 'href="/documents/open?document=handbook%2Fleave.pdf#page=3"' in shown
    assert 'alt="Picture of page 3 of handbook/leave.pdf' in shown


def test_the_evidence_of_other_formats_is_the_text_with_the_quote_marked(words: Words) -> None:
    shown = evidence_view.evidence_view("turn1", replace(CITATION, document="leave.md"), [1], PAGE, words)
    assert "<img" not in shown
    assert f"<mark>{QUOTE}</mark>" in shown
    assert '<span class="d-heading">Carry-over</span>' in shown


def test_a_changed_document_shows_the_old_quote_and_says_that_it_changed(words: Words) -> None:
    shown = evidence_view.evidence_view("turn1", CITATION, [1], None, words)
    assert QUOTE in shown
    assert "has changed since" in shown
    assert "<img" not in shown


def test_evidence_names_the_heading_over_the_quote_itself(words: Words) -> None:
    page = Page(1, PAGE.text, PAGE.headings, ("Handbook",))
    shown = evidence_view.evidence_view("turn1", replace(CITATION, heading="Leave"), [1], page, words)
    assert "page 3, Leave &gt; Carry-over" in shown


def test_an_excerpt_is_cut_at_lines_around_the_quote() -> None:
    lines = "".join(f"line {number} of the page\n" for number in range(400))
    start = lines.index("line 200")
    shown = evidence_view.excerpt(Page(1, lines), start, start + 8)
    assert shown.startswith("… line ")
    assert shown.endswith(" of the page …")
    assert "<mark>line 200</mark>" in shown
    assert len(shown) < 2 * evidence_view.AROUND + 100


def test_history_marks_the_open_conversation_and_asks_before_it_deletes(words: Words) -> None:
    shown = history_view.history_view([history_view.Entry("c1", "Leave", datetime(2026, 1, 2, tzinfo=UTC))], "c1", False, words)
    assert 'aria-current="true"' in shown
    assert "cannot be brought back" in shown


def test_the_bar_has_the_admin_door_for_admins_only(words: Words) -> None:
    employee = Person("1", "Bob", Role.EMPLOYEE, frozenset())
    assert "/admin" not in header.header(employee, words, "/", "Docent")
    assert "/admin" in header.header(replace(employee, role=Role.ADMIN), words, "/", "Docent")


def test_the_bar_leads_to_the_same_page_in_the_other_language(words: Words) -> None:
    admin = Person("1", "Ada", Role.ADMIN, frozenset())
    assert 'href="/admin?lang=zh" lang="zh"' in header.header(admin, words, "/admin", "Docent")
    assert 'href="/admin?lang=en" lang="en"' in header.header(admin, Words("zh"), "/admin", "Docent")


def record(document: str = "a.pdf", verdict: Verdict = Verdict.INDEXED, detail: str = "") -> DocumentRecord:
    return DocumentRecord(document, "v", "Title", True, 2, 3, 10, 0, datetime(2026, 1, 1, tzinfo=UTC), verdict, detail)


def test_refused_files_come_first_with_what_to_do(words: Words) -> None:
    records = [record("a.pdf"), record("z.pdf", Verdict.NO_TEXT, "12 pages without text: run OCR")]
    shown = text_of(admin_view.documents_view(admin_view.matching(records, "", ""), 2, words))
    assert shown.index("z.pdf") < shown.index("a.pdf")
    assert "run OCR" in shown


def test_documents_are_filtered_by_name_and_verdict() -> None:
    records = [record("hr/Pay.pdf"), record("b.pdf", Verdict.DAMAGED), record("pay2.pdf", Verdict.DAMAGED)]
    assert [one.document for one in admin_view.matching(records, " PAY ", "")] == ["pay2.pdf", "hr/Pay.pdf"]
    assert [one.document for one in admin_view.matching(records, "", "damaged")] == ["b.pdf", "pay2.pdf"]


def test_a_plan_names_every_file_that_changes(words: Words) -> None:
    file = FoundFile("new.pdf", 1, 1)
    plan = Plan(Path("docs"), 1, False, new=(file,), moved=(Move("old.pdf", file),), removed=("gone.pdf",), same=(file, file))
    shown = text_of(admin_view.plan_view(plan, words))
    assert "old.pdf → new.pdf" in shown
    assert "gone.pdf" in shown
    assert "2 unchanged" in shown


def test_a_running_update_shows_how_far_it_is(words: Words) -> None:
    state = ReindexState(running=True, by="Ada", started=datetime.now(UTC), progress=Progress("reading", 3, 10, "a.pdf"))
    shown = admin_view.state_view(state, ["first", "second"], words)
    assert 'max="10" value="3"' in shown
    assert "Reading documents: 3 / 10 a.pdf" in shown
    assert shown.index("second") < shown.index("first")


def test_a_stopped_update_says_why(words: Words) -> None:
    shown = admin_view.state_view(ReindexState(finished=datetime.now(UTC), problem="the disk is full"), [], words)
    assert "the disk is full" in shown


def test_the_test_bench_shows_both_scores(words: Words) -> None:
    hit = Hit(Chunk("a.pdf", "v", "A", 4, "Leave", 0, 3, "Yes"), 0, 1, 0.91, 0.612, 7.5)
    shown = text_of(admin_view.hits_view([hit], words))
    assert "0.612" in shown
    assert "7.50" in shown


def test_every_sentence_exists_in_both_languages_with_the_same_places() -> None:
    sentences = {language: Words(language)._sentences for language in ("en", "zh")}
    assert sentences["en"].keys() == sentences["zh"].keys()
    places = re.compile(r"{(\w+)}")
    for key, sentence in sentences["en"].items():
        assert set(places.findall(sentence)) == set(places.findall(sentences["zh"][key])), key


def test_the_words_that_answer_are_set_off_in_the_sentence_and_in_its_quote(words: Words) -> None:
    cited = replace(CITATION, answer=(QUOTE.index("5"), QUOTE.index("5") + 1))
    told = turn_view(replace(ANSWER, citations=(cited,)), "", words, everything)
    assert "<strong>5</strong>" in told
    assert "<strong>5</strong>" in evidence_view.evidence_view("turn1", cited, (1,), PAGE, words)
    assert "<strong>" not in evidence_view.evidence_view("turn1", CITATION, (1,), PAGE, words)


def test_what_is_pointed_at_is_escaped() -> None:
    cited = replace(CITATION, quote="up to <b>5</b> days", answer=(6, 14))
    assert pointed_at(cited.quote, cited) == "up to <strong>&lt;b&gt;5&lt;/b&gt;</strong> days"
