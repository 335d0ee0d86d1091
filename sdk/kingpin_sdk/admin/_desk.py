"""What all use cases share: the stores, the log and the rule about signatures."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, final

from attrs import frozen

from kingpin_sdk.admin._log import AuditLog
from kingpin_sdk.admin._signature import Signing
from kingpin_sdk.catalog import Catalog
from kingpin_sdk.errors import (
    BlobNotFoundError,
    NodeDamagedError,
    NotAvailableError,
    RequestError,
)
from kingpin_sdk.publishing import PublishEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from kingpin_sdk.admin._signature import Signature
    from kingpin_sdk.catalog import Declared
    from kingpin_sdk.model import PublishResult, Version
    from kingpin_sdk.names import ConfigName, PublishedName, ServersetName

__all__ = ["Desk", "in_range"]


@final
@frozen(kw_only=True)
class Desk:
    """What the use cases work with.

    Attributes:
        engine: publishes and reads values.
        catalog: knows what there is.
        log: keeps what was done to things without versions.
        signing: the rule about signatures.
    """

    engine: PublishEngine
    catalog: Catalog
    log: AuditLog
    signing: Signing

    def version_of(self, name: PublishedName) -> Version | None:
        """The current version; None if it was never published, or its node is damaged.

        For whoever looks at many: one damaged node is no reason to show none of them. `check` tells
        of it.
        """
        try:
            return self.engine.current(name)
        except NodeDamagedError:
            return None

    def body_of(self, name: PublishedName) -> bytes | None:
        """The current body; None if it was never published.

        Raises:
            BlobNotFoundError: it is gone.
        """
        try:
            return self.engine.body(name)[1]
        except NotAvailableError:
            return None

    def body_if_there(self, name: PublishedName) -> bytes | None:
        """The current body; None if it was never published, is gone, or nobody knows its version.

        For whoever looks at many, as `version_of`.
        """
        try:
            return self.body_of(name)
        except (BlobNotFoundError, NodeDamagedError):
            return None

    def check_declaration(
        self, name: ConfigName | ServersetName, change: Callable[[Declared], Declared]
    ) -> None:
        """Find out whether something can be declared: raises what `declare` would."""
        with in_range(name):
            self.catalog.check_declaration(name, change)

    def declare(
        self,
        name: ConfigName | ServersetName,
        change: Callable[[Declared], Declared],
        by: Signature,
    ) -> PublishResult:
        """Change what a metaconfig declares.

        Raises:
            NodeNotFoundError: there is no metaconfig.
            RequestError: a limit is out of range, or a comment lacks.
        """
        signed = self.signing.sign(by)
        with in_range(name):
            return self.catalog.declare(name, change, author=signed.author, comment=signed.comment)


@contextmanager
def in_range(name: ConfigName | ServersetName) -> Generator[None]:
    """Makes a limit that is out of range a RequestError."""
    try:
        yield
    except ValueError as error:
        raise RequestError(f"{name}: {error}") from error
