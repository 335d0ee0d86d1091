"""What there is, over the coordination port and the publish engine."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, final

from attrs import evolve

from kingpin_sdk.catalog._declared import Declared, extra_of
from kingpin_sdk.catalog._dependencies import Dependencies
from kingpin_sdk.catalog._metaconfigs import Metaconfigs
from kingpin_sdk.catalog._nodes import children_of, ensure, exists
from kingpin_sdk.catalog._serversets import Listed, list_members
from kingpin_sdk.catalog._shapes import inferred_shape
from kingpin_sdk.errors import (
    ConflictError,
    InvalidNameError,
    NodeExistsError,
    NodeNotFoundError,
    NotAvailableError,
    RejectedError,
)
from kingpin_sdk.formats.metaconfig import ConfigLimits
from kingpin_sdk.names import (
    CONFIG_ROOT,
    DISCOVERY_ROOT,
    METACONFIG_ROOT,
    ConfigName,
    MetaconfigName,
    ServersetName,
)
from kingpin_sdk.publishing import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kingpin_sdk.model import PublishResult, Version
    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.publishing import PublishEngine
    from kingpin_sdk.spec import Shape

__all__ = ["Catalog"]


@final
class Catalog(Dependencies):
    """Makes and lists configs, serversets and dependencies. Thread-safe; every call blocks.

    Every write is a step that can be repeated after a crash or an unknown outcome. All methods
    raise BackendError besides what they name.

    Args:
        coordination: where nodes are.
        engine: publishes metaconfigs and reads bodies.
    """

    def __init__(self, coordination: Coordination, engine: PublishEngine) -> None:
        super().__init__(coordination, engine)
        self._metaconfigs = Metaconfigs(engine)

    def create_config(
        self,
        name: ConfigName,
        shape: Shape | None,
        *,
        declared: Declared | None = None,
        author: str,
        comment: str = "",
    ) -> PublishResult:
        """Make a config's node and publish its metaconfig, so that dependencies can hold it.

        The config itself stays unpublished until its first edit.

        Args:
            name: the config.
            shape: which of the four documents it is; None leaves that to its first value.
            declared: what else is said of it.
            author: who, for the metaconfig's history.
            comment: why.

        Returns:
            The metaconfig's publication.

        Raises:
            NodeExistsError: it was created before.
            ValueError: a limit is out of range.
        """
        said = evolve(declared or Declared(), shape=shape)
        extra_of(said, {})  # refused before anything is made
        ensure(self._coordination, name.node)
        try:
            return self._metaconfigs.create(name, said, author=author, comment=comment)
        except ConflictError as error:
            raise _there_already(name) from error

    def shape_of(self, name: ConfigName) -> Shape | None:
        """The shape declared when it was created, else what its current value looks like.

        None if neither can be told: it was never published, is no JSON, or does not exist.
        """
        if (declared := self.declared(name)) is not None and declared.shape is not None:
            return declared.shape
        try:
            _, body = self._engine.body(name)
        except NotAvailableError:
            return None
        return inferred_shape(body, name)

    def config_exists(self, name: ConfigName) -> bool:
        """True if the config was created or published."""
        return exists(self._coordination, name.node)

    def configs(self) -> Iterator[ConfigName]:
        """All configs that were created or published, sorted."""
        for domain in children_of(self._coordination, CONFIG_ROOT):
            for key in children_of(self._coordination, f"{CONFIG_ROOT}/{domain}"):
                with suppress(InvalidNameError):  # lock nodes stand beside configs
                    yield ConfigName.from_node(f"{CONFIG_ROOT}/{domain}/{key}")

    def create_serverset(
        self,
        name: ServersetName,
        *,
        shrink_ratio: float | None = None,
        shrink_minimum: int | None = None,
        declared: Declared | None = None,
        author: str,
        comment: str = "",
    ) -> PublishResult:
        """Make a serverset's node and publish its metaconfig, so that dependencies can hold it.

        Services may have joined it before.

        Args:
            name: the serverset.
            shrink_ratio: monitors hold back a drop by more than this share.
            shrink_minimum: of sets of this size or larger.
            declared: what else is said of it; monitors have defaults for limits that are not.
            author: who, for the metaconfig's history.
            comment: why.

        Returns:
            The metaconfig's publication.

        Raises:
            NodeExistsError: it was created before.
            ValueError: a limit is out of range.
        """
        said = declared or Declared()
        if shrink_ratio is not None or shrink_minimum is not None:
            limits = ConfigLimits(shrink_ratio=shrink_ratio, shrink_minimum=shrink_minimum)
            said = evolve(said, limits=limits)
        extra_of(said, {})
        ensure(self._coordination, name.node)
        try:
            return self._metaconfigs.create(name, said, author=author, comment=comment)
        except ConflictError as error:
            raise _there_already(name) from error

    def serverset_exists(self, name: ServersetName) -> bool:
        """True if the serverset was created, or somebody has joined it."""
        return exists(self._coordination, name.node)

    def serversets(self) -> Iterator[ServersetName]:
        """All serversets that were created or joined, sorted."""
        for service in children_of(self._coordination, DISCOVERY_ROOT):
            for env in children_of(self._coordination, f"{DISCOVERY_ROOT}/{service}"):
                with suppress(InvalidNameError):
                    yield ServersetName(service, env)

    def serverset_size(self, name: ServersetName) -> int:
        """How many members the store lists; 0 if there is no such serverset."""
        return len(children_of(self._coordination, name.node))

    def serverset_members(self, name: ServersetName) -> Listed:
        """Who is in a serverset now.

        Raises:
            NodeNotFoundError: there is no such serverset.
        """
        return list_members(self._coordination, name)

    def metaconfigs(self) -> Iterator[MetaconfigName]:
        """All metaconfigs, sorted: those of configs and serversets, and whatever else there is."""
        for child in children_of(self._coordination, METACONFIG_ROOT):
            with suppress(InvalidNameError):  # lock nodes stand beside them
                yield MetaconfigName(child)

    def check_new(self, name: ConfigName | ServersetName) -> None:
        """Find out whether something can be created.

        Raises:
            NodeExistsError: it was created before.
        """
        if self.declared(name) is not None:
            raise _there_already(name)

    def declared(self, name: ConfigName | ServersetName) -> Declared | None:
        """What a metaconfig declares; None if there is none. One that is damaged says nothing."""
        return self._metaconfigs.declared(name)

    def metaconfig(self, name: ConfigName | ServersetName) -> bytes | None:
        """A metaconfig as it is stored; None if there is none."""
        return self._metaconfigs.body(name)

    def declare(
        self,
        name: ConfigName | ServersetName,
        change: Callable[[Declared], Declared],
        *,
        author: str,
        comment: str = "",
    ) -> PublishResult:
        """Change what a metaconfig declares, and nothing else of it.

        Args:
            name: whose.
            change: from what is declared to what shall be; may be called again.
            author: who.
            comment: why.

        Raises:
            NodeNotFoundError: there is no metaconfig.
            RejectedError: it cannot be read, so nothing of it can be kept.
            ValueError: a limit is out of range.
        """
        return self._metaconfigs.declare(name, change, author=author, comment=comment)

    def check_declaration(
        self, name: ConfigName | ServersetName, change: Callable[[Declared], Declared]
    ) -> None:
        """Find out whether something can be declared: raises what `declare` would."""
        Metaconfigs(Rehearsal(self._engine)).declare(name, change, author="", comment="")

    def delete_config(self, name: ConfigName, *, author: str) -> Version | None:
        """Take a config and its metaconfig away; the values stay in the blob store, unnamed.

        Somebody who adds it to a dependency at the same moment leaves a member without a config,
        which monitors skip.

        Returns:
            Its last version; None if it was never published.

        Raises:
            NodeNotFoundError: it does not exist.
            RejectedError: a dependency holds it.
        """
        if not self.config_exists(name):
            raise NodeNotFoundError(f"config {name.short} does not exist")
        self.check_unused(MetaconfigName(str(name)))
        with suppress(NodeNotFoundError):  # published and never created
            self._engine.delete(MetaconfigName(str(name)), author=author)
        return self._engine.delete(name, author=author)

    def delete_serverset(self, name: ServersetName, *, author: str) -> None:
        """Take a serverset and its metaconfig away.

        Raises:
            NodeNotFoundError: it does not exist.
            RejectedError: a dependency holds it, or somebody is in it.
        """
        self.check_serverset_unused(name)
        with suppress(NodeNotFoundError):  # joined and never created
            self._engine.delete(MetaconfigName(str(name)), author=author)
        self._coordination.delete(name.node)

    def check_serverset_unused(self, name: ServersetName) -> None:
        """Find out whether a serverset can be deleted.

        Raises:
            NodeNotFoundError: it does not exist.
            RejectedError: a dependency holds it directly, or somebody is in it.
        """
        if members := self._coordination.children(name.node):
            raise RejectedError(f"{name} is in use", {"members": f"{len(members)} are in it"})
        self.check_unused(MetaconfigName(str(name)))


def _there_already(name: ConfigName | ServersetName) -> NodeExistsError:
    shown = f"config {name.short}" if isinstance(name, ConfigName) else f"serverset {name}"
    return NodeExistsError(f"{shown} exists already")
