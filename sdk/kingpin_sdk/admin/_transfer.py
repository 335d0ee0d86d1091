"""The whole catalog out of one store and into another."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, assert_never, final

from attrs import frozen

from kingpin_sdk.admin._documents import what_differs
from kingpin_sdk.admin._lines import (
    Bundle,
    ConfigLine,
    DependencyLine,
    Line,
    ServersetLine,
    encode_lines,
)
from kingpin_sdk.admin._parallel import in_parallel
from kingpin_sdk.admin._signature import UNSIGNED, Signature
from kingpin_sdk.errors import (
    BlobNotFoundError,
    ConfigError,
    ConflictError,
    KingpinError,
    NodeDamagedError,
    NodeExistsError,
    NodeNotFoundError,
    RejectedError,
    RequestError,
)
from kingpin_sdk.names import ConfigName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.admin._changes import Changes
    from kingpin_sdk.admin._configs import Configs
    from kingpin_sdk.admin._dependencies import Dependencies
    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.admin._serversets import Serversets
    from kingpin_sdk.catalog import Declared
    from kingpin_sdk.model import Diff
    from kingpin_sdk.names import ServersetName

__all__ = ["Exported", "Imported", "Transfer"]

# What one thing is refused for; anything else ends the import.
_REFUSALS = (
    ConfigError,
    ConflictError,
    NodeDamagedError,
    NodeNotFoundError,
    RejectedError,
    RequestError,
)

_Tick: TypeAlias = Callable[[], object]


class _Came(enum.Enum):
    CREATED = enum.auto()
    UPDATED = enum.auto()
    UNCHANGED = enum.auto()


@final
@frozen
class Exported:
    """An export.

    Attributes:
        lines: its text, without line ends.
        lost: whose current value is gone, and is not in it.
    """

    lines: Sequence[str]
    lost: Sequence[ConfigName]


@final
@frozen
class Imported:
    """What an import did, or would do.

    Attributes:
        created: names that were not there.
        updated: names that were there and differed.
        unchanged: names that were there and equal.
        refused: name -> why it could not be imported.
    """

    created: Sequence[str]
    updated: Sequence[str]
    unchanged: Sequence[str]
    refused: Mapping[str, str]


@final
class Transfer:
    """Exports and imports. Every call blocks and raises BackendError."""

    def __init__(
        self,
        desk: Desk,
        *,
        changes: Changes,
        configs: Configs,
        serversets: Serversets,
        dependencies: Dependencies,
    ) -> None:
        self._desk = desk
        self._changes = changes
        self._configs = configs
        self._serversets = serversets
        self._dependencies = dependencies

    def export(self) -> Exported:
        """Everything as JSON lines: configs with current values, serversets, dependencies."""
        catalog = self._desk.catalog
        configs = [*in_parallel(self._config_line, [*catalog.configs()])]
        lines: list[Line] = [line for line, _ in configs]
        lines += [ServersetLine(name, catalog.declared(name)) for name in catalog.serversets()]
        lines += [DependencyLine(name, members) for name, members in catalog.graph().items()]
        return Exported([*encode_lines(lines)], [line.name for line, lost in configs if lost])

    def plan_import(self, bundle: Bundle, *, tick: _Tick = lambda: None) -> Imported:
        """Find out what an import would do; what it would be refused is not known before.

        Args:
            bundle: what was read.
            tick: called once for each thing, on any thread.
        """

        def compare(line: Line) -> _Came:
            came = self._compare(line)
            tick()
            return came

        return _report(bundle, [*in_parallel(compare, _lines(bundle))], {})

    def differences(self, bundle: Bundle) -> Iterator[tuple[ConfigName, Diff]]:
        """What differs between the values here and a bundle's, from here to there; no equal ones.

        Configs that are not here are left out, and so are those the bundle has no value of.
        """

        def compare(line: ConfigLine) -> Diff | None:
            here = self._desk.body_if_there(line.name)
            if here is None or line.body is None or here == line.body:
                return None
            return what_differs(here, line.body, what=str(line.name))

        diffs = in_parallel(compare, bundle.configs)
        for line, diff in zip(bundle.configs, diffs, strict=True):
            if diff is not None:
                yield line.name, diff

    def import_(
        self, bundle: Bundle, by: Signature = UNSIGNED, *, tick: _Tick = lambda: None
    ) -> Imported:
        """Make everything as the bundle says; what it does not name stays as it is.

        Members are added to dependencies, never removed. What is equal already is not written, so
        an import can be repeated after any failure. What is refused (a damaged value, a cycle) is
        told in the report and holds up nothing else.

        Args:
            bundle: what was read.
            by: who and why.
            tick: called once for each thing, on any thread.

        Raises:
            RequestError: a comment lacks.
            LockTimeoutError: somebody else held a lock all the time.
            OutcomeUnknownError: the connection went while a version was set.
        """
        self._desk.signing.sign(by)
        lines = _lines(bundle)
        came = [*in_parallel(self._compare, lines)]
        # All dependencies before their members: they hold each other.
        for line in bundle.dependencies:
            self._dependencies.create(line.name, by)

        def attempt(pair: tuple[Line, _Came]) -> KingpinError | None:
            line, how = pair
            error = None if how is _Came.UNCHANGED else self._try(line, by)
            tick()
            return error

        pairs = [*zip(lines, came, strict=True)]
        split = len(lines) - len(bundle.dependencies)
        # Members of dependencies come last, and in turn: each may close a cycle with another.
        errors = [*in_parallel(attempt, pairs[:split]), *map(attempt, pairs[split:])]
        refused = {
            str(line.name): str(why).removeprefix(f"{line.name}: ")
            for line, why in zip(lines, errors, strict=True)
            if why
        }
        return _report(bundle, came, refused)

    def _config_line(self, name: ConfigName) -> tuple[ConfigLine, bool]:
        """What an export says of a config, and whether its value is lost."""
        declared = self._desk.catalog.declared(name)
        try:
            return ConfigLine(name, declared, self._desk.body_of(name)), False
        except (BlobNotFoundError, NodeDamagedError):
            return ConfigLine(name, declared, None), True

    def _compare(self, line: Line) -> _Came:
        catalog = self._desk.catalog
        match line:
            case ConfigLine(name, declared, body):
                if declared is None and body is None:
                    # A node that somebody left behind: nothing to carry over.
                    return _Came.UNCHANGED
                there = catalog.config_exists(name)
                same = _covers(catalog.declared(name), declared)
                same = same and (body is None or body == self._desk.body_if_there(name))
                return _came(there=there, same=same)
            case ServersetLine(serverset, declared):
                same = _covers(catalog.declared(serverset), declared)
                return _came(there=catalog.serverset_exists(serverset), same=same)
            case DependencyLine(dependency, members):
                there = catalog.dependency_exists(dependency)
                held = catalog.members(dependency) if there else ()
                return _came(there=there, same=set(members) <= set(held))
            case _:
                assert_never(line)

    def _try(self, line: Line, by: Signature) -> KingpinError | None:
        try:
            self._write(line, by)
        except _REFUSALS as error:
            return error
        return None

    def _write(self, line: Line, by: Signature) -> None:
        match line:
            case ConfigLine(name, declared, body):
                if declared is not None:
                    self._declare_config(line, declared, by)
                if body is not None:
                    self._changes.put(name, body, by)
            case ServersetLine(serverset, declared):
                if declared is not None:
                    self._declare_serverset(serverset, declared, by)
            case DependencyLine(dependency, members):
                for member in members:
                    self._dependencies.add(dependency, member, by)
            case _:
                assert_never(line)

    def _declare_config(self, line: ConfigLine, declared: Declared, by: Signature) -> None:
        try:
            self._configs.create(line.name, declared, by, successor=line.body)
        except NodeExistsError:
            self._configs.describe(line.name, lambda _: declared, by, successor=line.body)

    def _declare_serverset(self, name: ServersetName, declared: Declared, by: Signature) -> None:
        try:
            self._serversets.create(name, declared, by)
        except NodeExistsError:
            self._serversets.describe(name, lambda _: declared, by)


def _covers(there: Declared | None, wanted: Declared | None) -> bool:
    return wanted is None or there == wanted


def _came(*, there: bool, same: bool) -> _Came:
    if not there:
        return _Came.CREATED
    return _Came.UNCHANGED if same else _Came.UPDATED


def _lines(bundle: Bundle) -> list[Line]:
    return [*bundle.configs, *bundle.serversets, *bundle.dependencies]


def _report(bundle: Bundle, came: Sequence[_Came], refused: Mapping[str, str]) -> Imported:
    names: dict[_Came, list[str]] = {how: [] for how in _Came}
    for line, how in zip(_lines(bundle), came, strict=True):
        if str(line.name) not in refused:
            names[how].append(str(line.name))
    return Imported(names[_Came.CREATED], names[_Came.UPDATED], names[_Came.UNCHANGED], refused)
