"""What a monitor followed when it last could ask: ``<config root>/.kingpin/followed.json``.

::

    {"format": 1,
     "dependencies": {"web.dep": ["config.manageddata.spam.blocklist", "base-services.dep"]},
     "metaconfigs": {"config.manageddata.spam.blocklist": [{"type": "config", ...}]}}

A start without backends knows from it which local files there should be. Nothing rests on it: what
is not understood is left out, and every metaconfig passes the same checks as one from the store.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, cast

from kingpin_sdk.errors import DecodeError, InvalidNameError
from kingpin_sdk.formats.metaconfig import Section, decode_metaconfig
from kingpin_sdk.names import DependencyName, MetaconfigName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kingpin_sdk.model import Json

__all__ = ["FOLLOWED_NAME", "Followed", "decode_followed", "encode_followed"]

FOLLOWED_NAME = "followed.json"
_FORMAT = 1


class Followed(NamedTuple):
    """What leads from a monitor's dependencies to its local files.

    Attributes:
        members: dependency -> names of its children.
        documents: metaconfig -> its document.
    """

    members: Mapping[DependencyName, Sequence[str]]
    documents: Mapping[MetaconfigName, Json]

    @property
    def sections(self) -> dict[MetaconfigName, tuple[Section, ...]]:
        """The metaconfigs that can be read."""
        return dict(_readable(self.documents))


def encode_followed(followed: Followed) -> bytes:
    """The document's bytes."""
    document = {
        "format": _FORMAT,
        "dependencies": {str(name): list(names) for name, names in followed.members.items()},
        "metaconfigs": {str(name): each for name, each in followed.documents.items()},
    }
    return json.dumps(document, sort_keys=True).encode("ascii")


def decode_followed(data: bytes) -> Followed:
    """Read a document; empty where it is not understood."""
    try:
        parsed: object = json.loads(data)
    except (ValueError, RecursionError):
        parsed = None
    document = dict(_entries(parsed))
    if document.get("format") != _FORMAT:
        return Followed({}, {})
    return Followed(
        dict(_dependencies(document.get("dependencies"))),
        dict(_metaconfigs(document.get("metaconfigs"))),
    )


def _dependencies(raw: object) -> Iterator[tuple[DependencyName, tuple[str, ...]]]:
    for name, members in _entries(raw):
        if isinstance(members, list):
            names = [each for each in cast("list[object]", members) if isinstance(each, str)]
            try:
                yield DependencyName(name), tuple(names)
            except InvalidNameError:
                continue


def _metaconfigs(raw: object) -> Iterator[tuple[MetaconfigName, Json]]:
    for name, document in _entries(raw):
        try:
            yield MetaconfigName(name), cast("Json", document)  # the parser makes nothing else
        except InvalidNameError:
            continue


def _readable(
    documents: Mapping[MetaconfigName, Json],
) -> Iterator[tuple[MetaconfigName, tuple[Section, ...]]]:
    for name, document in documents.items():
        try:
            yield name, decode_metaconfig(document, what=f"metaconfig {name}")
        except DecodeError:
            continue


def _entries(raw: object) -> Iterator[tuple[str, object]]:
    if isinstance(raw, dict):
        yield from cast("dict[str, object]", raw).items()  # keys of a JSON object are texts
