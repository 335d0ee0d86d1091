"""The rich IDL's service, which extends an included one, both ways over every wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from kingpin_sdk.rpc import ThriftServer
from tests.codegen.generating import IDL, import_from, texts, write
from tests.codegen.interop import apache

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIRES = [
    (framing, protocol) for framing in ("unframed", "framed") for protocol in ("binary", "compact")
]


class _Side(NamedTuple):
    types: Any
    base: Any
    service: Any


class _Handler:
    """Answers with the classes of either side."""

    def __init__(self, side: _Side) -> None:
        self._types = side.types
        self._base = side.base
        self.given: list[Any] = []

    def ping(self) -> str:
        return "pong"

    def get(self, number: int) -> Any:  # noqa: ANN401 - generated classes
        if number == 404:
            raise self._types.NotFound(key="pin 404", near=["405", "406"])
        if number == 403:
            raise self._types.Denied(message="not yours")
        return pin(_Side(self._types, self._base, None), number)

    def find(self, *arguments: Any) -> Any:  # noqa: ANN401
        self.given = list(arguments)
        return []

    def _echo(self, value: Any) -> Any:  # noqa: ANN401
        return value

    put = touch = keys = nested = scalars = shape = colors = outline = _echo
    next = flip = blob = half = _echo

    def boom(self) -> None:
        raise AssertionError("nobody calls it")

    def count(self) -> dict[str, int]:
        return {"a": 1, "ö": -1}

    def describe(self, severity: int) -> str:
        raise self._base.Gone(message=f"severity {int(severity)}")


def pin(side: _Side, number: int) -> Any:  # noqa: ANN401
    """A pin with something in most of its fields, a color among it that no IDL has.

    Its route is always given: Apache's classes forget the default of a list of records.
    """
    types = side.types
    point = side.base.Point(x=1.5, y=-0.25, label="here")
    return types.Pin(
        id=number,
        color=16,
        tags={"a", "b"},
        severity=-7,
        counts=[],
        places={"one": point},
        parent=types.Pin(id=1, route=[]),
        children=[types.Pin(id=2, color=77, route=[]), types.Pin(id=3, route=[])],
        route=[point],
        colors={0, 16},
        shape=types.Shape(radius=2.5),
        limit=3,
        origin=point,
        scalars=types.Scalars(truth=False, medium=-1, data=b"\xff\0", large=2**62),
    )


def _calls(side: _Side) -> list[tuple[str, tuple[Any, ...], Any]]:
    types = side.types
    point = side.base.Point(x=0.0, y=0.0)
    nested = types.Nested(
        deep={"a": [{1: {0, 1}}, {}], "b": []},
        pins=[[pin(side, 4)], []],
        routes={"r": [[point, point], []]},
    )
    outline = [types.Coordinates(x=1, y=2), types.Coordinates(x=-1, y=0)]
    return [
        ("ping", (), "pong"),
        ("get", (9,), pin(side, 9)),
        ("nested", (nested,), nested),
        ("scalars", (types.Scalars(truth=True, medium=0),), types.Scalars(truth=True, medium=0)),
        ("shape", (types.Shape(outline=outline),), types.Shape(outline=outline)),
        ("colors", ({0, 16},), {0, 16}),
        ("outline", (outline,), outline),
        ("count", (), {"a": 1, "ö": -1}),
    ]


class _Sides(NamedTuple):
    ours: _Side
    theirs: _Side


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Sides]:
    """Our modules and Apache's."""
    folder = tmp_path_factory.mktemp("pinboard")
    write(folder, texts(IDL / "rich.thrift", prefix="ours"))
    apache.compile_python(IDL / "rich.thrift", folder)
    names = ["ours.pinboard.rich", "ours.pinboard.base.common"]
    names += ["pinboard.ttypes", "pinboard.base.ttypes", "pinboard.Pins"]
    with import_from(folder, *names) as [rich, common, types, base, pins]:
        yield _Sides(_Side(rich, common, rich), _Side(types, base, pins))


def _check(client: Any, side: _Side) -> None:  # noqa: ANN401
    for method, arguments, expected in _calls(side):
        assert getattr(client, method)(*arguments) == expected, method
    with pytest.raises(side.types.NotFound) as missing:
        client.get(404)
    assert (missing.value.key, missing.value.near) == ("pin 404", ["405", "406"])
    with pytest.raises(side.types.Denied) as denied:
        client.get(403)
    assert denied.value.message == "not yours"
    with pytest.raises(side.base.Gone) as gone:
        client.describe(5)
    assert gone.value.message == "severity 5"


@pytest.mark.parametrize(("framing", "protocol"), _WIRES)
def test_our_client_calls_apaches_server(sides: _Sides, framing: str, protocol: str) -> None:
    handler = _Handler(sides.theirs)
    processor = sides.theirs.service.Processor(handler)
    client_class = sides.ours.service.PinsClient
    with (
        apache.served(processor, framing, protocol) as port,
        client_class(f"127.0.0.1:{port}", framing=framing, protocol=protocol, timeout=20) as client,
    ):
        _check(client, sides.ours)
        found = client.get(9)
        assert found.color is sides.ours.types.Color.BLUE
        assert found.severity is sides.ours.base.Severity.ERROR
        assert not found.children[0].color.is_known
        client.find({"x"})
        assert handler.given == [{"x"}, 25, None, [1]]


@pytest.mark.parametrize(("framing", "protocol"), _WIRES)
def test_apaches_client_calls_our_server(sides: _Sides, framing: str, protocol: str) -> None:
    handler = _Handler(sides.ours)
    with (
        ThriftServer(sides.ours.service.PinsProcessor(handler)) as server,
        apache.connected(sides.theirs.service.Client, server.port, framing, protocol) as client,
    ):
        _check(client, sides.theirs)
        # What an Apache client leaves out is what the IDL says it is.
        client.find({"x"}, None, None, None)
        assert handler.given == [{"x"}, 25, None, [1]]
