"""Calls through TLS, on sockets in the file system, and over IPv6."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from kingpin_sdk.errors import (
    ConnectionFailedError,
    ConnectTimeoutError,
    DeadlineExceededError,
    SettingsError,
)
from kingpin_sdk.model import Endpoint
from kingpin_sdk.rpc import PoolOptions, ThriftServer, Tls
from tests.flows.echo_servers import Handler
from tests.servers import FaultProxy, accepting
from tests.servers._proxy import dripping

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.flows.callers import Caller

_LONG = 20.0


class _Authority:
    """An authority, whose certificate is in a file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ca = trustme.CA(organization_name=name)
        self._folder = folder
        self._name = name
        self.file = folder / f"{name}.pem"
        self._ca.cert_pem.write_to_path(str(self.file))

    def server(self, *names: str, clients: _Authority | None = None) -> ssl.SSLContext:
        """What a server needs that has these names."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        with self._ca.issue_cert(*names).private_key_and_cert_chain_pem.tempfile() as file:
            context.load_cert_chain(file)
        if clients is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients.file)
        return context

    def client(self) -> Path:
        """A client's certificate and key in one file."""
        file = self._folder / f"{self._name}-client.pem"
        self._ca.issue_cert("client.example").private_key_and_cert_chain_pem.write_to_path(
            str(file)
        )
        return file


@pytest.fixture
def authority(tmp_path: Path) -> _Authority:
    return _Authority(tmp_path, "ours")


@pytest.fixture
def server(echo: ModuleType) -> Iterator[ThriftServer]:
    with ThriftServer(echo.EchoProcessor(Handler())) as server:
        yield server


@contextlib.contextmanager
def _front(server: ThriftServer, context: ssl.SSLContext) -> Generator[FaultProxy]:
    """TLS before a server."""
    with FaultProxy(server.port, tls=context) as proxy:
        yield proxy


def test_a_certificate_that_names_the_host_is_accepted(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller]
) -> None:
    with _front(server, authority.server("127.0.0.1")) as front:
        client = caller(front.address, tls=Tls(ca=authority.file))
        for number in range(5):
            client.look()
            assert client.call("say", f"{number}") == f"{number}"
        assert front.accepted == 1, "tickets that come after the handshake are no stray answer"
        large = "x" * 3_000_000
        assert client.call("say", large) == large


def test_a_certificate_for_another_name_is_refused(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller]
) -> None:
    with _front(server, authority.server("other.example")) as front:
        client = caller(front.address, tls=Tls(ca=authority.file))
        with pytest.raises(ConnectionFailedError) as refused:
            client.call("say", "a")
        assert str(refused.value) == (
            f"{front.address}: its certificate was refused: IP address mismatch, certificate is "
            "not valid for '127.0.0.1'"
        )
        named = caller(front.address, tls=Tls(ca=authority.file, server_name="other.example"))
        assert named.call("say", "a") == "a"


def test_a_certificate_of_an_unknown_authority_is_refused(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller], tmp_path: Path
) -> None:
    with _front(server, authority.server("127.0.0.1")) as front:
        for tls in (Tls(), Tls(ca=_Authority(tmp_path, "theirs").file)):
            with pytest.raises(ConnectionFailedError, match="certificate was refused: ") as refused:
                caller(front.address, tls=tls).call("say", "a")
            assert "\n" not in str(refused.value)


def test_a_server_may_ask_for_a_certificate(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller], tmp_path: Path
) -> None:
    theirs = _Authority(tmp_path, "theirs")
    with _front(server, authority.server("127.0.0.1", clients=theirs)) as front:
        with_one = Tls(ca=authority.file, certificate=theirs.client())
        assert caller(front.address, tls=with_one).call("say", "a") == "a"
        for tls in (
            Tls(ca=authority.file),
            Tls(ca=authority.file, certificate=authority.client()),
        ):
            with pytest.raises(ConnectionFailedError) as refused:
                caller(front.address, tls=tls).call("say", "a")
            assert "\n" not in str(refused.value)


def test_renewed_files_are_taken_up_by_the_next_connection(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller], tmp_path: Path
) -> None:
    renewed = _Authority(tmp_path, "renewed")
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(authority.file.read_bytes())
    with (
        _front(server, authority.server("127.0.0.1")) as old,
        _front(server, renewed.server("127.0.0.1")) as new,
    ):
        client = caller(old.address, tls=Tls(ca=trusted))
        assert client.call("say", "a") == "a"
        trusted.write_text("-----BEGIN CERTIFICATE-----\nhalf wri")
        old.drop()
        client.look()
        assert client.call("say", "b") == "b", "the old ones hold while the new ones are bad"
        trusted.write_bytes(renewed.file.read_bytes())
        old.drop()
        client.look()
        with pytest.raises(ConnectionFailedError, match="certificate was refused"):
            client.call("say", "c")
        assert caller(new.address, tls=Tls(ca=trusted)).call("say", "d") == "d"


