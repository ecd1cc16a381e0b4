"""The keyword index: BM25 over stemmed words, Chinese words and identifiers. Knows nothing of vectors, files or people."""

import functools
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from indexer.selection import Selection
from indexer.spelling import mended

if TYPE_CHECKING:
    from bm25s import BM25  # type: ignore[import-untyped]  # the package has no types
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # scipy has no types

# A run of letters and digits, joined inside by the marks that hold identifiers and numbers together: ISO-27001, 3.5%, v1.2.3.
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_IDENTIFIER = re.compile(r"(?=[\w./:-]*\d)[a-zA-Z0-9]+(?:[-_.:/,][a-zA-Z0-9]+)+%?|\d+%")
_DIGIT = re.compile(r"\d")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
K1 = 0.9  # how fast a repeated word stops counting; with B, what Anserini uses for passages (Trotman, Puurula and Burgess 2014)
B = 0.4  # how much a long passage is marked down: little, since chunks are of one size and a short one is the end of another
_ASKING = (
    "a about an and any are as at be been by can could did do does for from had has have he her his how i if in into is it its "
    "may me might must my no not of on or our shall she should so some than that the their them then there these they this "
    "those to under us was we were what when where which who whom whose why will with without would you your "
    "的 了 是 在 吗 呢 吧 啊 么 和 与 及 或 什么 哪些 哪个 哪里 谁 几 多少 怎么 怎样 如何 为什么 是否 有 "
    "我 你 他 她 它 们 我们 你们 这 那 请问"
)


def tokens(text: str) -> list[str]:
    """The words that a text is found by: `Carried-over days: ISO-27001` -> iso-27001, carri, over, day, iso, 27001."""
    text = text.lower()
    found = _identifiers(text)
    for word in _WORD.findall(text):
        if _CHINESE.match(word):
            found.extend(_chinese_words()(word))
        else:
            found.append(_stem(word))
    return found


def words_in(text: str, words: Collection[str]) -> frozenset[str]:
    """Those of `words`, which are tokens, that stand in a text. Chinese is not cut up for this, which would take long."""
    text = text.lower()
    bag = {*_identifiers(text), *map(_stem, _WORD.findall(text))}
    return frozenset(word for word in words if word in bag or (_CHINESE.match(word) and word in text))


def asked_words(question: str) -> list[str]:
    """The tokens of a question that say what it is about, each once: `What is an allowed amount?` -> allow, amount."""
    words = dict.fromkeys(tokens(question))
    telling = [word for word in words if word not in _asking_stems()]
    return telling or list(words)


def _identifiers(text: str) -> list[str]:
    numbered = (word for word in text.split() if _DIGIT.search(word))  # few; the pattern is slow on all the others
    return [identifier for word in numbered for identifier in _IDENTIFIER.findall(word)]


def chinese_share(text: str) -> float:
    """The share of Chinese characters among the letters of a text, 0 to 1; 0.0 where there are none."""
    letters = sum(character.isalpha() for character in text)
    return len(_CHINESE.findall(text)) / letters if letters else 0.0


