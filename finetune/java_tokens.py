"""The tokens of Java sources and what they are: keyword, function, variable or other. Knows nothing of files or models.

The labels are made by javalang's parser. Every name that reaches the parser's tree carries its place, so the tree says of
each place what stands there; what the tree leaves open in a qualified name (a.b.c) is decided as the language's
specification does (JLS 6.5.2): a variable in the file, else a type, else a package.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.errors import Problem


class Tag(StrEnum):
    """What a token is."""

    KEYWORD = "keyword"  # with the names of basic types and modifiers
    FUNCTION = "function"  # a method or constructor that is declared, a method that is called or referred to
    VARIABLE = "variable"  # a field, parameter or local variable that is declared or used
    OTHER = "other"  # types, packages, annotations, literals, operators, separators


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a source."""

    text: str
    line: int  # from 1
    column: int  # from 1
    tag: Tag


class JavaUnreadable(Problem):
    """A source that the parser does not read: it is damaged, or newer than Java 8."""


class _Name(str):
    """The text of a token that knows its place; it stays the same object in the parser's tree."""

    __slots__ = ("place",)
    place: int


def words(source: str) -> list[str]:
    """The texts of a source's tokens, comments left out; a source need not be complete.

    Raises:
        JavaUnreadable: there is something that is no token of Java 8.
    """
    return [str(token.value) for token in _lexed(source)]


def tagged(source: str) -> list[Token]:
    """The tokens of a complete source with their tags.

    Raises:
        JavaUnreadable: it is damaged, or uses what came after Java 8.
    """
    from javalang import tokenizer  # type: ignore[import-untyped]  # the package has no types

    lexed = _lexed(source)
    texts = [str(token.value) for token in lexed]
    for place, token in enumerate(lexed):
        token.value = _Name(token.value)
        token.value.place = place
    found = _found(lexed, texts)
    tags = [
        Tag.KEYWORD if isinstance(token, tokenizer.Keyword) else found.get(place, Tag.OTHER)
        for place, token in enumerate(lexed)
    ]
    return [
        Token(text, token.position.line, token.position.column, tag)
        for text, token, tag in zip(texts, lexed, tags, strict=True)
    ]


def _lexed(source: str) -> list[Any]:  # Any: javalang's tokens
    from javalang import tokenizer

    try:
        return list(tokenizer.tokenize(source))
    except tokenizer.LexerError as error:
        raise JavaUnreadable(f"this is not Java: {error}. Correct the source") from error
    except (IndexError, TypeError) as error:  # what its reader of literals does at an end that comes too soon
        raise JavaUnreadable("this is not Java: it ends within a token. Correct the source") from error


def _found(lexed: Sequence[Any], texts: Sequence[str]) -> dict[int, Tag]:  # Any: javalang's tokens
    """The tags of the places that the tree speaks of."""
    parser = _parser(lexed)
    names = _Names(texts)
    try:
        unit = parser.parse()
    except Exception as error:  # the parser fails in many ways on what it does not know
        at = getattr(getattr(error, "at", None), "position", None)
        where = f"line {at.line}" if at is not None else "somewhere"
        said = getattr(error, "description", "") or type(error).__name__
        raise JavaUnreadable(f"the parser stopped at {where} ({said}): it reads Java up to version 8") from error
    nodes = [node for _, node in unit]
    for node in nodes:
        names.declared(node)
    for node in nodes:
        names.used(node)
    return names.tags | dict.fromkeys(parser.called, Tag.FUNCTION)


def _parser(lexed: Sequence[Any]) -> Any:  # Any: javalang's parser
    from javalang.parser import Parser  # type: ignore[import-untyped]  # the package has no types

    class PlaceKeeping(Parser):  # type: ignore[misc]  # the package has no types
        """The parser, with the one kind of call whose name its tree loses: a.<T>b()."""

        def __init__(self, tokens: Sequence[Any]) -> None:
            super().__init__(tokens)
            self.called: set[int] = set()

        def parse_explicit_generic_invocation_suffix(self) -> Any:
            value = self.tokens.look().value
            found = super().parse_explicit_generic_invocation_suffix()
            if isinstance(value, _Name) and str(value) != "super":
                self.called.add(value.place)
            return found

    return PlaceKeeping(lexed)


