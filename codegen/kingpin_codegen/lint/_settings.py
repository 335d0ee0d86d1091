"""How lint judges."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory, field, frozen

__all__ = ["LintSettings"]


@frozen
class LintSettings:
    """How to lint.

    Attributes:
        include_dirs: further places for includes, from the folder of the file they stand in.
        select: only these checks; all that are on by default if empty. A name stands for all that
            begin with it and a dot as well; so in `enable` and `disable`.
        enable: these checks too.
        disable: not these.
        enum_warning: members of an enum from which on there is a warning.
        enum_error: members from which on it is an error.
        depth_max: how deep structs and containers may be nested; 0 for any depth.
        depth_cycles: whether structs may hold themselves.
        namespaces_required: scopes that every file needs a namespace for.
        namespace_patterns: scope -> regular expression that its namespace must match at its
            beginning.
        includes_restricted: pattern of a file name (``*`` for any) -> regular expression that none
            of its includes may match.
        names_reserved: names that nothing may have.
        map_values_restricted: kinds of types that no map may hold as values.
        types_disallowed: kinds of types that may not be used: ``union``, ``double`` ...
    """

    include_dirs: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    enum_warning: int = 500
    enum_error: int = 1000
    depth_max: int = 0
    depth_cycles: bool = True
    namespaces_required: tuple[str, ...] = ("py",)
    namespace_patterns: Mapping[str, str] = field(factory=dict[str, str])
    includes_restricted: Mapping[str, str] = field(factory=dict[str, str])
    names_reserved: tuple[str, ...] = ()
    map_values_restricted: tuple[str, ...] = ()
    types_disallowed: tuple[str, ...] = Factory(tuple[str, ...])
