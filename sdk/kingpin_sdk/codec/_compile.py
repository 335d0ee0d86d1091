"""A type to its shape: once for each type, before any data is seen."""

from __future__ import annotations

import enum
import types
import typing
from collections import abc
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ForwardRef,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from kingpin_sdk.codec._choices import choice_of
from kingpin_sdk.codec._containers import Items, Map, Row
from kingpin_sdk.codec._later import Later
from kingpin_sdk.codec._records import Field, NamedRow, TypedObject
from kingpin_sdk.codec._scalars import BOOL, FLOAT, INT, JSON, NONE, STR
from kingpin_sdk.codec._texts import text_of
from kingpin_sdk.codec._typeforms import field_types, is_generic_class, substituted
from kingpin_sdk.codec._union import Either, Trials
from kingpin_sdk.model import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kingpin_sdk.codec._classes import ClassObject
    from kingpin_sdk.codec._shape import KeyShape, Shape

__all__ = ["Compiler"]


class _Container(NamedTuple):
    make: Callable[[Iterable[object]], object]
    takes: tuple[type, ...]
    unordered: bool


_SCALARS: dict[object, Shape] = {
    None: NONE,
    type(None): NONE,
    str: STR,
    int: INT,
    float: FLOAT,
    bool: BOOL,
    object: JSON,
    Any: JSON,
}
_CONTAINERS: dict[object, _Container] = {
    list: _Container(list, (list,), unordered=False),
    abc.MutableSequence: _Container(list, (list,), unordered=False),
    # Nobody may change what is declared unchangeable, so it is read as the unchangeable kind.
    abc.Sequence: _Container(tuple, (tuple, list), unordered=False),
    abc.Collection: _Container(tuple, (tuple, list), unordered=False),
    set: _Container(set, (set,), unordered=True),
    abc.MutableSet: _Container(set, (set,), unordered=True),
    frozenset: _Container(frozenset, (frozenset,), unordered=True),
    abc.Set: _Container(frozenset, (frozenset, set), unordered=True),
}
_MAPS: dict[object, type] = {dict: dict, abc.MutableMapping: dict, abc.Mapping: abc.Mapping}
_QUALIFIERS = {"Final", "Required", "NotRequired", "ReadOnly"}


