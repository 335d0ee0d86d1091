"""What the engine follows: dependencies lead to metaconfigs, metaconfigs to local files."""

from __future__ import annotations

from typing import TypeAlias, final

from attrs import frozen

from kingpin_sdk.formats.metaconfig import NO_LIMITS, ConfigLimits
from kingpin_sdk.names import DependencyName, MetaconfigName
from kingpin_sdk.spec import Shape

__all__ = ["ConfigFile", "Dependency", "Metaconfig", "ServersetFile", "Subject"]


@final
@frozen
class Dependency:
    """A dependency: its children are its members."""

    name: DependencyName

    @property
    def key(self) -> str:
        """What the engine knows it by: its node, which no file name equals."""
        return self.name.node

    @property
    def node(self) -> str:
        """The node to watch."""
        return self.name.node

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.name)


@final
@frozen
class Metaconfig:
    """A metaconfig: its node holds the version of its document."""

    name: MetaconfigName

    @property
    def key(self) -> str:
        """What the engine knows it by: its node."""
        return self.name.node

    @property
    def node(self) -> str:
        """The node to watch."""
        return self.name.node

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.name)


@final
@frozen
class ConfigFile:
    """One local file and where its content comes from.

    Attributes:
        file_name: the plain name under the config root.
        node: the version node.
        blob_base: what the keys of its value blobs start with; None when the node itself holds the
            value.
        shape: what its documents must be; None when nothing is declared.
        max_wait: seconds over which boxes spread their fetches of a change.
        limits: what else the guard goes by.
    """

    file_name: str
    node: str
    blob_base: str | None
    shape: Shape | None
    max_wait: float
    limits: ConfigLimits = NO_LIMITS

    @property
    def key(self) -> str:
        """What the engine knows it by: the file, so that two sources of it wait for each other."""
        return self.file_name

    @property
    def short_name(self) -> str:
        """What commands take for it: of a config ``domain.key``, else the file name."""
        return self.file_name.removeprefix("config.manageddata.")

    @property
    def title(self) -> str:
        """What people call it."""
        return self.file_name


@final
@frozen
class ServersetFile:
    """One local file and the serverset it lists.

    Attributes:
        file_name: the plain name under the serverset root.
        node: whose children are the members.
        max_wait: seconds over which boxes spread their reads of a change.
        ratio: of the guard, if the metaconfig says one.
        minimum: of the guard, if the metaconfig says one.
    """

    file_name: str
    node: str
    max_wait: float
    ratio: float | None
    minimum: int | None

    @property
    def key(self) -> str:
        """What the engine knows it by: its file, and not a config's of the same name."""
        return f"serverset/{self.file_name}"

    @property
    def title(self) -> str:
        """What people call it."""
        return self.file_name


Subject: TypeAlias = Dependency | Metaconfig | ConfigFile | ServersetFile
