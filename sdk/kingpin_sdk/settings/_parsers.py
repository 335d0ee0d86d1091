"""From what a flag, a variable or a TOML file says to a typed value, or why it is none."""

from __future__ import annotations

import grp
import math
import pwd
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from kingpin_sdk.settings._urls import check_host

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "FileMode",
    "HttpAddress",
    "parse_auth",
    "parse_flag",
    "parse_group",
    "parse_http",
    "parse_mode",
    "parse_path",
    "parse_text",
    "parse_user",
    "seconds",
    "whole",
]

_MODE = re.compile(r"0?[0-7]{3}")
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class HttpAddress(NamedTuple):
    """Where a server listens.

    Attributes:
        host: a name or address, IPv6 without brackets.
        port: 0 lets the system choose.
    """

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class FileMode(int):
    """Permission bits of a file; ``str()`` gives them as chmod takes them."""

    def __str__(self) -> str:
        return f"{self:04o}"


def parse_text(value: object) -> str:
    """Any text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected a text that is not empty")
    return value


def parse_path(value: object) -> Path:
    """A path; relative ones count from the current folder."""
    if not isinstance(value, (str, Path)) or not str(value) or "\0" in str(value):
        raise ValueError(f"expected a path, not {value!r}")
    path = Path(value)
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError(f"{str(value)!r}: {error}") from error


def parse_flag(value: object) -> bool:
    """A boolean, or one of true, false, yes, no, 1, 0."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()]
    raise ValueError(f"expected true or false, not {value!r}")


def parse_http(value: object) -> HttpAddress:
    """``host:port``, or a port alone for this machine only; port 0 lets the system choose."""
    if isinstance(value, HttpAddress):
        return value
    host, _, port = str(value).strip().rpartition(":")
    try:
        number = whole(0, 65_535)(port)
        bare = check_host(host or "127.0.0.1").removeprefix("[").removesuffix("]")
    except ValueError:
        raise ValueError(f"expected host:port such as 127.0.0.1:9610, not {value!r}") from None
    return HttpAddress(bare, number)


def parse_mode(value: object) -> FileMode:
    """Permission bits of a file, an octal text as chmod takes it, such as 0640."""
    text = str(value).strip()
    if not isinstance(value, str) or not _MODE.fullmatch(text):
        raise ValueError(f'expected an octal text such as "0640", not {value!r}')
    return FileMode(int(text, 8))


def parse_user(value: object) -> int:
    """The number of a user of this machine, by name or number."""
    return _account(value, "user", lambda name: pwd.getpwnam(name).pw_uid)


def parse_group(value: object) -> int:
    """The number of a group of this machine, by name or number."""
    return _account(value, "group", lambda name: grp.getgrnam(name).gr_gid)


def parse_auth(value: object) -> tuple[tuple[str, str], ...]:
    """One ``scheme:credential`` such as ``digest:user:password``, or a list of them.

    The messages never repeat the value: it is a secret.
    """
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    pairs: list[tuple[str, str]] = []
    for entry in entries:
        scheme, _, credential = entry.partition(":") if isinstance(entry, str) else ("", "", "")
        if not scheme.strip() or not credential:
            raise ValueError("expected scheme:credential such as digest:user:password")
        pairs.append((scheme.strip(), credential))
    return tuple(pairs)


def seconds(least: float, most: float) -> Callable[[object], float]:
    """A parser of durations between two bounds, in seconds."""

    def parse(value: object) -> float:
        number = _number(value)
        if number is None or not least <= number <= most:
            raise ValueError(f"expected {least:g} to {most:g} seconds, not {value!r}")
        return number

    return parse


def whole(least: int, most: int) -> Callable[[object], int]:
    """A parser of whole numbers between two bounds."""

    def parse(value: object) -> int:
        number = _number(value)
        if number is None or number != int(number) or not least <= number <= most:
            raise ValueError(f"expected a whole number from {least} to {most}, not {value!r}")
        return int(number)

    return parse


def _account(value: object, what: str, find: Callable[[str], int]) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not text:
        raise ValueError(f"expected a {what}, not {value!r}")
    if text.isdecimal():
        return whole(0, 2**32 - 2)(text)
    try:
        return find(text)
    except (KeyError, ValueError):
        raise ValueError(f"this machine has no {what} {text!r}") from None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
