"""All use cases over one pair of stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.admin._audit import Trail
from kingpin_sdk.admin._changes import Changes
from kingpin_sdk.admin._checks import Checks
from kingpin_sdk.admin._configs import Configs
from kingpin_sdk.admin._constants import Known, constants_module
from kingpin_sdk.admin._deciders import Deciders
from kingpin_sdk.admin._dependencies import Dependencies
from kingpin_sdk.admin._desk import Desk
from kingpin_sdk.admin._log import AuditLog
from kingpin_sdk.admin._serversets import Serversets
from kingpin_sdk.admin._transfer import Transfer
from kingpin_sdk.admin._versions import Versions
from kingpin_sdk.catalog import Catalog

if TYPE_CHECKING:
    from kingpin_sdk.admin._signature import Signing
    from kingpin_sdk.ports import BlobStore, Coordination
    from kingpin_sdk.publishing import PublishEngine

__all__ = ["Admin"]


@final
class Admin:
    """What people do with configs, serversets, deciders and dependencies. Thread-safe.

    Args:
        coordination: where nodes are.
        blobs: where values and the audit log are.
        engine: publishes over both.
        signing: who signs, and whether a comment is required.
    """

    def __init__(
        self,
        coordination: Coordination,
        blobs: BlobStore,
        engine: PublishEngine,
        *,
        signing: Signing,
    ) -> None:
        desk = Desk(
            engine=engine,
            catalog=Catalog(coordination, engine),
            log=AuditLog(blobs),
            signing=signing,
        )
        self._desk = desk
        self.configs = Configs(desk)
        self.changes = Changes(desk)
        self.versions = Versions(desk)
        self.deciders = Deciders(desk, self.changes)
        self.serversets = Serversets(desk)
        self.dependencies = Dependencies(desk)
        self.transfer = Transfer(
            desk,
            changes=self.changes,
            configs=self.configs,
            serversets=self.serversets,
            dependencies=self.dependencies,
        )
        self.trail = Trail(desk)
        self.checks = Checks(desk)

    @property
    def comment_required(self) -> bool:
        """True if nothing is changed without saying why."""
        return self._desk.signing.comment_required

    def constants(self) -> str:
        """A Python module of all names; see `kingpin names`."""
        return constants_module(
            Known(
                configs=[one.name for one in self.configs.list()],
                experiments=[*self.deciders.ramps()],
                serversets=[name for name, _ in self.serversets.list()],
                dependencies=[str(name) for name in self.dependencies.list()],
            )
        )
