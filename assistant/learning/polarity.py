"""Words that turn a statement round: negations, opposites, must and may, hedges. Knows nothing of points or scores."""

import functools
import re
from enum import StrEnum

# Wider than the lists of negation.py (what turns a stem round and must stand out), rewording.py and citations.py (what must be
# kept when a sentence is written anew): here also "hardly" and "refuse" turn round what somebody replies. One list would make
# stems shout "DENY", and would let a writer swap "no" for "deny".
NEGATIONS = frozenset(
    """not no never neither nor none nobody nothing nowhere without cannot hardly barely scarcely rarely seldom
    fails fail failed
    lacks lack lacking refuse refuses deny denies false untrue wrong incorrect doubt opposite contrary instead except unless
    """.split()  # noqa: SIM905 - easier to read than a list
)
_CONTRACTED = re.compile(r"\b([a-z]+?)n't\b")
_BARE_CONTRACTED = [
    "do",
    "does",
    "did",
    "is",
    "are",
    "was",
    "were",
    "ca",
    "could",
    "would",
    "should",
    "must",
    "has",
    "have",
    "had",
    "wo",
    "need",
]
ZH_NEGATIONS = re.compile(
    "(?<!不得)不(?!仅|但|断|久|得不)|没有?|无(?!论)|未(?!来)|非(?!常)|勿|禁止|严禁|切勿|别(?!人|的)|拒绝|错误|相反"
)
_OPPOSITES = (
    "increase:decrease reduce", "increases:decreases reduces", "increased:decreased reduced", "more:less fewer",
    "higher:lower", "high:low", "highest:lowest", "most:least", "maximum:minimum", "max:min", "before:after", "above:below",
    "over:under", "start:end stop finish", "begin:end stop finish", "first:last", "always:never", "all:none no", "any:no none",
    "every:no", "allow:forbid prohibit deny ban block", "allowed:forbidden prohibited denied banned blocked",
    "permitted:forbidden prohibited banned denied",
    "permit:forbid prohibit", "accept:reject refuse", "accepted:rejected refused",
    "approve:reject deny", "approved:rejected denied", "open:closed close shut", "opened:closed", "on:off", "inside:outside",
    "internal:external", "internally:externally", "in:out", "enable:disable", "enabled:disabled", "include:exclude",
    "included:excluded", "includes:excludes", "required:optional forbidden", "mandatory:optional voluntary",
    "compulsory:optional voluntary", "public:private confidential secret", "positive:negative", "true:false", "right:wrong",
    "correct:incorrect", "safe:dangerous unsafe", "same:different", "fast:slow", "faster:slower", "hot:cold",
    "hotter:colder cooler",
    "warmer:cooler colder", "bigger:smaller", "larger:smaller", "large:small", "greater:smaller less", "longer:shorter",
    "long:short", "heavier:lighter", "heavy:light", "harder:softer", "hard:soft", "early:late", "earlier:later", "up:down",
    "upper:lower", "left:right", "connected:disconnected", "encrypted:unencrypted", "encrypt:decrypt", "lock:unlock",
    "locked:unlocked", "send:receive", "buy:sell", "employer:employee", "gain:lose", "push:pull", "rise:fall", "raise:lower",
    "success:failure", "succeed:fail", "together:apart separately", "present:absent", "full:empty part", "full-time:part-time",
    "free:paid", "paid:unpaid", "old:new", "import:export", "upload:download", "login:logout", "hire:dismiss", "win:lose",
    "keep:delete discard destroy", "store:delete discard destroy", "save:delete", "add:remove", "install:uninstall remove",
)  # fmt: skip
_ZH_OPPOSITES = (
    ("增加", "减少"), ("提高", "降低"), ("允许", "禁止"), ("之前", "之后"), ("以前", "以后"), ("开始", "结束"),
    ("最高", "最低"),
    ("最多", "最少"), ("至多", "至少"), ("内部", "外部"), ("打开", "关闭"), ("公开", "保密"), ("全部", "没有"),
    ("必须", "无需"),
    ("可以", "不可以"), ("同意", "拒绝"), ("上级", "下级"), ("收入", "支出"), ("有偿", "无偿"), ("带薪", "无薪"),
    ("正确", "错误"),
)  # fmt: skip
_MODAL = {
    "duty": r"\b(?:must|shall|required?s? to|requires|is required|are required|has to|have to|needs? to|mandatory|compulsory"
    r"|obliged|always)\b|必须|应当|务必|一定要|须(?!知)",
    "permission": r"\b(?:may|can|could|might|allowed|permitted|optional(?:ly)?|voluntary|if (?:you|they) (?:want|like|wish)"
    r"|free to|at will)\b|可以|可选|自愿|允许",
    "advice": r"\b(?:should|ought to|recommended|advised|encouraged)\b|建议|最好|宜",
}
_STRONG_HEDGE = re.compile(
    r"\bor\b[^.;]{0,40}\bnot\b|\bnot\b[^.;]{0,40}\bor\b[^.;]{0,12}\bnot\b"
    r"|\bor\b[^.;]{0,30}\b(?:opposite|reverse|vice versa|other way)"
    r"|\bor (?:else |maybe |perhaps |something|anything|whatever|none|neither|both)"
    r"|\beither way\b|\bcould (?:also )?be (?:the )?"
    r"(?:opposite|anything|something else|either)|\b(?:not|un)[ -]?sure\b|\bno idea\b"
    r"|\bi (?:do not|don['’]?t|dont) know\b|\bdunno\b"
    r"|\bi(?: am|['’]?m) guessing\b|\bjust (?:a|my) guess\b|\bwho knows\b|\bbut (?:it )?(?:might|may|could) (?:also )?not\b"
    r"|\bmaybe not\b|\bperhaps not\b|\bdepends\b"
    r"|或(?:者|许)?[^。；]{0,12}不|不知道|不确定|不清楚|也许不|可能不|也可能|还是相反|或者相反|反之|都有可能|随便|看情况"
)
_MILD_HEDGE = re.compile(
    r"\b(?:maybe|perhaps|possibly|probably|might be|could be|either|i guess|or)\b|也许|大概|可能|或者|或许|还是|或"
)


