"""Does what is stored fit what code, or the catalog, says it is?"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast, final

from attrs import frozen

from kingpin_sdk.admin._limits import over_limit
from kingpin_sdk.admin._parallel import in_parallel
from kingpin_sdk.admin._specs import DECIDER, make_spec, spec_of
from kingpin_sdk.catalog import Declared
from kingpin_sdk.errors import (
    BlobNotFoundError,
    DecodeError,
    NodeDamagedError,
    NotAvailableError,
    RequestError,
    SnapshotCorruptError,
)
from kingpin_sdk.names import ConfigName, MetaconfigName
from kingpin_sdk.spec import DeciderSpec, JsonSpec, ListSpec, MappedListSpec, MapSpec, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import TypeForm

    from kingpin_sdk.admin._desk import Desk
    from kingpin_sdk.spec import AnySpec

__all__ = ["Checked", "Checks", "named_object", "problems_of", "spec_for", "specs_in"]


@final
@frozen
class Checked:
    """What came of checking one config.

    Attributes:
        name: which.
        by: what it was checked against: ``module.view``, or ``catalog``.
        published: False if there is no value yet, which is no problem.
        problems: path in the document -> reason; none where it fits.
    """

    name: ConfigName
    by: str
    published: bool
    problems: Mapping[str, str]


@final
class Checks:
    """Checks what is live. Every call blocks and raises BackendError."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def against_code(self, specs: Mapping[str, AnySpec]) -> Iterator[Checked]:
        """Do the views of some code still decode what is live?

        Args:
            specs: where each is declared -> what it declares; see specs_in.
        """
        return in_parallel(lambda item: self._check(*item), [*specs.items()])

    def against_catalog(self, names: Iterable[ConfigName] | None = None) -> Iterator[Checked]:
        """Does every value have the shape and the size that its metaconfig declares?

        Args:
            names: which configs; None for all.
        """
        chosen = [*(self._desk.catalog.configs() if names is None else names)]
        return in_parallel(self._check_declared, chosen)

    def problems_for(self, name: ConfigName, body: bytes) -> Mapping[str, str]:
        """What keeps a body from being a config's next value: path -> reason."""
        declared = self._desk.catalog.declared(name) or Declared()
        problems = problems_of(spec_of(self._desk, name, None), body)
        return {**problems, **_size_problems(declared, body)}

    def dangling(self) -> Iterator[tuple[str, str]]:
        """Members of dependencies that bring nothing: dependency and member."""
        graph = self._desk.catalog.graph()
        for dependency, members in graph.items():
            for member in members:
                if isinstance(member, MetaconfigName):
                    there = self._desk.engine.current(member) is not None
                else:
                    there = member in graph
                if not there:
                    yield str(dependency), str(member)

    def _check(self, by: str, spec: AnySpec, declared: Declared | None = None) -> Checked:
        try:
            _, body = self._desk.engine.body(spec.name)
        except NotAvailableError:
            return Checked(spec.name, by, published=False, problems={})
        except (BlobNotFoundError, NodeDamagedError) as error:
            return Checked(spec.name, by, published=True, problems={"$": str(error)})
        problems = {**problems_of(spec, body), **_size_problems(declared or Declared(), body)}
        return Checked(spec.name, by, published=True, problems=problems)

    def _check_declared(self, name: ConfigName) -> Checked:
        declared = self._desk.catalog.declared(name) or Declared()
        if name == DECIDER:
            return self._check("catalog", DeciderSpec(name), declared)
        if declared.shape is None:
            # Raw text is KingPin's, too; only that there is a value can be said.
            return self._check("catalog", _AnyBody(name), declared)
        return self._check("catalog", make_spec(name, declared.shape), declared)


class _AnyBody:
    """A spec that takes every body."""

    def __init__(self, name: ConfigName) -> None:
        self.name = name

    def decode(self, data: bytes, /) -> object:
        """It."""
        return data


def _size_problems(declared: Declared, body: bytes) -> Mapping[str, str]:
    reason = over_limit(declared.limits.max_bytes, body)
    return {"size": reason} if reason else {}


def problems_of(spec: AnySpec, body: bytes) -> Mapping[str, str]:
    """Everything that keeps a body from being read: path -> reason."""
    try:
        if isinstance(spec, DeciderSpec):
            return spec.split(body)[1]
        spec.decode(body)
    except DecodeError as error:
        return error.problems
    except SnapshotCorruptError as error:
        return {"$": str(error)}
    return {}


def named_object(path: str) -> object:
    """What ``package.module:name`` stands for; importing the module runs it.

    Raises:
        RequestError: the text is no such path, the module fails, or it has no such name.
    """
    module, colon, name = path.partition(":")
    if not colon or not name:
        raise RequestError(f"{path!r}: write it as package.module:Name")
    found: object = _module(module)
    for part in name.split("."):
        if not hasattr(found, part):
            raise RequestError(f"module {module} has no {name}")
        found = getattr(found, part)
    return found


def specs_in(module: str) -> Mapping[str, AnySpec]:
    """Every view and spec that a module declares at its top, by ``module.name``.

    Raises:
        RequestError: the module fails, or declares none.
    """
    found = {
        f"{module}.{name}": spec
        for name, thing in sorted(vars(_module(module)).items())
        if (spec := _spec_in(thing)) is not None
    }
    if not found:
        raise RequestError(f"module {module} declares no view and no spec at its top level")
    return found


def spec_for(thing: object, shape: Shape) -> AnySpec:
    """What a value is checked against.

    Args:
        thing: a view or a spec, which says it all; else the type of the value, or of the items.
        shape: how the value holds items of the type; ``json`` if it is of the type itself.

    Raises:
        RequestError: JSON cannot carry the type.
    """
    if (spec := _spec_in(thing)) is not None:
        return spec
    # A cast: what a module holds under a name is known when it runs.
    form = cast("TypeForm[object]", thing)
    name = ConfigName("the", "value")
    try:
        match shape:
            case Shape.JSON:
                return JsonSpec(name, form)
            case Shape.LIST:
                return ListSpec(name, form)
            case Shape.MAP:
                return MapSpec(name, str, form)
            case Shape.MAPPED_LIST:
                return MappedListSpec(name, form)
    except TypeError as error:
        raise RequestError(f"no type of a config: {error}") from error


def _spec_in(thing: object) -> AnySpec | None:
    """The spec of a view, or the spec itself; None for anything else."""
    if isinstance(thing, type):
        return None  # the class of a view
    spec: object = getattr(thing, "spec", None)
    if isinstance(getattr(spec, "name", None), ConfigName) and callable(
        getattr(spec, "decode", None)
    ):
        return cast("AnySpec", spec)
    return None


def _module(name: str) -> object:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:  # a script's exit with 0 would pass for a check
        why = f"{type(error).__name__}: {error}"
        raise RequestError(f"module {name!r} cannot be imported: {why}") from error
