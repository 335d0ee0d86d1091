"""Which address is announced."""

from __future__ import annotations

import fcntl
import ipaddress
import logging
import socket
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kingpin_sdk.errors import SettingsError
from kingpin_sdk.formats.member import parse_endpoint
from kingpin_sdk.model import Endpoint

if TYPE_CHECKING:
    from kingpin_sdk.settings import ServiceSettings

__all__ = ["announced_endpoint", "log_endpoint"]

_log = logging.getLogger(__name__)

_LEGACY: Final = "set legacy_readers = false once no KingPin 1.0 monitor reads it"
# linux/sockios.h: the IPv4 address of the interface named in a struct ifreq.
_SIOCGIFADDR: Final = 0x8915
_IFREQ: Final = struct.Struct("256s")
_IFREQ_ADDRESS: Final = slice(20, 24)
_IPV6_TABLE: Final = Path("/proc/net/if_inet6")
_GLOBAL: Final = "00"


def announced_endpoint(service: ServiceSettings, *, legacy_readers: bool) -> Endpoint:
    """What the member says; blocks while the host name is resolved.

    The host is what was given, or the interface's address, or, as KingPin 1.0 does, what the host
    name resolves to, even where that is this machine's loopback.

    Args:
        service: what to announce.
        legacy_readers: refuse everything but IPv4 addresses. KingPin 1.0's monitors cut IPv6
            members wrongly, and lose host names at their next refresh (WIRE.md 4.5).

    Raises:
        SettingsError: there is no such host, or it may not be announced.
    """
    endpoint = Endpoint(
        _host(service, legacy_readers=legacy_readers),
        service.port,
        weight=service.weight,
        zone=service.zone,
    )
    cut = ":" in endpoint.host and _version(endpoint.host) is None
    if cut or parse_endpoint(str(endpoint)) is None:
        raise SettingsError(f"host {endpoint.host!r} is no address and no host name")
    if legacy_readers and _version(endpoint.host) != 4:  # noqa: PLR2004 - IPv4
        kind = "a host name" if _version(endpoint.host) is None else "an IPv6 address"
        raise SettingsError(
            f"host {endpoint.host!r} is {kind}, which old monitors break: {_LEGACY}"
        )
    return endpoint


def log_endpoint(service: ServiceSettings, endpoint: Endpoint) -> None:
    """Say what is announced, and where that looks like a mistake."""
    by_name = service.host is None and service.interface is None
    origin = f", which {socket.gethostname()} resolves to" if by_name else ""
    _log.info("%s: announcing %s%s", service.serverset, endpoint, origin)
    if endpoint.host.startswith("127.") or endpoint.host == "::1":
        _log.warning(
            "%s: only this machine reaches %s; give the host or the interface to announce",
            service.serverset,
            endpoint,
        )


def _host(service: ServiceSettings, *, legacy_readers: bool) -> str:
    if service.host is not None:
        return _bare(service.host)
    if service.interface is not None:
        return _of_interface(service.interface, legacy_readers=legacy_readers)
    name = socket.gethostname()
    try:
        return socket.gethostbyname(name)
    except OSError as error:
        raise SettingsError(
            f"this host's name {name!r} does not resolve ({error}): give --host or --interface"
        ) from error


def _bare(host: str) -> str:
    """Without brackets; an address in its shortest form, so that equal ones look equal."""
    bare = host.removeprefix("[").removesuffix("]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return bare


def _version(host: str) -> int | None:
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        return None


def _of_interface(name: str, *, legacy_readers: bool) -> str:
    known = [found for _, found in socket.if_nameindex()]
    if name not in known:
        raise SettingsError(f"there is no network interface {name!r}, only {', '.join(known)}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            answer = fcntl.ioctl(any_socket, _SIOCGIFADDR, _IFREQ.pack(name.encode()))
        except OSError:
            answer = None
    if answer is not None:
        return socket.inet_ntoa(answer[_IFREQ_ADDRESS])
    if not legacy_readers and (address := _ipv6_of(name)) is not None:
        return address
    raise SettingsError(f"network interface {name!r} has no IPv4 address")


def _ipv6_of(name: str) -> str | None:
    """The interface's first address that other machines can use."""
    try:
        lines = _IPV6_TABLE.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        digits, _, _, scope, _, owner = line.split()
        if (scope, owner) == (_GLOBAL, name):
            return str(ipaddress.IPv6Address(bytes.fromhex(digits)))
    return None
