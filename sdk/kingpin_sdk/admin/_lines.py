"""The lines of an export: JSON, one thing a line, in an order that can be imported (pure).

::

    {"kind": "kingpin-export", "format": 1}
    {"kind": "config", "name": "spam.blocklist", "declared": {"shape": "list"}, "value": ["a"]}
    {"kind": "config", "name": "spam.raw", "declared": null, "text": "no JSON"}
    {"kind": "serverset", "name": "discovery.search.prod", "declared": {}}
    {"kind": "dependency", "name": "web.dep", "members": ["config.manageddata.spam.blocklist"]}
    {"kind": "end"}

A config that was never published has neither ``value`` nor ``text``; one whose bytes are no UTF-8
has ``base64``. ``declared`` is what stands under our key of the metaconfig, and null where there is
no metaconfig.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, final

from attrs import frozen

from kingpin_sdk.catalog import Declared, Member, declared_from, extra_of
from kingpin_sdk.codec import canonical_json, parse_json
from kingpin_sdk.errors import InvalidNameError, KingpinError, RequestError, SnapshotCorruptError
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, ServersetName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kingpin_sdk.model import Json

__all__ = [
    "Bundle",
    "ConfigLine",
    "DependencyLine",
    "Line",
    "ServersetLine",
    "encode_lines",
    "parse_lines",
]

_HEADER: Final = {"kind": "kingpin-export", "format": 1}
_END: Final = {"kind": "end"}


@final
@frozen
class ConfigLine:
    """A config: what is declared (None: no metaconfig) and its body (None: never published)."""

    name: ConfigName
    declared: Declared | None
    body: bytes | None


@final
@frozen
class ServersetLine:
    """A serverset: what is declared (None: no metaconfig)."""

    name: ServersetName
    declared: Declared | None


@final
@frozen
class DependencyLine:
    """A dependency and its direct members."""

    name: DependencyName
    members: Sequence[Member]


Line: TypeAlias = ConfigLine | ServersetLine | DependencyLine


@final
@frozen
class Bundle:
    """A whole export, read and checked."""

    configs: Sequence[ConfigLine]
    serversets: Sequence[ServersetLine]
    dependencies: Sequence[DependencyLine]


def encode_lines(lines: Iterable[Line]) -> Iterator[str]:
    """The text of an export, a line at a time, without line ends."""
    yield json.dumps(_HEADER)
    for line in lines:
        yield json.dumps(_document(line))
    yield json.dumps(_END)


def parse_lines(texts: Iterable[str]) -> Bundle:
    """Read a whole export, so that nothing is imported of one that is damaged.

    Raises:
        RequestError: a line cannot be read; the message names its number.
    """
    lines: list[Line] = []
    ended = False
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            line = _line(text, first=number == 1, ended=ended)
        except (KingpinError, ValueError, KeyError, TypeError) as error:
            why = f"lacks {error}" if isinstance(error, KeyError) else error
            raise RequestError(f"line {number} of the import: {why}") from error
        if line is None:
            ended = number > 1
        else:
            lines.append(line)
    if not ended:
        raise RequestError('the import is cut short: its last line is not {"kind": "end"}')
    return Bundle(
        [line for line in lines if isinstance(line, ConfigLine)],
        [line for line in lines if isinstance(line, ServersetLine)],
        [line for line in lines if isinstance(line, DependencyLine)],
    )


def _document(line: Line) -> dict[str, Json]:
    match line:
        case ConfigLine(name, declared, body):
            return {
                "kind": "config",
                "name": name.short,
                "declared": _declared_document(declared),
                **_value(body),
            }
        case ServersetLine(name, declared):
            return {
                "kind": "serverset",
                "name": str(name),
                "declared": _declared_document(declared),
            }
        case DependencyLine(name, members):
            return {"kind": "dependency", "name": str(name), "members": [*map(str, members)]}


def _value(body: bytes | None) -> dict[str, Json]:
    if body is None:
        return {}
    try:
        return {"value": parse_json(body, what="the value")} if body else {"text": ""}
    except SnapshotCorruptError:
        return _text_value(body)


def _text_value(body: bytes) -> dict[str, Json]:
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}


def _declared_document(declared: Declared | None) -> dict[str, Json] | None:
    return None if declared is None else extra_of(declared, {})


def _line(text: str, *, first: bool, ended: bool) -> Line | None:
    """A line; None for the header and the end."""
    if ended:
        raise RequestError("stands after the end")
    document = parse_json(text.encode("utf-8", "surrogateescape"), what="it")
    if not isinstance(document, dict):
        raise RequestError("is no JSON object")
    if first:
        if document != _HEADER:
            raise RequestError('must be {"kind": "kingpin-export", "format": 1}')
        return None
    if document == _END:
        return None
    match document["kind"]:
        case "config":
            name = ConfigName.parse(_text(document, "name"))
            return ConfigLine(name, _declared(document["declared"]), _body(document))
        case "serverset":
            serverset = ServersetName.parse(_text(document, "name"))
            return ServersetLine(serverset, _declared(document["declared"]))
        case "dependency":
            members = document["members"]
            if not isinstance(members, list):
                raise RequestError("members is no list")
            dependency = DependencyName(_text(document, "name"))
            return DependencyLine(dependency, [_member(one) for one in members])
        case other:
            raise RequestError(f"has the unknown kind {other!r}")


def _member(text: Json) -> Member:
    if not isinstance(text, str):
        raise InvalidNameError(f"{text!r} is no member's name")
    # Full names, as the catalog spells them: also of metaconfigs that are neither of ours.
    return DependencyName(text) if text.endswith(".dep") else MetaconfigName(text)


def _text(document: Mapping[str, Json], key: str) -> str:
    text = document[key]
    if not isinstance(text, str):
        raise RequestError(f"{key} is no text")
    return text


def _declared(said: Json) -> Declared | None:
    if said is None:
        return None
    if not isinstance(said, dict):
        raise RequestError("declared is no object")
    return declared_from(said)


def _body(document: Mapping[str, Json]) -> bytes | None:
    if "value" in document:
        value = document["value"]
        return canonical_json(value, sort_keys=not isinstance(value, list), what="the value")
    if "text" in document:
        return _text(document, "text").encode()
    if "base64" in document:
        return base64.b64decode(_text(document, "base64"), validate=True)
    return None
