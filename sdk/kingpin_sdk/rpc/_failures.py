"""What a socket's failures mean for a call: the same for blocking connections and asyncio's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_sdk.errors import (
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    RpcError,
)

if TYPE_CHECKING:
    from kingpin_sdk.model import Endpoint

__all__ = ["call_failure", "connect_failure"]


def connect_failure(endpoint: Endpoint, error: OSError) -> RpcError:
    """The error for a connection that did not come about; nothing was sent."""
    if isinstance(error, TimeoutError):
        return ConnectTimeoutError(f"{endpoint}: no connection in time")
    return ConnectionFailedError(f"{endpoint}: {error.strerror or error}")


def call_failure(method: str, endpoint: Endpoint, error: OSError) -> RpcError:
    """The error for a call whose connection broke, or that had no answer in time."""
    if isinstance(error, TimeoutError):
        return DeadlineExceededError(f"{method}: no answer from {endpoint} in time")
    return ConnectionFailedError(f"{method}: {endpoint}: {error.strerror or error}")
