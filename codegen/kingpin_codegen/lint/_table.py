"""What may be set in ``[tool.kingpin-codegen]`` of a pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import accumulate
from typing import Final, TypeAlias

from attrs import evolve

from kingpin_codegen.lint._checks import CHECKS
from kingpin_codegen.lint._settings import LintSettings

__all__ = ["SETTING_KEYS", "LintSettingsError", "read_settings"]

_TABLE: Final = "tool.kingpin-codegen"


class LintSettingsError(Exception):
    """Settings that mean nothing; the message names file, key and the way out."""


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
    "lint.enum.size.warning": ("enum_warning", _number, "a number, 0 or more"),
    "lint.enum.size.error": ("enum_error", _number, "a number, 0 or more"),
    "lint.depth.max": ("depth_max", _number, "a number, 0 or more"),
    "lint.depth.cycles": ("depth_cycles", _flag, "true or false"),
    "lint.namespace.required": ("namespaces_required", _texts, "a list of texts"),
    "lint.namespace.patterns": ("namespace_patterns", _patterns, "a table of regular expressions"),
    "lint.include.restricted": ("includes_restricted", _patterns, "a table of regular expressions"),
    "lint.names.reserved": ("names_reserved", _texts, "a list of texts"),
    "lint.map.value.restricted": ("map_values_restricted", _texts, "a list of texts"),
    "lint.types.disallowed": ("types_disallowed", _texts, "a list of texts"),
}


# What chooses checks, and what may choose them: a name, or the beginning of names up to a dot.
_CHOICES: Final = ("select", "enable", "disable")
_NAMES: Final = tuple(
    dict.fromkeys(
        name
        for check in CHECKS
        for name in (check.name, *accumulate(check.name.split(".")[:-1], "{}.{}".format))
    )
)


SETTING_KEYS: Final = tuple(_KEYS)
"""Everything that may stand below ``[tool.kingpin-codegen]``."""


def read_settings(text: str, path: str) -> LintSettings:
    """The settings in a pyproject.toml; defaults for what it does not say.

    Args:
        text: its content.
        path: for messages.

    Raises:
        LintSettingsError: no TOML, an unknown key or check, or a value of another kind.
    """
    try:
        document: Toml = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LintSettingsError(f"{path}: {error}") from error
    for name in _TABLE.split("."):
        document = document.get(name, {}) if isinstance(document, dict) else document
    if not isinstance(document, dict):
        raise LintSettingsError(f"{path}: [{_TABLE}] must be a table")
    changes: dict[str, object] = {}
    for key, value in _flat(document, ""):
        if key not in _KEYS:
            if any(known.startswith(f"{key}.") for known in _KEYS):
                raise LintSettingsError(f"{path}: [{_TABLE}] {key} must be a table")
            raise LintSettingsError(
                f"{path}: [{_TABLE}] has no {key}; the nearest is {_nearest(key, _KEYS)}"
            )
        attribute, read, words = _KEYS[key]
        changes[attribute] = read(value)
        if changes[attribute] is None:
            raise LintSettingsError(f"{path}: [{_TABLE}] {key} must be {words}")
    settings = evolve(LintSettings(), **changes)  # type: ignore[arg-type]  # the table says the types
    _refuse_unknown_checks(settings, path)
    return settings


def _refuse_unknown_checks(settings: LintSettings, path: str) -> None:
    for key in _CHOICES:
        for name in getattr(settings, key):
            if name not in _NAMES:
                raise LintSettingsError(
                    f"{path}: [{_TABLE}] lint.{key}: there is no check {name!r}; "
                    f"the nearest is {_nearest(name, _NAMES)}"
                )


def _nearest(name: str, known: Iterable[str]) -> str:
    return get_close_matches(name, list(known), n=1, cutoff=0.0)[0]


def _flat(value: Toml, prefix: str) -> Iterator[tuple[str, Toml]]:
    """Keys with dots for tables in tables, but for tables that are values."""
    if prefix in _KEYS or not isinstance(value, dict):
        yield prefix, value
        return
    for name, part in value.items():
        yield from _flat(part, f"{prefix}.{name}" if prefix else name)
