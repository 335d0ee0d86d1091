"""The ZooKeeper adapter beyond the port's contract: options, credentials, errors, locks, forks."""

import gc
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kazoo.client import KazooClient
from kazoo.recipe.lock import Lock

from kingpin_sdk.adapters.zookeeper import Tls, ZooKeeperCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.errors import (
    AccessDeniedError,
    BackendError,
    LockTimeoutError,
    SettingsError,
    UnavailableError,
)
from kingpin_sdk.model import Revision
from tests.servers import ZooKeeperServer
from tests.servers._ports import free_port
from tests.waiting import wait_until


@pytest.fixture
def chroot() -> str:
    return f"/unit-{uuid.uuid4().hex}/nested"


@pytest.fixture
def coordination(zookeeper: ZooKeeperServer, chroot: str) -> Iterator[ZooKeeperCoordination]:
    coordination = ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)
    yield coordination
    coordination.close()


@pytest.fixture
def other(zookeeper: ZooKeeperServer, chroot: str) -> Iterator[KazooClient]:
    client = KazooClient(zookeeper.hosts + chroot)
    client.start_async()
    wait_until(lambda: client.connected, timeout=10, what="kazoo is connected")
    yield client
    client.stop()
    client.close()


def test_an_unreachable_server_is_named_within_the_connect_timeout() -> None:
    coordination = ZooKeeperCoordination("127.0.0.1:1,localhost:2", connect_timeout=0.5)
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:1,localhost:2 .* 0\.5 s .*refused"):
        coordination.read("/a")
    coordination.close()


def test_a_silent_server_delays_neither_calls_nor_close(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path / "server") as server:
        server.pause()
        coordination = ZooKeeperCoordination(server.hosts, connect_timeout=0.5)
        with pytest.raises(UnavailableError):
            coordination.children("/")
        coordination.close()


def test_a_write_that_is_not_answered_is_unavailable_and_not_repeated(tmp_path: Path) -> None:
    with ZooKeeperServer(tmp_path / "server") as server:
        coordination = ZooKeeperCoordination(server.hosts, operation_timeout=0.5)
        coordination.create("/a")
        server.pause()
        with pytest.raises(UnavailableError, match="cannot write /a on zookeeper 127"):
            coordination.write("/a", b"1", expected=Revision(0))
        server.resume()
        node = wait_until(lambda: _written(coordination), timeout=10, what="the write arrives")
        assert node == (b"1", 1)
        coordination.close()


def _written(coordination: ZooKeeperCoordination) -> tuple[bytes, Revision] | None:
    try:
        node = coordination.read("/a")
    except UnavailableError:
        return None
    return (node.data, node.revision) if node.data else None


def test_null_data_reads_as_empty(coordination: ZooKeeperCoordination, other: KazooClient) -> None:
    coordination.create("/parent")
    other.create("/parent/null", None)
    assert coordination.read("/parent/null").data == b""


