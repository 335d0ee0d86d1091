"""From the grammar's rules to syntax nodes: one method a rule, called when the rule is complete.

What is wrong in itself (a bad escape, ``senum``) is told here; what needs other elements to be
judged is not. lark hands over a rule's parts as a list of whatever its rules gave, hence the Any.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lark import Transformer

from kingpin_codegen.model import Severity
from kingpin_codegen.parse._docs import Docs
from kingpin_codegen.parse._source import Source
from kingpin_codegen.parse._tokens import Tokens
from kingpin_codegen.parse.syntax import (
    AnnotationNode,
    BoolNode,
    ConstNode,
    ContainerNode,
    DefinitionNode,
    EnumNode,
    FieldNode,
    FloatNode,
    FunctionNode,
    IncludeNode,
    IntNode,
    ListNode,
    MapNode,
    MemberNode,
    Name,
    NamedTypeNode,
    NameNode,
    NamespaceNode,
    RecordNode,
    ServiceNode,
    StringNode,
    Syntax,
    TypedefNode,
    TypeNode,
)

if TYPE_CHECKING:
    from lark import Token

    from kingpin_codegen.model import Problem

__all__ = ["Builder"]

Parts = list[Any]

_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"r": "\r", "n": "\n", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_HEX: Final = re.compile(r"([+-]?)0x(.+)")
_OLD_SCOPES: Final = {"java_package": "java", "py_module": "py", "perl_package": "perl"}


class Builder(Transformer[Any, None]):
    """The elements of one file, as they become complete.

    Attributes:
        cursor: index of the token the parser looks at; kept by whoever feeds it. A rule is complete
            when the parser sees the token behind it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begin(Source("", "", ""), Tokens())

    def begin(self, source: Source, tokens: Tokens) -> None:
        """Forget everything and take up another file."""
        self.cursor = 0
        self.problems: list[Problem] = []
        self._source = source
        self._tokens = tokens.tokens
        self._docs = Docs(source, tokens)
        self._namespaces: list[NamespaceNode] = []
        self._includes: list[IncludeNode] = []
        self._cpp_includes: list[str] = []
        self._definitions: list[DefinitionNode] = []
        self._first_header: int | None = None

    def result(self) -> Syntax:
        """Everything that was complete."""
        return Syntax(
            self._docs.of_file(self._first_header),
            tuple(self._namespaces),
            tuple(self._includes),
            tuple(self._cpp_includes),
            tuple(self._definitions),
        )

    # Marks and other small things

    def mark(self, parts: Parts) -> int:
        """Index of an element's first token."""
        del parts
        return self.cursor

    def name(self, parts: Parts) -> Name:
        """A name, or a keyword in its place."""
        return _name(parts[0])

    def scope(self, parts: Parts) -> Name:
        """A namespace's language."""
        return parts[0] if isinstance(parts[0], Name) else _name(parts[0])

    def record_kind(self, parts: Parts) -> str:
        """``struct``, ``union`` or ``exception``."""
        return str(parts[0])

    def extends(self, parts: Parts) -> Name | None:
        """The base service."""
        return parts[0] if parts else None

    def requiredness(self, parts: Parts) -> str:
        """``required``, ``optional`` or nothing."""
        return str(parts[0]) if parts else ""

    def pointer(self, parts: Parts) -> bool:
        """Whether there is an ``&``."""
        return bool(parts)

    def oneway(self, parts: Parts) -> bool:
        """Whether the word is there; ``async`` is its old form."""
        word: Token | None = parts[0] if parts else None
        if word is not None and str(word) == "async":
            self._warn(word.start_pos or 0, "'async' is the old word: use 'oneway'")
        return word is not None

    def number(self, parts: Parts) -> int | None:
        """An enum member's number."""
        return _integer(parts[0]) if parts else None

    def field_id(self, parts: Parts) -> IntNode | None:
        """A field's id."""
        return self.int_value(parts) if parts else None

    def default(self, parts: Parts) -> Any:  # noqa: ANN401  (a value node)
        """A field's default."""
        return parts[0] if parts else None

    def throws(self, parts: Parts) -> tuple[FieldNode, ...]:
        """The exceptions of a function."""
        return parts[0] if parts else ()

    def field_list(self, parts: Parts) -> tuple[FieldNode, ...]:
        """Arguments or exceptions."""
        return tuple(parts)

    def cpp_type(self, parts: Parts) -> str | None:
        """The C++ name of a container's type."""
        return self._string(parts[0]) if parts else None

    def annotations(self, parts: Parts) -> tuple[AnnotationNode, ...]:
        """What stands in parentheses."""
        return tuple(parts)

    def annotation(self, parts: Parts) -> AnnotationNode:
        """One annotation."""
        name: Name = parts[0]
        return AnnotationNode(name.text, parts[1], name.offset)

    def annotation_value(self, parts: Parts) -> str:
        """Its text."""
        if not parts:
            return "1"
        token: Token = parts[-1]
        return self._string(token) if token.type == "LITERAL" else str(token)

    # Values

    def int_value(self, parts: Parts) -> IntNode:
        """A whole number."""
        return IntNode(_integer(parts[0]), parts[0].start_pos)

    def double_value(self, parts: Parts) -> FloatNode:
        """A number with a point or an exponent."""
        return FloatNode(float(parts[0]), parts[0].start_pos)

    def string_value(self, parts: Parts) -> StringNode:
        """A text."""
        return StringNode(self._string(parts[0]), parts[0].start_pos)

    def name_value(self, parts: Parts) -> NameNode:
        """A reference."""
        return NameNode(str(parts[0]), parts[0].start_pos)

    def bool_value(self, parts: Parts) -> BoolNode:
        """``true`` or ``false``."""
        return BoolNode(parts[0].type == "TRUE", parts[0].start_pos)

    def list_value(self, parts: Parts) -> ListNode:
        """Values in square brackets."""
        return ListNode(tuple(parts[1:]), self._offset(parts[0]))

    def map_value(self, parts: Parts) -> MapNode:
        """Pairs in braces."""
        return MapNode(tuple(parts[1:]), self._offset(parts[0]))

    def entry(self, parts: Parts) -> tuple[Any, Any]:
        """One pair."""
        return parts[0], parts[1]

    # Types

    def named_type(self, parts: Parts) -> NamedTypeNode:
        """A built-in type or a reference."""
        return NamedTypeNode(str(parts[0]), parts[0].start_pos, parts[1])

    def list_type(self, parts: Parts) -> ContainerNode:
        """``list``."""
        mark, before, element, behind, annotations = parts
        return ContainerNode("list", (element,), before or behind, self._offset(mark), annotations)

    def set_type(self, parts: Parts) -> ContainerNode:
        """``set``."""
        mark, cpp_type, element, annotations = parts
        return ContainerNode("set", (element,), cpp_type, self._offset(mark), annotations)

    def map_type(self, parts: Parts) -> ContainerNode:
        """``map``."""
        mark, cpp_type, key, value, annotations = parts
        return ContainerNode("map", (key, value), cpp_type, self._offset(mark), annotations)

    def result_type(self, parts: Parts) -> TypeNode | None:
        """A function's result; None for void."""
        return parts[0] if parts else None

    # Elements

    def member(self, parts: Parts) -> MemberNode:
        """One member of an enum."""
        mark, name, value, annotations = parts
        return MemberNode(self._simple(name), value, self._doc(mark), annotations)

    def field(self, parts: Parts) -> FieldNode:
        """A field, an argument or an exception."""
        mark, number, requiredness, type_, pointer, name, default, _, annotations = parts
        return FieldNode(
            self._simple(name),
            number,
            requiredness,
            type_,
            pointer,
            default,
            self._doc(mark),
            annotations,
        )

    def function(self, parts: Parts) -> FunctionNode:
        """A method."""
        mark, oneway, result, name, arguments, throws, annotations = parts
        return FunctionNode(
            self._simple(name), result, arguments, throws, oneway, self._doc(mark), annotations
        )

    def typedef(self, parts: Parts) -> None:
        """``typedef``."""
        mark, type_, name, annotations = parts
        doc = self._doc(mark)
        self._definitions.append(TypedefNode(self._simple(name), type_, doc, annotations))

    def const(self, parts: Parts) -> None:
        """``const``."""
        mark, type_, name, value, annotations = parts
        doc = self._doc(mark)
        self._definitions.append(ConstNode(self._simple(name), type_, value, doc, annotations))

    def enum(self, parts: Parts) -> None:
        """``enum``."""
        mark, name, *members, annotations = parts
        doc = self._doc(mark)
        self._definitions.append(EnumNode(self._simple(name), tuple(members), doc, annotations))

    def senum(self, parts: Parts) -> None:
        """``senum``, which no compiler has kept."""
        self._error(parts[1].offset, f"senum {parts[1].text}: string enums are gone: use 'string'")

    def record(self, parts: Parts) -> None:
        """``struct``, ``union`` or ``exception``."""
        mark, kind, name, _, *fields, annotations = parts
        doc = self._doc(mark)
        self._definitions.append(
            RecordNode(kind, self._simple(name), tuple(fields), doc, annotations)
        )

    def service(self, parts: Parts) -> None:
        """``service``."""
        mark, name, extends, *functions, annotations = parts
        doc = self._doc(mark)
        self._definitions.append(
            ServiceNode(self._simple(name), extends, tuple(functions), doc, annotations)
        )

    # Headers

    def include(self, parts: Parts) -> None:
        """``include``."""
        self._header(parts[0])
        self._includes.append(IncludeNode(self._string(parts[1]), parts[1].start_pos))

    def cpp_include(self, parts: Parts) -> None:
        """``cpp_include``."""
        self._header(parts[0])
        self._cpp_includes.append(self._string(parts[1]))

    def namespace(self, parts: Parts) -> None:
        """``namespace``."""
        mark, scope, target, annotations = parts
        self._header(mark)
        self._namespaces.append(NamespaceNode(scope.text, self._target(target), annotations))

    def old_namespace(self, parts: Parts) -> None:
        """``php_namespace`` and its like."""
        mark, word, target, annotations = parts
        self._header(mark)
        scope = _OLD_SCOPES.get(word, str(word).rpartition("_")[0])
        self._warn(word.start_pos, f"'{word}' is the old form: use 'namespace {scope}'")
        self._namespaces.append(NamespaceNode(scope, self._target(target), annotations))

    def _header(self, mark: int) -> None:
        if self._first_header is None:
            self._first_header = mark
        if self._definitions:
            self._warn(
                self._offset(mark), "Apache's compiler wants headers before the first definition"
            )

    def _target(self, target: Name | Token) -> Name:
        if isinstance(target, Name):
            return target
        return Name(self._string(target), target.start_pos or 0)

    # Common to all

    def _offset(self, index: int) -> int:
        return self._tokens[index].start_pos or 0

    def _doc(self, mark: int) -> str | None:
        return self._docs.of_element(mark, self.cursor - 1)

    def _simple(self, name: Name) -> Name:
        if "." in name.text:
            self._error(name.offset, f"the name '{name.text}' may not hold a dot")
        return name

    def _string(self, token: Token) -> str:
        body = token[1:-1]
        if "\\" not in body:
            return body
        for escape in _ESCAPE.finditer(body):
            if escape[1] not in _ESCAPES:
                offset = (token.start_pos or 0) + 1 + escape.start()
                self._error(offset, f"unknown escape '{escape[0]}': write '\\{escape[0]}'")
        return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[0]), body)

    def _error(self, offset: int, message: str) -> None:
        self.problems.append(self._source.problem(offset, message))

    def _warn(self, offset: int, message: str) -> None:
        self.problems.append(self._source.problem(offset, message, Severity.WARNING))


def _name(token: Token) -> Name:
    return Name(str(token), token.start_pos or 0)


def _integer(token: Token) -> int:
    if found := _HEX.fullmatch(token):
        return int(found[1] + found[2], 16)
    return int(token)
