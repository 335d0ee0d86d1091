"""Method: what a generated client and server know of one method of the IDL."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kingpin_sdk.rpc._exceptions import ThriftError

__all__ = ["Method", "Record", "Spec"]

R_co = TypeVar("R_co", covariant=True)

Spec: TypeAlias = dict[int, tuple[Any, ...]]
"""Field id -> (wire type, attribute, [what it holds,] required): thriftpy2's form, exactly dicts
and tuples because its codec accepts no subclass."""

_SUCCESS = 0
_NO_DEFAULTS: Mapping[str, Callable[[], Any]] = MappingProxyType({})


@final
class Record:
    """Arguments or a result: an object that a codec reads attributes from, or sets them on."""

    def __init__(self, spec: Spec, values: dict[str, Any]) -> None:
        self.__dict__ = values
        self.thrift_spec = spec


@final
class Method(Generic[R_co]):
    """One method; generated code makes them, once a module.

    Args:
        name: on the wire.
        arguments: spec of the arguments; attributes are Python's names of them.
        result: spec of the result: ``success`` under 0, declared exceptions under their ids.
        throws: classes of the declared exceptions, in the result's order.
        required: attributes of the arguments that may not be None.
        defaults: attribute of an argument -> makes what it is when it was not sent.
        finish_arguments: brings decoded arguments to their Python types, in place.
        finish_result: the same for a decoded result.
        oneway: no answer is sent.
        idempotent: may be sent again when nobody knows whether it was done.
        portable: some type in it is none that the fast codec knows.
        handler: the handler's attribute that does it.
    """

    __slots__ = (
        "arguments",
        "defaults",
        "finish_arguments",
        "finish_result",
        "handler",
        "idempotent",
        "name",
        "oneway",
        "portable",
        "required",
        "result",
        "returns",
        "throws",
    )

    def __init__(  # noqa: PLR0913 - written by the generator
        self,
        name: str,
        *,
        arguments: Spec,
        result: Spec,
        throws: Iterable[type[ThriftError]] = (),
        required: Iterable[str] = (),
        defaults: Mapping[str, Callable[[], Any]] = _NO_DEFAULTS,
        finish_arguments: Callable[[Any], None] | None = None,
        finish_result: Callable[[Any], None] | None = None,
        oneway: bool = False,
        idempotent: bool = False,
        portable: bool = False,
        handler: str | None = None,
    ) -> None:
        self.name: str = name
        self.arguments: Spec = arguments
        self.result: Spec = result
        self.required: tuple[str, ...] = tuple(required)
        self.finish_arguments: Callable[[Any], None] | None = finish_arguments
        self.finish_result: Callable[[Any], None] | None = finish_result
        self.oneway: bool = oneway
        self.idempotent: bool = idempotent
        self.portable: bool = portable
        self.handler: str = name if handler is None else handler
        self.returns: bool = _SUCCESS in result
        names: list[str] = [each[1] for fid, each in result.items() if fid != _SUCCESS]
        self.throws: tuple[tuple[str, type[ThriftError]], ...] = tuple(
            zip(names, throws, strict=True)
        )
        self.defaults: tuple[tuple[str, Callable[[], Any]], ...] = tuple(defaults.items())

    def __repr__(self) -> str:
        return f"<Method {self.name}>"
