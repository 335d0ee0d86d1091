"""One embedded store, and hands that write to it as other programs do."""

import json
from contextlib import suppress
from pathlib import Path

from kingpin_sdk.adapters.localdir import LocalBlobs, LocalCoordination
from kingpin_sdk.errors import NodeExistsError, NodeNotFoundError
from kingpin_sdk.model import Json, Revision, Version
from kingpin_sdk.names import ConfigName
from kingpin_sdk.ports import BlobStore, Coordination
from kingpin_sdk.publishing import Change, PublishEngine, Publisher

NAME = ConfigName("test", "config")


class Clock:
    """A wall clock that is set by hand; it moves on by itself a little."""

    def __init__(self) -> None:
        self.now = 1_795_293_386.81

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def no_sleep(_seconds: float) -> None:
    """Try again at once."""


class Store:
    """A fresh store in a folder, with an engine and a publisher over it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.nodes = LocalCoordination(root)
        self.blobs = LocalBlobs(root)
        self.clock = Clock()
        self.engine = self.engine_over(self.nodes, self.blobs)
        self.publisher = Publisher(self.engine, author="tester", close=self.nodes.close)

    def engine_over(
        self, nodes: Coordination, blobs: BlobStore, *, outcome_timeout: float = 5.0
    ) -> PublishEngine:
        return PublishEngine(
            nodes,
            blobs,
            lock_timeout=5.0,
            outcome_timeout=outcome_timeout,
            clock=self.clock,
            sleep=no_sleep,
        )

    def impatient_engine(self) -> PublishEngine:
        """An engine that does not wait for a lock."""
        return PublishEngine(self.nodes, self.blobs, lock_timeout=0.05, sleep=no_sleep)

    def revision(self) -> Revision:
        """How often the node was written."""
        return self.nodes.read(NAME.node).revision

    def version(self) -> Version | None:
        return self.engine.current(NAME)

    def body(self) -> bytes:
        return self.engine.body(NAME)[1]

    def document(self) -> Json:
        document: Json = json.loads(self.body())
        return document

    def seed(self, document: object) -> Version:
        """Publish a document as newer code would: canonical, with whatever keys it has."""
        return self.seed_body(json.dumps(document).encode())

    def seed_body(self, body: bytes) -> Version:
        change = Change(body, 1)
        return self.engine.change(NAME, lambda _: change, author="newer code").version

    def kingpin_writes(self, body: bytes, version: str) -> Version:
        """Publish as KingPin 1.0 does: no metadata, its own spelling of versions."""
        with suppress(NodeExistsError):
            self.nodes.create(NAME.node)
        self.blobs.create(NAME.blob_key(Version(version)), body, {})
        self.blobs.put(NAME.index_key, version.encode())
        self.nodes.write(NAME.node, version.encode(), expected=self.revision())
        return Version(version)

    def versions(self) -> list[Version]:
        """All publications, oldest first."""
        return [record.version for record in self.engine.history(NAME)][::-1]

    def is_untouched(self) -> bool:
        try:
            self.nodes.read(NAME.node)
        except NodeNotFoundError:
            return not [*self.blobs.keys("data/")]
        return False
