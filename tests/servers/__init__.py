"""Real servers for the tests: child processes on free ports of 127.0.0.1, ended by process id.

And a proxy before them, which spoils what passes.
"""

from tests.servers._accepting import accepting
from tests.servers._local import LocalServer, ServerError
from tests.servers._proxy import FaultProxy
from tests.servers._s3 import MotoServer, S3Server, SeaweedServer
from tests.servers._zookeeper import ZooKeeperServer

__all__ = [
    "FaultProxy",
    "LocalServer",
    "MotoServer",
    "S3Server",
    "SeaweedServer",
    "ServerError",
    "ZooKeeperServer",
    "accepting",
]
