"""Which address is announced."""

from __future__ import annotations

import logging
import socket

import pytest

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.names import ServersetName
from kingpin_sdk.register._address import announced_endpoint, log_endpoint
from kingpin_sdk.settings import ServiceSettings

_NAME = ServersetName("search", "prod")


def _service(*, host: str | None = None, interface: str | None = None) -> ServiceSettings:
    return ServiceSettings(serverset=_NAME, port=8081, host=host, interface=interface)


def _announced(service: ServiceSettings, *, legacy_readers: bool = True) -> str:
    return str(announced_endpoint(service, legacy_readers=legacy_readers))


def test_by_default_it_is_what_the_host_name_resolves_to(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    endpoint = announced_endpoint(_service(), legacy_readers=True)
    assert endpoint.host == socket.gethostbyname(socket.gethostname())
    log_endpoint(_service(), endpoint)
    assert f"{endpoint}, which {socket.gethostname()} resolves to" in caplog.text


def test_an_interface_gives_its_ipv4_address_and_loopback_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = _service(interface="lo")
    endpoint = announced_endpoint(service, legacy_readers=True)
    assert str(endpoint) == "127.0.0.1:8081"
    log_endpoint(service, endpoint)
    assert "only this machine reaches 127.0.0.1:8081" in caplog.text


@pytest.mark.parametrize(
    ("host", "member"),
    [
        ("10.0.0.7", "10.0.0.7:8081"),
        ("2001:DB8:0::1", "[2001:db8::1]:8081"),
        ("[::1]", "[::1]:8081"),
        ("web-1.example.com", "web-1.example.com:8081"),
    ],
)
def test_old_readers_are_spared_what_they_break(host: str, member: str) -> None:
    assert _announced(_service(host=host), legacy_readers=False) == member
    if host == "10.0.0.7":
        assert _announced(_service(host=host)) == member
    else:
        with pytest.raises(SettingsError, match="legacy_readers = false"):
            _announced(_service(host=host))


@pytest.mark.parametrize("host", ["a b", "a/b", "-a", "10.0.0.7:80", "fe80::1%eth0", "a,b"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="no address and no host name"):
        _announced(_service(host=host), legacy_readers=False)


def test_an_interface_that_is_not_there_is_refused_naming_those_that_are() -> None:
    with pytest.raises(SettingsError, match=r"no network interface 'none0', only .*lo"):
        _announced(_service(interface="none0"))
