"""Types of the IDL as Python writes them, as specs name them, and as the IDL has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from kingpin_codegen.model import (
    BaseKind,
    BaseType,
    DefinitionKind,
    Enum,
    ListType,
    MapType,
    Reference,
    SetType,
)

if TYPE_CHECKING:
    from kingpin_codegen.annotate._analysis import Analysis
    from kingpin_codegen.annotate._scope import Scope
    from kingpin_codegen.model import Program, Type

__all__ = ["TypeWriter", "idl_type"]

_BASES: Final = {
    BaseKind.BOOL: "bool",
    BaseKind.I8: "int",
    BaseKind.I16: "int",
    BaseKind.I32: "int",
    BaseKind.I64: "int",
    BaseKind.DOUBLE: "float",
    BaseKind.STRING: "str",
    BaseKind.BINARY: "bytes",
}
_NUMBERS: Final = {
    BaseKind.BOOL: 2,
    BaseKind.I8: 3,
    BaseKind.DOUBLE: 4,
    BaseKind.I16: 6,
    BaseKind.I32: 8,
    BaseKind.I64: 10,
    BaseKind.STRING: 11,
    BaseKind.UUID: 16,
    BaseKind.BINARY: 18,
}
_ENUM, _RECORD, _MAP, _SET, _LIST = 8, 12, 13, 14, 15


def idl_type(type_: Type) -> str:
    """A type as the IDL writes it."""
    match type_:
        case BaseType():
            return type_.text or str(type_.kind)
        case Reference():
            return type_.text or type_.name
        case ListType():
            return f"list<{idl_type(type_.element)}>"
        case SetType():
            return f"set<{idl_type(type_.element)}>"
        case MapType():
            return f"map<{idl_type(type_.key)}, {idl_type(type_.value)}>"
        case _:
            assert_never(type_)


class TypeWriter:
    """Writes types.

    Args:
        program: what was loaded.
        analysis: of it.
    """

    def __init__(self, program: Program, analysis: Analysis) -> None:
        self._program = program
        self._analysis = analysis

    def python(  # noqa: PLR0911 - one a kind of type
        self, type_: Type, scope: Scope, *, key: bool = False
    ) -> str:
        """A type as an annotation.

        Args:
            type_: of the IDL.
            scope: where it stands.
            key: it is (within) a key or a member of a set: containers are those that have a hash.
        """
        match type_:
            case BaseType():
                if type_.kind is BaseKind.UUID:
                    return f"{scope.module.used('_uuid')}.UUID"
                return scope.builtin(_BASES[type_.kind])
            case Reference():
                return self._reference(type_, scope, key=key)
            case ListType():
                element = self.python(type_.element, scope, key=key)
                if key:
                    return f"{scope.builtin('tuple')}[{element}, ...]"
                return f"{scope.builtin('list')}[{element}]"
            case SetType():
                element = self.python(type_.element, scope, key=True)
                return f"{scope.builtin('frozenset' if key else 'set')}[{element}]"
            case MapType():
                one = self.python(type_.key, scope, key=True)
                other = self.python(type_.value, scope, key=key)
                kind = _frozen_map(scope) if key else scope.builtin("dict")
                return f"{kind}[{one}, {other}]"
            case _:
                assert_never(type_)

    def _reference(self, type_: Reference, scope: Scope, *, key: bool) -> str:
        true = self._program.true_type(type_)
        if key and type_.kind is DefinitionKind.TYPEDEF and self._analysis.is_container(true):
            return self.python(true, scope, key=True)
        names = scope.module.naming.of(type_.document)
        return scope.defined(type_.document, names.types[type_.name])

    def constant(self, type_: Type, scope: Scope) -> str:
        """The annotation of a constant: its containers never change."""
        true = self._program.true_type(type_)
        match true:
            case ListType():
                return f"{scope.builtin('tuple')}[{self.constant(true.element, scope)}, ...]"
            case SetType():
                element = self.python(true.element, scope, key=True)
                return f"{scope.builtin('frozenset')}[{element}]"
            case MapType():
                key = self.python(true.key, scope, key=True)
                return f"{_frozen_map(scope)}[{key}, {self.constant(true.value, scope)}]"
            case BaseType() | Reference():
                return self.python(type_, scope)
            case _:
                assert_never(true)

    def spec(self, type_: Type, scope: Scope) -> tuple[int, str]:
        """A type's number and what it holds, in specs; nothing for a scalar."""
        true = self._program.true_type(type_)
        match true:
            case BaseType():
                return _NUMBERS[true.kind], ""
            case Reference():
                found = self._program.find(true)
                if isinstance(found, Enum):
                    return _ENUM, ""
                return _RECORD, self.factory(true, scope)
            case ListType():
                return _LIST, self._held(true.element, scope)
            case SetType():
                return _SET, self._held(true.element, scope)
            case MapType():
                held = f"({self._held(true.key, scope)}, {self._held(true.value, scope)})"
                return _MAP, held
            case _:
                assert_never(true)

    def _held(self, type_: Type, scope: Scope) -> str:
        number, held = self.spec(type_, scope)
        return f"({number}, {held})" if held else str(number)

    def factory(self, record: Reference, scope: Scope) -> str:
        """What makes a record without arguments."""
        return f"{self.python(record, scope)}.__kp_new__"

    def finish(  # noqa: PLR0911 - one a kind of type
        self, type_: Type, scope: Scope, raw: str, *, key: bool = False, level: int = 0
    ) -> str:
        """The expression that makes Python's value of a raw one; empty if they are the same.

        Args:
            type_: of the value.
            scope: of the function it stands in.
            raw: expression of the raw value, evaluated once.
            key: see `python`.
            level: how many comprehensions it stands in.
        """
        true = self._program.true_type(type_)
        match true:
            case BaseType():
                return ""
            case Reference():
                name = self.python(true, scope)
                if isinstance(self._program.find(true), Enum):
                    return f"{scope.module.lookup(name)}[{raw}]"
                needed = self._analysis.needs_finish(true)
                return f"{name}.__kp_fin__({raw})" if needed else ""
            case ListType():
                return self._finish_list(true, scope, raw, key=key, level=level)
            case SetType():
                one = f"e{level}"
                inner = self.finish(true.element, scope, one, key=True, level=level + 1)
                if inner and not key:
                    return f"{{{inner} for {one} in {raw}}}"
                made = scope.builtin("frozenset" if key else "set")
                return f"{made}({inner} for {one} in {raw})" if inner else f"{made}({raw})"
            case MapType():
                return self._finish_map(true, scope, raw, key=key, level=level)
            case _:
                assert_never(true)

    def finish_all(self, type_: Type, scope: Scope, raw: str) -> str:
        """The statement that finishes a list of records, in one call instead of many."""
        true = self._program.true_type(type_)
        if not isinstance(true, ListType):
            return ""
        inner = self._program.true_type(true.element)
        if not isinstance(inner, Reference) or isinstance(self._program.find(inner), Enum):
            return ""
        if not self._analysis.needs_finish(inner):
            return ""
        return f"{self.python(inner, scope)}.__kp_fin_all__({raw})"

    def _finish_list(
        self, type_: ListType, scope: Scope, raw: str, *, key: bool, level: int
    ) -> str:
        one = f"e{level}"
        inner = self.finish(type_.element, scope, one, key=key, level=level + 1)
        if key:
            made = scope.builtin("tuple")
            return f"{made}({inner} for {one} in {raw})" if inner else f"{made}({raw})"
        return f"[{inner} for {one} in {raw}]" if inner else ""

    def _finish_map(self, type_: MapType, scope: Scope, raw: str, *, key: bool, level: int) -> str:
        one, other = f"k{level}", f"v{level}"
        first = self.finish(type_.key, scope, one, key=True, level=level + 1)
        second = self.finish(type_.value, scope, other, key=key, level=level + 1)
        if first or second:
            made = f"{{{first or one}: {second or other} for {one}, {other} in {raw}.items()}}"
        else:
            made = raw
        if key:
            return f"_rt.FrozenMap({made})"
        return "" if made == raw else made


def _frozen_map(scope: Scope) -> str:
    return f"{scope.module.used('_rt')}.FrozenMap"
