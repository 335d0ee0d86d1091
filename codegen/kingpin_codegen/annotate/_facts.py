"""Facts: everything a template writes, as Python text. Templates decide nothing but layout."""

from __future__ import annotations

from attrs import frozen

__all__ = [
    "Alias",
    "Argument",
    "ConstantFact",
    "EnumFact",
    "FieldFact",
    "MemberFact",
    "MethodFact",
    "ModuleFact",
    "PackageFact",
    "RecordFact",
    "ServiceFact",
    "Thrown",
]


@frozen
class MemberFact:
    """A member of an enum."""

    name: str
    value: int
    doc: str


@frozen(kw_only=True)
class EnumFact:
    """An enum."""

    name: str
    doc: str
    members: tuple[MemberFact, ...]


@frozen(kw_only=True)
class FieldFact:
    """A field of a record.

    Attributes:
        name: the attribute.
        idl_name: as it was written, for messages.
        annotation: its type, as it stands in the class.
        member: the type without None, for a union's constructor.
        default: the expression behind ``=``; empty without one.
        initial: expression of what a record has that is about to be decoded.
        must_be_sent: decoding fails without it.
        may_be_none: whether the value may be None after decoding.
        finish: expression of the Python value, given the raw one as ``v`` or as the attribute;
            empty where it is the same.
        finish_all: statement that finishes a list of records, in place of ``finish``; else empty.
        doc: its doc string.
    """

    name: str
    idl_name: str
    annotation: str
    member: str
    default: str
    initial: str
    must_be_sent: bool
    may_be_none: bool
    finish: str
    finish_all: str
    doc: str


@frozen(kw_only=True)
class RecordFact:
    """A struct, union or exception.

    Attributes:
        name: the class.
        idl_name: as it was written, for messages.
        base: its base class; empty without one.
        decorator: arguments of ``attrs.define``.
        doc: its doc string.
        fields: in the IDL's order.
        spec: entries of its ``thrift_spec``.
        is_union: it is one.
        constructors: names of the class methods that make a union of one member, as fields.
        own: how annotations within the class write its name.
        which: name of a union's property that tells its member.
        hashed: arguments of the hash, and whether they are containers; empty if it has none.
        hash_function: what makes the hash.
        finishes: it has a ``__kp_fin__``.
        finishes_all: it has a ``__kp_fin_all__`` as well, for lists of it.
        property: how the class writes the decorators ...
        new: what makes an instance without calling its constructor; empty if only that can.
        staticmethod: ... that a field may hide.
        classmethod: see there.
        int: see there.
    """

    name: str
    idl_name: str
    base: str
    decorator: str
    doc: str
    fields: tuple[FieldFact, ...]
    spec: tuple[str, ...]
    is_union: bool
    constructors: tuple[str, ...]
    own: str
    which: str
    hashed: tuple[str, ...]
    hash_function: str
    finishes: bool
    finishes_all: bool
    new: str
    property: str
    staticmethod: str
    classmethod: str
    int: str


@frozen
class Alias:
    """A module level name for a type: a typedef, or a second name for one that a class hides."""

    name: str
    value: str
    doc: str


@frozen(kw_only=True)
class ConstantFact:
    """A constant."""

    name: str
    annotation: str
    value: str
    doc: str


@frozen(kw_only=True)
class Argument:
    """An argument of a method.

    Attributes:
        name: the parameter.
        annotation: its type for a handler.
        client_annotation: for a client, where it may be left out.
        default: a client's default; empty without one.
        value: what a client sends.
        fallback: expression for a server to use when it was not sent; empty without one.
        required: it may not be None.
        doc: a line for the doc string.
    """

    name: str
    annotation: str
    client_annotation: str
    default: str
    value: str
    fallback: str
    required: bool
    doc: str


@frozen
class Thrown:
    """A declared exception: its class and a line for the doc string."""

    name: str
    doc: str


@frozen(kw_only=True)
class MethodFact:
    """A method of a service.

    Attributes:
        name: in Python.
        wire_name: in messages.
        constant: the module level name of what describes it.
        doc: the first part of its doc string.
        arguments: in the IDL's order.
        returns: type of the result as the class writes it.
        described: type of the result at module level.
        returns_doc: the result's type in the IDL; empty for void.
        throws: declared exceptions.
        argument_spec: entries.
        result_spec: entries.
        finish_arguments: pairs of attribute and expression, as for fields.
        finish_result: the same.
        oneway: no answer is sent.
        idempotent: the IDL says so.
        portable: only the portable codec can carry it.
    """

    name: str
    wire_name: str
    constant: str
    doc: str
    arguments: tuple[Argument, ...]
    returns: str
    described: str
    returns_doc: str
    throws: tuple[Thrown, ...]
    argument_spec: tuple[str, ...]
    result_spec: tuple[str, ...]
    finish_arguments: tuple[tuple[str, str], ...]
    finish_result: tuple[tuple[str, str], ...]
    oneway: bool
    idempotent: bool
    portable: bool


@frozen(kw_only=True)
class ServiceFact:
    """A service: a handler, clients and a processor, their bases and what they consist of.

    ``str_name`` and ``classmethod`` are how the module writes them, which definitions may hide.
    """

    idl_name: str
    doc: str
    handler: str
    client: str
    async_client: str
    processor: str
    handler_base: str
    client_base: str
    async_client_base: str
    processor_base: str
    inherited_methods: str
    methods: tuple[MethodFact, ...]
    str_name: str
    classmethod: str


@frozen(kw_only=True)
class ModuleFact:
    """One generated module.

    Attributes:
        path: relative to the import root.
        header: comment lines at its top.
        doc: its doc string.
        imports: lines, standard library first, then attrs, the runtime, other generated modules.
        exported: names for ``__all__``.
        enums: in the IDL's order.
        early_constants: those that need no record, before the records whose defaults use them.
        records: in the IDL's order.
        typedefs: each after those it needs.
        constants: the other constants, each after those it needs.
        services: each after the one it extends.
        lookups: (name, enum) of tables from numbers to members, which decoding uses.
        aliases: second names for types that some class hides.
    """

    path: str
    header: tuple[str, ...]
    doc: str
    imports: tuple[tuple[str, ...], ...]
    exported: tuple[str, ...]
    enums: tuple[EnumFact, ...]
    early_constants: tuple[ConstantFact, ...]
    records: tuple[RecordFact, ...]
    typedefs: tuple[Alias, ...]
    constants: tuple[ConstantFact, ...]
    services: tuple[ServiceFact, ...]
    lookups: tuple[tuple[str, str], ...]
    aliases: tuple[Alias, ...]


@frozen(kw_only=True)
class PackageFact:
    """A generated ``__init__.py``.

    Attributes:
        path: relative to the import root.
        header: comment lines at its top.
        doc: its doc string.
        exports: (module, names) pairs; none in a folder that only leads to others.
    """

    path: str
    header: tuple[str, ...]
    doc: str
    exports: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def exported(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(name for _, names in self.exports for name in names))