class _Names:
    """What the tree says of names, collected by their places."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._variables: set[str] = set()  # declared in this source
        self._types: set[str] = set()  # declared or imported
        self.tags: dict[int, Tag] = {}

    def declared(self, node: Any) -> None:  # Any: a node of javalang's tree
        """Takes in a declaration."""
        kind, name = type(node).__name__, getattr(node, "name", None)
        if kind in _FUNCTIONS:
            self._set(name, Tag.FUNCTION)
        elif kind in _VARIABLES:
            self._variables.add(str(name))
            self._set(name, Tag.VARIABLE)
        elif kind in _TYPES:
            self._types.add(str(name))
        elif kind == "Import" and not node.static:
            self._types.add(str(node.path).rpartition(".")[2])

    def used(self, node: Any) -> None:  # Any: a node of javalang's tree
        """Takes in a use; all declarations are known by now."""
        kind = type(node).__name__
        if kind in ("MethodInvocation", "SuperMethodInvocation"):
            if self._after(node.member) == "(":
                self._set(node.member, Tag.FUNCTION)
                self._qualified(node)
            else:  # a.<T>b(): the tree holds a in place of b
                self._open(node.member)
        elif kind in ("MemberReference", "SuperMemberReference") and node.member != "new":
            self._set(node.member, Tag.VARIABLE)
            self._qualified(node)
        elif kind == "SwitchStatementCase":
            for case in node.case:
                self._set(case, Tag.VARIABLE)
        elif kind == "MethodReference":
            self._referred(node)

    def _referred(self, node: Any) -> None:  # Any: a node of javalang's tree
        """Type::method or variable::method; visited before the members it is made of, whose tags must not undo it."""
        member, before = getattr(node.method, "member", None), getattr(node.expression, "member", None)
        if isinstance(member, _Name):
            self.tags[member.place] = Tag.FUNCTION
        if isinstance(before, _Name) and type(node.expression).__name__ == "MemberReference":
            self.tags.pop(before.place, None)
            self._open(before)

    def _qualified(self, node: Any) -> None:  # Any: a node of javalang's tree
        if node.qualifier and isinstance(node.member, _Name):
            self._open_at(node.member.place - 2)

    def _open(self, name: Any) -> None:  # Any: a name where the tree has one
        if isinstance(name, _Name):
            self._open_at(name.place)

    def _open_at(self, last: int) -> None:
        """Decides the parts of a qualified name that ends at a place."""
        first = last
        while first >= 2 and self._texts[first - 1] == "." and self._texts[first - 2].isidentifier():
            first -= 2
        places = range(first, last + 1, 2)
        for place, tag in zip(places, self._parts([self._texts[place] for place in places]), strict=True):
            self.tags.setdefault(place, tag)

    def _parts(self, parts: Sequence[str]) -> list[Tag]:
        if parts[0] in ("this", "super") or parts[0] in self._variables:
            return [Tag.VARIABLE] * len(parts)
        types = [place for place, part in enumerate(parts) if part in self._types or part[:1].isupper()]
        if not types or (types[0] == 0 and parts[0] not in self._types and "_" in parts[0] and parts[0].isupper()):
            return [Tag.VARIABLE] * len(parts)  # an inherited field; a package cannot stand in front of a member
        inner = [place for place in types if not parts[place].isupper() or place == types[0]]
        return [Tag.OTHER if place <= inner[-1] else Tag.VARIABLE for place in range(len(parts))]

    def _after(self, name: Any) -> str:  # Any: a name where the tree has one
        inside = isinstance(name, _Name) and name.place + 1 < len(self._texts)
        return self._texts[name.place + 1] if inside else ""

    def _set(self, name: Any, tag: Tag) -> None:  # Any: a name where the tree has one
        if isinstance(name, _Name):
            self.tags.setdefault(name.place, tag)


_FUNCTIONS = frozenset({"MethodDeclaration", "ConstructorDeclaration", "AnnotationMethod"})
_VARIABLES = frozenset(
    {
        "VariableDeclarator",
        "FormalParameter",
        "InferredFormalParameter",
        "CatchClauseParameter",
        "TryResource",
        "EnumConstantDeclaration",
    }
)
_TYPES = frozenset({"ClassDeclaration", "InterfaceDeclaration", "EnumDeclaration", "AnnotationDeclaration", "TypeParameter"})


def lines(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each line that has any."""
    found: dict[int, list[Token]] = {}
    for token in tokens:
        found.setdefault(token.line, []).append(token)
    yield from found.values()
