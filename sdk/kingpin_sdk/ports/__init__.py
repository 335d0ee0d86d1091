"""What the engines need from the world, as Protocols.

Adapters provide it, ``wiring`` picks the adapter.

Two ports: ``Coordination`` (ZooKeeper's part: small nodes, watches, locks, ephemeral members) and
``BlobStore`` (S3's part: immutable payloads by key). Every adapter passes the same contract tests.
"""

from kingpin_sdk.ports._blobs import Blob, BlobInfo, BlobStore
from kingpin_sdk.ports._coordination import Coordination, Membership, Node, Watch

__all__ = ["Blob", "BlobInfo", "BlobStore", "Coordination", "Membership", "Node", "Watch"]
