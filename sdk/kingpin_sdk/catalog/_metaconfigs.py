"""Metaconfigs: read, made, and changed in what is ours of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.catalog._declared import Declared, declared_in, extra_of
from kingpin_sdk.codec import parse_json
from kingpin_sdk.errors import (
    BlobNotFoundError,
    DecodeError,
    NodeDamagedError,
    NodeNotFoundError,
    NotAvailableError,
    RejectedError,
    SnapshotCorruptError,
)
from kingpin_sdk.formats.metaconfig import (
    EXTRA_KEY,
    config_section,
    decode_metaconfig,
    encode_metaconfig,
    serverset_section,
)
from kingpin_sdk.names import ConfigName, MetaconfigName, ServersetName
from kingpin_sdk.publishing import Change

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from kingpin_sdk.formats.metaconfig import Section
    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.publishing import Engine

    Described: TypeAlias = "ConfigName | ServersetName"

__all__ = ["Metaconfigs"]


@final
class Metaconfigs:
    """Publishes and reads metaconfigs. Thread-safe; every call blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self, name: Described, declared: Declared, *, author: str, comment: str
    ) -> PublishResult:
        """Publish a first metaconfig.

        Raises:
            ConflictError: there is one.
            ValueError: a limit is out of range.
        """
        body = encode_metaconfig([_section(name, extra_of(declared, {}))])
        return self._engine.change(
            MetaconfigName(str(name)),
            lambda _: Change(body, 1),
            author=author,
            comment=comment,
            expected=None,
        )

    def declared(self, name: Described) -> Declared | None:
        """What a metaconfig declares; None if there is none.

        One that cannot be read declares nothing.
        """
        body = self.body(name)
        if body is None:
            return None
        section = next((one for one in _sections(body, name) if one.zk_path == name.node), None)
        return Declared() if section is None else declared_in(section)

    def body(self, name: Described) -> bytes | None:
        """A metaconfig's bytes; None if there is none, or they are lost or damaged."""
        try:
            return self._engine.body(MetaconfigName(str(name)))[1]
        except (NotAvailableError, BlobNotFoundError, NodeDamagedError):
            return None

    def declare(
        self,
        name: Described,
        change: Callable[[Declared], Declared],
        *,
        author: str,
        comment: str,
    ) -> PublishResult:
        """Change what a metaconfig declares, and nothing else of it.

        Args:
            name: whose.
            change: from what is declared to what shall be; may be called again.
            author: who.
            comment: why.

        Raises:
            NodeNotFoundError: there is no metaconfig.
            RejectedError: it cannot be read, so nothing of it can be kept.
            ValueError: a limit is out of range.
        """

        def decide(body: bytes | None) -> Change:
            if body is None:
                raise NodeNotFoundError(f"{name} has no metaconfig: create it first")
            return _declare(body, name, change)

        return self._engine.change(
            MetaconfigName(str(name)), decide, author=author, comment=comment
        )


def _declare(body: bytes, name: Described, change: Callable[[Declared], Declared]) -> Change:
    raw = _raw_section(body, name)
    [section] = decode_metaconfig([raw], what=f"metaconfig {name}")
    before = declared_in(section)
    after = change(before)
    if after == before:
        return Change(body, 0)
    document = _document(body, name)
    extra = extra_of(after, section.extra)
    rest: dict[str, Json] = {key: value for key, value in raw.items() if key != EXTRA_KEY}
    changed: dict[str, Json] = {**rest, EXTRA_KEY: extra} if extra else rest
    sections: list[dict[str, Json]] = [changed if one == raw else one for one in document]
    return Change(encode_metaconfig(sections), 1)


def _document(body: bytes, name: Described) -> list[dict[str, Json]]:
    document = parse_json(body, what=f"metaconfig {name}")
    if not isinstance(document, list):
        return []
    return [one for one in document if isinstance(one, dict)]


def _raw_section(body: bytes, name: Described) -> dict[str, Json]:
    """The section of a name as it stands.

    Raises:
        RejectedError: there is none that can be read.
    """
    try:
        for raw in _document(body, name):
            [section] = decode_metaconfig([raw], what=f"metaconfig {name}")
            if section.zk_path == name.node:
                return raw
    except (SnapshotCorruptError, DecodeError) as error:
        raise RejectedError(f"metaconfig {name}", {"$": f"cannot be read: {error}"}) from error
    raise RejectedError(f"metaconfig {name}", {"$": "has no section for it"})


def _sections(body: bytes, name: Described) -> tuple[Section, ...]:
    """Its sections; none if it cannot be read."""
    try:
        document = parse_json(body, what=f"metaconfig {name}")
        return decode_metaconfig(document, what=f"metaconfig {name}")
    except (SnapshotCorruptError, DecodeError):
        return ()


def _section(name: Described, extra: dict[str, Json]) -> dict[str, Json]:
    if isinstance(name, ConfigName):
        return config_section(name, extra)
    return serverset_section(name, extra)
