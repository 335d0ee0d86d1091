"""The checks by name.

The measure is Pinterest's thriftcheck, whose names are kept. Two of its checks are rules of the
language here: a constant (``constant.ref``) or an include (``include.path``) that is not found is
an error of the IDL, told with or without lint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from attrs import frozen

from kingpin_codegen.lint import _files, _names, _numbers, _types
from kingpin_codegen.lint._elements import Element
from kingpin_codegen.lint._place import Place, Said

__all__ = ["CHECKS", "COMPILER", "Check", "Place"]

_Run: TypeAlias = Callable[[Place, Element | None], Iterable[Said]]


@frozen
class Check:
    """One check.

    Attributes:
        name: for settings and ``nolint``.
        about: one line.
        run: what it finds in one element; the element is None for the file itself.
        by_default: whether it runs without being asked for.
    """

    name: str
    about: str
    run: _Run
    by_default: bool = True


def _nothing(place: Place, element: Element | None) -> Iterable[Said]:
    del place, element
    return ()


COMPILER: Final = Check("compiler", "the compiler warns of nothing", _nothing)
"""Warnings of the front end: they are there before any check runs."""

CHECKS: Final[tuple[Check, ...]] = (
    COMPILER,
    Check("depth", "structs and containers are not nested too deep", _types.depth),
    Check("doc.missing", "types, services and functions have docs", _names.doc_missing),
    Check("enum.size", "enums stay small", _numbers.enum_size),
    Check("field.doc.missing", "fields have docs", _names.field_doc_missing, by_default=False),
    Check("field.id.missing", "fields have ids", _numbers.id_missing),
    Check("field.id.negative", "ids are not negative", _numbers.id_negative),
    Check("field.id.zero", "ids are not zero", _numbers.id_zero),
    Check("field.optional", "fields are optional", _numbers.optional, by_default=False),
    Check("field.required", "fields are not required", _numbers.required, by_default=False),
    Check("field.requiredness", "fields say required or optional", _numbers.requiredness),
    Check("include.restricted", "some files are not included", _files.include_restricted),
    Check("include.unused", "what is included is used", _files.include_unused),
    Check("int.64bit", "constants fit 32 bits", _numbers.large_constant, by_default=False),
    Check("int.id", "ids of things are i64, not i32", _types.narrow_id),
    Check("map.key.type", "keys of maps are scalars", _types.map_key),
    Check("map.value.restricted", "some types are no map's values", _types.map_value),
    Check("names.reserved", "some names are not used", _names.reserved),
    Check("names.style", "names are written as is usual", _names.style),
    Check("namespace.missing", "files have namespaces", _files.namespace_missing),
    Check("namespace.patterns", "namespaces look as they should", _files.namespace_patterns),
    Check("set.value.type", "sets hold scalars", _types.set_value),
    Check("types.disallowed", "some types are not used", _types.disallowed),
    Check("union", "there are no unions", _types.union, by_default=False),
)
