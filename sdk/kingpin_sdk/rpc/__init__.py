"""Calls over Thrift: what generated clients and servers stand on.

``kingpin-codegen`` writes modules that import ``kingpin_sdk.rpc.runtime`` and nothing else of this
package. Programs take from here what they hand to generated classes, or catch.

::

    client   generated client -> Channel -> Trial of a host -> HostPool -> Connection -> Io
    pure     Course and RetryPolicy (what is tried again), PoolState (who holds which connection),
             Exchange (bytes of one call); both channels, blocking and asyncio, are shells of them
    server   ThriftServer -> Processor -> handler
    bytes    thriftpy2's fast codec behind a guard; a portable one for all it cannot do
"""

from kingpin_sdk.rpc._budget import RetryBudget
from kingpin_sdk.rpc._channel import AsyncChannel, Channel
from kingpin_sdk.rpc._client import AsyncClient, Client, ClientOptions
from kingpin_sdk.rpc._enums import ThriftEnum
from kingpin_sdk.rpc._exceptions import ThriftError
from kingpin_sdk.rpc._hedge import HedgePolicy
from kingpin_sdk.rpc._local import AsyncLocalChannel, LocalChannel
from kingpin_sdk.rpc._method import Method
from kingpin_sdk.rpc._options import CallOptions, WireOptions
from kingpin_sdk.rpc._pool_options import PoolOptions
from kingpin_sdk.rpc._processor import Processor
from kingpin_sdk.rpc._reports import AttemptReport, CallReport, ClientStats, HostStats, Observer
from kingpin_sdk.rpc._retry import RetryPolicy
from kingpin_sdk.rpc._server import ThriftServer
from kingpin_sdk.rpc._tls import Tls
from kingpin_sdk.rpc._values import FrozenMap
from kingpin_sdk.rpc._wire import Framing, WireProtocol

__all__ = [
    "AsyncChannel",
    "AsyncClient",
    "AsyncLocalChannel",
    "AttemptReport",
    "CallOptions",
    "CallReport",
    "Channel",
    "Client",
    "ClientOptions",
    "ClientStats",
    "Framing",
    "FrozenMap",
    "HedgePolicy",
    "HostStats",
    "LocalChannel",
    "Method",
    "Observer",
    "PoolOptions",
    "Processor",
    "RetryBudget",
    "RetryPolicy",
    "ThriftEnum",
    "ThriftError",
    "ThriftServer",
    "Tls",
    "WireOptions",
    "WireProtocol",
]
