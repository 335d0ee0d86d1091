"""Checks of files: includes and namespaces."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from kingpin_codegen.lint._elements import children, types_of
from kingpin_codegen.model import (
    Const,
    ConstantRef,
    Field,
    MemberRef,
    Position,
    RecordValue,
    Reference,
    Service,
    Severity,
    value_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.lint._elements import Element
    from kingpin_codegen.lint._place import Place, Said
    from kingpin_codegen.model import DocumentKey, Value

__all__ = ["include_restricted", "include_unused", "namespace_missing", "namespace_patterns"]


def include_restricted(place: Place, element: Element | None) -> Iterator[Said]:
    """Includes that the settings forbid to this file."""
    if element is not None:
        return
    for files, pattern in place.settings.includes_restricted.items():
        if fnmatchcase(place.document.path, files):
            for include in place.document.includes:
                if re.search(pattern, include.text):
                    message = f"'{include.text}' may not be included here ('{pattern}')"
                    yield include.position, Severity.ERROR, message


def include_unused(place: Place, element: Element | None) -> Iterator[Said]:
    """Includes of which this file uses nothing."""
    if element is not None or not place.document.definitions:
        return
    used = {key for definition in place.document.definitions for key in _used_by(definition)}
    for include in place.document.includes:
        if include.document not in used:
            yield include.position, Severity.WARNING, f"nothing of '{include.text}' is used"


def namespace_missing(place: Place, element: Element | None) -> Iterator[Said]:
    """Languages without a namespace."""
    if element is not None:
        return
    for scope in place.settings.namespaces_required:
        if place.document.namespace(scope, "*") is None:
            position = Position(place.document.path, 1, 1)
            yield position, Severity.WARNING, f"there is no 'namespace {scope}'"


def namespace_patterns(place: Place, element: Element | None) -> Iterator[Said]:
    """Namespaces that the settings' patterns do not match."""
    if element is not None:
        return
    for namespace in place.document.namespaces:
        pattern = place.settings.namespace_patterns.get(namespace.scope)
        if pattern is not None and not re.match(pattern, namespace.name):
            message = f"namespace {namespace.scope} '{namespace.name}' does not match '{pattern}'"
            yield namespace.position, Severity.ERROR, message


def _used_by(element: Element) -> Iterator[DocumentKey]:
    for type_ in types_of(element):
        if isinstance(type_, Reference):
            yield type_.document
    if isinstance(element, Service) and element.extends is not None:
        yield element.extends.document
    if isinstance(element, Const):
        yield from _used_in(element.value)
    if isinstance(element, Field) and element.default is not None:
        yield from _used_in(element.default)
    for child in children(element):
        yield from _used_by(child)


def _used_in(value: Value) -> Iterator[DocumentKey]:
    rest = [value]
    while rest:
        part = rest.pop()
        if isinstance(part, ConstantRef):
            yield part.document
        elif isinstance(part, MemberRef):
            yield part.enum.document
        elif isinstance(part, RecordValue):
            yield part.record.document
        rest += value_parts(part)
