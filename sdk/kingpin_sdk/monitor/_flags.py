"""The command line of ``kingpin-monitor``: KingPin 1.0's flags, and overrides of settings."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen

from kingpin_sdk.daemon import DaemonParser
from kingpin_sdk.errors import InvalidNameError
from kingpin_sdk.names import DependencyName
from kingpin_sdk.settings import Settings, kingpin_flags, load_settings

__all__ = ["PROGRAM", "Flags", "parse_flags", "settings_of"]

PROGRAM = "kingpin-monitor"
_MAX_PORT = 65535
_EPILOG = """\
Everything else is a setting: a TOML file, KINGPIN_... in the environment; see `kingpin settings`.
It runs until SIGTERM or SIGINT, finishes the file in hand and exits 0; a backend that is away
never ends it. SIGHUP reads the settings again. Exit codes: 0 done, 1 refused or not found (with
--once), 2 usage or settings, 3 a backend is not available (with --once)."""


@frozen
class Flags:
    """What the command line said.

    Attributes:
        dependencies: ``-d``; what to follow.
        port: ``-p``; None when not given.
        hosts_file: ``-z``.
        key_file: ``-a``.
        bucket: ``-b``.
        endpoint: ``-e``.
        overrides: of settings, by TOML key; None where a flag was not given.
        settings_file: ``--settings``.
        debug: more logs, and tracebacks.
        once: sync everything, then exit.
        json_logs: logs are one JSON document a line.
    """

    dependencies: Sequence[DependencyName]
    port: int | None
    hosts_file: Path | None
    key_file: Path | None
    bucket: str | None
    endpoint: str | None
    overrides: dict[str, object]
    settings_file: Path | None
    debug: bool
    once: bool
    json_logs: bool


def parse_flags(argv: Sequence[str] | None) -> Flags:
    """Read the command line.

    Args:
        argv: the words after the program's name; None for this process's.

    Raises:
        SettingsError: it cannot be used.
        SystemExit: with 0, after ``--help``.
    """
    found = _parser().parse_args(argv)
    return Flags(
        dependencies=found.dependencies,
        port=found.port,
        hosts_file=found.hosts_file,
        key_file=found.key_file,
        bucket=found.bucket,
        endpoint=found.endpoint,
        overrides={
            "config_dir": found.config_dir,
            "serverset_dir": found.serverset_dir,
            "coordination": found.coordination,
            "blobs": found.blobs,
            "monitor.serverset_hold": found.serverset_hold,
            "monitor_http": found.listen,
        },
        settings_file=found.settings,
        debug=found.debug,
        once=found.once,
        json_logs=found.log_format == "json",
    )


def settings_of(flags: Flags) -> Settings:
    """The settings, with what the flags override.

    Raises:
        SettingsError: something cannot be used.
    """
    overrides = kingpin_flags(
        hosts_file=flags.hosts_file,
        key_file=flags.key_file,
        bucket=flags.bucket,
        endpoint=flags.endpoint,
    )
    given = {name: value for name, value in flags.overrides.items() if value is not None}
    settings = load_settings(
        overrides | given, interactive=False, settings_file=flags.settings_file
    )
    if flags.port is None:
        return settings
    return evolve(settings, monitor_http=settings.monitor_http._replace(port=flags.port))


def _parser() -> argparse.ArgumentParser:
    parser = DaemonParser(
        PROGRAM,
        description="Keep this box's local files at the newest good version of what is published.",
        epilog=_EPILOG,
    )
    add = parser.add_argument
    add("-d", dest="dependencies", metavar="DEPENDENCY", type=_dependency, action="append",
        required=True, help="what to follow, such as web.dep; may be repeated (base.dep is "
        "followed besides, if it exists)")  # fmt: skip
    where = parser.add_mutually_exclusive_group()
    where.add_argument("-p", dest="port", metavar="PORT", type=_port,
        help="port of the HTTP endpoint, on the host of the setting monitor_http")  # fmt: skip
    where.add_argument("--listen", metavar="HOST:PORT",
        help="where the HTTP endpoint is (127.0.0.1:9610); it asks for no password: a host other "
        "than 127.0.0.1 opens it to whoever reaches that")  # fmt: skip
    add("-z", dest="hosts_file", metavar="HOSTS_FILE", type=Path,
        help="file with the ZooKeeper ensemble, one host:port a line")  # fmt: skip
    add("-a", dest="key_file", metavar="AWS_KEY_FILE", type=Path, help="file with the AWS keys")
    add("-b", dest="bucket", metavar="BUCKET", help="S3 bucket")
    add("-e", dest="endpoint", metavar="S3_ENDPOINT", help="S3 endpoint, a host or URL")
    add("--config-dir", metavar="DIR", help="local root of configs")
    add("--serverset-dir", metavar="DIR", help="local root of serversets")
    add("--coordination", metavar="URL", help="localdir:/path or zookeeper://h1:p1,h2:p2/chroot")
    add("--blobs", metavar="URL", help="localdir:/path or s3://bucket/prefix?endpoint_url=...")
    add("--serverset-hold", metavar="SECONDS", type=_seconds,
        help="a serverset that shrank too far is accepted once it has lost nobody for this long; "
        "an empty one never is")  # fmt: skip
    add("--once", action="store_true", help="sync everything, then exit")
    return parser


def _dependency(text: str) -> DependencyName:
    try:
        return DependencyName(text)
    except InvalidNameError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0.0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return number


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to {_MAX_PORT}")
    return int(text)
