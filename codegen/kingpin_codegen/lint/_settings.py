"""What may be set in ``[tool.kingpin-codegen]`` of a pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, TypeAlias

from attrs import Factory, evolve, field, frozen

__all__ = ["SETTING_KEYS", "LintSettings", "LintSettingsError", "read_settings"]

_TABLE: Final = "tool.kingpin-codegen"


class LintSettingsError(Exception):
    """Settings that mean nothing; the message names file, key and the way out."""


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


Toml: TypeAlias = "bool | int | float | str | list[Toml] | dict[str, Toml]"


def _number(value: Toml) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _flag(value: Toml) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: Toml) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    texts = tuple(item for item in value if isinstance(item, str))
    return texts if len(texts) == len(value) else None


def _patterns(value: Toml) -> Mapping[str, str] | None:
    if not isinstance(value, dict):
        return None
    patterns = {
        key: pattern
        for key, pattern in value.items()
        if isinstance(pattern, str) and _compiles(pattern)
    }
    return patterns if len(patterns) == len(value) else None


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


_Reader = Callable[[Toml], object]

# Key below the table -> attribute, what reads its value, and what that is in words.
_KEYS: Final[Mapping[str, tuple[str, _Reader, str]]] = {
    "include-dirs": ("include_dirs", _texts, "a list of texts"),
    "lint.select": ("select", _texts, "a list of texts"),
    "lint.enable": ("enable", _texts, "a list of texts"),
    "lint.disable": ("disable", _texts, "a list of texts"),
    "lint.enum.size.warning": ("enum_warning", _number, "a number"),
    "lint.enum.size.error": ("enum_error", _number, "a number"),
    "lint.depth.max": ("depth_max", _number, "a number"),
    "lint.depth.cycles": ("depth_cycles", _flag, "true or false"),
    "lint.namespace.required": ("namespaces_required", _texts, "a list of texts"),
    "lint.namespace.patterns": ("namespace_patterns", _patterns, "a table of regular expressions"),
    "lint.include.restricted": ("includes_restricted", _patterns, "a table of regular expressions"),
    "lint.names.reserved": ("names_reserved", _texts, "a list of texts"),
    "lint.map.value.restricted": ("map_values_restricted", _texts, "a list of texts"),
    "lint.types.disallowed": ("types_disallowed", _texts, "a list of texts"),
}


SETTING_KEYS: Final = tuple(_KEYS)
"""Everything that may stand below ``[tool.kingpin-codegen]``."""


def read_settings(text: str, path: str) -> LintSettings:
    """The settings in a pyproject.toml; defaults for what it does not say.

    Args:
        text: its content.
        path: for messages.

    Raises:
        LintSettingsError: no TOML, an unknown key or a value of another kind.
    """
    try:
        document: Toml = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LintSettingsError(f"{path}: {error}") from error
    for name in _TABLE.split("."):
        document = document.get(name, {}) if isinstance(document, dict) else document
    changes: dict[str, object] = {}
    for key, value in _flat(document, ""):
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1, cutoff=0.0)
            raise LintSettingsError(f"{path}: [{_TABLE}] has no {key}; the nearest is {near[0]}")
        attribute, read, words = _KEYS[key]
        changes[attribute] = read(value)
        if changes[attribute] is None:
            raise LintSettingsError(f"{path}: [{_TABLE}] {key} must be {words}")
    return evolve(LintSettings(), **changes)  # type: ignore[arg-type]  # the table says the types


def _flat(value: Toml, prefix: str) -> Iterator[tuple[str, Toml]]:
    """Keys with dots for tables in tables, but for tables that are values."""
    if prefix in _KEYS or not isinstance(value, dict):
        yield prefix, value
        return
    for name, part in value.items():
        yield from _flat(part, f"{prefix}.{name}" if prefix else name)
