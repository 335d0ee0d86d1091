"""A published world for the sync engine's tests, written straight through the ports."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, final

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.errors import NodeExistsError
from kingpin_sdk.formats.metaconfig import config_section, encode_metaconfig
from kingpin_sdk.formats.record import encode_record
from kingpin_sdk.formats.version import encode_version
from kingpin_sdk.model import Json, Version
from kingpin_sdk.names import ConfigName, DependencyName, MetaconfigName, PublishedName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kingpin_sdk.ports import BlobStore, Coordination

__all__ = ["Store"]


@final
class Store:
    """Publishes without locks or history: one test is the only writer.

    Args:
        coordination: where nodes go.
        blobs: where bodies go.
    """

    def __init__(self, coordination: Coordination, blobs: BlobStore) -> None:
        self.coordination = coordination
        self.blobs = blobs
        self._clock = 1_795_300_000

    @classmethod
    def in_folder(cls, folder: Path) -> Store:
        """On the embedded store."""
        return cls(LocalCoordination(folder / "coordination"), LocalBlobs(folder / "blobs"))

    def close(self) -> None:
        """Let go of both."""
        self.coordination.close()
        self.blobs.close()

    def next_version(self) -> Version:
        """A version after all before it."""
        self._clock += 1
        return Version(f"{self._clock}.000000-00000a")

    def publish(
        self,
        name: PublishedName,
        body: bytes,
        *,
        metadata: Mapping[str, str] | None = None,
        version: Version | None = None,
    ) -> Version:
        """A blob, then the node: as a publisher does it."""
        version = version or self.next_version()
        record = encode_record(body, author="test", comment="", previous=None)
        self.blobs.create(name.blob_key(version), body, record if metadata is None else metadata)
        self.set_node(name.node, encode_version(version))
        return version

    def publish_version_only(self, name: PublishedName) -> Version:
        """A node that names a blob which is not there."""
        version = self.next_version()
        self.set_node(name.node, encode_version(version))
        return version

    def add_blob(self, name: PublishedName, version: Version, body: bytes) -> None:
        """The blob that was not there."""
        record = encode_record(body, author="test", comment="", previous=None)
        self.blobs.create(name.blob_key(version), body, record)

    def set_node(self, path: str, data: bytes) -> None:
        """Make or overwrite a node."""
        with suppress(NodeExistsError):
            self.coordination.create(path, data)
            return
        node = self.coordination.read(path)
        self.coordination.write(path, data, expected=node.revision)

    def config(
        self,
        name: ConfigName,
        *,
        into: str,
        body: bytes | None = None,
        extra: Mapping[str, Json] | None = None,
    ) -> Version | None:
        """A config with its metaconfig, in a dependency; published if there is a body."""
        version = None if body is None else self.publish(name, body)
        self.metaconfig(str(name), [config_section(name, extra or {})])
        self.depend(into, str(name))
        return version

    def metaconfig(self, name: str, sections: list[dict[str, Json]]) -> None:
        """Publish a metaconfig."""
        self.publish(MetaconfigName(name), encode_metaconfig(sections))

    def raw_metaconfig(self, name: str, command: str, **keys: Json) -> None:
        """Publish a metaconfig of one hand-written section."""
        section: dict[str, Json] = {"type": "config", "command": command, **keys}
        self.publish(MetaconfigName(name), json.dumps([section]).encode())

    def depend(self, dependency: str, member: str | None = None) -> None:
        """Make a dependency, and a member of it."""
        node = DependencyName(dependency).node
        for path in (node,) if member is None else (node, f"{node}/{member}"):
            with suppress(NodeExistsError):
                self.coordination.create(path)

    def undepend(self, dependency: str, member: str) -> None:
        """Take a member out."""
        self.coordination.delete(f"{DependencyName(dependency).node}/{member}")
