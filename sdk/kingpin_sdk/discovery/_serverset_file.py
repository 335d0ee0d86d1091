"""ServersetFile: the endpoints in the local file that a monitor keeps of a serverset."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, final

from kingpin_sdk.discovery._static import given_endpoints
from kingpin_sdk.errors import DecodeError, SnapshotCorruptError
from kingpin_sdk.files.freshness import LOOK_EVERY, FreshFile
from kingpin_sdk.files.layout import serverset_root
from kingpin_sdk.files.loaded import UNSET, Loaded, Unset
from kingpin_sdk.files.reading import read_entry
from kingpin_sdk.formats.member import parse_endpoint
from kingpin_sdk.formats.serverset import decode_serverset
from kingpin_sdk.model import Endpoint
from kingpin_sdk.names import ServersetName

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from kingpin_sdk.clocks import Monotonic
    from kingpin_sdk.formats.sidecar import FileMark

__all__ = ["ServersetFile"]

_SHOWN = 100


@final
class ServersetFile(FreshFile[tuple[Endpoint, ...], None]):
    """An endpoint source over ``/var/serverset/discovery.<service>.<env>``.

    No thread and no network: a read looks at the file when ``look_every`` has passed and reads it
    only if it changed. Thread-safe, and usable before and after a fork; blocks only to load a
    changed file.

    The last good endpoints stay while the file is missing, of another format, or empty where
    endpoints were (as KingPin's HostsProvider does): a registry that forgot everybody is broken
    more often than a service is gone. ``status`` is STALE then. Lines that are no ``host:port`` are
    left out and listed in ``status.ignored``. Weight, zone and status of an endpoint come from the
    document that our monitor keeps beside the file; of other writers' files they are unknown.

    Args:
        service: the service's name: letters, digits, ``-`` and ``_``.
        env: its environment (``prod``), likewise.
        root: folder of the serverset files (default: ``KINGPIN_SERVERSET_DIR``, else
            ``/var/serverset``).
        look_every: seconds between looks at the file.
        default: the endpoints while there is no file.
        clock: what ``look_every`` is measured with; a test passes its own.

    Raises:
        InvalidNameError: service or env can name nothing.
        ValueError: a default is not ``host:port``.
    """

    __slots__ = ("_name",)

    def __init__(
        self,
        service: str,
        env: str,
        *,
        root: os.PathLike[str] | None = None,
        look_every: float = LOOK_EVERY,
        default: Iterable[str | Endpoint] | Unset = UNSET,
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._name = ServersetName(service, env)
        super().__init__(
            root=root,
            look_every=look_every,
            default=default if isinstance(default, Unset) else given_endpoints(default),
            clock=clock,
        )

    @property
    def name(self) -> ServersetName:
        """Which serverset it reads."""
        return self._name

    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints, the same tuple until the file changes; empty if there never were any.

        Raises:
            NotAvailableError: no file yet, and no default.
            SnapshotCorruptError: nothing was loaded yet, and the file cannot be read.
            DecodeError: nothing was loaded yet, and no line of the file is an endpoint.
        """
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        return self._now.value

    def __repr__(self) -> str:
        return f"<ServersetFile {self._name.service}.{self._name.env}>"

    def _find(self) -> str:
        return f"{serverset_root(self._root).rstrip('/')}/{self._name.file_name}"

    def _declared(self, default: tuple[Endpoint, ...]) -> Loaded[tuple[Endpoint, ...], None]:
        return Loaded(default, None)

    def _load(self, data: bytes, mark: FileMark) -> Loaded[tuple[Endpoint, ...], None]:
        # Asked before the lines are read, as long as somebody knows this file.
        entry = read_entry(self._path, mark, self._claims.mine().loan)
        lines = decode_serverset(data)
        if not lines and self._has_file() and self._now.value:
            raise SnapshotCorruptError(
                f"{self._name} has an empty file at {self._path}: its last endpoints stay"
            )
        found, ignored = _split(lines)
        if ignored and not found:
            raise DecodeError(f"{self._name} at {self._path} holds no endpoint", ignored)
        known = {(each.host, each.port): each for each in entry.endpoints} if entry else {}
        value = tuple(known.get((each.host, each.port), each) for each in found)
        version = entry.version if entry else None
        return Loaded(value, None, mark=mark, version=version, ignored=ignored)


def _split(lines: tuple[str, ...]) -> tuple[tuple[Endpoint, ...], dict[str, str]]:
    """The endpoints of a file's lines, and what the other lines are -> why they are none."""
    found: dict[Endpoint, None] = {}
    ignored: dict[str, str] = {}
    for line in lines:
        endpoint = parse_endpoint(line)
        if endpoint is None:
            ignored[line[:_SHOWN]] = "not host:port"
        else:
            found[endpoint] = None
    return tuple(found), ignored
