"""ThriftTest.thrift's whole list of methods, both ways, over every wire that we speak."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from kingpin_sdk.errors import ApplicationError
from kingpin_sdk.rpc import ThriftServer
from tests.codegen.corpus import corpus
from tests.codegen.generating import import_from, texts, write
from tests.codegen.interop import apache
from tests.codegen.interop.thrift_test import Handler, calls, failures

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIRES = [
    (framing, protocol) for framing in ("unframed", "framed") for protocol in ("binary", "compact")
]


class _Sides(NamedTuple):
    ours: Any
    types: Any
    service: Any


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Sides]:
    """Our module, and Apache's modules of types and of the service."""
    folder = tmp_path_factory.mktemp("thrift_test")
    [file] = [each for each in corpus() if each.name == "thrift/test/ThriftTest.thrift"]
    write(folder, texts(file.path, prefix="ours"))
    apache.compile_python(file.path, folder)
    names = ("ours.ThriftTest.ThriftTest", "ThriftTest.ttypes", "ThriftTest.ThriftTest")
    with import_from(folder, *names) as modules:
        yield _Sides(*modules)


def test_the_list_of_methods_is_whole(sides: _Sides) -> None:
    called = {method for method, _, _ in calls(sides.ours)} | {"testOneway"}
    assert called == set(sides.ours.ThriftTestProcessor.methods)


@pytest.mark.parametrize(("framing", "protocol"), _WIRES)
def test_our_client_calls_apaches_server(
    sides: _Sides, framing: str, protocol: str, caplog: pytest.LogCaptureFixture
) -> None:
    ours, handler = sides.ours, Handler(sides.types)
    processor = sides.service.Processor(handler)
    caplog.set_level(logging.CRITICAL, "ThriftTest.ThriftTest")
    with (
        apache.served(processor, framing, protocol) as port,
        ours.ThriftTestClient(
            f"127.0.0.1:{port}", framing=framing, protocol=protocol, timeout=20
        ) as client,
    ):
        for method, arguments, expected in calls(ours):
            found = getattr(client, method)(*arguments)
            assert found == expected, method
            assert type(found) is type(expected) or method == "testEnum", method
        assert client.testEnum(ours.Numberz.TWO) is ours.Numberz.TWO
        assert client.testEnum(77).name == "UNKNOWN_77"
        for method, arguments, kind, fields in failures(ours):
            with pytest.raises(kind) as raised:
                getattr(client, method)(*arguments)
            assert {name: getattr(raised.value, name) for name in fields} == fields
        with pytest.raises(ApplicationError, match="Internal error") as refused:
            client.testException("TException")
        assert refused.value.kind == 6
        client.testOneway(1)
        assert handler.oneway.wait(20)
        assert client.testI32(7) == 7


@pytest.mark.parametrize(("framing", "protocol"), _WIRES)
def test_apaches_client_calls_our_server(
    sides: _Sides, framing: str, protocol: str, caplog: pytest.LogCaptureFixture
) -> None:
    types, handler = sides.types, Handler(sides.ours)
    caplog.set_level(logging.CRITICAL, "kingpin_sdk")
    with (
        ThriftServer(sides.ours.ThriftTestProcessor(handler)) as server,
        apache.connected(sides.service.Client, server.port, framing, protocol) as client,
    ):
        for method, arguments, expected in calls(types):
            assert getattr(client, method)(*arguments) == expected, method
        for method, arguments, kind, fields in failures(types):
            with pytest.raises(kind) as raised:
                getattr(client, method)(*arguments)
            assert {name: getattr(raised.value, name) for name in fields} == fields
        with pytest.raises(Exception, match="internal error") as refused:
            client.testException("TException")
        assert type(refused.value).__name__ == "TApplicationException"
        client.testOneway(1)
        assert handler.oneway.wait(20)
        assert client.testI32(7) == 7


@pytest.mark.parametrize(("framing", "protocol"), _WIRES)
def test_our_asynchronous_client_gets_the_same_answers(
    sides: _Sides, framing: str, protocol: str
) -> None:
    async def call_all(port: int) -> None:
        async with sides.ours.AsyncThriftTestClient(
            f"127.0.0.1:{port}", framing=framing, protocol=protocol, timeout=20
        ) as client:
            for method, arguments, expected in calls(sides.ours):
                assert await getattr(client, method)(*arguments) == expected, method
            for method, arguments, kind, _ in failures(sides.ours):
                with pytest.raises(kind):
                    await getattr(client, method)(*arguments)

    with apache.served(sides.service.Processor(Handler(sides.types)), framing, protocol) as port:
        asyncio.run(call_all(port))
