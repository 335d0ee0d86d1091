"""All checks in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.check._circles import (
    default_circles,
    extends_circles,
    required_circles,
    typedef_circles,
)
from kingpin_codegen.check._names import (
    duplicate_definitions,
    duplicate_functions,
    duplicate_members,
    inherited_functions,
)
from kingpin_codegen.check._rules import document_rules, field_rules, function_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.check._finding import Finding
    from kingpin_codegen.model import Program

__all__ = ["check"]


def check(program: Program) -> Iterator[Finding]:
    """Everything that breaks a rule.

    Circles of typedefs and of services come first: where there are any, what would walk them round
    and round is left for the next run.
    """
    for document in program.documents:
        yield from document_rules(document)
        yield from duplicate_definitions(document)
        yield from duplicate_members(document)
        yield from duplicate_functions(document)
        yield from field_rules(document)
    circles = [*typedef_circles(program), *extends_circles(program)]
    yield from circles
    if circles:
        return
    yield from required_circles(program)
    yield from default_circles(program)
    for document in program.documents:
        yield from inherited_functions(program, document)
        yield from function_rules(program, document)
