"""What a change would do, found out by doing all of it but the writing."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, NamedTuple, final

from kingpin_sdk.errors import BlobNotFoundError, ConflictError, NotAvailableError
from kingpin_sdk.formats.version import next_version
from kingpin_sdk.model import PublishResult
from kingpin_sdk.publishing._changing import UNSET, ReadsThrough, Unset

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.model import Version
    from kingpin_sdk.names import PublishedName
    from kingpin_sdk.publishing._changing import Change, Engine

__all__ = ["Rehearsal", "Rehearsed"]


class Rehearsed(NamedTuple):
    """One change that was decided and not written.

    Attributes:
        name: what it is of.
        base: the version it was decided on; None if nothing was ever published.
        old: the body then; None if there was none.
        change: what was decided.
    """

    name: PublishedName
    base: Version | None
    old: bytes | None
    change: Change


@final
class Rehearsal(ReadsThrough):
    """An engine that writes nothing: editors over it refuse what they would refuse.

    No lock is taken: what it finds may be old news by the time somebody acts on it. Whoever does
    publishes with ``expected`` the base. Not thread-safe.

    Args:
        engine: what is asked for the values that are there.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.last: Rehearsed | None = None
        """The newest change that was decided; None before the first."""

    def change(
        self,
        name: PublishedName,
        decide: Callable[[bytes | None], Change],
        *,
        author: str,
        comment: str = "",
        expected: Version | Unset | None = UNSET,
        replaces_all: bool = False,
    ) -> PublishResult:
        """Read and decide; the version in the result is one that could be given now.

        Raises:
            ConflictError: the current version is not the expected one.
            BlobNotFoundError: the current version's value is gone.
            BackendError: a backend failed or refused.
        """
        del author, comment
        base, old = self._now(name, replaces_all=replaces_all)
        if not isinstance(expected, Unset) and expected != base:
            raise ConflictError(str(name), expected=expected, found=base)
        change = decide(old)
        self.last = Rehearsed(name, base, old, change)
        if base is not None and old is not None and change.changed == 0:
            return PublishResult(0, base, base)
        version = next_version(base, now=time.time(), chance=random.random())  # noqa: S311 - no secret
        return PublishResult(change.changed, version, base)

    def _now(
        self, name: PublishedName, *, replaces_all: bool
    ) -> tuple[Version | None, bytes | None]:
        try:
            return self._engine.body(name)
        except NotAvailableError:
            return None, None
        except BlobNotFoundError:
            if not replaces_all:
                raise
            return self._engine.current(name), None
