"""Services announced in a real ZooKeeper: kills, restarts, ended sessions, deleted members."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, final

import pytest
from kazoo.client import KazooClient

from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.announce import Announcement
from kingpin_sdk.errors import BackendError, NodeNotFoundError
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ServersetName
from tests.flows.register_daemon import Register
from tests.servers import ZooKeeperServer
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SEARCH, _MAIL = ServersetName("search", "prod"), ServersetName("mail", "prod")
_HOST = "127.0.0.1"
# A bound for machines that are busy with other tests; alone it takes 1 to 3 seconds.
_BACK_WITHIN = 30.0
_CHECKS = ("--check", "tcp", "--interval", "0.2", "--check-timeout", "0.2", "--rise", "1")

# A service: listens on a port of its own choice and says which.
_SERVICE = """
import socket
with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    while True:
        listener.accept()[0].close()
"""


@final
class _Service:
    """A service's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVICE], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        with self._process.stdout as said:
            self.port = int(said.readline())

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> _Service:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


@pytest.fixture
def chroot() -> str:
    return f"/register-{uuid.uuid4().hex}"


@pytest.fixture
def far(zookeeper: ZooKeeperServer, chroot: str) -> Iterator[ZooKeeperCoordination]:
    """Another client that looks."""
    with closing(ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)) as coordination:
        yield coordination


def _members(
    coordination: ZooKeeperCoordination, name: ServersetName = _SEARCH
) -> Sequence[str] | None:
    """Who is there, each as often as he is; None while nobody can be asked."""
    try:
        names = coordination.children(name.node)
    except NodeNotFoundError:
        return []
    except BackendError:
        return None
    return sorted(each.partition("-")[2] for each in names)


def _flags(name: ServersetName, port: int, url: str) -> tuple[str, ...]:
    where = ("--host", _HOST, "--coordination", url)
    return ("-p", str(port), "-s", name.service, "-e", name.env, *where)


def test_two_services_on_three_ports_and_a_killed_one_goes(
    tmp_path: Path, zookeeper: ZooKeeperServer, chroot: str, far: ZooKeeperCoordination
) -> None:
    url = f"zookeeper://{zookeeper.hosts}{chroot}"
    with ExitStack() as stack:
        services = [stack.enter_context(_Service()) for _ in range(3)]
        names = (_SEARCH, _SEARCH, _MAIL)
        registers = [
            stack.enter_context(Register(tmp_path, *_flags(name, each.port, url), *_CHECKS))
            for name, each in zip(names, services, strict=True)
        ]
        first, second, third = (f"{_HOST}:{each.port}" for each in services)
        wait_until(
            lambda: (_members(far), _members(far, _MAIL)) == (sorted([first, second]), [third]),
            timeout=30,
            what="all three are there",
        )
        services[0].kill()
        # Default fall of 3 and an interval of 0.2 s.
        wait_until(lambda: _members(far) == [second], timeout=10, what="the killed one is out")
        assert "unhealthy after 3 failed checks" in registers[0].log
        assert [each.end() for each in registers] == [0, 0, 0]
        # SIGTERM left before the exit: sessions of 16 s would have kept them until later.
        assert (_members(far), _members(far, _MAIL)) == ([], [])


def test_over_a_restart_of_zookeeper_members_are_back_each_once(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path / "server") as server, ExitStack() as stack:
        url = f"zookeeper://{server.hosts}"
        far = stack.enter_context(
            closing(ZooKeeperCoordination(server.hosts, operation_timeout=1.0))
        )
        # Short sessions end while the server is away; long ones outlive it.
        for port, seconds in ((8081, "1"), (8082, "16"), (8083, "40")):
            environ = {"KINGPIN_ZOOKEEPER_SESSION_TIMEOUT": seconds}
            stack.enter_context(Register(tmp_path, *_flags(_SEARCH, port, url), **environ))
        everybody = [f"{_HOST}:{port}" for port in (8081, 8082, 8083)]
        wait_until(lambda: _members(far) == everybody, timeout=30, what="all are there")
        server.kill()
        wait_until(lambda: _members(far) is None, timeout=30, what="nobody can be asked")
        server.start()
        wait_until(lambda: _members(far) == everybody, timeout=_BACK_WITHIN, what="all are back")
        # And they stay so when the old sessions' time is over.
        until = time.monotonic() + 2
        while time.monotonic() < until:
            found = _members(far) or []
            assert len(found) == len(set(found))
        wait_until(lambda: _members(far) == everybody, timeout=_BACK_WITHIN, what="all are there")


