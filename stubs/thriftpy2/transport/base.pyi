from typing import ClassVar

from thriftpy2.thrift import TException

class TTransportException(TException):
    END_OF_FILE: ClassVar[int]
    type: int
    message: str | None
    def __init__(self, type: int = 0, message: str | None = None) -> None: ...
