"""What a type checker knows of registering a service from inside."""

from __future__ import annotations

from typing import assert_type

from kingpin_sdk.announce import AnnounceStatus
from kingpin_sdk.register import (
    AsyncRegistration,
    RegisterOptions,
    Registration,
    registered,
    registered_async,
)


async def is_well() -> bool:
    """A check that runs on the loop."""
    return True


def must_be_accepted() -> None:
    """What a service writes."""
    options: RegisterOptions = {"rise": 1, "drain": 2.5, "zone": "eu-1a"}
    with registered("search", "prod", port=8081, check="tcp", **options) as own:
        assert_type(own, Registration)
        assert_type(own.status, AnnounceStatus)
        assert_type(own.wait_announced(5), bool)
    registered("search", "prod", port=8081, check=lambda: None).close()


async def must_be_accepted_on_a_loop() -> None:
    """What a service on asyncio writes."""
    async with registered_async("search", "prod", port=8081, check=is_well) as own:
        assert_type(own, AsyncRegistration)
        assert_type(await own.wait_announced(5), bool)


def must_be_rejected() -> None:
    """Mistakes."""
    registered("search", "prod")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    registered("search", "prod", port="8081")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    registered("search", "prod", port=1, check=80)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    registered("search", "prod", port=1, ris=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
