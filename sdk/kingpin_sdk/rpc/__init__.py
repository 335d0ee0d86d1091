"""Calls over Thrift: what generated clients and servers stand on.

``kingpin-codegen`` writes modules that import ``kingpin_sdk.rpc.runtime`` and nothing else of this
package. Programs take from here what they hand to generated classes, or catch.

::

    client   generated client -> Channel -> Exchange (no socket in it) -> bytes -> connection
    server   ThriftServer -> Processor -> handler
    bytes    thriftpy2's fast codec behind a guard; a portable one for all it cannot do
"""

from kingpin_sdk.rpc._channel import AsyncChannel, Channel
from kingpin_sdk.rpc._client import AsyncClient, Client
from kingpin_sdk.rpc._enums import ThriftEnum
from kingpin_sdk.rpc._exceptions import ThriftError
from kingpin_sdk.rpc._method import Method
from kingpin_sdk.rpc._options import CallOptions, WireOptions
from kingpin_sdk.rpc._processor import Processor
from kingpin_sdk.rpc._server import ThriftServer
from kingpin_sdk.rpc._values import FrozenMap
from kingpin_sdk.rpc._wire import Framing, WireProtocol

__all__ = [
    "AsyncChannel",
    "AsyncClient",
    "CallOptions",
    "Channel",
    "Client",
    "Framing",
    "FrozenMap",
    "Method",
    "Processor",
    "ThriftEnum",
    "ThriftError",
    "ThriftServer",
    "WireOptions",
    "WireProtocol",
]