class Compiler:
    """Makes the shapes of one type and of all in it; a class that contains itself is made once."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, str], Shape] = {}
        self._trials = Trials()

    def shape(self, form: object) -> Shape:
        """The shape of a type form.

        Raises:
            TypeError: a type in it cannot be stored; one line says which.
        """
        form = _bare(form)
        if _is_json(form):
            return JSON
        if isinstance(form, (type, type(None))) or form is Any:
            scalar = _SCALARS.get(form)
            if scalar is not None:
                return scalar
        if hasattr(form, "__value__") or hasattr(get_origin(form), "__value__"):
            return self._alias(form)
        origin = get_origin(form)
        if origin is Literal:
            return choice_of(_name(form), get_args(form), None)
        if origin is Union or origin is types.UnionType:
            return Either(tuple(self.shape(arm) for arm in get_args(form)), self._trials)
        found = self._container(form, origin) or self._record(form)
        if found is None:
            raise TypeError(_unsupported(form))
        return found

    def key(self, form: object) -> KeyShape:
        """The key shape of a type form.

        Raises:
            TypeError: it cannot be the key of an object.
        """
        form = _bare(form)
        key = self.shape(form).as_key()
        if key is None:
            raise TypeError(f"{_name(form)} cannot be the key of a JSON object")
        return key

    def _container(self, form: object, origin: object) -> Shape | None:
        base = origin or form
        arguments = get_args(form)
        if base is tuple:
            return self._tuple(form, arguments)
        if not isinstance(base, type):
            return None
        if base in _CONTAINERS:
            make, takes, unordered = _CONTAINERS[base]
            item = self.shape(arguments[0]) if arguments else JSON
            return Items(item, make=make, takes=takes, unordered=unordered)
        if base in _MAPS:
            key_form, value_form = arguments or (str, object)
            return Map(self.key(key_form), self.shape(value_form), takes=_MAPS[base])
        return None

    def _tuple(self, form: object, arguments: tuple[object, ...]) -> Shape:
        if form is tuple or form is typing.Tuple:  # noqa: UP006 - a form of its own
            arguments = (object, ...)
        if len(arguments) == 2 and arguments[1] is ...:  # noqa: PLR2004 - tuple[X, ...]
            return Items(self.shape(arguments[0]), make=tuple, takes=(tuple,), unordered=False)
        return Row(tuple(self.shape(item) for item in arguments))

    def _alias(self, form: object) -> Shape:
        """``type X = ...``, which may contain itself."""
        name = (form, repr(form))
        if name not in self._made:
            later = self._made[name] = Later(_name(form))
            # Duck-typed: TypeAliasType is in typing from 3.12 on, and in typing_extensions.
            alias: Any = get_origin(form) or form
            variables = dict(zip(alias.__type_params__, get_args(form), strict=False))
            later.meant = self.shape(substituted(alias.__value__, variables))
            self._made[name] = later.meant
        return self._made[name]

    def _record(self, form: object) -> Shape | None:
        origin: object = get_origin(form) or form
        if not isinstance(origin, type):
            return None
        # Narrowing says type[Unknown]; nothing is known of the class but that it is one.
        kind = cast("type[object]", origin)
        if is_generic_class(form):
            raise TypeError(f"{_name(form)} needs its type arguments, as in {_name(form)}[int]")
        # By text as well: forms that are equal may differ in the order of a union's arms.
        name = (form, repr(form))
        if name in self._made:
            return self._made[name]
        # Not typing.is_typeddict: it does not know those of typing_extensions.
        if hasattr(kind, "__required_keys__"):
            return self._typed_dict(form, kind, name)
        if hasattr(kind, "__attrs_attrs__") or hasattr(kind, "__dataclass_fields__"):
            return self._class(form, kind, name)
        if hasattr(kind, "_fields") and tuple in kind.__mro__:
            return self._named_tuple(form, cast("type[tuple[object, ...]]", kind))
        return _enum(kind) if issubclass(kind, enum.Enum) else text_of(kind)

    def _typed_dict(self, form: object, kind: type, name: tuple[object, str]) -> Shape:
        shape = TypedObject(kind.__name__)
        self._made[name] = shape
        # The annotations overrule: __required_keys__ misses a Required in those that are text.
        required_keys: frozenset[str] = getattr(kind, "__required_keys__", frozenset())
        for field, hint in field_types(form).items():
            required = field in required_keys
            for qualifier in _qualifiers(hint):
                required = (required or qualifier == "Required") and qualifier != "NotRequired"
            shape.fields[field] = Field(field, self.shape(hint), required)
        return shape

    def _named_tuple(self, form: object, kind: type[tuple[object, ...]]) -> Shape:
        # Both are the documented surface of every NamedTuple class, which has no type of its own.
        names: tuple[str, ...] = getattr(kind, "_fields", ())
        defaults: dict[str, object] = getattr(kind, "_field_defaults", {})
        hints = field_types(form)
        items = tuple(self.shape(hints.get(name, object)) for name in names)
        return NamedRow(kind, items, required=len(names) - len(defaults))

    def _class(self, form: object, kind: type, name: tuple[object, str]) -> Shape:
        # Imported here: cattrs costs 41 ms, and plain types do without.
        from kingpin_sdk.codec._classes import ClassObject, constructor_fields

        shape: ClassObject = ClassObject(kind)
        self._made[name] = shape
        hints = field_types(form)
        fields: list[Field] = []
        for field in constructor_fields(kind):
            # attr.ib(type=...) leaves no annotation.
            hint = hints.get(field.name, field.type)
            if hint is None and field.name not in hints:
                raise TypeError(f"field {field.name!r} of {_name(form)} has no type")
            fields.append(Field(field.name, self.shape(hint), field.required))
        shape.compile(form, fields, self.shape)
        return shape


def _bare(form: object) -> object:
    """Without what says nothing about the document: NewType, Annotated, Final and the like."""
    while True:
        if hasattr(form, "__supertype__"):
            form = cast("object", form.__supertype__)
        elif get_origin(form) is Annotated or _qualifier(form):
            form = get_args(form)[0]
        else:
            return form


def _qualifiers(form: object) -> list[str]:
    found: list[str] = []
    while get_origin(form) is Annotated or _qualifier(form):
        found.append(_qualifier(form))
        form = get_args(form)[0]
    return found


def _qualifier(form: object) -> str:
    """Its name without the module, which is typing or typing_extensions; empty if it is none."""
    name = repr(get_origin(form)).rpartition(".")[2]
    return name if name in _QUALIFIERS else ""


def _is_json(form: object) -> bool:
    """The alias is text at run time, and a ForwardRef where an annotation was evaluated."""
    if isinstance(form, ForwardRef):
        form = form.__forward_arg__
    return form in ("Json", Json) if isinstance(form, str) else form == Json


def _enum(kind: type[enum.Enum]) -> Shape:
    if issubclass(kind, enum.Flag):
        raise TypeError(f"{kind.__qualname__} is a Flag, whose combinations have no names in JSON")
    # enum's own protocol for values that are not declared.
    own = any("_missing_" in base.__dict__ for base in kind.__mro__ if base is not enum.Enum)
    return choice_of(kind.__name__, tuple(kind), kind if own else None)


def _name(form: object) -> str:
    return form.__qualname__ if isinstance(form, type) and not get_args(form) else repr(form)


def _unsupported(form: object) -> str:
    if isinstance(form, TypeVar):
        return f"type variable {form} stands for no type here: give the class its type arguments"
    if isinstance(form, (str, ForwardRef)):
        return f"{form!r} is the name of a type; pass the type"
    return f"values of {_name(form)} cannot be stored as JSON: no conversion for this type"