def test_writers_that_make_the_same_parents_do_not_disturb_each_other(
    zookeeper: ZooKeeperServer, chroot: str
) -> None:
    clients = [ZooKeeperCoordination(zookeeper.hosts, chroot=chroot) for _ in range(6)]
    start = threading.Barrier(len(clients))
    failed: list[BaseException] = []

    def create(number: int) -> None:
        start.wait()
        try:
            for depth in range(10):
                clients[number].create(f"/{depth}/a/b/c/{number}")
        except BackendError as error:
            failed.append(error)

    threads = [threading.Thread(target=create, args=(n,)) for n in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert clients[0].children("/9/a/b/c") == tuple("012345")
    for client in clients:
        client.close()


@pytest.mark.parametrize("path", ["", "a", "//", "/a/", "/a//b", "/a/../b", "/./a", "/a\0b"])
def test_a_text_that_is_no_path_is_refused_before_it_is_sent(path: str) -> None:
    coordination = ZooKeeperCoordination("127.0.0.1:1")
    with pytest.raises(BackendError, match="is no node path"):
        coordination.read(path)
    coordination.close()


def test_data_that_zookeeper_would_hang_up_on_is_refused(
    coordination: ZooKeeperCoordination,
) -> None:
    coordination.create("/large", b"x" * 1_000_000)
    with pytest.raises(BackendError, match=r"1,000,001 bytes are more than the 1,000,000"):
        coordination.write("/large", b"x" * 1_000_001, expected=Revision(0))


def test_a_node_of_somebody_else_is_denied(zookeeper: ZooKeeperServer, chroot: str) -> None:
    owner = ZooKeeperCoordination(
        zookeeper.hosts, chroot=chroot, auth=[("digest", "ann:secret")], acl="creator"
    )
    same = ZooKeeperCoordination(zookeeper.hosts, chroot=chroot, auth=[("digest", "ann:secret")])
    stranger = ZooKeeperCoordination(
        zookeeper.hosts, chroot=chroot, auth=[("digest", "bob:secret")]
    )
    owner.create("/secret", b"1")
    assert same.read("/secret").data == b"1"
    for attempt in (
        lambda: stranger.read("/secret"),
        lambda: stranger.write("/secret", b"2", expected=Revision(0)),
        lambda: stranger.delete("/secret"),
        lambda: stranger.create("/secret/child"),
        lambda: stranger.children("/"),
        lambda: stranger.lock("/x", deadline=Deadline(1), holder="bob").__enter__(),
        lambda: stranger.join("/secret/member", b""),
    ):
        with pytest.raises(AccessDeniedError, match="ACL does not allow it") as caught:
            attempt()
        assert "\n" not in str(caught.value)
        assert "secret:" not in str(caught.value)
    for coordination in (owner, same, stranger):
        coordination.close()


def test_an_explicit_acl_is_set_on_nodes_parents_and_locks(
    zookeeper: ZooKeeperServer, chroot: str, other: KazooClient
) -> None:
    with_acl = ZooKeeperCoordination(
        zookeeper.hosts,
        chroot=chroot,
        auth=[("digest", "ann:secret")],
        acl="world:anyone:r,auth::cdrwa",
    )
    with_acl.create("/a/b")
    with with_acl.lock("/a/b.lock", deadline=Deadline(5), holder="x"):
        for path in ("/", "/a", "/a/b", "/a/b.lock"):
            entries = {(entry.perms, entry.id.scheme) for entry in other.get_acls(path)[0]}
            assert entries == {(1, "world"), (31, "digest")}
    with_acl.close()


def test_refused_credentials_are_denied_each_time(zookeeper: ZooKeeperServer) -> None:
    coordination = ZooKeeperCoordination(zookeeper.hosts, auth=[("nonsense", "x")])
    for _ in range(2):
        with pytest.raises(AccessDeniedError, match="refused the credentials"):
            coordination.read("/")
    coordination.close()


def test_creator_acl_without_credentials_is_denied(zookeeper: ZooKeeperServer) -> None:
    coordination = ZooKeeperCoordination(zookeeper.hosts, acl="creator")
    with pytest.raises(AccessDeniedError, match="ACL is not valid"):
        coordination.create(f"/{uuid.uuid4().hex}")
    coordination.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ZooKeeperCoordination(""), "ZooKeeper hosts"),
        (lambda: ZooKeeperCoordination("a:b"), "ZooKeeper hosts 'a:b': write host:port"),
        (lambda: ZooKeeperCoordination("a:1/x"), "give the path as chroot"),
        (lambda: ZooKeeperCoordination("a:1", chroot="x"), "'x' is no node path"),
        (lambda: ZooKeeperCoordination("a:1", acl="everybody"), "ZooKeeper ACL 'everybody'"),
        (lambda: ZooKeeperCoordination("a:1", acl="world:anyone:x"), "ZooKeeper ACL"),
        (lambda: ZooKeeperCoordination("a:1", sasl={"mechanism": "GSSAPI"}), "pure-sasl"),
        (lambda: Tls(ca=Path("/nowhere.pem")), "/nowhere.pem: the file cannot be read"),
        (lambda: Tls(key=Path(__file__)), "both certificate and key"),
    ],
)
def test_unusable_settings_are_refused_at_once(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        make()


def test_kazoo_and_this_lock_exclude_each_other(
    coordination: ZooKeeperCoordination, other: KazooClient
) -> None:
    coordination.create("/a")
    kazoos = Lock(other, "/a.lock", "kingpin on box 7")
    kazoos.acquire()
    with (
        pytest.raises(LockTimeoutError, match="held by kingpin on box 7"),
        coordination.lock("/a.lock", deadline=Deadline(0.2), holder="us"),
    ):
        pass
    assert coordination.children("/a.lock") == (kazoos.node,)
    kazoos.release()
    with coordination.lock("/a.lock", deadline=Deadline(5), holder="us"):
        assert kazoos.contenders() == ["us"]
        assert not kazoos.acquire(blocking=False)
    assert kazoos.acquire(timeout=5)
    kazoos.release()


def test_the_lock_is_had_in_the_order_it_was_asked_for(
    coordination: ZooKeeperCoordination,
) -> None:
    got: list[int] = []

    def take(number: int) -> None:
        with coordination.lock("/q.lock", deadline=Deadline(30), holder=str(number)):
            got.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(5)]
    with coordination.lock("/q.lock", deadline=Deadline(5), holder="first"):
        for number, thread in enumerate(threads):
            thread.start()
            _wait_for_contenders(coordination, "/q.lock", number + 2)
    for thread in threads:
        thread.join(30)
    assert got == [0, 1, 2, 3, 4]


