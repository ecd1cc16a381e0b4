"""What a tagger finds in words."""

import pytest

from assistant.errors import Problem
from finetune.classifier import Classifier, new_network
from finetune.java_tokens import JavaUnreadable
from finetune.tagging import tagged_words, words_of
from finetune.wide import fit_wide
from tests.tiny_encoder import programs, tiny_card, tiny_models


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    models = tiny_models(tmp_path_factory.mktemp("models"))
    card = tiny_card(kind="tag", labels=("function", "keyword", "other", "variable"))
    found = Classifier(card, new_network(card, models, dropout=0.0))
    fit_wide(found.network, found.units(programs(20)), seed=0)
    return found


def test_every_word_gets_its_tag(tagger: Classifier) -> None:
    found = tagged_words(tagger, [["int", "z", "=", "run", "(", "x", ")", ";"]])[0]
    assert [one.tag for one in found] == ["keyword", "variable", "other", "function", "other", "variable", "other", "other"]
    assert [one.word for one in found][:2] == ["int", "z"]
    assert all(0.25 <= one.probability <= 1 for one in found)


def test_texts_of_several_lengths_keep_their_words(tagger: Classifier) -> None:
    texts = [["int", "x", ";"], [], ["call", "(", "y", ")", ";", "call", "(", "x", ")", ";"], [";"]]
    found = tagged_words(tagger, texts)
    assert [[one.word for one in row] for row in found] == texts
    assert found[2] != found[0]


def test_no_text_has_no_tags(tagger: Classifier) -> None:
    assert tagged_words(tagger, []) == []
    assert tagged_words(tagger, [[]]) == [[]]


def test_a_tag_is_a_row_of_json(tagger: Classifier) -> None:
    row = tagged_words(tagger, [["int"]])[0][0].to_json()
    assert (row["word"], row["tag"]) == ("int", "keyword")
    assert set(row) == {"word", "tag", "probability"}


def test_words_are_split_at_spaces_or_as_java() -> None:
    assert words_of("a b(c) ", "spaces") == ["a", "b(c)"]
    assert words_of("a b(c) ", "java") == ["a", "b", "(", "c", ")"]
    with pytest.raises(JavaUnreadable):
        words_of("a # b", "java")


def test_a_classifier_of_texts_does_not_tag(tagger: Classifier) -> None:
    with pytest.raises(Problem, match="this model classifies texts"):
        tagged_words(Classifier(tiny_card(), tagger.network), [["int"]])
