"""Clients of a handler in the same process, those of extended services included."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from kingpin_sdk.errors import EncodeError
from tests.codegen.generating import made_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_IDL = """
namespace py local_clients
exception Oops { 1: string why }
service Base { string hello(1: string name) }
service Sub extends Base { i32 add(1: i32 one, 2: i32 other) throws (1: Oops oops) }
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with made_of(_IDL, tmp_path_factory.mktemp("local"), "local_clients.clients") as module:
        yield module


def _handler(module: Any) -> object:  # noqa: ANN401 - generated
    class Handler:
        def hello(self, name: str, /) -> str:
            return f"hello {name}"

        def add(self, one: int, other: int, /) -> int:
            if one < 0:
                raise module.Oops(why="negative")
            return one + other

    return Handler()


def test_a_local_client_calls_the_handler_by_way_of_the_bytes(module: Any) -> None:  # noqa: ANN401
    with module.SubClient.local(_handler(module)) as client:
        assert client.hello("ann") == "hello ann"
        assert client.add(1, 2) == 3
        with pytest.raises(module.Oops, match="negative"):
            client.add(-1, 2)
        with pytest.raises(EncodeError):
            client.add("one", 2)
    assert module.BaseClient.local(_handler(module)).hello("bob") == "hello bob"


def test_the_same_for_asyncio(module: Any) -> None:  # noqa: ANN401
    async def run() -> None:
        async with module.AsyncSubClient.local(_handler(module)) as client:
            assert await client.add(1, 2) == 3
            assert await client.hello("ann") == "hello ann"

    asyncio.run(run())
