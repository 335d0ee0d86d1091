"""One service to announce, as flags or a ``[[register.services]]`` table describe it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast, final

import attrs

from kingpin_sdk.errors import InvalidNameError, nearest
from kingpin_sdk.names import ServersetName
from kingpin_sdk.settings._parsers import parse_text, seconds, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ServiceSettings", "parse_service", "parse_services"]

_DEFAULT_TIMEOUT: Final = 1.0
_MAX_WEIGHT: Final = 1_000_000.0


@final
@attrs.frozen(kw_only=True)
class ServiceSettings:
    """What to announce, when, and how its health is found out.

    The defaults of rise, fall and interval are HAProxy's for ``check`` (``rise 2``, ``fall 3``,
    ``inter 2s``).

    Attributes:
        serverset: where to.
        port: the service's port.
        host: address or name to announce; None for what the interface or the host name says.
        interface: network interface whose address is announced.
        check: ``tcp``, ``http:/path``, ``thrift:method`` or ``exec:command``; None for no check.
        check_host: where checks connect to; None for the announced host.
        rise: passed checks in a row after which it is announced.
        fall: failed checks in a row after which it is taken out.
        interval: seconds between the starts of two checks, at most (jitter only shortens it).
        check_timeout: seconds after which a check has failed; not above the interval.
        drain: seconds to go on after having left, so that clients stop calling first.
        weight: share of the traffic relative to other members.
        zone: where it is, in the fleet's own words.
    """

    serverset: ServersetName
    port: int
    host: str | None = None
    interface: str | None = None
    check: str | None = None
    check_host: str | None = None
    rise: int = 2
    fall: int = 3
    interval: float = 2.0
    check_timeout: float = _DEFAULT_TIMEOUT
    drain: float = 0.0
    weight: float = 1.0
    zone: str | None = None


def _weight(value: object) -> float:
    try:
        return seconds(0, _MAX_WEIGHT)(value)
    except ValueError:
        raise ValueError(f"expected a number from 0 to {_MAX_WEIGHT:g}, not {value!r}") from None


_PARSERS: Final[dict[str, Callable[[object], object]]] = {
    "service": parse_text,
    "env": parse_text,
    "port": whole(1, 65_535),
    "host": parse_text,
    "interface": parse_text,
    "check": parse_text,
    "check_host": parse_text,
    "rise": whole(1, 1_000),
    "fall": whole(1, 1_000),
    "interval": seconds(0.05, 3_600),
    "check_timeout": seconds(0.01, 3_600),
    "drain": seconds(0, 3_600),
    "weight": _weight,
    "zone": parse_text,
}
_NEEDED: Final = ("service", "env", "port")


def parse_service(said: Mapping[str, object], *, place: Callable[[str], str]) -> ServiceSettings:
    """Read one service.

    Args:
        said: what was said, by the names of the TOML table.
        place: how a message names one of them, such as ``--port``.

    Raises:
        ValueError: it cannot be used; the text says where.
    """
    values: dict[str, object] = {}
    for name, raw in said.items():
        if name not in _PARSERS:
            hint = nearest(name, _PARSERS)
            raise ValueError(f"{place(name)}: no such setting of a service{hint}")
        try:
            values[name] = _PARSERS[name](raw)
        except ValueError as error:
            raise ValueError(f"{place(name)}: {error}") from error
    for name in _NEEDED:
        if name not in values:
            raise ValueError(f"{place(name)} is missing: a service needs {', '.join(_NEEDED)}")
    if "host" in values and "interface" in values:
        raise ValueError(f"{place('host')} and {place('interface')}: give one of them")
    return _made(values, place)


def _made(values: dict[str, object], place: Callable[[str], str]) -> ServiceSettings:
    try:
        serverset = ServersetName(str(values.pop("service")), str(values.pop("env")))
    except InvalidNameError as error:
        raise ValueError(str(error)) from error
    # Any: each parser gives its attribute's type, which a table cannot tell the checker.
    service = ServiceSettings(serverset=serverset, **cast("dict[str, Any]", values))
    if service.check_timeout <= service.interval:
        return service
    if "check_timeout" in values:
        raise ValueError(f"{place('check_timeout')}: it must not be above the interval")
    return attrs.evolve(service, check_timeout=service.interval)


def parse_services(value: object, *, place: str) -> tuple[ServiceSettings, ...]:
    """Read the tables ``[[register.services]]`` of a file.

    Raises:
        ValueError: one cannot be used; the text says which.
    """
    tables = cast("list[object]", value) if isinstance(value, list) else [value]
    services: list[ServiceSettings] = []
    for number, table in enumerate(tables, 1):
        here = f"{place}, service {number}"
        if not isinstance(table, dict):
            raise ValueError(f"{here}: write it as a table [[register.services]]")  # noqa: TRY004 - one class
        said = cast("dict[str, object]", table)
        services.append(parse_service(said, place=_places(here)))
    return tuple(services)


def _places(here: str) -> Callable[[str], str]:
    return lambda name: f"{here}: {name}"
