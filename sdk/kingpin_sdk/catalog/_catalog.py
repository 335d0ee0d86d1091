"""What there is, over the coordination port and the publish engine."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, final

from kingpin_sdk.catalog._graph import Visit, expand, path_to
from kingpin_sdk.catalog._serversets import Listed, list_members
from kingpin_sdk.catalog._shapes import declare, declared_shape, inferred_shape
from kingpin_sdk.errors import (
    BlobNotFoundError,
    ConflictError,
    InvalidNameError,
    NodeExistsError,
    NodeNotFoundError,
    NotAvailableError,
    RejectedError,
)
from kingpin_sdk.formats.metaconfig import (
    config_section,
    encode_metaconfig,
    serverset_section,
    shrink_extra,
)
from kingpin_sdk.names import (
    CONFIG_ROOT,
    DEPENDENCY_ROOT,
    DISCOVERY_ROOT,
    ConfigName,
    DependencyName,
    MetaconfigName,
    ServersetName,
)
from kingpin_sdk.publishing import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_sdk.catalog._graph import Member
    from kingpin_sdk.model import Json, PublishResult
    from kingpin_sdk.ports import Coordination
    from kingpin_sdk.publishing import PublishEngine
    from kingpin_sdk.spec import Shape

__all__ = ["Catalog"]


@final
class Catalog:
    """Makes and lists configs, serversets and dependencies. Thread-safe; every call blocks.

    Every write is a step that can be repeated after a crash or an unknown outcome. All methods
    raise BackendError besides what they name.

    Args:
        coordination: where nodes are.
        engine: publishes metaconfigs and reads bodies.
    """

    def __init__(self, coordination: Coordination, engine: PublishEngine) -> None:
        self._coordination = coordination
        self._engine = engine

    def create_config(
        self, name: ConfigName, shape: Shape | None, *, author: str, comment: str = ""
    ) -> PublishResult:
        """Make a config's node and publish its metaconfig, so that dependencies can hold it.

        The config itself stays unpublished until its first edit.

        Args:
            name: the config.
            shape: which of the four documents it is; None leaves that to its first value.
            author: who, for the metaconfig's history.
            comment: why.

        Returns:
            The metaconfig's publication.

        Raises:
            NodeExistsError: it was created before.
        """
        self._ensure(name.node)
        section = config_section(name, declare(shape))
        try:
            return self._publish_metaconfig(name, section, author=author, comment=comment)
        except ConflictError as error:
            raise NodeExistsError(f"config {name.short} exists already") from error

    def shape_of(self, name: ConfigName) -> Shape | None:
        """The shape declared when it was created, else what its current value looks like.

        None if neither can be told: it was never published, is no JSON, or does not exist.
        """
        try:
            _, metaconfig = self._engine.body(MetaconfigName(str(name)))
        except (NotAvailableError, BlobNotFoundError):
            metaconfig = b""
        if metaconfig and (declared := declared_shape(metaconfig, name)) is not None:
            return declared
        try:
            _, body = self._engine.body(name)
        except NotAvailableError:
            return None
        return inferred_shape(body, name)

    def config_exists(self, name: ConfigName) -> bool:
        """True if the config was created or published."""
        return self._exists(name.node)

    def configs(self) -> Iterator[ConfigName]:
        """All configs that were created or published, sorted."""
        for domain in self._children(CONFIG_ROOT):
            for key in self._children(f"{CONFIG_ROOT}/{domain}"):
                with suppress(InvalidNameError):  # lock nodes stand beside configs
                    yield ConfigName.from_node(f"{CONFIG_ROOT}/{domain}/{key}")

    def create_serverset(
        self,
        name: ServersetName,
        *,
        shrink_ratio: float | None = None,
        shrink_minimum: int | None = None,
        author: str,
        comment: str = "",
    ) -> PublishResult:
        """Make a serverset's node and publish its metaconfig, so that dependencies can hold it.

        Services may have joined it before.

        Args:
            name: the serverset.
            shrink_ratio: monitors hold back a drop by more than this share; None for their default.
            shrink_minimum: of sets of this size or larger; None for their default.
            author: who, for the metaconfig's history.
            comment: why.

        Returns:
            The metaconfig's publication.

        Raises:
            NodeExistsError: it was created before.
            ValueError: a limit is out of range.
        """
        extra = shrink_extra(ratio=shrink_ratio, minimum=shrink_minimum)
        self._ensure(name.node)
        section = serverset_section(name, extra)
        try:
            return self._publish_metaconfig(name, section, author=author, comment=comment)
        except ConflictError as error:
            raise NodeExistsError(f"serverset {name} exists already") from error

    def serverset_exists(self, name: ServersetName) -> bool:
        """True if the serverset was created, or somebody has joined it."""
        return self._exists(name.node)

    def serversets(self) -> Iterator[ServersetName]:
        """All serversets that were created or joined, sorted."""
        for service in self._children(DISCOVERY_ROOT):
            for env in self._children(f"{DISCOVERY_ROOT}/{service}"):
                with suppress(InvalidNameError):
                    yield ServersetName(service, env)

    def serverset_size(self, name: ServersetName) -> int:
        """How many members the store lists; 0 if there is no such serverset."""
        return len(self._children(name.node))

    def serverset_members(self, name: ServersetName) -> Listed:
        """Who is in a serverset now.

        Raises:
            NodeNotFoundError: there is no such serverset.
        """
        return list_members(self._coordination, name)

    def create_dependency(self, name: DependencyName) -> bool:
        """Make an empty dependency; False if it was there."""
        return self._ensure(name.node)

    def dependencies(self) -> Iterator[DependencyName]:
        """All dependencies, sorted."""
        for child in self._children(DEPENDENCY_ROOT):
            with suppress(InvalidNameError):
                yield DependencyName(child)

    def dependency_exists(self, name: DependencyName) -> bool:
        """True if the dependency was created."""
        return self._exists(name.node)

    def members(self, name: DependencyName) -> tuple[Member, ...]:
        """What a dependency holds directly, sorted.

        Raises:
            NodeNotFoundError: there is no such dependency.
        """
        members = self._members(name)
        if members is None:
            raise NodeNotFoundError(f"dependency {name} does not exist")
        return members

    def add_to_dependency(self, name: DependencyName, member: Member) -> bool:
        """Make something a member; False if it was one.

        Two of these at the same moment can close a cycle together; whoever walks it stands that.

        Raises:
            NodeNotFoundError: the dependency or the member does not exist.
            RejectedError: the member holds the dependency, which would close a cycle.
        """
        members = self.members(name)
        if member in members:
            return False
        self._check_member(name, member)
        return self._ensure(name.member_node(member))

    def remove_from_dependency(self, name: DependencyName, member: Member) -> bool:
        """Make something no member; False if it was none.

        Raises:
            NodeNotFoundError: the dependency does not exist.
        """
        if member not in self.members(name):
            return False
        try:
            self._coordination.delete(name.member_node(member))
        except NodeNotFoundError:
            return False
        return True

    def expand(self, name: DependencyName) -> Iterator[Visit]:
        """Walk everything a dependency holds, depth first.

        Raises:
            NodeNotFoundError: there is no such dependency.
        """
        self.members(name)
        return expand(name, self._members)

    def _check_member(self, name: DependencyName, member: Member) -> None:
        if isinstance(member, MetaconfigName):
            if self._engine.current(member) is None:
                what = "serverset" if str(member).startswith("discovery.") else "config"
                raise NodeNotFoundError(
                    f"{member} has no metaconfig: `kingpin {what} create` makes it"
                )
            return
        self.members(member)
        if (way := path_to(member, name, self._members)) is not None:
            cycle = " holds ".join(str(one) for one in (name, *way))
            raise RejectedError(f"{member} in {name} would close a cycle", {"cycle": cycle})

    def _publish_metaconfig(
        self,
        name: ConfigName | ServersetName,
        section: dict[str, Json],
        *,
        author: str,
        comment: str,
    ) -> PublishResult:
        body = encode_metaconfig([section])
        return self._engine.change(
            MetaconfigName(str(name)),
            lambda _: Change(body, 1),
            author=author,
            comment=comment,
            expected=None,
        )

    def _members(self, name: DependencyName) -> tuple[Member, ...] | None:
        try:
            children = self._coordination.children(name.node)
        except NodeNotFoundError:
            return None
        return tuple(_members_in(children))

    def _children(self, path: str) -> tuple[str, ...]:
        try:
            return self._coordination.children(path)
        except NodeNotFoundError:
            return ()

    def _exists(self, path: str) -> bool:
        try:
            self._coordination.read(path)
        except NodeNotFoundError:
            return False
        return True

    def _ensure(self, path: str) -> bool:
        """Make a node; False if it was there."""
        try:
            self._coordination.create(path)
        except NodeExistsError:
            return False
        return True


def _members_in(children: tuple[str, ...]) -> Iterator[Member]:
    for child in children:
        with suppress(InvalidNameError):
            yield DependencyName(child) if child.endswith(".dep") else MetaconfigName(child)
