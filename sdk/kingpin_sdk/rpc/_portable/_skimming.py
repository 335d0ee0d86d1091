"""Skimmer: finds where a message ends while it still arrives, in steps that are never repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import _wire as wire
from kingpin_sdk.rpc._portable._compact import CompactReader
from kingpin_sdk.rpc._portable._reading import bound_scalars
from kingpin_sdk.rpc._portable._source import TruncatedError

if TYPE_CHECKING:
    from kingpin_sdk.rpc._portable._binary import BinaryReader

__all__ = ["Skimmer"]


@final
class _Open:
    """A record or container that has begun and not ended.

    Attributes:
        kinds: types of the values in it, in turn; empty for a record.
        left: how many values are yet to come.
        last: id of a record's last field.
    """

    __slots__ = ("kinds", "last", "left")

    def __init__(self, kinds: tuple[int, ...], left: int) -> None:
        self.kinds = kinds
        self.left = left
        self.last = 0


@final
class Skimmer:
    """Passes over a message whose framing does not tell its length.

    Args:
        reader: over a bytearray that grows.
    """

    def __init__(self, reader: BinaryReader | CompactReader) -> None:
        self._reader = reader
        # Text is passed over as bytes: whether it is UTF-8 is the decoder's question.
        self._scalars = {**bound_scalars(reader), wire.STRING: reader.binary}
        self._begun = False
        self._open: list[_Open] = []

    def advance(self) -> int | None:
        """Go on as far as the bytes reach.

        Returns:
            The length of the message, or None as long as more bytes are needed.

        Raises:
            ProtocolError: this is no Thrift message.
        """
        while not self._begun or self._open:
            if not self._stepped():
                return None
        return self._reader.position

    def _stepped(self) -> bool:
        """Make one step; False, and as if it had not begun, if the bytes end within it."""
        reader = self._reader
        position, truth = reader.position, _truth(reader)
        try:
            self._step()
        except TruncatedError:
            reader.position = position
            if isinstance(reader, CompactReader):
                reader.truth = truth
            return False
        return True

    def _step(self) -> None:
        """Read one head or one scalar."""
        reader = self._reader
        if not self._begun:
            reader.message()
            self._begun = True
            self._open.append(_Open((), 0))
            return
        top = self._open[-1]
        if top.kinds:
            if top.left == 0:
                self._open.pop()
                return
            self._pass(top.kinds[top.left % len(top.kinds)])
            top.left -= 1
            return
        kind, number = reader.field(top.last)
        if kind == wire.STOP:
            self._open.pop()
            return
        self._pass(kind)
        top.last = number

    def _pass(self, kind: int) -> None:
        reader = self._reader
        scalar = self._scalars.get(kind)
        if scalar is not None:
            scalar()
        elif kind == wire.STRUCT:
            self._enter(_Open((), 0))
        elif kind == wire.MAP:
            key, value, size = reader.entries()
            # Counted down, so that an even number left is a key's turn.
            self._enter(_Open((key, value), 2 * size))
        elif kind in {wire.LIST, wire.SET}:
            inner, size = reader.elements()
            self._enter(_Open((inner,), size))
        else:
            raise ProtocolError(f"a value of the unknown type {kind}")

    def _enter(self, opened: _Open) -> None:
        if len(self._open) >= wire.MAX_DEPTH:
            raise ProtocolError(f"more than {wire.MAX_DEPTH} levels of nesting")
        self._open.append(opened)


def _truth(reader: BinaryReader | CompactReader) -> bool | None:
    return reader.truth if isinstance(reader, CompactReader) else None
