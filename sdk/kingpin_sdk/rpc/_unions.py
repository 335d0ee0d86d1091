"""ThriftUnion: a record with one member at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from kingpin_sdk.errors import EncodeError, ProtocolError
from kingpin_sdk.rpc._wire import BOOL

if TYPE_CHECKING:
    from kingpin_sdk.rpc._method import Spec

__all__ = ["ThriftUnion"]

# No field of any IDL has it: ids are 16 bits.
_NO_FIELD = 1 << 16


class ThriftUnion:
    """Base of generated unions.

    A union may be without a member: it was received with one that a newer IDL has. It can not be
    sent like that, nor with two.
    """

    __slots__ = ()

    __kp_members__: ClassVar[Spec]
    __kp_empty_spec__: ClassVar[Spec]

    @classmethod
    def __kp_hold__(cls, members: Spec) -> None:
        """Take the spec of the members (called once by generated code)."""
        cls.__kp_members__ = members
        # A codec asks for the spec of what it is about to fill just as of what it is about to
        # write; only the latter asks for this attribute.
        cls.__kp_empty_spec__ = {**members, _NO_FIELD: (BOOL, "__kp_absent__", True)}

    @property
    def thrift_spec(self) -> Spec:
        """What the codecs read.

        Raises:
            EncodeError: the union holds several members.
        """
        count = self._count()
        if count > 1:
            raise EncodeError(f"{type(self).__name__}: a union holds one member, not {count}")
        return self.__kp_members__ if count else self.__kp_empty_spec__

    @property
    def __kp_absent__(self) -> bool:
        raise EncodeError(f"{type(self).__name__}: a union holds one member, not none")

    def __kp_check__(self) -> None:
        """Refuse a union that was sent with several members."""
        count = self._count()
        if count > 1:
            raise ProtocolError(f"{type(self).__name__}: a union of {count} members was sent")

    def _count(self) -> int:
        return sum(getattr(self, field[1]) is not None for field in self.__kp_members__.values())
