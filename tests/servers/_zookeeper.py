"""A single ZooKeeper node, from Debian's package."""

import shutil
import socket
from pathlib import Path

from tests.servers._local import LocalServer, ServerError
from tests.servers._ports import free_port

# Its manifest names all the other jars it needs.
_JAR = Path("/usr/share/java/zookeeper.jar")

# Half-second ticks let a session lapse after 1 s where a test asks for that; the upper limit is
# what a server with the default ticks of 2 s grants, so that a long session is not cut here.
_SETTINGS = """\
tickTime=500
minSessionTimeout=1000
maxSessionTimeout=40000
dataDir={data}
clientPort={port}
clientPortAddress=127.0.0.1
maxClientCnxns=0
admin.enableServer=false
4lw.commands.whitelist=*
"""

_JAVA_OPTIONS = (
    # A small machine that starts in half a second.
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    # Without fsync a killed server still loses nothing, only a machine without power would.
    "-Dzookeeper.forceSync=no",
    # KiB of transaction log laid out ahead; the default of 64 MiB is written anew per start.
    "-Dzookeeper.preAllocSize=1024",
)


class ZooKeeperServer(LocalServer):
    """One ZooKeeper node; `restart` and `kill` + `start` keep its data and its port.

    Sessions of 1 to 40 s are granted as asked; the server notices a lapse within 0.5 s.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()

    @property
    def hosts(self) -> str:
        """The connection string, `127.0.0.1:PORT`."""
        return f"127.0.0.1:{self.port}"

    def ask(self, word: str, *, timeout: float = 2.0) -> str:
        """The answer to one of ZooKeeper's four-letter words, such as `srvr` or `cons`.

        Raises:
            OSError: nobody answers.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout) as connection:
            connection.sendall(word.encode())
            chunks = iter(lambda: connection.recv(65536), b"")
            return b"".join(chunks).decode()

    def _prepare(self) -> list[str]:
        if not _JAR.exists():
            raise ServerError(f"no {_JAR}: ZooKeeper is not installed; run scripts/system-packages")
        if (java := shutil.which("java")) is None:
            raise ServerError("no java on the PATH; run scripts/system-packages")
        settings = self.folder / "zoo.cfg"
        settings.write_text(_SETTINGS.format(data=self.folder / "data", port=self.port))
        main = "org.apache.zookeeper.server.quorum.QuorumPeerMain"
        return [java, *_JAVA_OPTIONS, "-cp", str(_JAR), main, str(settings)]

    def _serves(self) -> bool:
        # `ruok` is answered before the node serves, and a client that connects in between hangs.
        try:
            return "Mode:" in self.ask("srvr")
        except OSError:
            return False
