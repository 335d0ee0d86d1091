"""Every setting: its TOML key, environment variable, default and meaning, in one table.

The key ``zookeeper.tls_ca`` stands in the table ``[zookeeper]`` of the TOML file, is
``KINGPIN_ZOOKEEPER_TLS_CA`` in the environment and ``settings.zookeeper_tls_ca`` in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, final

import attrs

from kingpin_sdk.files.layout import DEFAULT_CONFIG_ROOT, DEFAULT_SERVERSET_ROOT
from kingpin_sdk.settings._parsers import (
    FileMode,
    HttpAddress,
    parse_auth,
    parse_flag,
    parse_group,
    parse_http,
    parse_mode,
    parse_path,
    parse_text,
    parse_user,
    seconds,
    whole,
)
from kingpin_sdk.settings._services import ServiceSettings
from kingpin_sdk.settings._urls import BlobsUrl, CoordinationUrl, parse_blobs, parse_coordination

__all__ = ["KEYS", "Key", "Settings"]


@final
@attrs.frozen(kw_only=True)
class Settings:
    """What this process was told, complete and checked; ``load_settings`` makes it.

    Attributes:
        coordination: where versions, dependencies and members live.
        blobs: where the values live.
        config_dir: local root of configs.
        serverset_dir: local root of serversets.
        monitor_http: where the monitor listens.
        author: who is written into the history when nobody else is named.
        require_comment: refuse changes by people that do not say why.
        zookeeper_session_timeout: seconds after which ZooKeeper gives up a silent session.
        zookeeper_connect_timeout: seconds a first call waits for the connection.
        zookeeper_auth: (scheme, credential) pairs, such as ("digest", "user:password").
        zookeeper_acl: of nodes we make: ``open``, ``creator`` or ``scheme:id:cdrwa,...``.
        zookeeper_sasl_mechanism: ``DIGEST-MD5``, ``PLAIN`` or ``GSSAPI``; None for no SASL.
        zookeeper_sasl_username: for DIGEST-MD5 and PLAIN.
        zookeeper_sasl_password: for DIGEST-MD5 and PLAIN.
        zookeeper_sasl_service: the server's service name, for GSSAPI.
        zookeeper_sasl_principal: ours, for GSSAPI.
        zookeeper_tls: encrypt the connection.
        zookeeper_tls_ca: PEM file of authorities to trust beside the system's.
        zookeeper_tls_certificate: PEM file of our certificate.
        zookeeper_tls_key: PEM file of its private key.
        zookeeper_tls_key_password: of the private key.
        zookeeper_tls_verify: check the server's certificate.
        zookeeper_tls_check_hostname: check that the certificate names the host.
        s3_profile: profile of the AWS configuration to take credentials from.
        s3_key_file: file with the credentials, as KingPin and boto have it.
        monitor_sweep_every: seconds between two rounds over everything, beside the watches.
        monitor_hold_down: seconds within which further changes of one thing coalesce.
        monitor_serverset_hold: seconds until a serverset that shrank too far, and has lost nobody
            since, is accepted.
        monitor_workers: how many downloads run at a time.
        monitor_max_body_bytes: larger values are refused.
        monitor_keep_versions: earlier contents of each config that stay on the box.
        monitor_file_mode: permission bits of local files; None for 0644, or as they are.
        monitor_file_owner: number of the user they belong to; None for the monitor's, or as they
            are.
        monitor_file_group: number of the group, likewise.
        legacy_readers: KingPin 1.0's monitors read our serversets, so only IPv4 may be announced.
        register_http: where ``kingpin-register`` answers; None for nowhere.
        register_services: what ``kingpin-register`` announces besides what its flags say.
        implicit_store: True when neither store was set, so that both are the embedded default.
        sources: attribute -> where its value came from ("default" for the rest).
    """

    coordination: CoordinationUrl
    blobs: BlobsUrl
    config_dir: Path
    serverset_dir: Path
    monitor_http: HttpAddress
    author: str
    require_comment: bool
    zookeeper_session_timeout: float
    zookeeper_connect_timeout: float
    zookeeper_auth: tuple[tuple[str, str], ...] = attrs.field(repr=False)
    zookeeper_acl: str
    zookeeper_sasl_mechanism: str | None
    zookeeper_sasl_username: str | None
    zookeeper_sasl_password: str | None = attrs.field(repr=False)
    zookeeper_sasl_service: str | None
    zookeeper_sasl_principal: str | None
    zookeeper_tls: bool
    zookeeper_tls_ca: Path | None
    zookeeper_tls_certificate: Path | None
    zookeeper_tls_key: Path | None
    zookeeper_tls_key_password: str | None = attrs.field(repr=False)
    zookeeper_tls_verify: bool
    zookeeper_tls_check_hostname: bool
    s3_profile: str | None
    s3_key_file: Path | None
    monitor_sweep_every: float
    monitor_hold_down: float
    monitor_serverset_hold: float
    monitor_workers: int
    monitor_max_body_bytes: int
    monitor_keep_versions: int
    monitor_file_mode: FileMode | None
    monitor_file_owner: int | None
    monitor_file_group: int | None
    legacy_readers: bool
    register_http: HttpAddress | None
    register_services: tuple[ServiceSettings, ...]
    implicit_store: bool
    sources: Mapping[str, str] = attrs.field(repr=False, eq=False)


@final
@attrs.frozen
class Key:
    """One setting.

    Attributes:
        name: the TOML key, with its table.
        parse: makes the value from what a flag, a variable or the file says, or raises ValueError.
        default: the value without any of them; None also where the default depends on the user.
        meaning: for people.
        default_text: how the documentation writes the default.
        secret: its value is never shown.
        program_flag: the flag of the program that has one, where it is not called like the key.
    """

    name: str
    parse: Callable[[object], object]
    default: object
    meaning: str
    default_text: str = ""
    secret: bool = False
    program_flag: str = ""

    @property
    def attribute(self) -> str:
        """Its name in ``Settings``."""
        return self.name.replace(".", "_")

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"KINGPIN_{self.attribute.upper()}"

    @property
    def flag(self) -> str:
        """How a message names it when a flag gave it."""
        return self.program_flag or f"--{self.attribute.replace('_', '-')}"

    @property
    def takes_path(self) -> bool:
        """True if its value is a path of this machine."""
        return self.parse is parse_path


_HOME: Final = "localdir: in the user's data folder"
_ZK: Final = "zookeeper"

KEYS: Final[tuple[Key, ...]] = (
    Key(
        "coordination",
        parse_coordination,
        None,
        "where versions, dependencies and members live: localdir:/path or "
        "zookeeper://h1:2181,h2:2181/chroot",
        _HOME,
    ),
    Key(
        "blobs",
        parse_blobs,
        None,
        "where values live: localdir:/path or s3://bucket/prefix?endpoint_url=...&region=...",
        _HOME,
    ),
    Key("config_dir", parse_path, Path(DEFAULT_CONFIG_ROOT), "local folder of configs"),
    Key("serverset_dir", parse_path, Path(DEFAULT_SERVERSET_ROOT), "local folder of serversets"),
    Key(
        "monitor_http",
        parse_http,
        HttpAddress("127.0.0.1", 9610),
        "host:port where the monitor listens and `kingpin status` asks",
        program_flag="--listen",
    ),
    Key("author", parse_text, None, "who the history names", "the system's user"),
    Key(
        "require_comment",
        parse_flag,
        False,  # noqa: FBT003 - the default
        "refuse what `kingpin` is told to change unless --comment says why",
    ),
    Key(f"{_ZK}.session_timeout", seconds(1, 600), 16.0, "seconds until a silent session ends"),
    Key(f"{_ZK}.connect_timeout", seconds(0.1, 600), 5.0, "seconds to wait for the connection"),
    Key(
        f"{_ZK}.auth",
        parse_auth,
        (),
        "digest:user:password; the file takes a list of them",
        "none",
        secret=True,
    ),
    Key(f"{_ZK}.acl", parse_text, "open", "of new nodes: open, creator or scheme:id:cdrwa,..."),
    Key(f"{_ZK}.sasl_mechanism", parse_text, None, "DIGEST-MD5, PLAIN or GSSAPI", "no SASL"),
    Key(f"{_ZK}.sasl_username", parse_text, None, "for DIGEST-MD5 and PLAIN"),
    Key(f"{_ZK}.sasl_password", parse_text, None, "for DIGEST-MD5 and PLAIN", secret=True),
    Key(f"{_ZK}.sasl_service", parse_text, None, "the server's service name, for GSSAPI"),
    Key(f"{_ZK}.sasl_principal", parse_text, None, "our principal, for GSSAPI"),
    Key(f"{_ZK}.tls", parse_flag, False, "encrypt the connection"),  # noqa: FBT003 - the default
    Key(f"{_ZK}.tls_ca", parse_path, None, "PEM file of further authorities to trust"),
    Key(f"{_ZK}.tls_certificate", parse_path, None, "PEM file of our certificate"),
    Key(f"{_ZK}.tls_key", parse_path, None, "PEM file of our private key"),
    Key(f"{_ZK}.tls_key_password", parse_text, None, "of the private key", secret=True),
    Key(
        f"{_ZK}.tls_verify",
        parse_flag,
        True,  # noqa: FBT003 - the default
        "check the server's certificate",
    ),
    Key(
        f"{_ZK}.tls_check_hostname",
        parse_flag,
        True,  # noqa: FBT003 - the default
        "check that the certificate names the host",
    ),
    Key("s3.profile", parse_text, None, "profile of the AWS configuration"),
    Key("s3.key_file", parse_path, None, "file with credentials, as KingPin and boto have it"),
    Key(
        "monitor.sweep_every", seconds(1, 86_400), 1800.0, "seconds between rounds over everything"
    ),
    Key("monitor.hold_down", seconds(0, 3_600), 1.0, "seconds in which further changes coalesce"),
    Key(
        "monitor.serverset_hold",
        seconds(1, 604_800),
        600.0,
        "seconds until a serverset that shrank too far is accepted",
        program_flag="--serverset-hold",
    ),
    Key("monitor.workers", whole(1, 256), 16, "downloads at a time"),
    Key(
        "monitor.max_body_bytes",
        whole(1, 2**40),
        64 * 1024 * 1024,
        "larger values are refused",
    ),
    Key(
        "monitor.keep_versions",
        whole(0, 1000),
        5,
        "earlier contents of each config that stay on the box",
    ),
    Key(
        "monitor.file_mode",
        parse_mode,
        None,
        "permission bits of local files, such as 0640",
        "0644 for new ones",
    ),
    Key(
        "monitor.file_owner",
        parse_user,
        None,
        "user that local files belong to, a name or number",
        "the monitor's",
    ),
    Key(
        "monitor.file_group",
        parse_group,
        None,
        "group that local files belong to, a name or number",
        "the monitor's",
    ),
    Key(
        "legacy_readers",
        parse_flag,
        True,  # noqa: FBT003 - the default
        "KingPin 1.0 monitors read our serversets, so only IPv4 addresses are announced",
    ),
    Key(
        "register.http",
        parse_http,
        None,
        "host:port where kingpin-register answers, a port alone for this machine only",
        "nowhere",
        program_flag="--http",
    ),
)