class KeywordIndex:
    """Passages by their words, in a folder that is opened without reading it whole."""

    def __init__(self, bm25: "BM25 | None", count: int) -> None:
        self._bm25 = bm25
        self._count = count

    @classmethod
    def build(cls, texts: Iterable[str], folder: Path) -> None:
        """Writes the index of `texts` to `folder`; row n is the nth text."""
        cls.build_from_tokens([tokens(text) for text in texts], folder)

    @classmethod
    def build_from_tokens(cls, passages: Sequence[list[str]], folder: Path) -> None:
        """Writes the index of passages that are `tokens` already; what was counted once need not be cut up again."""
        from bm25s import BM25

        folder.mkdir(parents=True, exist_ok=True)
        if not any(passages):  # nothing to count: the empty folder finds nothing
            return
        bm25 = BM25(k1=K1, b=B, method="lucene", backend="numpy")
        bm25.index(list(passages), show_progress=False)
        bm25.save(folder, show_progress=False)

    @classmethod
    def build_from_counts(cls, counts: "csr_array", words: Sequence[str], folder: Path) -> None:
        """Writes the index of passages whose words were counted: `counts` (passages, words), the column of each of `words`.

        The same numbers as `build_from_tokens`, without a step in Python for each passage.
        """
        from bm25s import BM25

        folder.mkdir(parents=True, exist_ok=True)
        lengths = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
        if not lengths.any():
            return
        columns = counts.tocsc()
        frequencies = np.diff(columns.indptr)
        rarity = np.log1p((len(lengths) - frequencies + 0.5) / (frequencies + 0.5))
        damping = K1 * (1 - B + B * lengths / lengths.mean())
        scores = np.repeat(rarity, frequencies) * columns.data / (columns.data + damping[columns.indices])
        bm25 = BM25(k1=K1, b=B, method="lucene", backend="numpy")
        bm25.vocab_dict = {word: column for column, word in enumerate(words)}
        bm25.scores = {
            "data": scores.astype(np.float32),
            "indices": columns.indices.astype(np.int32),
            "indptr": columns.indptr.astype(np.int32),
            "num_docs": len(lengths),
        }
        bm25.nonoccurrence_array = None
        bm25.save(folder, show_progress=False)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that `build` wrote, memory-mapped."""
        from bm25s import BM25

        if not any(folder.iterdir()):
            return cls(None, 0)
        bm25 = BM25.load(folder, mmap=True, load_corpus=False)
        return cls(bm25, int(bm25.scores["num_docs"]))

    def search(self, question: str, within: Selection, count: int) -> list[tuple[int, float]]:
        """The best `count` rows of the selection that share a word with the question, best first, with their BM25 scores."""
        scores = self._scores(question, within)
        rows = np.flatnonzero(scores > 0)
        if len(rows) > count:
            rows = rows[np.argpartition(-scores[rows], count - 1)[:count]]
        rows = rows[np.lexsort((rows, -scores[rows]))]
        return [(int(row), float(scores[row])) for row in rows]

    def _scores(self, question: str, within: Selection) -> NDArray[np.float32]:
        known = [] if self._bm25 is None else self._bm25.get_tokens_ids(self._searched(question))
        if self._bm25 is None or not known or len(within.mask) == 0:
            return np.zeros(0, dtype=np.float32)
        scores = self._bm25.get_scores_from_ids(known)
        scores[~within.mask[: self._count]] = 0.0
        return np.asarray(scores, dtype=np.float32)

    def _searched(self, question: str) -> list[str]:
        """The question's words, and beside each unknown one the known word that it may be a slip of."""
        unknown = {word for word in _WORD.findall(question.lower()) if not self._knows(word)}
        nearest = [near for word in unknown if (near := mended(word, self._knows)) is not None]
        return list(dict.fromkeys([*asked_words(question), *map(_stem, nearest)]))

    def _knows(self, word: str) -> bool:
        return self._bm25 is not None and _stem(word) in self._bm25.vocab_dict


@functools.cache
def _stem_word() -> Callable[[str], str]:
    from snowballstemmer import stemmer  # type: ignore[import-untyped]  # the package has no types

    word: Callable[[str], str] = stemmer("english").stemWord
    return word


@functools.cache
def _asking_stems() -> frozenset[str]:
    return frozenset(map(_stem, _ASKING.split()))


@functools.lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return _stem_word()(word)


@functools.cache
def _chinese_words() -> Callable[[str], list[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba asks for pkg_resources, which warns
        import jieba  # type: ignore[import-untyped]  # the package has no types
    cutter = jieba.Tokenizer()
    # jieba would unmarshal its cache from the shared temporary folder, where anybody may have put it
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    return lambda text: list(cutter.cut_for_search(text))
