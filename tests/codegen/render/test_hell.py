"""Names from hell at run time: every field, member, argument and method does what its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest

from kingpin_codegen.load import load
from kingpin_codegen.model import Enum, Record, Service
from kingpin_sdk.rpc import ThriftServer
from kingpin_sdk.rpc._codec import decode, encode
from kingpin_sdk.rpc._wire import Kind, WireProtocol
from tests.codegen.generating import IDL, import_from, texts, write

if TYPE_CHECKING:
    from collections.abc import Iterator

_VALUES: dict[int, Any] = {2: True, 4: 1.5, 8: 7, 11: "text", 18: b"\xff"}


@pytest.fixture(scope="module")
def hell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The module."""
    folder = tmp_path_factory.mktemp("hell")
    write(folder, texts(IDL / "hell.thrift", prefix="ours"))
    with import_from(folder, "ours.hell.class_.list.hell") as [module]:
        yield module


def _definitions(kind: type[Any]) -> list[Any]:
    [document] = load([IDL / "hell.thrift"]).documents
    return [each for each in document.definitions if isinstance(each, kind)]


def _value(entry: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any type of the IDL
    match entry[0]:
        case 13:
            return {}
        case 14:
            return set(_VALUES[kind] for kind in [entry[2]])  # noqa: C401
        case 15:
            return [_VALUES[entry[2]]]
        case kind:
            return _VALUES[kind]


def _read(protocol: WireProtocol, data: bytes, kind: Any) -> Any:  # noqa: ANN401
    again = kind.__kp_new__()
    decode(protocol, data, lambda _name, _kind, _number: again, portable=False, whole=True)
    return kind.__kp_fin__(again) if hasattr(kind, "__kp_fin__") else again


def test_every_member_keeps_its_number(hell: Any) -> None:  # noqa: ANN401
    for enum in _definitions(Enum):
        values = [each.value for each in enum.members]
        assert [int(each) for each in getattr(hell, enum.name)] == values
        assert len(values) > 1


def test_every_field_is_set_sent_and_read_under_its_own_name(hell: Any) -> None:  # noqa: ANN401
    names = {"Fields", "Raised"}
    for record in _definitions(Record):
        if record.name not in names:
            continue
        kind = getattr(hell, record.name)
        spec = kind.thrift_spec
        assert len(spec) == len(record.fields) > 80
        value = kind(**{entry[1]: _value(entry) for entry in spec.values()})
        for protocol in WireProtocol:
            data = encode(protocol, "it", Kind.REPLY, 1, value, portable=False)
            again = _read(protocol, data, kind)
            assert attrs.asdict(again) == attrs.asdict(value)
        names.discard(record.name)
    assert not names


def test_every_union_member_has_its_constructor(hell: Any) -> None:  # noqa: ANN401
    members = {entry[1]: _value(entry) for entry in hell.Either.__kp_members__.values()}
    assert {"which", "of_it"} < {*members}
    fields = {each.name for each in attrs.fields(hell.Either)}
    own: dict[str, object] = {**hell.Either.__dict__}
    made = [
        getattr(hell.Either, name)
        for name, member in own.items()
        if isinstance(member, classmethod)
    ]
    found: set[str] = set()
    for make in made:
        union = make(_Anything)
        # A member is called "which", so what tells the member is not.
        found.add(union.which_)
        assert getattr(union, union.which_) is _Anything
    assert found == {*members} == fields


class _Anything:
    """A value that fits nowhere and is looked at by nobody."""


def test_every_method_reaches_its_handler_with_every_argument(hell: Any) -> None:  # noqa: ANN401
    class Handler:
        def __getattr__(self, name: str) -> Any:  # noqa: ANN401
            def method(*arguments: int) -> None:
                called.append((name, arguments))

            return method

    called: list[tuple[str, tuple[int, ...]]] = []
    methods = hell.NamesProcessor.methods
    services = _definitions(Service)
    assert len(methods) == sum(len(each.functions) for each in services) > 60
    with (
        ThriftServer(hell.NamesProcessor(Handler())) as server,
        hell.NamesClient(server.address, timeout=20) as client,
    ):
        for method in methods.values():
            if method.returns:
                continue
            arguments = tuple(range(len(method.arguments)))
            getattr(client, method.handler)(*arguments)
            assert called.pop() == (method.handler, arguments)