def _wait_for_contenders(coordination: ZooKeeperCoordination, path: str, count: int) -> None:
    wait_until(
        lambda: len(coordination.children(path)) == count, timeout=5, what="all stand in the queue"
    )


def test_a_free_lock_is_had_without_any_time(coordination: ZooKeeperCoordination) -> None:
    with coordination.lock("/now.lock", deadline=Deadline(0), holder="x"):
        assert len(coordination.children("/now.lock")) == 1


class _Interrupt(BaseException):
    """Stands for KeyboardInterrupt."""


def test_an_interrupted_wait_leaves_no_contender(
    coordination: ZooKeeperCoordination, other: KazooClient
) -> None:
    def interrupt(_number: int, _frame: object) -> None:
        raise _Interrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    kazoos = Lock(other, "/i.lock")
    coordination.create("/i.lock")
    kazoos.acquire()
    # What is raised in a callback of the collector is printed, not raised.
    gc.disable()
    try:
        # At many points of the way in: creation, listing, waiting.
        for microseconds in (200, 500, 1000, 1500, 2000, 3000, 5000, 50_000):
            # Repeated, because kazoo swallows what hits it while it wakes its own thread.
            signal.setitimer(signal.ITIMER_REAL, microseconds / 1e6, 0.2)
            with (
                pytest.raises(_Interrupt),
                coordination.lock("/i.lock", deadline=Deadline(30), holder="x"),
            ):
                pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.enable()
    wait_until(
        lambda: coordination.children("/i.lock") == (kazoos.node,),
        timeout=5,
        what="only the holder is left",
    )
    kazoos.release()


def test_close_ends_members_and_locks_at_once(
    coordination: ZooKeeperCoordination, other: KazooClient
) -> None:
    member = coordination.join("/members/a", b"1")
    coordination.lock("/c.lock", deadline=Deadline(5), holder="x").__enter__()
    assert other.get_children("/members") == ["a"]
    coordination.close()
    assert other.get_children("/members") == []
    assert other.get_children("/c.lock") == []
    assert not member.alive
    member.leave()
    coordination.close()
    with pytest.raises(BackendError, match="has been closed"):
        coordination.read("/members")


def test_dropping_it_open_warns_and_ends_the_session(
    zookeeper: ZooKeeperServer, chroot: str, other: KazooClient
) -> None:
    coordination = ZooKeeperCoordination(zookeeper.hosts, chroot=chroot)
    coordination.join("/dropped/a", b"")
    held = [coordination]
    del coordination
    with pytest.warns(ResourceWarning, match="dropped without close"):
        _drop(held)
    wait_until(lambda: other.get_children("/dropped") == [], timeout=5, what="the member goes")


def _drop(held: list[ZooKeeperCoordination]) -> None:
    held.clear()
    # kazoo's results and the errors in them hold each other, and through them our frames.
    gc.collect()


def test_an_unused_one_needs_no_close(zookeeper: ZooKeeperServer) -> None:
    unused = ZooKeeperCoordination(zookeeper.hosts)
    del unused
    gc.collect()


