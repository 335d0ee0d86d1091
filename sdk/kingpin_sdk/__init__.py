"""Typed views over configuration and service discovery that a monitor keeps in local files.

    from kingpin_sdk import Decider, ManagedList

    blocklist = ManagedList("spam", "blocklist", str)
    "evil.example" in blocklist      # no network, no thread: a look at a local file

What is here reads. ``kingpin_sdk.publish`` writes.
"""

from typing import TYPE_CHECKING

from kingpin_sdk.errors import (
    AccessDeniedError,
    ApplicationError,
    BackendError,
    BlobExistsError,
    BlobNotFoundError,
    ConfigError,
    ConflictError,
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    DecodeError,
    DiscoveryError,
    EncodeError,
    InvalidNameError,
    KingpinError,
    LockTimeoutError,
    MissingFieldError,
    NodeDamagedError,
    NodeExistsError,
    NodeNotFoundError,
    NoEndpointsError,
    NotAvailableError,
    OutcomeUnknownError,
    PoolTimeoutError,
    ProtocolError,
    PublishError,
    RejectedError,
    RequestError,
    RevisionMismatchError,
    RpcError,
    SessionLostError,
    SettingsError,
    SnapshotCorruptError,
    UnavailableError,
)
from kingpin_sdk.managed import (
    Decider,
    ManagedHashMap,
    ManagedJson,
    ManagedList,
    ManagedMappedList,
)
from kingpin_sdk.model import Snapshot, Version, ViewState, ViewStatus

if TYPE_CHECKING:
    from kingpin_sdk.managed._subscription import Subscription

__all__ = [
    "AccessDeniedError",
    "ApplicationError",
    "BackendError",
    "BlobExistsError",
    "BlobNotFoundError",
    "ConfigError",
    "ConflictError",
    "ConnectTimeoutError",
    "ConnectionFailedError",
    "DeadlineExceededError",
    "Decider",
    "DecodeError",
    "DiscoveryError",
    "EncodeError",
    "InvalidNameError",
    "KingpinError",
    "LockTimeoutError",
    "ManagedHashMap",
    "ManagedJson",
    "ManagedList",
    "ManagedMappedList",
    "MissingFieldError",
    "NoEndpointsError",
    "NodeDamagedError",
    "NodeExistsError",
    "NodeNotFoundError",
    "NotAvailableError",
    "OutcomeUnknownError",
    "PoolTimeoutError",
    "ProtocolError",
    "PublishError",
    "RejectedError",
    "RequestError",
    "RevisionMismatchError",
    "RpcError",
    "SessionLostError",
    "SettingsError",
    "Snapshot",
    "SnapshotCorruptError",
    "Subscription",
    "UnavailableError",
    "Version",
    "ViewState",
    "ViewStatus",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        # Subscriptions need threads and logging, which readers without one need not load.
        if name == "Subscription":
            from kingpin_sdk.managed._subscription import Subscription

            return Subscription
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
