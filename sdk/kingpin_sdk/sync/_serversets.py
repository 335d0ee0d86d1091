"""One look at one serverset: list its members, ask the guard, and make the local file so.

Runs on a worker; it blocks on the coordination service and the disk, and waits for nothing else.
"""

from __future__ import annotations

import json
import math
import threading
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, final

from attrs import define, evolve, field, frozen

from kingpin_sdk.errors import BackendError, NodeNotFoundError, SettingsError
from kingpin_sdk.files.reading import mark_of, read_whole
from kingpin_sdk.files.writing import (
    Ownership,
    known_entries,
    mend_ownership,
    replace_file,
)
from kingpin_sdk.formats.member import decode_member
from kingpin_sdk.formats.serverset import decode_serverset, encode_serverset, hashsum
from kingpin_sdk.formats.sidecar import FileMark
from kingpin_sdk.model import Endpoint, Version
from kingpin_sdk.sync._outcomes import Absent, Served
from kingpin_sdk.sync._population import HoldReason, Limits, Population, judge, next_look
from kingpin_sdk.sync._rootlock import RootLock
from kingpin_sdk.sync._standing import HeldBack, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kingpin_sdk.clocks import Monotonic, WallClock
    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.sync._subjects import ServersetFile
    from kingpin_sdk.sync._workers import SwapGate

__all__ = ["Memory", "ServersetLooker", "ServersetRoot"]

# Weight, zone and status take a few dozen bytes; what is larger is not read.
_MEMBER_BYTES = 4096
_SHOWN = 20
_DIGITS = 12


@final
class ServersetRoot:
    """The folder of serversets; taken when the first one is followed, as many boxes have none.

    Thread-safe.

    Args:
        path: the folder.
        config_root: the folder of configs, which cannot be this one, too.
    """

    def __init__(self, path: Path, *, config_root: Path) -> None:
        self.path = path
        self._config_root = config_root
        # Guards _root_lock and _closed.
        self._taking = threading.Lock()
        self._root_lock: RootLock | None = None
        self._closed = False

    def take(self, ownership: Ownership) -> None:
        """Become its only writer, and clear what a killed one left. Harmless when repeated.

        Args:
            ownership: of the files to write there.

        Raises:
            SettingsError: another monitor keeps it, it cannot be written to, files cannot be given
                away so, or it is the folder of configs.
        """
        if self.path.resolve() == self._config_root.resolve():
            raise SettingsError(
                f"{self.path} is the folder of configs, too: choose another --serverset-dir"
            )
        with self._taking:
            if self._root_lock is None and not self._closed:
                self._root_lock = RootLock(self.path, flag="--serverset-dir", ownership=ownership)

    def close(self) -> None:
        """Let the next one in. Harmless when repeated."""
        with self._taking:
            self._closed = True
            if self._root_lock is not None:
                self._root_lock.close()


@final
@define(eq=False)
class Memory:
    """What looks at one serverset leave for the next one; of one look at a time.

    Attributes:
        population: what the guard knows; None before the first look.
        members: name -> endpoint; None for a name that holds none. Read once for each name.
        places: endpoint's text -> all that is known of it, also after its member has gone.
        written: the file that is known to be right.
    """

    population: Population | None = None
    members: dict[str, Endpoint | None] = field(factory=dict[str, Endpoint | None])
    places: dict[str, Endpoint] = field(factory=dict[str, Endpoint])
    written: _Written | None = None


@frozen
class _Written:
    mark: FileMark
    version: Version

    @property
    def at(self) -> float:
        return self.mark.mtime_ns / 1e9