def test_a_backend_that_dies_later_ends_only_the_daemon_that_asked_for_it(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path / "server") as server, ExitStack() as stack:
        environ = {"KINGPIN_ZOOKEEPER_SESSION_TIMEOUT": "1"}
        flags = _flags(_SEARCH, 8081, f"zookeeper://{server.hosts}")
        patient = stack.enter_context(Register(tmp_path, *flags, **environ))
        asked = stack.enter_context(
            Register(tmp_path, *flags, "--exit-when-unreachable", **environ)
        )
        for each in (patient, asked):
            each.wait_for_log("joined as")
        server.kill()
        assert asked.process.wait(60) == 3
        assert asked.log.splitlines()[-1].startswith("kingpin-register: discovery.search.prod: ")
        assert patient.process.poll() is None


def test_a_member_deleted_by_hand_comes_back_once(
    zookeeper: ZooKeeperServer, chroot: str, far: ZooKeeperCoordination
) -> None:
    with (
        closing(ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)) as near,
        Announcement(near, _SEARCH, Endpoint(_HOST, 8081)) as announcement,
    ):
        assert announcement.wait_announced(10)
        for joins in range(2, 6):
            far.delete(announcement.status().path)
            wait_until(
                lambda joins=joins: announcement.status().member.joins >= joins,  # type: ignore[misc]  # bound now
                timeout=10,
                what="it is made again",
            )
            assert _members(far) == [f"{_HOST}:8081"]


def test_an_ended_session_heals(
    zookeeper: ZooKeeperServer, chroot: str, far: ZooKeeperCoordination
) -> None:
    with (
        closing(ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)) as near,
        Announcement(near, _SEARCH, Endpoint(_HOST, 8081)) as announcement,
    ):
        assert announcement.wait_announced(10)
        owner, password = _session_of(near)
        # A second client of the same session ends it, as the server does after a long silence.
        thief = KazooClient(hosts=zookeeper.hosts, client_id=(owner, password))
        thief.start()
        thief.stop()
        thief.close()
        wait_until(
            lambda: announcement.status().member.joins >= 2, timeout=30, what="it is made again"
        )
        assert _members(far) == [f"{_HOST}:8081"]
        assert announcement.status().settled


def test_a_server_that_hangs_over_the_join_leaves_one_member(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path / "server") as server, ExitStack() as stack:
        far = stack.enter_context(closing(ZooKeeperCoordination(server.hosts)))
        near = stack.enter_context(
            closing(ZooKeeperCoordination(server.hosts, session_timeout=40, operation_timeout=0.3))
        )
        near.create(_SEARCH.node)
        server.pause()
        announcement = stack.enter_context(Announcement(near, _SEARCH, Endpoint(_HOST, 8081)))
        wait_until(
            lambda: announcement.status().member.failures >= 2, timeout=30, what="answers are lost"
        )
        server.resume()
        wait_until(lambda: announcement.status().settled, timeout=30, what="it is in")
        # Each of the lost requests has been answered once a later one of the session has.
        near.read(_SEARCH.node)
        wait_until(
            lambda: announcement.status().settled and _members(far) == [f"{_HOST}:8081"],
            timeout=10,
            what="it is in, once",
        )
        assert announcement.close()
        assert _members(far) == []


def _session_of(coordination: ZooKeeperCoordination) -> tuple[int, bytes]:
    """The session's number and password: no port tells them, a test must have them."""
    client = coordination._session().live()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    assert client is not None
    identity = client.client_id
    assert identity is not None
    return identity
