"""Announcing from inside a service: ``registered`` and its asynchronous twin."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.adapters.localdir import LocalCoordination
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.names import ServersetName
from kingpin_sdk.register import Registration, registered, registered_async
from kingpin_sdk.settings import Needs, Settings, load_settings
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ServersetName("test_service", "prod")
_HOST = "10.0.0.7"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    coordination = f"localdir:{tmp_path}"
    return load_settings(
        {"coordination": coordination}, interactive=False, environ={}, needs=Needs.COORDINATION
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalCoordination]:
    with LocalCoordination(tmp_path) as store:
        store.create(_NAME.node)
        yield store


def _members(store: LocalCoordination) -> list[str]:
    return [name.partition("-")[2] for name in store.children(_NAME.node)]


def test_a_service_is_announced_within_the_block(
    store: LocalCoordination, settings: Settings
) -> None:
    with registered("test_service", "prod", port=8081, host=_HOST, settings=settings) as own:
        assert own.wait_announced(10)
        assert own.status.settled
        assert _members(store) == ["10.0.0.7:8081"]
    assert _members(store) == []
    own.close()


def test_a_function_of_the_service_decides(store: LocalCoordination, settings: Settings) -> None:
    well = threading.Event()
    with registered(
        "test_service",
        "prod",
        port=8081,
        check=well.is_set,
        host=_HOST,
        rise=1,
        fall=1,
        interval=0.05,
        settings=settings,
    ) as own:
        wait_until(lambda: own.status.checks, timeout=10, what="a check")
        assert _members(store) == []
        well.set()
        assert own.wait_announced(10)
        well.clear()
        wait_until(lambda: not _members(store), timeout=10, what="it falls")


def test_it_leaves_also_when_the_block_fails(store: LocalCoordination, settings: Settings) -> None:
    def fail() -> None:
        with registered("test_service", "prod", port=8081, host=_HOST, settings=settings) as own:
            assert own.wait_announced(10)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert _members(store) == []


def test_arguments_that_cannot_be_used_are_named(settings: Settings) -> None:
    for port, check, says in ((0, None, "port"), (1, "ping", "check 'ping'")):
        with pytest.raises(SettingsError, match=says):
            registered("a", "b", port=port, check=check, host=_HOST, settings=settings)


def test_a_registration_that_is_dropped_open_warns(
    store: LocalCoordination, settings: Settings
) -> None:
    own = registered("test_service", "prod", port=8081, host=_HOST, settings=settings)
    assert own.wait_announced(10)
    keep = own._opened, own._announcement  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    kept: list[Registration] = [own]
    del own
    with pytest.warns(ResourceWarning, match="test_service"):
        kept.clear()
    keep[1].close()
    keep[0].close()
    assert _members(store) == []


def test_a_forked_child_neither_leaves_nor_is_a_member(
    store: LocalCoordination, settings: Settings
) -> None:
    with registered("test_service", "prod", port=8081, host=_HOST, settings=settings) as own:
        assert own.wait_announced(10)
        child = os.fork()
        if child == 0:
            own.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert _members(store) == ["10.0.0.7:8081"]


def test_the_async_twin_announces_and_leaves_without_blocking_the_loop(
    store: LocalCoordination, settings: Settings
) -> None:
    async def serve() -> None:
        ticks = 0
        loop_thread = threading.get_ident()
        ran_on: list[int] = []

        async def check() -> bool:
            ran_on.append(threading.get_ident())
            return True

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0)
                ticks += 1

        ticking = asyncio.create_task(tick())
        async with registered_async(
            "test_service",
            "prod",
            port=8081,
            check=check,
            host=_HOST,
            rise=1,
            interval=0.05,
            drain=0.05,
            settings=settings,
        ) as own:
            assert await own.wait_announced(10)
            assert own.status.settled
            assert _members(store) == ["10.0.0.7:8081"]
            assert set(ran_on) == {loop_thread}
            before = ticks
        assert ticks > before
        ticking.cancel()

    asyncio.run(serve())
    assert _members(store) == []


def test_a_cancelled_async_service_leaves(store: LocalCoordination, settings: Settings) -> None:
    async def serve(announced: asyncio.Event) -> None:
        async with registered_async(
            "test_service", "prod", port=8081, host=_HOST, settings=settings
        ) as own:
            assert await own.wait_announced(10)
            announced.set()
            await asyncio.Event().wait()

    async def main() -> None:
        announced = asyncio.Event()
        task = asyncio.create_task(serve(announced))
        await announced.wait()
        assert _members(store) == ["10.0.0.7:8081"]
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert _members(store) == []


def test_an_async_registration_is_not_running_outside_its_block(settings: Settings) -> None:
    own = registered_async("a", "b", port=1, host=_HOST, settings=settings)
    with pytest.raises(RuntimeError, match="async with"):
        own.status  # noqa: B018
