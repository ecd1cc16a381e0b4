"""Plain text, Markdown and HTML: encodings, headings, lists, tables, and what is left out."""

from pathlib import Path

import pytest

from indexer.documents import Page, Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.table import read_file
from indexer.settings import ReadingLimits


def read(folder: Path, name: str, content: str | bytes) -> Reading:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path, ReadingLimits())


def page(folder: Path, name: str, content: str | bytes) -> Page:
    return read(folder, name, content).pages[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"])
def test_text_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        "年假政策：员工每年享有十五天年假，未休年假可结转至次年。请提前两周申请。"
        if encoding != "cp1252"
        else "Café – 5 £ für Müller, déjà vu"
    )
    assert page(tmp_path, "note.txt", text.encode(encoding)).text == text


def test_binary_data_with_the_name_of_a_text_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, "note.txt", b"\x7fELF\x00\x00\x01")
    assert caught.value.verdict is Verdict.DAMAGED


def test_code_is_read_as_it_stands(tmp_path: Path) -> None:
    assert page(tmp_path, "tool.py", "def f():\n    return 1\n").text == "def f():\n    return 1"


def test_markdown_headings_have_levels_and_places(tmp_path: Path) -> None:
    made = page(tmp_path, "a.md", "# Leave\n\nText.\n\nCarry-over\n---\n\nUp to *5* **days**.")
    assert made.text == "Leave\n\nText.\n\nCarry-over\n\nUp to 5 days."
    assert [(made.text[h.offset :].split("\n")[0], h.level) for h in made.headings] == [("Leave", 1), ("Carry-over", 2)]


def test_front_matter_gives_the_title_and_is_left_out(tmp_path: Path) -> None:
    made = read(tmp_path, "a.md", "---\ntitle: 'Leave: the policy'\ntags: [x]\n---\n\nText.")
    assert (made.title, made.pages[0].text) == ("Leave: the policy", "Text.")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert page(tmp_path, "a.md", "---\n\nText.\n\n---\n\nMore.").text == "Text.\n\nMore."


def test_links_and_images_leave_their_words(tmp_path: Path) -> None:
    text = "See [the *policy*](https://x.example/very/long) and ![the plan](a.png), or https://x.example."
    assert page(tmp_path, "a.md", text).text == "See the policy and the plan, or https://x.example."


def test_lists_keep_their_markers_and_depth(tmp_path: Path) -> None:
    text = "Steps:\n\n3. Open\n4. Close\n   - gently\n   - fully\n\n   Then wait.\n"
    assert page(tmp_path, "a.md", text).text == "Steps:\n\n3. Open\n4. Close\n  - gently\n  - fully\nThen wait."


def test_markdown_tables_become_rows(tmp_path: Path) -> None:
    assert page(tmp_path, "a.md", "| Plan | Cost |\n|---|---:|\n| Basic | $5 |\n").text == "Plan | Cost\nBasic | $5"


def test_code_blocks_are_kept_word_for_word(tmp_path: Path) -> None:
    assert (
        page(tmp_path, "a.md", "Run:\n\n```sh\nls -l  # {{ x }}\n  cd **a**\n```\n").text
        == "Run:\n\nls -l  # {{ x }}\n  cd **a**"
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ('Ask {% slack_channel "pifs" "the fellows" %} now.', "Ask the fellows now."),
        ("> [!NOTE]\n> Ask first.", "Note: Ask first."),
        ('!!! warning "Careful"\n    Ask **first**.\n\nThen go.', "Careful:\n\nAsk first.\n\nThen go."),
        ("Phases {#the-phases}", "Phases"),
        ("Line<br>two, H<sub>2</sub>O", "Line\ntwo, H2O"),
        ("See [our rules][rules].", "See our rules."),
    ],
)
def test_marks_of_site_generators_are_taken_out(tmp_path: Path, markdown: str, expected: str) -> None:
    assert page(tmp_path, "a.md", markdown).text == expected


def test_html_inside_markdown_is_read_as_html(tmp_path: Path) -> None:
    text = "Before.\n\n<table><tr><td>Plan</td><td>Cost</td></tr><tr><td>Basic</td><td>$5</td></tr></table>\n\nAfter."
    assert page(tmp_path, "a.md", text).text == "Before.\n\nPlan | Cost\nBasic | $5\n\nAfter."


HTML = """<!DOCTYPE html><html><head><title>Travel &amp; expenses</title><style>p {}</style></head><body>
<header><nav><a href="/">Home</a></nav></header><div class="breadcrumb">You are here</div>
<h1>Travel</h1><p>Book  early,
it is <b>cheaper</b>.<br>Ask first.</p><ul><li>Trains<ol start="2"><li>first</li></ol></li><li><p>Planes</p></li></ul>
<table><tr><th>City</th><th colspan="2">Limit</th></tr><tr><td rowspan="2">Bonn</td><td>90</td><td>EUR</td></tr>
<tr><td>80</td><td>USD</td></tr></table><pre>a  b
 c</pre><script>alert(1)</script><footer>Imprint</footer></body></html>"""


def test_html_is_read_without_the_furniture_of_the_page(tmp_path: Path) -> None:
    made = read(tmp_path, "a.html", HTML)
    assert made.title == "Travel & expenses"
    assert made.pages[0].text == (
        "Travel\n\nBook early, it is cheaper.\nAsk first.\n\n- Trains\n  2. first\n- Planes\n\n"
        "City | Limit\nBonn | 90 | EUR\nBonn | 80 | USD\n\na  b\n c"
    )


def test_only_the_main_part_of_a_page_is_read_where_it_names_one(tmp_path: Path) -> None:
    main = "word " * 40
    assert page(tmp_path, "a.html", f"<body><p>Around</p><main><p>{main}</p></main></body>").text == main.strip()


def test_a_page_that_is_only_navigation_is_read_all_the_same(tmp_path: Path) -> None:
    assert page(tmp_path, "a.html", "<body><nav><ul><li>Home</li></ul></nav></body>").text == "- Home"


def test_the_encoding_that_a_page_declares_is_used(tmp_path: Path) -> None:
    content = '<html><head><meta charset="gb2312"></head><body><p>年假</p></body></html>'.encode("gb2312")
    assert page(tmp_path, "a.html", content).text == "年假"


def test_html_nested_without_end_gets_a_verdict(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, "a.html", "<div>" * 50_000 + "end" + "</div>" * 50_000)
    assert caught.value.verdict is Verdict.NO_TEXT  # the parser gives up below 256 levels


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.csv"])
def test_an_empty_text_file_has_no_text(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, name, b"")
    assert caught.value.verdict is Verdict.NO_TEXT


def test_the_encoding_is_told_from_where_the_text_is_not_plain(tmp_path: Path) -> None:
    content = b"Plain words.\n" * 20_000 + "Café – für Müller, déjà vu\n".encode("cp1252")
    assert page(tmp_path, "note.txt", content).text.endswith("Café – für Müller, déjà vu")
