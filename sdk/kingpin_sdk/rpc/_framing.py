"""Where a message ends among the bytes that arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc._codec import TruncatedError, skimmer
from kingpin_sdk.rpc._framing_bytes import LENGTH
from kingpin_sdk.rpc._wire import LARGEST_MESSAGE, Framing, WireProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.rpc._portable import Skimmer

__all__ = ["Inbox"]


@final
class Inbox:
    """Collects what arrives on a connection, and cuts it into messages.

    An unframed message does not tell its length. Mostly it arrives in one piece, and nothing with
    it; so the first piece is simply tried. Only if it ends early, or more follows, it is skimmed,
    each byte once.

    Args:
        framing: what the peer sends.
        protocol: what the peer sends.
    """

    __slots__ = ("_data", "_framing", "_protocol", "_skimmer")

    def __init__(self, framing: Framing, protocol: WireProtocol) -> None:
        self._framing = framing
        self._protocol = protocol
        self._data: bytes | bytearray = b""
        self._skimmer: Skimmer | None = None

    def __bool__(self) -> bool:
        """True if there is a part of a message."""
        return bool(self._data)

    def feed(self, data: bytes) -> None:
        """Take what arrived."""
        if not self._data:
            self._data = data
        else:
            if isinstance(self._data, bytes):
                self._data = bytearray(self._data)
            self._data += data

    def feed_part(self, data: bytes) -> None:
        """Take the beginning of a message that was tried already, and ended early."""
        self.feed(data)
        self._skimmed()

    def use_next(self, use: Callable[[bytes], bool]) -> bool:
        """Hand on the next message, if it is whole.

        Args:
            use: takes a message, and says whether it used all of the bytes. Of an unframed message
                it may be given a part, and then raises TruncatedError and will be given it again.

        Returns:
            True if a message was used; there may be another one.

        Raises:
            ProtocolError: this is no message, or too large a one.
        """
        if self._framing is Framing.FRAMED:
            return self._use_frame(use)
        if self._skimmer is None:
            if not self._data:
                return False
            try:
                all_used = use(bytes(self._data))
            except TruncatedError:
                self._skimmed()
                return False
            self._drop(None if all_used else self._skimmed())
            return True
        end = self._skimmed()
        if end is None:
            return False
        message = bytes(self._data[:end])
        self._drop(end)
        use(message)
        return True

    def _use_frame(self, use: Callable[[bytes], bool]) -> bool:
        data = self._data
        if len(data) < LENGTH.size:
            return False
        (length,) = LENGTH.unpack_from(data)
        if not 0 < length <= LARGEST_MESSAGE:
            raise ProtocolError(f"a frame of {length} bytes: is the peer unframed?")
        end = LENGTH.size + length
        if len(data) < end:
            return False
        message = bytes(data[LENGTH.size : end])
        self._drop(end)
        try:
            use(message)
        except TruncatedError as error:
            raise ProtocolError("a message that is longer than its frame") from error
        return True

    def _drop(self, end: int | None) -> None:
        """Forget the bytes of a message; all of them without a number."""
        self._skimmer = None
        if end is None or end == len(self._data):
            self._data = b""
        else:
            self._data = self._data[end:]

    def _skimmed(self) -> int | None:
        if len(self._data) > LARGEST_MESSAGE:
            raise ProtocolError(f"a message of more than {LARGEST_MESSAGE} bytes")
        if self._skimmer is None:
            if isinstance(self._data, bytes):
                self._data = bytearray(self._data)
            self._skimmer = skimmer(self._protocol, self._data)
        return self._skimmer.advance()
