"""The sentences of the pages, in both languages."""

import ast
import re
import string
from pathlib import Path

import pytest

from assistant.settings import LANGUAGES
from assistant.web.words import FOLDER, Words

WEB = FOLDER.parent
# an English sentence: a capital, then small words; HTML, addresses and keys have none
SENTENCE = re.compile(r"\b[A-Z][a-z]+(?: [a-z]+){2,}\b|[\u4e00-\u9fff]")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_language_has_the_same_sentences_with_the_same_places() -> None:
    english, *others = (Words(language)._sentences for language in LANGUAGES)
    for other in others:
        assert sorted(other) == sorted(english)
        assert {key: places(text) for key, text in other.items()} == {key: places(text) for key, text in english.items()}


def test_places_are_filled_in() -> None:
    assert "15" in Words("en")("signin.rules", shortest=15)
    assert "15" in Words("zh")("signin.rules", shortest=15)


def test_a_language_knows_which_sentences_it_has() -> None:
    assert Words("en").has("signin.title")
    assert not Words("en").has("signin.nothing")


@pytest.mark.parametrize("path", sorted(WEB.glob("*.py")), ids=lambda path: path.name)
def test_no_page_has_a_sentence_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [text for text in _texts(tree) if SENTENCE.search(re.sub(r"<[^>]*>", " ", text)) and text != "中文"]
    assert said == []


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_a_word_of_its_own(path: Path) -> None:
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text(encoding="utf-8"))
    assert text.split() in ([], ["·"])


def _texts(tree: ast.AST) -> list[str]:
    """The strings of a module, but for docstrings, problems for operators and the log."""
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.Raise) or (isinstance(node, ast.Call) and _is_for_operators(node)):
            left_out.update(id(part) for part in ast.walk(node))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in left_out]
    return [node.value for node in strings if isinstance(node.value, str)]


def _is_for_operators(call: ast.Call) -> bool:
    return ast.unparse(call.func).startswith(("logger.", "Field"))
