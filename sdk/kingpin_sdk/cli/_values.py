"""From a command line's words to a change of one config."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

import typer

from kingpin_sdk.cli._session import absent
from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import BackendError, SnapshotCorruptError
from kingpin_sdk.formats.version import decode_version
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import DeciderSpec, JsonSpec, ListSpec, MappedListSpec, MapSpec, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kingpin_sdk.cli._session import Session
    from kingpin_sdk.model import Json, Version

__all__ = [
    "DECIDER",
    "ConfigSpec",
    "items_of",
    "number_of",
    "spec_of",
    "value_of",
    "version_of",
]

DECIDER: Final = ConfigName("admin", "decider")
_STDIN: Final = "-"

ConfigSpec: TypeAlias = (
    ListSpec[object]
    | MapSpec[str, object]
    | MappedListSpec[object]
    | JsonSpec[object]
    | DeciderSpec
)


def spec_of(session: Session, name: ConfigName, said: Shape | None) -> ConfigSpec:
    """What a config is: as declared, as its value looks, or as ``--shape`` says.

    Raises:
        BadParameter: neither tells, or they differ.
    """
    if name == DECIDER:
        return DeciderSpec(name)
    known = session.catalog.shape_of(name)
    if known is not None and said is not None and known is not said:
        raise typer.BadParameter(f"{name.short} is a {known}, not a {said}")
    shape = known or said
    if shape is None:
        shapes = "|".join(Shape)
        raise typer.BadParameter(f"{_why_unknown(session, name)} (say --shape {shapes})")
    return _make_spec(name, shape)


def _why_unknown(session: Session, name: ConfigName) -> str:
    # The first edit of an unknown name makes it: a typo must not.
    if not session.catalog.config_exists(name):
        return absent(session, name)
    if session.engine.current(name) is None:
        return f"{name.short} was never published and declares no shape"
    return f"{name.short} declares no shape, and what is stored is no JSON"


def _make_spec(name: ConfigName, shape: Shape) -> ConfigSpec:
    match shape:
        case Shape.LIST:
            return ListSpec(name, object)
        case Shape.MAP:
            return MapSpec(name, str, object)
        case Shape.MAPPED_LIST:
            return MappedListSpec(name, object)
        case Shape.JSON:
            return JsonSpec(name, object)
        case _:
            assert_never(shape)


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
