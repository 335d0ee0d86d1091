"""How others call the same server, as code for `_worker.py`.

Each is written the way its documentation shows, with a binary protocol over a buffered transport,
accelerated by C where there is such a thing. The names ``ports``, ``folder`` (what was generated)
and ``idl`` (a path) are given. ``verb`` is the method that is called.
"""

from __future__ import annotations

from attrs import frozen

__all__ = ["APACHE", "BASEPLATE", "CONNECTOR", "OURS", "PEERS", "RANDOM", "RAW", "Contender"]


@frozen
class Contender:
    """One way to call.

    Attributes:
        title: in the table.
        setup: code that defines ``opened()``.
        requirements: what pip installs in an environment of its own; none for ours.
    """

    title: str
    setup: str
    requirements: tuple[str, ...] = ()


OURS = Contender(
    "generated client",
    """
import sys
sys.path.insert(0, folder)
from kingpin_bench.bench import BenchClient
from kingpin_sdk.discovery import StaticEndpoints
client = BenchClient(StaticEndpoints(*[f"127.0.0.1:{port}" for port in ports]), timeout=3.0)
def opened():
    return getattr(client, verb)
""",
)

RANDOM = Contender(
    "random choice",
    OURS.setup.replace(
        ", timeout=3.0", ", timeout=3.0, balancer=Balancer(RandomChoice(), quarantine=None)"
    ).replace("import StaticEndpoints", "import Balancer, RandomChoice, StaticEndpoints"),
)

_THRIFTPY = """
import thriftpy2
from thriftpy2.protocol import TCyBinaryProtocolFactory
from thriftpy2.rpc import make_client
from thriftpy2.transport import TCyBufferedTransportFactory
service = thriftpy2.load(idl, "bench_thrift").Bench
def connected(port):
    return make_client(service, "127.0.0.1", port, proto_factory=TCyBinaryProtocolFactory(),
                       trans_factory=TCyBufferedTransportFactory(), timeout=3000)
"""

RAW = Contender(
    "raw thriftpy2, one open connection per thread",
    _THRIFTPY
    + """
def opened():
    return getattr(connected(ports[0]), verb)
""",
)

_SOCKET = Contender(
    "bare sockets that know the bytes by heart",
    """
import socket
call = b"\\x80\\x01\\x00\\x01\\x00\\x00\\x00\\x04ping\\x00\\x00\\x00\\x00\\x00"
def opened():
    sock = socket.create_connection(("127.0.0.1", ports[0]))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    def ping():
        sock.sendall(call)
        return sock.recv(4096)
    return ping
""",
)

_APACHE_CLIENT = """
import sys
sys.path.insert(0, folder)
from bench import Bench
from thrift.protocol.TBinaryProtocol import TBinaryProtocolAccelerated
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TBufferedTransport
"""

APACHE = Contender(
    "raw Apache, one open connection per thread",
    _APACHE_CLIENT
    + """
def opened():
    sock = TSocket("127.0.0.1", ports[0])
    sock.setTimeout(3000)
    transport = TBufferedTransport(sock)
    transport.open()
    return getattr(Bench.Client(TBinaryProtocolAccelerated(transport)), verb)
""",
)

KINGPIN = Contender(
    "KingPin's algorithm: a queue, a new connection every 50 calls",
    _THRIFTPY
    + """
import queue, random
class Pooled:
    # A thread takes a client from the queue; on its 50th call it leaves its host for a random one.
    calls = 0
    client = None
    def call(self):
        if self.client is not None and self.calls >= 50:
            self.client.close()
            self.client = None
        if self.client is None:
            self.calls = 0
            self.client = connected(random.choice(ports))
        self.calls += 1
        return getattr(self.client, verb)()
pool = queue.Queue()
for _ in range(16):
    pool.put(Pooled())
def opened():
    def call():
        pooled = pool.get(timeout=3.0)
        try:
            return pooled.call()
        finally:
            pool.put(pooled)
    return call
""",
)

BASEPLATE = Contender(
    "baseplate's pool",
    _APACHE_CLIENT
    + """
from baseplate.lib.config import Endpoint
from baseplate.lib.thrift_pool import ThriftConnectionPool
class Factory:
    # Its own default, the header protocol, is none that the server speaks.
    def getProtocol(self, transport):
        return TBinaryProtocolAccelerated(TBufferedTransport(transport))
pool = ThriftConnectionPool(Endpoint(f"127.0.0.1:{ports[0]}"), size=16, timeout=3.0,
                            protocol_factory=Factory())
def opened():
    def call():
        with pool.connection() as protocol:
            return getattr(Bench.Client(protocol), verb)()
    return call
""",
    ("baseplate",),
)

CONNECTOR = Contender(
    "thrift-connector's pool",
    _THRIFTPY
    + """
from thrift_connector import ClientPool, ThriftPyCyClient
pool = ClientPool(service, "127.0.0.1", ports[0], timeout=3, connection_class=ThriftPyCyClient)
def opened():
    return getattr(pool, verb)
""",
    ("thrift_connector", "thriftpy2"),
)

PEERS = (_SOCKET, APACHE, KINGPIN, BASEPLATE, CONNECTOR)
