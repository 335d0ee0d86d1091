"""How the engine paces itself."""

from __future__ import annotations

from attrs import field, frozen

from kingpin_sdk.files.writing import INHERITED, Ownership
from kingpin_sdk.sync._population import Limits

__all__ = ["SyncOptions"]


@frozen
class SyncOptions:
    """The numbers of an engine; durations in seconds.

    Attributes:
        workers: looks that may run at once.
        hold_down: a lone change is applied at once, further ones within this time as one.
        sweep_every: each subject is looked at again this often, plus up to a tenth.
        retry_first: back-off after a first failed look; it doubles with each further one.
        retry_most: where the doubling ends.
        absent_tries: looks for a blob that is not there, before it is left to the sweep.
        max_bytes: a larger config is refused unread.
        serversets: what the guard of serversets goes by; a metaconfig may say otherwise.
        keep: contents before the current one that stay on disk, for each config.
        ownership: of local files.
    """

    workers: int = 16
    hold_down: float = 1.0
    sweep_every: float = 1800.0
    retry_first: float = 0.2
    retry_most: float = 15.0
    absent_tries: int = 10
    max_bytes: int = 64 * 1024 * 1024
    serversets: Limits = field(factory=Limits)
    keep: int = 5
    ownership: Ownership = INHERITED
