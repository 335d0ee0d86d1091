"""kingpin-register as an operator meets it: flags, exit codes, signals, its answers."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.names import ServersetName
from tests.flows.register_daemon import Register, run_register
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ServersetName("search", "prod")
_FLAGS = ("-p", "8081", "-s", "search", "-e", "prod", "--host", "10.0.0.7")
_ENDPOINT = "10.0.0.7:8081"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalCoordination]:
    with LocalCoordination(tmp_path / "store") as store:
        store.create(_NAME.node)
        yield store


def _url(folder: Path) -> str:
    return f"localdir:{folder / 'store'}"


def _members(store: LocalCoordination, name: ServersetName = _NAME) -> list[str]:
    return [member.partition("-")[2] for member in store.children(name.node)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "no service: give -p PORT -s SERVICE -e ENV"),
        (["-p", "8081", "-s", "search"], "-e is missing"),
        ([*_FLAGS, "-p", "port"], "-p: expected a whole number from 1 to 65535, not 'port'"),
        ([*_FLAGS, "-s", "a/b"], "'a/b'"),
        ([*_FLAGS, "-z", "/does/not/exist"], "/does/not/exist"),
        ([*_FLAGS, "--check", "ping"], "check 'ping'"),
        ([*_FLAGS, "--check", "exec:"], "check 'exec:': write exec:command"),
        ([*_FLAGS, "--check", "exec:/does/not/exist"], "no program '/does/not/exist'"),
        ([*_FLAGS, "--host", "::1"], "legacy_readers = false"),
        ([*_FLAGS, "--host", "web.example.com"], "legacy_readers = false"),
        ([*_FLAGS, "--host", "a_b!"], "no address and no host name"),
        ([*_FLAGS, "--interface", "lo"], "--host and --interface"),
        (["-p", "1", "-s", "a", "-e", "b", "--interface", "none0"], "no network interface 'none0'"),
        ([*_FLAGS, "--rise", "0"], "--rise"),
        ([*_FLAGS, "--check-timeout", "9"], "--check-timeout: it must not be above the interval"),
        ([*_FLAGS, "--weight", "-1"], "--weight"),
        ([*_FLAGS, "--coordination", "nonsense:x"], "--coordination"),
        ([*_FLAGS, "--settings", "/does/not/exist.toml"], "/does/not/exist.toml"),
        ([*_FLAGS, "--http", "nonsense"], "kingpin-register: --http: "),
        ([*_FLAGS, "--nonsense"], "--nonsense"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_code_2(arguments: list[str], says: str) -> None:
    done = run_register(*arguments)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("kingpin-register: ")
    assert says in line


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = run_register(*_FLAGS, "--http", address, "--coordination", _url(tmp_path))
    assert done.returncode == 2
    assert f"--http {address}: Address already in use" in done.stderr


def test_without_a_check_it_joins_at_once_and_says_what_the_name_resolves_to(
    tmp_path: Path, store: LocalCoordination
) -> None:
    with Register(
        tmp_path, "-p", "8081", "-s", "search", "-e", "prod", "--coordination", _url(tmp_path)
    ) as register:
        [member] = wait_until(lambda: _members(store), timeout=30, what="it joins")
        assert f"announcing {member}, which {socket.gethostname()} resolves to" in register.log
        assert member == f"{socket.gethostbyname(socket.gethostname())}:8081"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_a_signal_leaves_before_the_process_ends_with_0(
    tmp_path: Path, store: LocalCoordination, how: signal.Signals
) -> None:
    flags = (*_FLAGS, "--drain", "3600")
    with Register(tmp_path, *flags, KINGPIN_COORDINATION=_url(tmp_path)) as register:
        wait_until(lambda: _members(store) == [_ENDPOINT], timeout=30, what="it joins")
        register.send(how)
        wait_until(lambda: not _members(store), timeout=30, what="it leaves")
        register.wait_for_log("draining for 3600 s")
        assert register.process.poll() is None
        assert register.end(how) == 0
        assert "Traceback" not in register.log


def test_an_ipv6_address_and_a_name_are_announced_when_no_old_monitor_reads(
    tmp_path: Path, store: LocalCoordination
) -> None:
    settings = tmp_path / "kingpin.toml"
    settings.write_text(
        f'legacy_readers = false\ncoordination = "{_url(tmp_path)}"\n'
        '[[register.services]]\nservice = "search"\nenv = "prod"\nport = 8081\n'
        'host = "web-1.example.com"\n'
    )
    flags = ("-p", "8082", "-s", "search", "-e", "prod", "--host", "2001:DB8::1")
    with Register(tmp_path, *flags, "--settings", str(settings)) as register:
        wait_until(
            lambda: set(_members(store)) == {"[2001:db8::1]:8082", "web-1.example.com:8081"},
            timeout=30,
            what="both join",
        )
        assert register.end() == 0


def test_several_services_of_the_settings_file_are_one_daemon_with_answers(
    tmp_path: Path, store: LocalCoordination
) -> None:
    settings = tmp_path / "kingpin.toml"
    service = '[[register.services]]\nservice = "{}"\nenv = "prod"\nhost = "10.0.0.7"\n'
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        settings.write_text(
            f'coordination = "{_url(tmp_path)}"\n[register]\nhttp = "127.0.0.1:0"\n'
            + service.format("search")
            + "port = 8081\nweight = 0.5\nzone = 'eu-1a'\n"
            + service.format("mail")
            + f"port = {port}\ncheck = 'tcp'\ncheck_host = '127.0.0.1'\nrise = 1\n"
            + "interval = 0.1\n"
        )
        with Register(tmp_path, KINGPIN_SETTINGS=str(settings)) as register:
            mail = ServersetName("mail", "prod")
            store.create(mail.node)
            wait_until(
                lambda: _members(store) and _members(store, mail), timeout=30, what="both join"
            )
            wait_until(
                lambda: all(each["settled"] for each in register.services()),
                timeout=30,
                what="it knows",
            )
            first, second = register.services()
            assert (first["service"], first["zone"], first["healthy"]) == ("search", "eu-1a", None)
            assert (second["endpoint"], second["healthy"]) == (f"10.0.0.7:{port}", True)
            assert register.get("/livez") == "alive\n"
            assert register.get("/readyz") == "ready\n"
            labels = '{endpoint="10.0.0.7:8081",env="prod",service="search"}'
            assert f"kingpin_register_announced{labels} 1.0" in register.get("/metrics")
            with pytest.raises(HTTPError, match="404"):
                register.get("/etc/passwd")
            listener.close()
            wait_until(lambda: not _members(store, mail), timeout=30, what="mail falls")
            assert _members(store) == [_ENDPOINT]
            assert register.end() == 0
            assert _members(store) == []


def test_systemd_is_told_that_it_is_ready_and_stopping(
    tmp_path: Path, store: LocalCoordination
) -> None:
    told: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        environ = {
            "KINGPIN_COORDINATION": _url(tmp_path), "NOTIFY_SOCKET": str(tmp_path / "notify"),
        }  # fmt: skip
        with Register(tmp_path, *_FLAGS, **environ) as register:
            told.append(systemd.recv(100))
            assert register.end() == 0
            told.append(systemd.recv(100))
    assert told == [b"READY=1", b"STOPPING=1"]
    assert _members(store) == []


def test_a_check_that_hangs_does_not_hold_up_the_end(
    tmp_path: Path, store: LocalCoordination
) -> None:
    flags = (*_FLAGS, "--check", "exec:sleep 300", "--interval", "600", "--check-timeout", "600")
    with Register(tmp_path, *flags, "--coordination", _url(tmp_path)) as register:
        register.wait_for_log("with exec:sleep 300")
        assert register.end() == 0
        assert _members(store) == []


def test_a_dead_backend_ends_it_only_when_asked_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"zookeeper://127.0.0.1:{listener.getsockname()[1]}"
    flags = (*_FLAGS, "--coordination", nobody)
    environ = {"KINGPIN_ZOOKEEPER_CONNECT_TIMEOUT": "0.3"}
    done = run_register(*flags, "--exit-when-unreachable", **environ)
    assert done.returncode == 3
    [line] = done.stderr.splitlines()
    assert "unreachable" in line
    with Register(tmp_path, *flags, **environ) as register:
        register.wait_for_log("trying on")
        assert register.process.poll() is None
        assert register.end() == 0
