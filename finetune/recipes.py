"""Ready-made classifiers: which texts and which settings. Knows nothing of how they are trained.

banking77  the intent of a bank customer's question, 77 labels
clinc150   the intent of a question to an assistant, 150 labels and questions outside all of them
java       what each token of Java source is, from the JDK's own sources
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from finetune.classifier_settings import ClassifierSettings
from finetune.classifier_training import Data, parted
from finetune.java_sources import tagged_sources
from finetune.labelled import LabelledText, TaggedWords, read_rows

TEXTS = Path("../shared/data/classification")  # where the public sets lie when nothing else is said
JAVA_FILES = 400


@dataclass(frozen=True, slots=True)
class TextRecipe:
    """A classifier of texts."""

    file: str  # with the texts that are split
    more: Mapping[str, str]  # further files to test on, by the set's name
    outside: str  # the label of texts outside all classes


TEXT_RECIPES = {
    "banking77": TextRecipe("banking77_train.jsonl", {}, ""),
    "clinc150": TextRecipe("clinc150_train.jsonl", {"clinc150_val": "clinc150_val.jsonl"}, "oos"),
}
WORD_RECIPES = ("java",)


def text_data(name: str, folder: Path, settings: ClassifierSettings) -> tuple[ClassifierSettings, Data[LabelledText]]:
    """The settings and texts of a recipe of TEXT_RECIPES.

    Raises:
        Problem: its files are not in the folder.
    """
    recipe = TEXT_RECIPES[name]
    chosen = replace(settings, outside=recipe.outside)
    more = {name: read_rows(folder / file, LabelledText.from_json) for name, file in recipe.more.items()}
    rows = read_rows(folder / recipe.file, LabelledText.from_json)
    return chosen, parted(rows, chosen, more)


def java_data(archive: Path, files: int, settings: ClassifierSettings) -> tuple[ClassifierSettings, Data[TaggedWords]]:
    """The settings and tokens of the recipe "java".

    Raises:
        Problem: the archive of sources is not there.
    """
    chosen = replace(settings, batch=min(settings.batch, 8), outside="", many=False, words="java")
    return chosen, parted(list(tagged_sources(archive, files)), chosen, {})
