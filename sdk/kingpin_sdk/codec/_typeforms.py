"""Type forms taken apart: annotations resolved, type variables replaced."""

from __future__ import annotations

import typing
from typing import Any, Generic, Protocol, TypeVar, cast, get_args, get_origin

__all__ = ["field_types", "is_generic_class", "substituted", "variables_of"]


def field_types(declared: object) -> dict[str, object]:
    """The annotations of a class and its bases, resolved, with its type arguments put in.

    Args:
        declared: a class, or a generic one with its arguments (``Box[int]``).

    Raises:
        TypeError: an annotation names something that does not exist at run time.
    """
    # typing has no public type for "a class or a generic alias".
    kind = cast("type", get_origin(declared) or declared)
    try:
        hints: dict[str, object] = typing.get_type_hints(kind, include_extras=True)
    except (NameError, AttributeError, TypeError, SyntaxError) as error:
        way_out = ": import it at run time, not only for type checkers"
        raise TypeError(
            f"the annotations of {kind.__qualname__} cannot be resolved: {error}"
            f"{way_out if isinstance(error, NameError) else ''}"
        ) from error
    variables = variables_of(declared)
    return {name: substituted(hint, variables) for name, hint in hints.items()}


def is_generic_class(declared: object) -> bool:
    """True for a class that still needs type arguments."""
    return isinstance(declared, type) and bool(getattr(declared, "__parameters__", ()))


def variables_of(declared: object) -> dict[object, object]:
    """What the type variables of a class and of its generic bases stand for."""
    kind: object = get_origin(declared) or declared
    own: tuple[object, ...] = getattr(kind, "__parameters__", ())
    variables = dict(zip(own, get_args(declared), strict=False))
    bases: tuple[object, ...] = getattr(kind, "__orig_bases__", ())
    for base in bases:
        if get_origin(base) not in {None, Generic, Protocol}:
            for variable, value in variables_of(substituted(base, variables)).items():
                variables.setdefault(variable, value)
    return variables


def substituted(form: object, variables: dict[object, object]) -> object:
    """The form with its type variables replaced; unknown ones stay."""
    if isinstance(form, TypeVar):
        return variables.get(form, form)
    parameters: tuple[object, ...] = getattr(form, "__parameters__", ())
    if not parameters or isinstance(form, type):
        return form
    # Subscribing a form that has parameters is how typing itself puts arguments in.
    generic: Any = form
    return cast("object", generic[tuple(variables.get(each, each) for each in parameters)])
