"""Real servers for the tests: child processes on free ports of 127.0.0.1, ended by process id."""

from tests.servers._local import LocalServer, ServerError
from tests.servers._s3 import MotoServer, S3Server, SeaweedServer
from tests.servers._zookeeper import ZooKeeperServer

__all__ = [
    "LocalServer",
    "MotoServer",
    "S3Server",
    "SeaweedServer",
    "ServerError",
    "ZooKeeperServer",
]
