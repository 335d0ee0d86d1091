"""Decider: ramp values from 0 to 100 that turn experiments and dark traffic on by degrees."""

from __future__ import annotations

import math
import sys
import time
from random import random
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, final

from kingpin_sdk.files.loaded import Loaded
from kingpin_sdk.managed._bucketing import BUCKETS, hashed_bucket, md5
from kingpin_sdk.managed._dark import DarkRunner
from kingpin_sdk.managed._view import LOOK_EVERY, View
from kingpin_sdk.names import ConfigName
from kingpin_sdk.spec import DeciderSpec

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from kingpin_sdk.clocks import Monotonic, Random
    from kingpin_sdk.files.loaded import Refused
    from kingpin_sdk.formats.sidecar import FileMark
    from kingpin_sdk.managed._dark import DarkCounts

__all__ = ["Decider"]

P = ParamSpec("P")

_OFF: dict[str, int | float] = {}
_SPELLINGS_KEPT = 10_000
_number = int.from_bytes


class _Ramps(NamedTuple):
    """What hot reads ask.

    Attributes:
        values: lower-case name -> value.
        sure: name as spelled -> True (always), False (never, or no such name) or None (by chance);
            holds every name of ``values`` and, as they are asked for, others.
        cuts: name as spelled -> what a uniform number in [0, 100) must stay below; holds the
            same names.
    """

    values: dict[str, int | float]
    sure: dict[str, bool | None]
    cuts: dict[str, int]


@final
class Decider(View["Mapping[str, int | float]", _Ramps]):
    """Ramp values over the config ``admin.decider``: experiment name -> a number from 0 to 100.

    Reads never raise: a missing or broken file, a missing name and an entry that is no number of
    0..100 all give the default (``status`` tells). Names are looked up in lower case. Deciding
    compares a bucket 0..99 with the value, so 12.5 admits 13 of 100. Bit-compatible with KingPin
    1.0. Thread-safe; blocks only to load a changed file.

    Args:
        root: folder of the config files (default: ``KINGPIN_CONFIG_DIR``, else ``/var/config``).
        look_every: seconds between looks at the file.
        chance: where uniform numbers in [0, 1) come from; a test passes its own.
        clock: what ``look_every`` is measured with; a test passes its own.
    """

    __slots__ = ("_chance", "_cuts", "_dark", "_spec", "_sure", "_values")

    # Nearer than _now.lookup: hot reads notice.
    _cuts: dict[str, int]
    _sure: dict[str, bool | None]
    _values: dict[str, int | float]

    def __init__(
        self,
        *,
        root: os.PathLike[str] | None = None,
        look_every: float = LOOK_EVERY,
        chance: Random = random,
        clock: Monotonic = time.monotonic,
    ) -> None:
        self._spec = DeciderSpec(ConfigName("admin", "decider"))
        # The random module is seeded anew in forked children; a generator of our own would repeat
        # itself there.
        self._chance = chance
        self._dark = DarkRunner()
        super().__init__(root=root, look_every=look_every, default=_OFF, clock=clock)

    @property
    def spec(self) -> DeciderSpec:
        """The definition of the config it reads."""
        return self._spec

    def get_decider_value(self, name: str, default: float = 0) -> float:
        """The experiment's value from 0 to 100, or the default."""
        value = self._value(name)
        return default if value is None else value

    def decide_experiment(self, name: str, default: bool = False) -> bool:  # noqa: FBT001, FBT002 - CONTRACT
        """True in as many of 100 calls as the value says, by chance.

        A missing name gives the default.
        """
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        try:
            sure = self._sure[name]
        except KeyError:
            return self._decide_first(name, default=default)
        if sure is None:
            chance = self._chance
            # Another thread may have loaded a map without the name since.
            return chance() * BUCKETS < self._cuts.get(name, 0)
        return sure or (default and self._value(name) is None)

    def is_id_in_experiment(self, id: int, name: str) -> bool:  # noqa: A002 - KingPin's name
        """True if ``id % 100`` is below the value: the same ids for every experiment."""
        value = self._value(name)
        return value is not None and id % BUCKETS < value

    def is_hashed_id_in_experiment(self, id: int | str, name: str) -> bool:  # noqa: A002 - KingPin's name
        """True if the id's bucket for this experiment is below the value.

        Buckets of different experiments are independent. The bucket hashes the name as it is
        spelled here, though its value is looked up in lower case (WIRE.md 3.3).
        """
        clock = self._clock
        if clock() >= self._next_look:
            self._look()
        value = self._values.get(name)
        if value is None:
            value = self._values.get(name.lower())
            if value is None:
                return False
        # As _bucketing.hashed_bucket, written out: the call would be a tenth of the time.
        try:
            digest = md5(f"decider_{name}{id}".encode()).digest()
        except UnicodeEncodeError:  # half a surrogate pair
            return hashed_bucket(name, id) < value
        return _number(digest, "big") % BUCKETS < value

    def run_dark(
        self, name: str, fn: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Run a function off the caller's path, if the decider says yes: a dark read or write.

        It runs on a few daemon threads that never delay the interpreter's exit, in a copy of the
        caller's context. Its result is dropped; what it raises is logged and counted; while its
        queue is full, calls are dropped and counted. Returns at once and never raises for it.
        """
        if self.decide_experiment(name):
            self._dark.submit(name, fn, *args, **kwargs)

    @property
    def dark_counts(self) -> DarkCounts:
        """How many dark calls ran, failed and were dropped in this process."""
        return self._dark.counts

    def _value(self, name: str) -> int | float | None:
        values = self._current().lookup.values
        value = values.get(name)
        return values.get(name.lower()) if value is None else value

    def _decide_first(self, name: str, *, default: bool) -> bool:
        """Decide for a name in a spelling that was not asked for before, and remember it."""
        values, sure, cuts = self._now.lookup
        value = values.get(name.lower())
        cut = 0 if value is None else math.ceil(value)
        if len(sure) < len(values) + _SPELLINGS_KEPT:
            cuts[name] = cut
            sure[name] = _sure(cut)
        return default if value is None else self._chance() * BUCKETS < cut

    def _install(self, loaded: Loaded[Mapping[str, int | float], _Ramps]) -> None:
        super()._install(loaded)
        self._values, self._sure, self._cuts = loaded.lookup

    def _dress(self, value: Mapping[str, int | float]) -> tuple[Mapping[str, int | float], _Ramps]:
        # Interned, because callers' names are: the same text is found without comparing it.
        values = {sys.intern(name): ramp for name, ramp in value.items()}
        cuts = {name: math.ceil(ramp) for name, ramp in values.items()}
        sure = {name: _sure(cut) for name, cut in cuts.items()}
        return MappingProxyType(values), _Ramps(values, sure, cuts)

    def _load(self, data: bytes, mark: FileMark) -> Loaded[Mapping[str, int | float], _Ramps]:
        version = self._version_of(mark)
        ramps, ignored = self._spec.split(data)
        value, lookup = self._dress(ramps)
        return Loaded(value, lookup, mark=mark, version=version, ignored=ignored)

    def _without_value(self, refused: Refused) -> Loaded[Mapping[str, int | float], _Ramps]:
        # Here it never matters why.
        return self._fallback() or super()._without_value(refused)


def _sure(cut: int) -> bool | None:
    """Whether a uniform number in [0, 100) stays below a cut always, never or by chance.

    The cut is the next whole number from the value upwards: a bucket, which is the number's whole
    part, is below the value if and only if the number is below the cut.
    """
    return None if 0 < cut < BUCKETS else cut > 0
