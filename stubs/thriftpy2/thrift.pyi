from typing import Any, ClassVar

class TMessageType:
    CALL: int
    REPLY: int
    EXCEPTION: int
    ONEWAY: int

class TPayloadMeta(type):
    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> TPayloadMeta: ...

class TPayload(metaclass=TPayloadMeta): ...
class TException(TPayload, Exception): ...

class TApplicationException(TException):
    thrift_spec: ClassVar[dict[int, tuple[int, str, bool]]]
    type: int
    message: str | None
    def __init__(self, type: int = 0, message: str | None = None) -> None: ...

class TDecodeException(TException):
    struct_name: str
    fid: int
    field: str
    value: object
    type_repr: str
    def __init__(
        self, name: str, fid: int, field: str, value: Any, ttype: int, spec: Any = None
    ) -> None: ...
