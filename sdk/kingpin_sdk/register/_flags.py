"""The command line of ``kingpin-register``: KingPin 1.0's flags, and overrides of settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from kingpin_sdk.daemon import DaemonParser
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.settings import (
    Needs,
    ServiceSettings,
    Settings,
    kingpin_flags,
    load_settings,
    parse_service,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["PROGRAM", "Flags", "parse_flags", "settings_of"]

PROGRAM: Final = "kingpin-register"
_EPILOG = """\
Further services stand in the settings file as tables [[register.services]], with the same names.
Without --check the service is announced at once; with one, after the first RISE passed checks, and
it is taken out after FALL failed ones. SIGTERM, SIGINT and SIGUSR1 leave the serverset before the
process exits with 0; a backend that is away never ends it, unless --exit-when-unreachable says so.
Exit codes: 0 done, 2 usage or settings, 3 the backend is not available."""

_SERVICE: Final = {
    "port": "-p",
    "service": "-s",
    "env": "-e",
    "host": "--host",
    "interface": "--interface",
    "check": "--check",
    "check_host": "--check-host",
    "rise": "--rise",
    "fall": "--fall",
    "interval": "--interval",
    "check_timeout": "--check-timeout",
    "drain": "--drain",
    "weight": "--weight",
    "zone": "--zone",
}


@frozen
class Flags:
    """What the command line said.

    Attributes:
        service: what to announce; None when no flag speaks of a service.
        hosts_file: ``-z``.
        overrides: of settings, by TOML key; None where a flag was not given.
        settings_file: ``--settings``.
        exit_when_unreachable: end when the backend is away.
        debug: more logs, and tracebacks.
        json_logs: logs are one JSON document a line.
    """

    service: ServiceSettings | None
    hosts_file: Path | None
    overrides: dict[str, object]
    settings_file: Path | None
    exit_when_unreachable: bool
    debug: bool
    json_logs: bool


def parse_flags(argv: Sequence[str] | None) -> Flags:
    """Read the command line.

    Args:
        argv: the words after the program's name; None for this process's.

    Raises:
        SettingsError: it cannot be used.
        SystemExit: with 0, after ``--help``.
    """
    found = vars(_parser().parse_args(argv))
    said = {name: found[name] for name in _SERVICE if found[name] is not None}
    try:
        service = parse_service(said, place=_SERVICE.__getitem__) if said else None
    except ValueError as error:
        raise SettingsError(f"{error} (see {PROGRAM} --help)") from error
    return Flags(
        service=service,
        hosts_file=found["hosts_file"],
        overrides={"coordination": found["coordination"], "register.http": found["http"]},
        settings_file=found["settings"],
        exit_when_unreachable=found["exit_when_unreachable"],
        debug=found["debug"],
        json_logs=found["log_format"] == "json",
    )


def settings_of(flags: Flags) -> Settings:
    """The settings, with what the flags override; its services are all that are to be announced.

    Raises:
        SettingsError: something cannot be used, or there is no service at all.
    """
    overrides = kingpin_flags(
        hosts_file=flags.hosts_file, key_file=None, bucket=None, endpoint=None
    )
    given = {name: value for name, value in flags.overrides.items() if value is not None}
    settings = load_settings(
        overrides | given,
        interactive=False,
        settings_file=flags.settings_file,
        needs=Needs.COORDINATION,
    )
    own = () if flags.service is None else (flags.service,)
    services = (*own, *settings.register_services)
    if not services:
        raise SettingsError(
            f"no service: give -p PORT -s SERVICE -e ENV, or [[register.services]] in the settings "
            f"file (see {PROGRAM} --help)"
        )
    _refuse_twins(services)
    return evolve(settings, register_services=services)


def _refuse_twins(services: tuple[ServiceSettings, ...]) -> None:
    seen: set[object] = set()
    for each in services:
        key = (each.serverset, each.host, each.interface, each.port)
        if key in seen:
            raise SettingsError(f"{each.serverset} with port {each.port} stands there twice")
        seen.add(key)


def _parser() -> argparse.ArgumentParser:
    parser = DaemonParser(
        PROGRAM, description="Keep a service in its serverset while it is healthy.", epilog=_EPILOG
    )
    add = parser.add_argument
    add("-p", dest="port", metavar="PORT", help="the service's port")
    add("-s", dest="service", metavar="SERVICE", help="the service's name")
    add("-e", dest="env", metavar="ENV", help="its environment, such as prod")
    add("-z", dest="hosts_file", metavar="HOSTS_FILE", type=Path,
        help="file with the ZooKeeper ensemble, one host:port a line")  # fmt: skip
    add("--host", metavar="H", help="address to announce; else what the host name resolves to")
    add("--interface", metavar="IF", help="announce this network interface's address")
    _add_checks(parser)
    add("--drain", metavar="S", help="seconds to go on after having left the serverset (0)")
    add("--weight", metavar="W", help="share of the traffic relative to others (1)")
    add("--zone", metavar="Z", help="where it is")
    add("--exit-when-unreachable", action="store_true",
        help="exit with 3 when the backend is not available, instead of trying on")  # fmt: skip
    add("--http", metavar="HOST:PORT",
        help="answer /livez /readyz /status /metrics there; PORT: on loopback")  # fmt: skip
    add("--coordination", metavar="URL", help="localdir:/path or zookeeper://h1:p1,h2:p2/chroot")
    return parser


def _add_checks(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--check", metavar="CHECK",
        help="tcp, http:/path, thrift:method (without arguments), exec:command")  # fmt: skip
    add("--check-host", metavar="H", help="where checks connect to; else the announced host")
    add("--rise", metavar="N", help="passed checks in a row that bring it in (2)")
    add("--fall", metavar="N", help="failed checks in a row that take it out (3)")
    add("--interval", metavar="S", help="seconds between checks (2)")
    add("--check-timeout", metavar="S", help="seconds until a check has failed (1)")
