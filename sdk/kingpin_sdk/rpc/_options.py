"""What a call and a connection can be told."""

from __future__ import annotations

from typing import Final

from attrs import Attribute, field, frozen

from kingpin_sdk.rpc._wire import Framing, WireProtocol

__all__ = ["DEFAULT_TIMEOUT", "CallOptions", "WireOptions"]

DEFAULT_TIMEOUT: Final = 3.0
"""Seconds for one call, all of it, unless the client or the call says otherwise."""

_LONGEST: Final = 86_400.0


def _check_timeout(
    instance: object, attribute: Attribute[float | None], value: float | None
) -> None:
    del instance, attribute
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):  # what no checker has seen
        raise TypeError(f"timeout {value!r} is no number of seconds")
    if not 0.0 < value <= _LONGEST:
        raise ValueError(f"timeout {value!r}: give seconds, more than 0 and at most {_LONGEST:.0f}")


@frozen(kw_only=True)
class CallOptions:
    """Options of one call, or of all calls of a client; None leaves it to who is asked next.

    That is: the call, the client, the defaults.

    Attributes:
        timeout: seconds for the whole call, connecting and waiting included; at most a day.
        idempotent: whether the method may be executed twice; overrules the IDL's annotation.
    """

    timeout: float | None = field(default=None, validator=_check_timeout)
    idempotent: bool | None = None

    def over(self, other: CallOptions) -> CallOptions:
        """These options, and another's where these say nothing."""
        return CallOptions(
            timeout=other.timeout if self.timeout is None else self.timeout,
            idempotent=other.idempotent if self.idempotent is None else self.idempotent,
        )


@frozen(kw_only=True)
class WireOptions:
    """How a server wants its messages.

    Attributes:
        framing: ``unframed`` is the default of Apache's and thriftpy2's Python servers.
        protocol: binary unless the server was told otherwise.
        service: the name under which a multiplexing server offers the service; None for others.
    """

    framing: Framing = Framing.UNFRAMED
    protocol: WireProtocol = WireProtocol.BINARY
    service: str | None = None
