"""ThriftEnum: enums that survive values which a newer IDL knows and this one does not."""

from __future__ import annotations

import enum
from typing import Any, ClassVar, final

__all__ = ["ThriftEnum"]

_LOWEST, _HIGHEST = -(1 << 31), (1 << 31) - 1


@final
class _Members(dict[int, Any]):
    """Numbers -> members, for decoding: a plain subscript for what is known."""

    def __init__(self, kind: type[ThriftEnum]) -> None:
        super().__init__((int(member), member) for member in kind)
        self._kind = kind

    def __missing__(self, value: int) -> Any:  # noqa: ANN401 - the dict's own type
        return self._kind(value)


class ThriftEnum(enum.IntEnum):
    """Base of generated enums: open, as Thrift's are.

    A number of 32 bits that is no member gives a member all the same, named ``UNKNOWN_77``: it
    keeps its number, compares and hashes by it, pickles, is sent on as it came, and is not in
    ``list(E)``. Ask `is_known` before an exhaustive ``match``.
    """

    __kp_of__: ClassVar[dict[int, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.__kp_of__ = _Members(cls)

    @classmethod
    def _missing_(cls, value: object) -> ThriftEnum | None:
        if not isinstance(value, int) or not _LOWEST <= value <= _HIGHEST:
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}".replace("-", "MINUS_")
        member._value_ = int(value)  # type: ignore[assignment]  # mypy takes __kp_of__ for a member
        return member

    @property
    def is_known(self) -> bool:
        """True for a member of the IDL this was generated from."""
        return self._value_ in type(self)._value2member_map_
