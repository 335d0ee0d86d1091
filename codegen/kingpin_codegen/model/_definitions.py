"""What an IDL file defines.

Common attributes: ``doc`` is the comment's text without its marks and common indentation (None
without a comment), ``annotations`` those behind the thing itself, ``position`` that of its name.
Equality passes over positions.
"""

from __future__ import annotations

import enum
from typing import TypeAlias, final

from attrs import field, frozen

from kingpin_codegen.model._position import Position
from kingpin_codegen.model._types import Annotation, DefinitionKind, Reference, Type
from kingpin_codegen.model._values import Value

__all__ = [
    "Const",
    "Definition",
    "Enum",
    "EnumMember",
    "Field",
    "Function",
    "Record",
    "Requiredness",
    "Service",
    "Typedef",
]


class Requiredness(enum.StrEnum):
    """What a field's declaration says of its presence."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    DEFAULT = "default"
    """Neither was written."""


@final
@frozen(kw_only=True)
class Typedef:
    """``typedef type name``."""

    name: str
    type: Type
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Const:
    """``const type name = value``."""

    name: str
    type: Type
    value: Value
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class EnumMember:
    """One member of an enum.

    Attributes:
        name: unique in its enum.
        value: fits an i32; two members may share one (a warning says so).
        explicit: whether the number was written.
        doc: see the module.
        annotations: see the module.
        position: see the module.
    """

    name: str
    value: int
    explicit: bool
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Enum:
    """``enum name { ... }``; members in the order written."""

    name: str
    members: tuple[EnumMember, ...]
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Field:
    """A field of a record, an argument, or an exception of a throws clause.

    Attributes:
        name: unique among its neighbours.
        id: fits an i16; unique among its neighbours. Negative ones are allowed with a warning.
        explicit_id: whether it was written; implicit ones count down from -1.
        written_id: as written, None without; another number than `id` only where it is not
            positive, for Apache's compiler replaces such ids by implicit ones.
        type: its type.
        requiredness: as written.
        default: of this type; None without.
        by_pointer: the type was followed by ``&``, which concerns C++ only.
        doc: see the module.
        annotations: see the module.
        position: see the module.
    """

    name: str
    id: int
    explicit_id: bool = True
    written_id: int | None = field(default=None, eq=False)
    type: Type
    requiredness: Requiredness = Requiredness.DEFAULT
    default: Value | None = None
    by_pointer: bool = False
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Record:
    """``struct``, ``union`` or ``exception``.

    Attributes:
        kind: STRUCT, UNION or EXCEPTION.
        name: unique among its document's types.
        fields: in the order written.
        doc: see the module.
        annotations: see the module.
        position: see the module.
    """

    kind: DefinitionKind
    name: str
    fields: tuple[Field, ...]
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Function:
    """A method of a service.

    Attributes:
        name: unique in its service and in those it extends.
        result: None for void.
        arguments: in the order written.
        throws: each of an exception's type.
        oneway: no answer is sent; then the result is void and nothing is thrown.
        doc: see the module.
        annotations: see the module.
        position: see the module.
    """

    name: str
    result: Type | None
    arguments: tuple[Field, ...] = ()
    throws: tuple[Field, ...] = ()
    oneway: bool = False
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


@final
@frozen(kw_only=True)
class Service:
    """``service name extends base { ... }``.

    Attributes:
        name: unique among its document's services.
        extends: the service whose methods it has too; None without. Never cyclic.
        functions: its own, in the order written.
        doc: see the module.
        annotations: see the module.
        position: see the module.
    """

    name: str
    extends: Reference | None
    functions: tuple[Function, ...]
    doc: str | None = None
    annotations: tuple[Annotation, ...] = ()
    position: Position = field(eq=False, repr=False)


Definition: TypeAlias = Typedef | Const | Enum | Record | Service