class Modality(StrEnum):
    """How binding a statement is."""

    DUTY = "duty"
    PERMISSION = "permission"
    ADVICE = "advice"


def spelled_out(text: str) -> str:
    """The text (lower case) with "isn't", "isnt" and "cannot" as two words."""
    plain = text.replace("’", "'").replace("cannot", "can not")
    plain = re.sub(rf"\b({'|'.join(_BARE_CONTRACTED)})nt\b", r"\1n't", plain)
    whole = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
    return _CONTRACTED.sub(lambda found: f"{whole.get(found[1], found[1])} not", plain)


def opposites(word: str) -> frozenset[str]:
    """The words that say the contrary of an English word."""
    return _table().get(word, frozenset())


def zh_opposed(one: str, other: str) -> bool:
    """Whether one Chinese text has a word and the other, in its place, the contrary."""
    pairs = [pair for left, right in _ZH_OPPOSITES for pair in ((left, right), (right, left))]
    return any(left in one and left not in other and right in other and right not in one for left, right in pairs)


def modalities(text: str) -> frozenset[Modality]:
    """How binding a text (lower case) says it is; several where it says several things."""
    return frozenset(Modality(name) for name, form in _MODAL.items() if re.search(form, text))


def hedges(text: str) -> int:
    """How often a text (lower case) leaves open what it says: "or maybe not", "I don't know"."""
    return len(_STRONG_HEDGE.findall(text))


def wavers(text: str) -> bool:
    """Whether a text (lower case) offers several things or says "maybe"."""
    return bool(_MILD_HEDGE.search(text))


@functools.cache
def _table() -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = {}
    for line in _OPPOSITES:
        one, _, others = line.partition(":")
        for other in others.split():
            pairs.setdefault(one, set()).add(other)
            pairs.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in pairs.items()}
