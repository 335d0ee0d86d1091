"""The log of what was done to things without versions of their own."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, NamedTuple, final

from kingpin_sdk.admin._parallel import in_parallel
from kingpin_sdk.errors import BackendError, BlobNotFoundError
from kingpin_sdk.formats.audit import (
    AUDIT_PREFIX,
    Deed,
    decode_deed,
    deed_key,
    encode_deed,
    time_of_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kingpin_sdk.admin._signature import Signed
    from kingpin_sdk.clocks import Random, WallClock
    from kingpin_sdk.ports import BlobStore

__all__ = ["CONFIG_DELETED", "AuditLog", "Logged"]

CONFIG_DELETED = "config.delete"
"""That a config was deleted; the detail is its last version."""

_PAGE = 100


class Logged(NamedTuple):
    """One entry of the log.

    Attributes:
        time: when (UTC).
        deed: what.
    """

    time: datetime
    deed: Deed


@final
class AuditLog:
    """Writes and reads the log. Thread-safe; every call blocks.

    An entry is written after the deed: a program that dies between the two leaves a deed without
    one.

    Args:
        blobs: where it is kept.
        clock: seconds since the epoch.
        chance: keeps two writers of one moment apart.
    """

    def __init__(
        self, blobs: BlobStore, *, clock: WallClock = time.time, chance: Random = random.random
    ) -> None:
        self._blobs = blobs
        self._clock = clock
        self._chance = chance

    def write(self, action: str, name: object, signed: Signed, *, detail: str = "") -> None:
        """Keep that something was done.

        Raises:
            BackendError: the store failed; the message says that the deed stands all the same.
        """
        deed = Deed(action, str(name), detail, signed.author, signed.comment)
        key = deed_key(now=self._clock(), chance=self._chance())
        try:
            self._blobs.create(key, encode_deed(deed), {})
        except BackendError as error:
            raise type(error)(f"{action} of {name} is done, but not in the log: {error}") from error

    def newest_first(self) -> Iterator[Logged]:
        """All entries, fetched a page at a time while iterating.

        Raises:
            BackendError: the store failed.
        """
        keys = [*self._blobs.keys(AUDIT_PREFIX)][::-1]
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            yield from (one for one in in_parallel(self._read, page) if one is not None)

    def _read(self, key: str) -> Logged | None:
        at = time_of_key(key)
        try:
            deed = None if at is None else decode_deed(self._blobs.get(key).body)
        except BlobNotFoundError:
            return None  # somebody tidied up
        return None if at is None or deed is None else Logged(at, deed)
