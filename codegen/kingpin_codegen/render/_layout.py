"""Lines that are broken where they are too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.annotate import docstring

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kingpin_codegen.annotate import MethodFact

__all__ = ["call", "docstring", "listed", "method_doc", "quoted_names", "signature"]

_WIDTH: Final = 100


def listed(items: Iterable[str], before: str, after: str, indent: str) -> str:
    """Items between brackets: on one line, or one a line.

    Args:
        items: in their order.
        before: with its indentation, up to the opening bracket.
        after: from the closing bracket on.
        indent: of the closing bracket.
    """
    given = list(items)
    line = f"{before}{', '.join(given)}{after}"
    if len(line) <= _WIDTH or not given:
        return line
    inner = "\n".join(f"{indent}    {item}," for item in given)
    return f"{before}\n{inner}\n{indent}{after}"


def quoted_names(names: Iterable[str]) -> list[str]:
    """Names as literals."""
    return [f'"{name}"' for name in names]


def signature(method: MethodFact, before: str, side: str) -> str:
    """A method's ``def``.

    Args:
        method: the method.
        before: with its indentation, up to the opening bracket.
        side: ``handler`` or ``client``.
    """
    parameters = ["self"]
    if side == "handler":
        parameters += [f"{each.name}: {each.annotation}" for each in method.arguments]
        parameters.append("/")
    else:
        parameters += _client_parameters(method)
        parameters += ["*", "_options: _rt.CallOptions | None = None"]
    return listed(parameters, before, f") -> {method.returns}:", "    ")


def _client_parameters(method: MethodFact) -> list[str]:
    """An argument may be left out if all behind it may."""
    parameters: list[str] = []
    may_be_left_out = True
    for each in reversed(method.arguments):
        may_be_left_out = may_be_left_out and bool(each.default)
        default = f" = {each.default}" if may_be_left_out else ""
        parameters.insert(0, f"{each.name}: {each.client_annotation}{default}")
    return parameters


def call(method: MethodFact, before: str) -> str:
    """The body of a client's method."""
    values = ", ".join(f'"{each.name}": {each.value}' for each in method.arguments)
    return listed([method.constant, f"{{{values}}}", "_options"], before, ")", "        ")


def method_doc(method: MethodFact) -> str:
    """A method's doc string."""
    parts = [method.doc]
    if method.arguments:
        parts.append("Args:\n" + _indented(each.doc for each in method.arguments))
    if method.returns_doc:
        parts.append(f"Returns:\n    ``{method.returns_doc}``")
    if method.throws:
        parts.append("Raises:\n" + _indented(each.doc for each in method.throws))
    return "\n\n".join(parts)


def _indented(lines: Iterable[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)
