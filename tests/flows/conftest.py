"""The echo service's clients, of both kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.flows.callers import CALLERS
from tests.flows.echo_servers import generated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from tests.flows.callers import Caller


@pytest.fixture(scope="session")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The generated module."""
    with generated(tmp_path_factory.mktemp("ours")) as module:
        yield module


@pytest.fixture(params=list(CALLERS))
def caller(request: pytest.FixtureRequest, echo: ModuleType) -> Iterator[Callable[..., Caller]]:
    """Makes clients, and closes them; they have 20 seconds for a call."""
    made: list[Caller] = []

    def make(endpoints: object, **options: object) -> Caller:
        made.append(CALLERS[request.param](echo, endpoints, **{"timeout": 20.0, **options}))
        return made[-1]

    yield make
    for each in made:
        each.close()