@final
class ServersetLooker:
    """Does the looks at serversets. Thread-safe, for different ones at once.

    Args:
        coordination: where the members are.
        root: where the files go.
        gate: every swap passes it.
        clock: for the guard.
        wall: for the files' times.
        limits: of the guard, where a metaconfig says nothing.
        ownership: of the files.
    """

    def __init__(
        self,
        coordination: Coordination,
        *,
        root: ServersetRoot,
        gate: SwapGate,
        clock: Monotonic,
        wall: WallClock,
        limits: Limits,
        ownership: Ownership,
    ) -> None:
        self._coordination = coordination
        self._ownership = ownership
        self._root = root
        self._gate = gate
        self._clock = clock
        self._wall = wall
        self._limits = limits

    def path(self, subject: ServersetFile) -> Path:
        """Its local file."""
        return self._root.path / subject.file_name

    def look(
        self,
        subject: ServersetFile,
        memory: Memory,
        *,
        afresh: bool,
        accepted: HoldReason | None,
    ) -> Served | Absent:
        """Look once.

        Args:
            subject: at what.
            memory: of the looks before; a look that fails leaves it what it has read of members.
            afresh: the file that is there lists another serverset.
            accepted: what the guard may not hold back this time.

        Raises:
            KingpinError: the members or the root are out of reach; the file stays.
            OSError: the file cannot be written.
            GateClosedError: the engine closes.
        """
        self._root.take(self._ownership)
        path = self.path(subject)
        before = memory.population
        if before is None:
            before = _from_file(path, memory, measured=not afresh)
        try:
            names = self._coordination.children(subject.node)
        except NodeNotFoundError:
            if not before.good:
                return Absent(None)
            # A node that vanished under a populated file: the guard keeps that.
            names = ()
        members = memory.members = self._members(subject.node, names, memory.members)
        found = {str(endpoint): endpoint for endpoint in members.values() if endpoint is not None}
        now, limits = self._clock(), self._limits_of(subject)
        population = judge(before, frozenset(found), now=now, limits=limits, accepted=accepted)
        known = memory.places | found
        places = {text: known[text] for text in sorted(population.served) if text in known}
        written, swapped = self._write(path, population, places, memory.written)
        memory.population, memory.places, memory.written = population, places, written
        standing = self._standing(population, members, limits, now)
        again = next_look(population, limits) - now
        return Served(names, written.version, written.at, swapped, standing, again)

    def _limits_of(self, subject: ServersetFile) -> Limits:
        limits = self._limits
        if subject.ratio is not None:
            limits = evolve(limits, ratio=subject.ratio)
        if subject.minimum is not None:
            limits = evolve(limits, minimum=subject.minimum)
        return limits

    def _members(
        self, node: str, names: Sequence[str], known: dict[str, Endpoint | None]
    ) -> dict[str, Endpoint | None]:
        """Those that are listed; who is new is added to the known ones as soon as he is read."""
        for name in names:
            if name in known:
                continue
            if decode_member(name) is None:
                known[name] = None
                continue
            # Who has left since he was listed is left out; the watch tells of that, too.
            with suppress(NodeNotFoundError):
                known[name] = decode_member(name, self._data(f"{node}/{name}"))
        return {name: known[name] for name in names if name in known}

    def _data(self, path: str) -> bytes:
        try:
            data = self._coordination.read(path).data
        except NodeNotFoundError:
            raise
        except BackendError as error:
            if error.retryable:
                raise
            # Its name says where it is; what else there is to know is not for us.
            return b""
        return data if len(data) <= _MEMBER_BYTES else b""

    def _write(
        self,
        path: Path,
        population: Population,
        places: Mapping[str, Endpoint],
        before: _Written | None,
    ) -> tuple[_Written, bool]:
        """Make the file so, unless it is; true if it had to be written."""
        body = encode_serverset(population.served)
        endpoints = tuple(places.values())
        version = _version(body, endpoints)
        mark = _mark(path)
        if mark is not None:
            there = _Written(mark, version)
            if there == before or any(
                (each.mark, each.version) == (mark, version) for each in known_entries(path)
            ):
                mend_ownership(path, self._ownership)
                return there, False
        with self._gate.passing():
            mark = replace_file(
                path,
                body,
                version,
                endpoints=endpoints,
                ownership=self._ownership,
                clock=self._wall,
            )
        return _Written(mark, version), True

    def _standing(
        self,
        population: Population,
        members: Mapping[str, Endpoint | None],
        limits: Limits,
        now: float,
    ) -> Standing:
        hold, held = population.hold, None
        if hold is not None:
            # The wall's instants follow from how long ago or ahead they are.
            wall = self._wall() - now
            ends = hold.settled + limits.hold if hold.reason is HoldReason.SHRUNK else math.inf
            until = wall + ends if ends < math.inf else None
            held = HeldBack(hold.reason, wall + hold.since, until, hold.measure)
        odd = [name for name, endpoint in members.items() if endpoint is None]
        return Standing(
            served=len(population.served),
            listed=len(population.listed or ()),
            held=held,
            damped=sorted(population.damped),
            ignored=odd[:_SHOWN],
            hashsum=hashsum(population.served),
        )


def _from_file(path: Path, memory: Memory, *, measured: bool) -> Population:
    """The last good set after a start: what the file lists, whoever wrote it."""
    try:
        found = read_whole(str(path))
    except FileNotFoundError:
        return Population(frozenset(), measured=measured)
    if found is None:
        raise BlockingIOError(0, "somebody else keeps writing it")
    body, mark = found
    entries = [each for each in known_entries(path) if each.mark == mark]
    memory.places = {str(each): each for entry in entries for each in entry.endpoints}
    lines = frozenset(decode_serverset(body))
    for line in lines - memory.places.keys():
        # Written by another hand; what is no endpoint is kept as it is until the set is replaced.
        if (endpoint := decode_member(f"-{line}")) is not None:
            memory.places[line] = endpoint
    return Population(lines, measured=measured)


def _version(body: bytes, endpoints: Sequence[Endpoint]) -> Version:
    """Equal for equal content: the lines, and what else is known of the endpoints."""
    rows = json.dumps([body.decode("utf-8"), [[*each] for each in endpoints]])
    return Version(f"members-{sha256(rows.encode('ascii')).hexdigest()[:_DIGITS]}")


def _mark(path: Path) -> FileMark | None:
    try:
        return mark_of(path.stat())
    except FileNotFoundError:
        return None
