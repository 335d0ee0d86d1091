"""Refusing what no monitor would apply, before it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import RejectedError
from kingpin_sdk.publishing import UNSET, ReadsThrough

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.formats.metaconfig import ConfigLimits
    from kingpin_sdk.model import PublishResult, Version
    from kingpin_sdk.names import PublishedName
    from kingpin_sdk.publishing import Change, Engine, Unset

__all__ = ["Limited", "over_limit"]

_EMPTY = (b"", b"[]", b"{}")


@final
class Limited(ReadsThrough):
    """An engine that refuses changes beyond a config's declared limits.

    Args:
        engine: what changes.
        limits: those of the one config it is used for.
    """

    def __init__(self, engine: Engine, limits: ConfigLimits) -> None:
        super().__init__(engine)
        self._limits = limits

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
        """Change it.

        Raises:
            RejectedError: the new body is over the size limit, or empty and protected.
        """

        def checked(body: bytes | None) -> Change:
            change = decide(body)
            if change.changed and (problems := self._problems(body, change.body)):
                raise RejectedError(str(name), {"$": problems})
            return change

        return self._engine.change(
            name,
            checked,
            author=author,
            comment=comment,
            expected=expected,
            replaces_all=replaces_all,
        )

    def _problems(self, old: bytes | None, new: bytes) -> str:
        if reason := over_limit(self._limits.max_bytes, new):
            return reason
        if self._limits.protect_empty and new in _EMPTY and (old or b"") not in _EMPTY:
            return "would be empty, which it is protected from (config describe --no-protect-empty)"
        return ""


def over_limit(most: int | None, body: bytes) -> str:
    """Why a body is larger than a limit allows; empty if it is not."""
    if most is None or len(body) <= most:
        return ""
    return f"{len(body)} bytes, and its size limit is {most}"
