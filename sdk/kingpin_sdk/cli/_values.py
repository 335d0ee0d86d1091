"""From a command line's words to values."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import typer

from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import BackendError, SnapshotCorruptError
from kingpin_sdk.formats.version import decode_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kingpin_sdk.model import Json, Version

__all__ = ["bytes_of", "items_of", "moment_of", "number_of", "value_of", "version_of"]

_STDIN: Final = "-"
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def value_of(text: str, *, as_json: bool) -> Json:
    """One value: a string, or the document that the text is; ``-`` reads standard input.

    Raises:
        BadParameter: it is not JSON, or not UTF-8 text.
    """
    if text == _STDIN:
        text = _read_stdin()
        text = text if as_json else text.removesuffix("\n")
    if not as_json:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise typer.BadParameter(f"{text!r} is not UTF-8 text") from error
        return text
    try:
        return parse_json(text.encode("utf-8", "surrogateescape"), what="the value")
    except SnapshotCorruptError as error:
        raise typer.BadParameter(f"{error} (quote strings, or leave out --json-value)") from error


def items_of(texts: Sequence[str], *, as_json: bool) -> list[Json]:
    """Several values; ``-`` alone reads them from standard input, one a line.

    Raises:
        BadParameter: one is not JSON, or a line was expected and none came.
    """
    if list(texts) != [_STDIN]:
        return [value_of(text, as_json=as_json) for text in texts]
    lines = [line for line in _read_stdin().split("\n") if line]
    if not lines:
        raise typer.BadParameter("standard input holds no items, one a line")
    return [line if not as_json else value_of(line, as_json=True) for line in lines]


def bytes_of(path: str) -> bytes:
    """A file's bytes; ``-`` reads standard input.

    Raises:
        OSError: it cannot be read.
    """
    if path == _STDIN:
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:  # noqa: PTH123 - a Path has no "-" to explain
        return file.read()


def _read_stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise typer.BadParameter("standard input is not UTF-8 text") from error


def number_of(text: str) -> int | float:
    """A ramp value; whole ones stay whole.

    Raises:
        BadParameter: it is no number.
    """
    try:
        number: object = json.loads(text)
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise typer.BadParameter(f"{text!r} is no number from 0 to 100")
    return number


def version_of(text: str) -> Version:
    """A version as a command line names it.

    Raises:
        BadParameter: it can be none.
    """
    try:
        version = decode_version(text.encode(errors="replace"), what="the argument")
    except BackendError:
        version = None
    if version is None:
        raise typer.BadParameter(f"{text!r} is no version; `kingpin config history` lists them")
    return version


def moment_of(text: str) -> datetime:
    """A moment: ``2026-11-27``, ``2026-11-27T15:00``, both UTC unless they say more, or ``2h`` ago.

    Raises:
        BadParameter: it is none of these.
    """
    unit, count = _UNITS.get(text[-1:]), text[:-1]
    try:
        if unit is not None and count.isascii() and count.isdecimal():
            return datetime.now(UTC) - timedelta(**{unit: int(count)})
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{text!r} is no moment: write 2026-11-27, 2026-11-27T15:00 or 2h, 3d (ago)"
        ) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
