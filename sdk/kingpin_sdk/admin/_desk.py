"""What all use cases share: the stores, the log and the rule about signatures."""

from __future__ import annotations

from typing import final

from attrs import frozen

from kingpin_sdk.admin._log import AuditLog
from kingpin_sdk.admin._signature import Signing
from kingpin_sdk.catalog import Catalog
from kingpin_sdk.publishing import PublishEngine

__all__ = ["Desk"]


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
