"""What a ZooKeeper connection is made of, checked once, and the kazoo client made from it."""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
from kazoo.client import KazooClient
from kazoo.hosts import collect_hosts
from kazoo.security import ACL, CREATOR_ALL_ACL, OPEN_ACL_UNSAFE, Id, Permissions

from kingpin_sdk.errors import BackendError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

__all__ = ["Options", "Tls", "make_client", "parse_acl"]

_LETTERS: Final[Mapping[str, int]] = {
    "c": Permissions.CREATE,
    "d": Permissions.DELETE,
    "r": Permissions.READ,
    "w": Permissions.WRITE,
    "a": Permissions.ADMIN,
}

# kazoo's own default grows to an hour, after which a healed network would go unnoticed for as long.
_RECONNECT: Final = {"max_tries": -1, "delay": 0.1, "backoff": 2, "max_delay": 3.0}


@attrs.frozen(kw_only=True)
class Tls:
    """How to encrypt the connection (the server's ``secureClientPort``).

    Args:
        ca: PEM file of the authorities to trust beside the system's.
        certificate: PEM file of our own certificate, where the server asks for one.
        key: PEM file of its private key.
        key_password: of the private key.
        verify: check the server's certificate; without it anybody can pose as the server.
        check_hostname: check that the certificate names the host.

    Raises:
        SettingsError: a file cannot be read, or only one of certificate and key is given.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    key_password: str | None = attrs.field(default=None, repr=False)
    verify: bool = True
    check_hostname: bool = True

    def __attrs_post_init__(self) -> None:
        for what, path in (("ca", self.ca), ("certificate", self.certificate), ("key", self.key)):
            if path is not None and not os.access(path, os.R_OK):
                raise SettingsError(f"ZooKeeper TLS {what} {path}: the file cannot be read")
        if (self.certificate is None) != (self.key is None):
            raise SettingsError("ZooKeeper TLS: give both certificate and key, or neither")


@attrs.frozen(kw_only=True)
class Options:
    """Everything ``ZooKeeperCoordination`` was given; see there."""

    hosts: str
    chroot: str
    session_timeout: float
    connect_timeout: float
    operation_timeout: float
    auth: tuple[tuple[str, str], ...] = attrs.field(repr=False)
    sasl: Mapping[str, str] | None = attrs.field(repr=False)
    acl: tuple[ACL, ...]
    tls: Tls | None

    def __attrs_post_init__(self) -> None:
        _check_hosts(self.hosts)
        if self.chroot:
            check_path(self.chroot, error=SettingsError)
        if self.sasl is not None and importlib.util.find_spec("puresasl") is None:
            raise SettingsError("ZooKeeper SASL needs the package pure-sasl: pip install pure-sasl")

    def full(self, path: str) -> str:
        """The path on the server.

        Raises:
            BackendError: it is no absolute path of non-empty names.
        """
        check_path(path, error=BackendError)
        return (self.chroot + path).rstrip("/") or "/"

    def where(self, what: str, path: str) -> str:
        """The start of an error message about a path."""
        return f"cannot {what} {self.chroot}{path} on zookeeper {self.hosts}"


def check_path(path: str, *, error: type[BackendError | SettingsError]) -> None:
    """Refuse what ZooKeeper would refuse, with a better message."""
    names = path.split("/")[1:]
    bad = path != "/" and any(name in {"", ".", ".."} for name in names)
    if bad or not path.startswith("/") or "\0" in path:
        raise error(f"{path!r} is no node path: it must look like /a/b")


def _check_hosts(hosts: str) -> None:
    try:
        _, chroot = collect_hosts(hosts)
    except ValueError as error:
        raise SettingsError(f"ZooKeeper hosts {hosts!r}: write host:port,host:port") from error
    if chroot is not None:
        raise SettingsError(f"ZooKeeper hosts {hosts!r}: give the path as chroot")


def parse_acl(text: str) -> tuple[ACL, ...]:
    """Read ``open``, ``creator`` or zkCli's ``scheme:id:perms,...`` (``world:anyone:r``).

    Raises:
        SettingsError: it is none of them.
    """
    if text == "open":
        return tuple(OPEN_ACL_UNSAFE)
    if text == "creator":
        return tuple(CREATOR_ALL_ACL)
    return tuple(_parse_entry(entry.strip(), text) for entry in text.split(","))


def _parse_entry(entry: str, text: str) -> ACL:
    scheme, _, rest = entry.partition(":")
    who, colon, letters = rest.rpartition(":")
    if not scheme or not colon or not letters or set(letters) - set(_LETTERS):
        raise SettingsError(
            f"ZooKeeper ACL {text!r}: write open, creator, or scheme:id:cdrwa entries with commas"
        )
    return ACL(sum(_LETTERS[letter] for letter in set(letters)), Id(scheme, who))


class _Quiet(logging.LoggerAdapter[logging.Logger]):
    """Turns kazoo's running commentary into debug output; we log each change of state once.

    Args:
        trouble: told what kazoo warns of: the only place where it says why a connection fails.
    """

    def __init__(self, trouble: Callable[[str], None]) -> None:
        super().__init__(logging.getLogger(f"{__name__}.kazoo"), None)
        self._trouble = trouble

    def log(self, level: int, msg: object, *args: object, **kwargs: object) -> None:
        if level >= logging.WARNING:
            self._trouble(" ".join((str(msg) % args).split()))
        super().log(
            level if level >= logging.ERROR else logging.DEBUG,
            msg,
            *args,
            **kwargs,  # type: ignore[arg-type]  # passed through as they came
        )

    def process(
        self, msg: object, kwargs: MutableMapping[str, object]
    ) -> tuple[object, MutableMapping[str, object]]:
        return msg, kwargs


def make_client(options: Options, trouble: Callable[[str], None]) -> KazooClient:
    """A kazoo client that has not been started; ``trouble`` hears why connections fail."""
    tls = options.tls
    return KazooClient(
        hosts=options.hosts,
        timeout=options.session_timeout,
        auth_data=options.auth,
        sasl_options=None if options.sasl is None else dict(options.sasl),
        default_acl=list(options.acl),
        connection_retry=dict(_RECONNECT),
        logger=_Quiet(trouble),
        use_ssl=tls is not None,
        ca=_text(tls.ca) if tls else None,
        certfile=_text(tls.certificate) if tls else None,
        keyfile=_text(tls.key) if tls else None,
        keyfile_password=tls.key_password if tls else None,
        verify_certs=tls.verify if tls else True,
        check_hostname=tls.verify and tls.check_hostname if tls else False,
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