_FORK = """
import contextlib, os, sys, threading
from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.clocks import Deadline
from kingpin_sdk.model import Revision

def child(coordination, member, watch):
    assert not member.alive
    member.leave()
    watch.close()
    assert coordination.read("/a").data == b"1"
    with coordination.lock("/free.lock", deadline=Deadline(5), holder="child"):
        coordination.write("/a", b"2", expected=Revision(0))
    own = coordination.join("/members/child", b"")
    assert own.alive
    assert coordination.children("/members") == ("child", "parent")
    coordination.close()

coordination = ZooKeeperCoordination(sys.argv[1], chroot=sys.argv[2])
changed = threading.Semaphore(0)
coordination.create("/a", b"1")
member = coordination.join("/members/parent", b"")
watch = coordination.watch("/a", changed.release)
assert changed.acquire(timeout=10)
with contextlib.ExitStack() as inherited:
    inherited.enter_context(
        coordination.lock("/held.lock", deadline=Deadline(5), holder="parent")
    )
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            child(coordination, member, watch)
            code = 0
        finally:
            inherited.close()
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0
    assert len(coordination.children("/held.lock")) == 1
assert changed.acquire(timeout=10)
assert member.alive and coordination.children("/members") == ("parent",)
assert coordination.read("/a").data == b"2"
coordination.close()
"""


def test_a_forked_child_has_a_session_of_its_own(zookeeper: ZooKeeperServer, chroot: str) -> None:
    _run_script(_FORK, zookeeper.hosts, chroot)


_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, sys, threading
from kingpin_sdk.adapters.zookeeper import ZooKeeperCoordination
from kingpin_sdk.clocks import Deadline

coordination = ZooKeeperCoordination(sys.argv[1], chroot=sys.argv[2])
changed = threading.Semaphore(0)
coordination.create("/n", b"0")
coordination.watch("/n", changed.release)
assert changed.acquire(timeout=10)

def add():
    with coordination.lock("/n.lock", deadline=Deadline(30), holder="x"):
        node = coordination.read("/n")
        coordination.write("/n", str(int(node.data) + 1).encode(), expected=node.revision)

gevent.joinall([gevent.spawn(add) for _ in range(10)], raise_error=True)
assert coordination.read("/n").data == b"10"
assert changed.acquire(timeout=10)
coordination.close()
"""


def test_it_works_in_greenlets(zookeeper: ZooKeeperServer, chroot: str) -> None:
    _run_script(_GEVENT, zookeeper.hosts, chroot)


def _run_script(script: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        timeout=60,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


class _SecureServer(ZooKeeperServer):
    """A node with a TLS port beside the plain one, and a certificate of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.secure_port = free_port()
        self.certificate = folder / "server.pem"

    def _prepare(self) -> list[str]:
        store = self.folder / "server.p12"
        shared = ["-keystore", str(store), "-storepass", "changeit", "-alias", "server"]
        subprocess.run(
            [
                *("keytool", "-genkeypair", "-keyalg", "RSA", "-storetype", "PKCS12", *shared),
                *("-dname", "CN=localhost", "-ext", "SAN=dns:localhost"),
            ],
            check=True,
            capture_output=True,
        )
        subprocess.run(
            ["keytool", "-exportcert", "-rfc", "-file", str(self.certificate), *shared],
            check=True,
            capture_output=True,
        )
        command = super()._prepare()
        # The manifest that names the other jars forgets some of Netty's.
        classes = command.index("-cp") + 1
        command[classes] += ":/usr/share/java/netty-codec.jar:/usr/share/java/netty-resolver.jar"
        settings = Path(command[-1])
        settings.write_text(
            settings.read_text()
            + f"secureClientPort={self.secure_port}\n"
            + "secureClientPortAddress=127.0.0.1\n"
            + "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory\n"
            + f"ssl.keyStore.location={store}\nssl.keyStore.password=changeit\n"
            + "ssl.clientAuth=none\n"
        )
        return command


# kazoo forgets a socket whose handshake failed.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
def test_tls_checks_the_servers_certificate_and_name(tmp_path: Path) -> None:
    with _SecureServer(tmp_path / "server") as server:
        port = server.secure_port
        trusting = Tls(ca=server.certificate)
        good = ZooKeeperCoordination(f"localhost:{port}", tls=trusting)
        good.create("/over-tls", b"1")
        assert good.read("/over-tls").data == b"1"
        good.close()
        blind = ZooKeeperCoordination(f"127.0.0.1:{port}", tls=Tls(verify=False))
        assert blind.read("/over-tls").data == b"1"
        blind.close()
        for hosts, tls in ((f"127.0.0.1:{port}", trusting), (f"localhost:{port}", Tls())):
            refused = ZooKeeperCoordination(hosts, tls=tls, connect_timeout=1)
            with pytest.raises(UnavailableError, match=r"unreachable: .*certificate"):
                refused.read("/over-tls")
            refused.close()