def test_a_server_without_tls_is_told_apart(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller]
) -> None:
    with pytest.raises((ConnectionFailedError, ConnectTimeoutError)) as failed:
        caller(server.address, tls=Tls(ca=authority.file)).call("say", "a", timeout=1.0)
    assert "\n" not in str(failed.value)
    with _front(server, authority.server("127.0.0.1")) as front:
        with pytest.raises(ConnectionFailedError) as failed_plain:
            caller(front.address).call("say", "a")
        assert "\n" not in str(failed_plain.value)


def test_a_handshake_that_is_not_answered_ends_in_time(
    authority: _Authority, caller: Callable[..., Caller]
) -> None:
    def swallow(connection: socket.socket) -> None:
        while connection.recv(1024):
            pass

    with accepting(swallow) as port:
        client = caller(
            f"127.0.0.1:{port}",
            tls=Tls(ca=authority.file),
            pool=PoolOptions(connect_timeout=0.2),
        )
        with pytest.raises(ConnectTimeoutError, match="no connection in time"):
            client.call("say", "a", timeout=2.0)


def test_a_server_that_drips_through_tls_gets_no_more_time(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller]
) -> None:
    with _front(server, authority.server("127.0.0.1")) as front:
        client = caller(front.address, tls=Tls(ca=authority.file))
        client.call("ping")
        front.answers = dripping(0.05)
        with pytest.raises(DeadlineExceededError, match="no answer from"):
            client.call("say", "a", timeout=0.3)
        front.mend()
        assert client.call("say", "b") == "b"


def test_a_connection_through_tls_that_was_closed_while_idle_is_not_used(
    authority: _Authority, server: ThriftServer, caller: Callable[..., Caller]
) -> None:
    with _front(server, authority.server("127.0.0.1")) as front:
        client = caller(front.address, tls=Tls(ca=authority.file))
        for number in range(3):
            assert client.call("say", f"{number}") == f"{number}"
            front.drop()
            client.look()
        assert front.accepted == 3


def test_files_that_cannot_be_used_are_named_at_once(
    authority: _Authority, caller: Callable[..., Caller], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no certificate")
    missing = tmp_path / "missing.pem"
    for tls, named in [
        (Tls(ca=missing), missing),
        (Tls(ca=bad), bad),
        (Tls(certificate=missing), missing),
        (Tls(certificate=authority.file), authority.file),
        (Tls(certificate=authority.client(), key=bad), authority.client()),
        (Tls(certificate=authority.client(), key=missing), missing),
    ]:
        with pytest.raises(SettingsError) as refused:
            caller("127.0.0.1:1", tls=tls)
        assert str(named) in str(refused.value)
        assert "\n" not in str(refused.value)


# Sockets in the file system, and IPv6.


def test_a_socket_in_the_file_system_is_called(
    echo: ModuleType, caller: Callable[..., Caller], tmp_path: Path
) -> None:
    path = tmp_path / "echo.sock"
    handler = Handler()
    with ThriftServer(echo.EchoProcessor(handler), path=path) as server:
        assert server.address == f"unix:{path}"
        assert server.port == 0
        client = caller(server.address)
        large = "x" * 3_000_000
        assert client.call("say", large) == large
        with pytest.raises(SettingsError, match=f"cannot listen on unix:{path}: Address already"):
            ThriftServer(echo.EchoProcessor(handler), path=path)
    assert not path.exists()
    client.look()
    with pytest.raises(ConnectionFailedError, match=f"^unix:{path}: No such file or directory$"):
        client.call("say", "a")
    with socket.socket(socket.AF_UNIX) as deserted:
        deserted.bind(str(path))
    with pytest.raises(ConnectionFailedError, match=f"^unix:{path}: Connection refused$"):
        client.call("say", "a")
    with ThriftServer(echo.EchoProcessor(handler), path=path):
        assert client.call("say", "after") == "after"
    assert handler.executed["a"] == 0


def test_a_file_that_is_no_socket_stays(echo: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("kept")
    with pytest.raises(SettingsError, match=f"cannot listen on unix:{path}: "):
        ThriftServer(echo.EchoProcessor(Handler()), path=path)
    assert path.read_text() == "kept"


def test_an_endpoint_of_ipv6_is_called(echo: ModuleType, caller: Callable[..., Caller]) -> None:
    with ThriftServer(echo.EchoProcessor(Handler()), host="::1") as server:
        assert server.address == f"[::1]:{server.port}"
        assert caller(server.address).call("say", "a") == "a"
        assert caller(Endpoint("::1", server.port)).call("say", "b") == "b"
    with pytest.raises(ConnectionFailedError, match=r"^\[::1\]:\d+: Connection refused$"):
        caller(server.address).call("say", "a")


def test_a_name_with_several_addresses_is_called_at_the_one_that_answers(
    echo: ModuleType, caller: Callable[..., Caller]
) -> None:
    with ThriftServer(echo.EchoProcessor(Handler())) as server:
        assert caller(f"localhost:{server.port}").call("say", "a") == "a"


def test_a_name_that_is_unknown_is_told(caller: Callable[..., Caller]) -> None:
    with pytest.raises(ConnectionFailedError, match=r"^no\.such\.host\.invalid:1: ") as failed:
        caller("no.such.host.invalid:1").call("say", "a")
    assert "\n" not in str(failed.value)
