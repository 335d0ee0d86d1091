"""Types as users write them, for the tests of this package."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import (
    TYPE_CHECKING,
    Annotated,
    Generic,
    Literal,
    NamedTuple,
    NewType,
    NotRequired,
    TypedDict,
    TypeVar,
    cast,
)
from uuid import UUID

import attrs

from kingpin_sdk.codec import KeyCodec, ValueCodec, codec_for, key_codec_for
from kingpin_sdk.model import Json

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")

UserId = NewType("UserId", int)


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mood(enum.Enum):
    UNKNOWN = "unknown"
    GOOD = "good"

    @classmethod
    def _missing_(cls, value: object) -> "Mood | None":
        return cls.UNKNOWN if isinstance(value, str) else None


@attrs.frozen
class Limits:
    qps: int
    burst: float = 1.0
    tags: tuple[str, ...] = ()


@attrs.define
class Rule:
    name: str
    limits: Limits
    _secret: str = "s"
    seen: list[str] = attrs.field(factory=list[str])
    derived: int = attrs.field(init=False, default=7)


@dataclass
class Point:
    x: float
    y: float = 0.0
    labels: dict[str, str] = field(default_factory=dict[str, str])
    next: "Point | None" = None


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


class Partial(TypedDict, total=False):
    a: int
    b: str


class Pair(NamedTuple):
    left: int
    right: str = "r"


@attrs.frozen
class Box(Generic[T]):
    item: T
    more: list[T] = attrs.Factory(list[T])


@attrs.frozen
class IntBox(Box[int]):
    label: str = ""


@attrs.frozen
class Tree:
    value: int
    children: list["Tree"] = attrs.Factory(list["Tree"])


@attrs.frozen
class Cat:
    kind: Literal["cat"]
    lives: int = 9


@attrs.frozen
class Dog:
    kind: Literal["dog"]
    tricks: list[str] = attrs.Factory(list[str])


@attrs.frozen
class Narrow:
    a: int = 0


@attrs.frozen
class Wide:
    a: int = 0
    b: int = 0


def _check(_percent: object, _attribute: object, value: int) -> None:
    if value > 100:
        raise ValueError("more than a hundred\n per cent")


@attrs.frozen
class Percent:
    value: int = attrs.field(validator=_check)


@attrs.frozen
class Awkward:
    cl: int
    converter: dict[int, str]
    self_: int = 0


@attrs.frozen
class Everything:
    text: str
    number: int
    ratio: float
    flag: bool
    nothing: None
    color: Color
    level: Level
    choice: Literal["a", 1, True] | None
    user: UserId
    noted: Annotated[int, "a note"]
    maybe: int | None
    either: int | str
    limits: Limits
    point: Point
    movie: Movie
    pair: Pair
    fixed: tuple[int, str]
    many: tuple[int, ...]
    chars: frozenset[str]
    numbers: set[int]
    row: Sequence[int]
    by_user: dict[UserId, Limits]
    by_color: Mapping[Color, list[int]]
    by_flag: dict[bool, int]
    by_ratio: dict[float, int]
    by_day: dict[date, int]
    by_id: dict[UUID, int]
    box: Box[str]
    tree: Tree
    day: date
    moment: datetime
    unique: UUID
    amount: Decimal
    raw: bytes
    anything: Json


NOON = datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=UTC)


def codec_of(form: object) -> ValueCodec[object]:
    # Tables of types hold forms of which no checker knows that they are types.
    return codec_for(cast("TypeForm[object]", form))


def key_codec_of(form: object) -> KeyCodec[object]:
    # As above.
    return key_codec_for(cast("TypeForm[object]", form))
